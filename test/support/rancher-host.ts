// A node with k3s or rke2 in memory: its unit, what it has written for its containerd, and the socket of that.

import { SOCKET } from '../../src/engines/rancher/distribution.ts';
import type { Looked, ReadHost } from '../../src/host/ports.ts';
import { type FakeFile, fakeHost } from './fake-host.ts';

export interface RancherParts {
  /** registries.yaml */
  readonly text?: string;
  /** hosts.toml by registry; undefined: nothing has been written yet. */
  readonly written?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, FakeFile>>;
  readonly role?: 'server' | 'agent';
  readonly state?: 'active' | 'inactive';
  readonly killMode?: string;
  readonly words?: string;
  readonly distribution?: 'k3s' | 'rke2';
  /** Seconds between the start of the unit and that of its containerd. */
  readonly containerdAfter?: number;
  /** Seconds of waiting until it begins after all. */
  readonly containerdWithin?: number;
  readonly directories?: readonly string[];
}

const UP = 'mtime of the socket';

/** When the unit was started: a minute after the boot, which was at 0. */
const STARTED = 60_000;

export function rancherHost(parts: RancherParts = {}): ReadHost {
  const { distribution = 'k3s', role = 'server', state = 'active', killMode = 'process', words = '' } = parts;
  const folder = `/var/lib/rancher/${distribution}/agent/etc/containerd`;
  const config = `[plugins.'io.containerd.cri.v1.images'.registry]\nconfig_path = "${folder}/certs.d"\n`;
  const written = Object.entries(parts.written ?? {}).map(([name, text]) => [
    `${folder}/certs.d/${name}/hosts.toml`,
    text,
  ]);
  const host = fakeHost({
    programs: { [distribution]: `/usr/local/bin/${distribution}` },
    directories: ['/run/systemd/system', `${folder}/certs.d`, ...(parts.directories ?? [])],
    files: {
      ...(parts.text === undefined ? {} : { [`/etc/rancher/${distribution}/registries.yaml`]: parts.text }),
      [`${folder}/config.toml`]: config,
      ...Object.fromEntries(written),
      ...parts.files,
    },
    answers: {
      [`/usr/local/bin/${distribution} --version`]: `${distribution} version v1.31.4+${distribution}1 (abc)\ngo version go1.22\n`,
      'systemctl show': (['server', 'agent'] as const)
        .map((one) => {
          if (one !== role) return 'LoadState=not-found\nActiveState=inactive\nMainPID=0\n';
          const command = `/usr/local/bin/${distribution} ${role}${words}`;
          return [
            `MainPID=${state === 'active' ? 7 : 0}`,
            'LoadState=loaded',
            `ActiveState=${state}`,
            `KillMode=${killMode}`,
            `ExecMainStartTimestampMonotonic=${STARTED * 1000}`,
            `ExecStart={ path=${command.split(' ')[0]} ; argv[]=${command} ; ignore_errors=no ; pid=7 }`,
            '',
          ].join('\n');
        })
        .join('\n'),
    },
  });
  let slept = 0;
  const sinceStart = () => {
    const { containerdAfter = 5, containerdWithin = Infinity } = parts;
    return slept >= containerdWithin * 1000 ? 5 : containerdAfter;
  };
  const socket = (): Looked => ({
    ...host.look(UP),
    kind: 'socket',
    modified: STARTED + sinceStart() * 1000,
  });
  return {
    ...host,
    clock: {
      now: () => 1_000_000,
      monotonic: () => slept,
      boot: () => ({ id: 'x', uptime: 1_000_000, age: 1_000_000 }),
      sleep: (milliseconds) => {
        slept += milliseconds;
        return Promise.resolve();
      },
    },
    look: (path) => (path === SOCKET ? socket() : host.look(path)),
  };
}
