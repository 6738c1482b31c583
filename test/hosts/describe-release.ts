// Registers every scenario for one release; each test gets a freshly booted host of its own.

import { beforeAll, describe, inject, test } from 'vitest';
import { prepareBase } from './lab/base.ts';
import { type FirstBoot, readFirstBoot } from './lab/cloud-init.ts';
import { bootHost, type Host, type HostOptions, type PreparedHost, prepareHost } from './lab/host.ts';
import { type Lab, openLab } from './lab/lab.ts';
import type { Release } from './lab/releases.ts';
import type { EngineVersions } from './reporter.ts';
import { SCENARIOS } from './scenarios/index.ts';

export interface Before {
  /** Files of the host before it boots, by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Lines of its /etc/hosts; the lab's names when not given. */
  readonly names?: readonly string[];
}

/** How a host is before it boots for the first time. */
export type BeforeFirstBoot = Pick<HostOptions, 'cloudInit' | 'names' | 'unplugged' | 'without'>;

export interface Rig {
  readonly release: Release;
  /** Registers a test on a host of its own. The title starts with the scenario, S1 to S11. */
  readonly onHost: (title: string, before: Before, body: (host: Host, lab: Lab) => Promise<void>) => void;
  /** Registers a test on a host that is not booted yet: its root is changed from outside first. */
  readonly onImage: (title: string, body: (image: PreparedHost, lab: Lab) => Promise<void>) => void;
  /** Registers a test on a host that has booted for the first time, by cloud-init, with the data that `prepare` makes. */
  readonly onFirstBoot: (
    title: string,
    prepare: (lab: Lab) => Promise<BeforeFirstBoot>,
    body: (host: Host, boot: FirstBoot, lab: Lab) => Promise<void>,
  ) => void;
}

/** Builds the base when it is not there; a release that may fail to install is skipped with the reason. */
export async function describeRelease(release: Release): Promise<void> {
  const base = await prepareBase(release);
  describe(release.title, () => {
    if (base.kind === 'unavailable') {
      test('all scenarios', ({ skip }) => skip(base.reason));
      return;
    }
    const rig = makeRig(release, base.root);
    for (const describeScenario of SCENARIOS) describeScenario(rig);
  });
}

function makeRig(release: Release, base: string): Rig {
  let lab: Lab;
  let engines: EngineVersions | undefined;
  let booted = 0;
  beforeAll(async () => {
    lab = await openLab(inject('lab'));
  });
  const withHost = async (
    before: Partial<HostOptions>,
    body: (host: Host) => Promise<void>,
  ): Promise<void> => {
    booted += 1;
    const name = `${release.name}-${booted}`;
    const address = `192.168.${release.addresses}.${booted}`;
    const host = await bootHost(lab, { release, base, name, address, ...before });
    try {
      await body(host);
    } catch (error) {
      process.stderr.write(`${await describeHost(host)}\n`);
      throw error;
    } finally {
      await host.remove();
    }
  };
  const onHost: Rig['onHost'] = (title, before, body) => {
    test(title, async ({ task }) => {
      await withHost(before, async (host) => {
        engines ??= await askVersions(host);
        task.meta.engines = engines;
        await body(host, lab);
      });
    });
  };
  const onFirstBoot: Rig['onFirstBoot'] = (title, prepare, body) => {
    test(title, async () => {
      const before = await prepare(lab);
      await withHost(before, async (host) => body(host, await readFirstBoot(host), lab));
    });
  };
  const onImage: Rig['onImage'] = (title, body) => {
    test(title, async () => {
      booted += 1;
      const image = await prepareHost(lab, { release, base, name: `${release.name}-${booted}` });
      try {
        await body(image, lab);
      } finally {
        await image.remove();
      }
    });
  };
  return { release, onHost, onImage, onFirstBoot };
}

async function askVersions(host: Host): Promise<EngineVersions> {
  return {
    docker: (await host.must('dockerd --version')).replace(/^Docker version ([^,]+),.*$/s, '$1'),
    podman: (await host.must('podman --version')).replace(/^podman version /, ''),
    systemd: (await host.must('systemctl --version')).replace(/^systemd (\d+).*$/s, '$1'),
  };
}

/** What helps to understand a failure, before the host is gone. */
async function describeHost(host: Host): Promise<string> {
  const said = await host.sh(
    `systemctl --no-pager --failed --no-legend; journalctl -u docker -n 15 --no-pager -o cat;
     cd /; head -c 600 etc/docker/daemon.json; find var/lib/registry-client 2>/dev/null | head -n 20`,
  );
  return `--- ${host.name}\n${said.stdout}`;
}
