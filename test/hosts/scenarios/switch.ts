// S3: from one mirror to another, where registry-client put the old one in, and where a person did.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { expectClient } from './client.ts';
import { DAEMON_JSON, dockerRegistries, residentPid, startResident } from './docker-engine.ts';
import { expectPull } from './served.ts';

const SOMEBODYS = '{\n  "insecure-registries": ["registry.somebody.test:5000"],\n  "log-level": "info"\n}\n';

const BY_HAND = `{
\t"registry-mirrors": ["http://nexushub.com:8001"],
\t"insecure-registries": ["nexushub.com:8001", "registry.somebody.test:5000"]
}
`;

const SWITCH = 'setup --mirror https://docker-registry.example.com --ca /opt/lab/ca.crt --replace';

const LOADED = {
  mirrors: ['https://docker-registry.example.com/'],
  insecure: ['registry.somebody.test:5000'],
};

export function describeSwitch({ onHost }: Rig): void {
  onHost('S3 --replace: ours go, others stay', { files: { [DAEMON_JSON]: SOMEBODYS } }, async (host, lab) => {
    const pid = await startResident(host);
    const first = 'setup --mirror http://nexushub.com:8001';
    await expectClient(host, first, { code: 0, outcome: 'committed' });
    await expectClient(host, SWITCH, { code: 0, outcome: 'committed' });
    expect(JSON.parse(await host.read(DAEMON_JSON))).toEqual({
      'insecure-registries': ['registry.somebody.test:5000'],
      'log-level': 'info',
      'registry-mirrors': ['https://docker-registry.example.com'],
    });
    expect(await dockerRegistries(host)).toEqual(LOADED);
    expect(await residentPid(host)).toBe(pid);
    await expectPull(host, lab, 'docker pull alpine:3.19', 443, 'library/alpine');
    await expectPull(host, lab, 'podman pull docker.io/library/alpine:3.19', 443, 'library/alpine');
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await host.read(DAEMON_JSON)).toBe(SOMEBODYS);
  });

  onHost(
    'S3 --replace --adopt: what was set up by hand goes',
    { files: { [DAEMON_JSON]: BY_HAND } },
    async (host) => {
      const adopt = `${SWITCH} --adopt --engine docker`;
      const kept = await expectClient(host, `${SWITCH} --engine docker`, { code: 0, outcome: 'committed' });
      expect(kept.id).not.toBeNull();
      expect((await dockerRegistries(host)).mirrors).toContain('http://nexushub.com:8001/');
      await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
      expect(await host.read(DAEMON_JSON)).toBe(BY_HAND);

      await expectClient(host, adopt, { code: 0, outcome: 'committed' });
      const { mirrors } = await dockerRegistries(host);
      expect(mirrors).toEqual(LOADED.mirrors);
      expect(JSON.parse(await host.read(DAEMON_JSON))['registry-mirrors']).toEqual([
        'https://docker-registry.example.com',
      ]);
      await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
      expect(await host.read(DAEMON_JSON)).toBe(BY_HAND);
    },
  );
}
