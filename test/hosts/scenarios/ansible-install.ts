// The role installs the package, in each of its ways, and only once.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareAnsible } from '../lab/ansible.ts';
import { offerPackage, withHosts } from '../lab/fleet.ts';
import { offerDownload } from '../lab/front.ts';
import type { Lab } from '../lab/lab.ts';
import { WRAPPER } from '../lab/program.ts';
import { RELEASES } from '../lab/releases.ts';
import { must } from '../lab/run.ts';
import { expectClient } from './client.ts';
import { each, play } from './playbook.ts';

const HOSTS = [
  { release: RELEASES.bullseye, name: 'install-deb', ssh: true },
  { release: RELEASES.bookworm, name: 'install-apt', ssh: true },
  { release: RELEASES.trixie, name: 'install-url', ssh: true },
] as const;

const NAMES = HOSTS.map(({ name }) => name);

/** Check mode says changed and installs nothing; the first run installs and sets up, the second does nothing. */
export function describeInstalling(lab: () => Lab): void {
  test('Ansible: the package by copy, by apt and by URL', async () => {
    await withHosts(lab(), HOSTS, async (hosts) => {
      const deb = await makePackage(lab());
      for (const host of hosts) {
        await host.must('rm /usr/local/bin/registry-client');
        if (host.name === 'install-apt') await offerPackage(host, deb);
      }
      const variables = {
        registry_client_config: { mirror: 'http://nexushub.com:8001' },
        // The hosts are called after the way.
        registry_client_install: "{{ inventory_hostname | replace('install-', '') }}",
        registry_client_deb: deb,
        registry_client_url: await offerDownload(lab(), deb),
        registry_client_sha256: (await must('sha256sum', [deb])).slice(0, 64),
      };
      const ansible = await prepareAnsible(lab(), hosts);
      const run = (...options: readonly string[]) => play(ansible, 'site.yml', NAMES, variables, options);

      const checked = await run('--check');
      expect(checked.verdicts, checked.output).toEqual(each(NAMES, 'changed'));
      expect(checked.output).toContain('is not installed yet');
      for (const host of hosts) {
        await host.must('! command -v registry-client && test ! -e /etc/registry-client');
      }
      const first = await run();
      expect(first.verdicts, first.output).toEqual(each(NAMES, 'changed'));
      for (const host of hosts) await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
      const second = await run();
      expect(second.verdicts, second.output).toEqual(each(NAMES, 'ok'));
      for (const host of hosts) await host.must('! ls /var/cache/apt/archives | grep registry-client');

      const wrong = {
        ...variables,
        registry_client_version: '0.2.0',
        registry_client_sha256: '0'.repeat(64),
      };
      const refused = await play(ansible, 'site.yml', NAMES, wrong, ['--limit', 'install-url']);
      expect(refused.verdicts['install-url'], refused.output).toBe('failed');
      expect(refused.output).toContain('checksum');
    });
  });
}

/** A package of the program as the lab has it. What is in the real one is the packages' own tests' to say. */
async function makePackage(lab: Lab): Promise<string> {
  const folder = join(lab.folder, 'package');
  await mkdir(join(folder, 'DEBIAN'), { recursive: true });
  await mkdir(join(folder, 'usr/bin'), { recursive: true });
  const control = [
    'Package: registry-client',
    'Version: 0.1.0',
    'Architecture: all',
    'Maintainer: The lab <lab@example.com>',
    'Description: the program of this lab',
    '',
  ];
  await writeFile(join(folder, 'DEBIAN/control'), control.join('\n'));
  await writeFile(join(folder, 'usr/bin/registry-client'), WRAPPER, { mode: 0o755 });
  const deb = join(lab.folder, 'registry-client_0.1.0_all.deb');
  await must('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', folder, deb]);
  return deb;
}
