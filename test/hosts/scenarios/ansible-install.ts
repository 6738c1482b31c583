// The role installs the package, in each of its ways, and only once.

import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareAnsible } from '../lab/ansible.ts';
import { offerPackage, withHosts } from '../lab/fleet.ts';
import { offerDownload } from '../lab/front.ts';
import type { Lab } from '../lab/lab.ts';
import { DEB, LATER_DEB, LATER_VERSION } from '../lab/program.ts';
import { RELEASES } from '../lab/releases.ts';
import { must } from '../lab/run.ts';
import { expectClient } from './client.ts';
import { each, PATIENCE, play } from './playbook.ts';

const HOSTS = [
  { release: RELEASES.bullseye, name: 'install-deb', ssh: true },
  { release: RELEASES.bookworm, name: 'install-apt', ssh: true },
  { release: RELEASES.trixie, name: 'install-url', ssh: true },
] as const;

const NAMES = HOSTS.map(({ name }) => name);

/** Check mode says changed and installs nothing; the first run installs and sets up, the second does nothing. */
export function describeInstalling(lab: () => Lab): void {
  test(
    'Ansible: the package by copy, by apt and by URL',
    async () => {
      await withHosts(lab(), HOSTS, async (hosts) => {
        const deb = await named(lab(), DEB);
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

        const later = { ...variables, registry_client_deb: await named(lab(), LATER_DEB) };
        const upgraded = await play(ansible, 'site.yml', NAMES, later, ['--limit', 'install-deb']);
        expect(upgraded.verdicts['install-deb'], upgraded.output).toBe('changed');
        const installed = await hosts[0]?.must(
          "dpkg-query --status registry-client | sed -n 's/^Version: //p'",
        );
        expect(installed).toBe(LATER_VERSION);

        const wrong = {
          ...later,
          registry_client_version: LATER_VERSION,
          registry_client_sha256: '0'.repeat(64),
        };
        const refused = await play(ansible, 'site.yml', NAMES, wrong, ['--limit', 'install-url']);
        expect(refused.verdicts['install-url'], refused.output).toBe('failed');
        expect(refused.output).toContain('checksum');
      });
    },
    PATIENCE,
  );
}

/** A package that the lab has built, under the name that a build gives it: the role reads the version from there. */
async function named(lab: Lab, deb: string): Promise<string> {
  const built = deb.replace('/opt/registry-client', lab.program);
  const fields = ['Package', 'Version', 'Architecture'];
  const values = await Promise.all(fields.map((field) => must('dpkg-deb', ['-f', built, field])));
  const name = join(lab.folder, `${values.map((value) => value.trim()).join('_')}.deb`);
  await copyFile(built, name);
  return name;
}
