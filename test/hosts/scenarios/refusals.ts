// What is refused before anything is written, and said so that a person finds the place.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { expectClient, findingOf } from './client.ts';
import { DAEMON_JSON, dockerRegistries } from './docker-engine.ts';
import { CONFIGURATION, takeStock } from './stock.ts';

const SETUP = 'setup --mirror http://nexushub.com:8001';

const DROP_IN = '/etc/systemd/system/docker.service.d/mirror.conf';

const FLAGGED = `[Service]
ExecStart=
ExecStart=/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock --registry-mirror=http://nexushub.com:8003
`;

export function describeRefusals(rig: Rig): void {
  describeBrokenFile(rig);
  describeFlag(rig);
  describeUse(rig);
}

function describeBrokenFile({ onHost }: Rig): void {
  onHost('S1 a broken daemon.json is refused with line and column', {}, async (host) => {
    const files = {
      '{\n  "debug": false\n  "log-level": "info"\n}\n': { line: 3, column: 3 },
      '{\n  "debug": false,\n}\n': { line: expect.any(Number), column: expect.any(Number) },
      '// mirrors\n{}\n': { line: 1, column: 1 },
    };
    for (const [text, place] of Object.entries(files)) {
      await host.write(DAEMON_JSON, text);
      const stock = await takeStock(host, CONFIGURATION);
      const refused = await expectClient(host, SETUP, { code: 1, outcome: 'failed' });
      const found = findingOf(refused, 'FILE_REFUSED');
      expect(found).toMatchObject({ severity: 'error', path: DAEMON_JSON, ...place });
      expect(found.hint).not.toBe('');
      expect(await takeStock(host, CONFIGURATION)).toBe(stock);
    }
    const plain = await host.sh(`registry-client ${SETUP}`);
    expect(plain.code).toBe(1);
    expect(plain.stderr + plain.stdout).toContain(`${DAEMON_JSON}:1:1`);
  });

  onHost(
    'S1 a misspelt key is refused',
    { files: { [DAEMON_JSON]: '{ "registry-mirror": "http://x" }\n' } },
    async (host) => {
      const stock = await takeStock(host, CONFIGURATION);
      const refused = await expectClient(host, SETUP, { code: 1, outcome: 'failed' });
      expect(findingOf(refused, 'MISSPELT_DIRECTIVE')).toMatchObject({
        path: DAEMON_JSON,
        line: 1,
        hint: expect.stringContaining('registry-mirrors'),
      });
      expect(await takeStock(host, CONFIGURATION)).toBe(stock);
    },
  );
}

function describeFlag({ onHost }: Rig): void {
  onHost(
    'S1 a flag of the daemon is in the way: its drop-in is named',
    { files: { [DROP_IN]: FLAGGED } },
    async (host) => {
      expect((await dockerRegistries(host)).mirrors).toEqual(['http://nexushub.com:8003/']);
      const stock = await takeStock(host, CONFIGURATION);
      const refused = await expectClient(host, SETUP, { code: 1, outcome: 'failed' });
      expect(findingOf(refused, 'OPTION_SET_BY_FLAG')).toMatchObject({
        severity: 'error',
        path: DROP_IN,
        line: 3,
      });
      expect(await takeStock(host, CONFIGURATION)).toBe(stock);
      expect((await dockerRegistries(host)).mirrors).toEqual(['http://nexushub.com:8003/']);
    },
  );
}

function describeUse({ onHost }: Rig): void {
  onHost('S1 wrong usage, no permission, a held lock, a CA that is none', {}, async (host) => {
    const stock = await takeStock(host, CONFIGURATION);
    await expectClient(host, 'setup', { code: 64, outcome: 'failed' });
    await expectClient(host, 'setup --mirror nexushub.com:8001', { code: 64, outcome: 'failed' });
    const ca = 'setup --registry nexushub.com:8002 --ca /etc/passwd';
    await expectClient(host, ca, { code: 65, outcome: 'failed' });
    await expectClient(host, SETUP, { code: 77, outcome: 'failed' }, { user: 'visitor' });
    expect(await takeStock(host, CONFIGURATION)).toBe(stock);
    await expectClient(host, SETUP, { code: 0, outcome: 'committed' });
    await host.must('flock -n /var/lib/registry-client/lock sleep 8 > /dev/null 2>&1 & sleep 0.3');
    const second = 'setup --mirror http://nexushub.com:8002';
    await expectClient(host, second, { code: 75, outcome: 'failed' });
    await expectClient(host, `${second} --wait 40s`, { code: 0, outcome: 'committed' });
  });
}
