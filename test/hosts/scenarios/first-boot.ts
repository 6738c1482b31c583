// S8: a host that the document of `registry-client cloud-init` sets up at its first boot.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { BeforeFirstBoot, Rig } from '../describe-release.ts';
import { checkCloudConfig, checkSystemData, type FirstBoot } from '../lab/cloud-init.ts';
import { ACCOUNT, offerDownload } from '../lab/front.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { PLAIN_SERVER, SERVER } from '../lab/network.ts';
import { must } from '../lab/run.ts';
import { expectClient } from './client.ts';
import { DAEMON_JSON, dockerRegistries, NO_REGISTRIES } from './docker-engine.ts';
import { expectPull, waitForHostsFile } from './served.ts';

const MIRROR = ['--mirror', 'http://nexushub.com:8001'];
const CONFIG = '/etc/registry-client/config.json5';

/** The lab's hosts have the program of the tree here: a host that gets it in another way must not. */
const WITHOUT_PROGRAM = 'bootcmd:\n  - rm -f /usr/local/bin/registry-client\n';

export function describeFirstBoot(rig: Rig): void {
  describeFromImage(rig);
  describeFromPackage(rig);
  describeWrongChecksum(rig);
  describeUnreachable(rig);
}

/** What the program prints, on this machine. */
async function documentOf(lab: Lab, ...words: readonly string[]): Promise<string> {
  const printed = await must(join(lab.program, 'built/registry-client'), ['cloud-init', ...words]);
  return printed.endsWith('\n') ? printed : `${printed}\n`;
}

function describeFromImage({ onFirstBoot }: Rig): void {
  const prepare = async (lab: Lab): Promise<BeforeFirstBoot> => {
    const userData = await documentOf(
      lab,
      ...MIRROR,
      ...['--registry', '192.168.129.112:10001', '--ca', join(lab.shared, 'ca.crt')],
      ...['--search', 'mirror.docker.com', '--insecure', 'mirror.docker.com'],
      ...['--host-alias', `nexushub.com=${SERVER}`],
    );
    return { cloudInit: { userData }, names: [`${PLAIN_SERVER} mirror.docker.com`] };
  };
  onFirstBoot(
    'S8 first boot, the program in the image: as S1, S4, S5 and S7',
    prepare,
    async (host, boot, lab) => {
      await expectGood(host, boot);
      expect((await dockerRegistries(host)).mirrors).toEqual(['http://nexushub.com:8001/']);
      await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
      await waitForHostsFile();
      await expectPull(host, lab, 'docker pull alpine:3.19', 8001, 'library/alpine');
      const login = `login -u ${ACCOUNT.user} --password-stdin 192.168.129.112:10001`;
      await host.must(`docker ${login}`, { input: ACCOUNT.password });
      await expectPull(host, lab, 'podman pull redis', 8001, 'library/redis');
      expect(await host.read('/etc/hosts')).toMatch(/^192\.168\.56\.11\s+nexushub\.com/m);
      expect(boot.output).not.toContain('cannot be reached');
      await expectClient(host, 'setup --config', { code: 0, outcome: 'unchanged' });
    },
  );
}

function describeFromPackage({ release, onFirstBoot }: Rig): void {
  const prepare = async (lab: Lab): Promise<BeforeFirstBoot> => {
    const deb = join(lab.program, 'built/registry-client.deb');
    const sha256 = createHash('sha256')
      .update(await readFile(deb))
      .digest('hex');
    const packages = ['docker.io', ...release.packages.filter((name) => name === 'docker-cli')];
    const userData = await documentOf(
      lab,
      ...MIRROR,
      ...packages.flatMap((name) => ['--package', name]),
      ...['--from', await offerDownload(lab, deb), '--sha256', sha256],
    );
    return { cloudInit: { userData: `${userData}${WITHOUT_PROGRAM}` }, without: packages };
  };
  const title = 'S8 first boot, the program from a package by URL, Docker from apt';
  onFirstBoot(title, prepare, async (host, boot) => {
    await expectGood(host, boot);
    expect(await host.must('command -v registry-client')).toBe('/usr/bin/registry-client');
    expect((await dockerRegistries(host)).mirrors).toEqual(['http://nexushub.com:8001/']);
    await expectClient(host, 'setup --config', { code: 0, outcome: 'unchanged' });
    const units = await host.sh("systemctl --no-legend --plain list-units --failed 'registry-client*'");
    expect(units.stdout).toBe('');
    expect(await host.must('systemctl is-active registry-client-agent.path')).toBe('active');
  });
}

function describeWrongChecksum({ onFirstBoot }: Rig): void {
  const prepare = async (lab: Lab): Promise<BeforeFirstBoot> => {
    const url = await offerDownload(lab, join(lab.program, 'built/registry-client.deb'));
    const userData = await documentOf(lab, ...MIRROR, '--from', url, '--sha256', '0'.repeat(64));
    return { cloudInit: { userData: `${userData}${WITHOUT_PROGRAM}` } };
  };
  onFirstBoot(
    'S8 first boot, another package than was meant: not installed',
    prepare,
    async (host, boot, lab) => {
      expect(boot.status).toMatch(/error/);
      expect(boot.output).toContain('what was downloaded is not what was meant');
      expect((await host.sh('command -v registry-client || dpkg -s registry-client')).code).not.toBe(0);
      expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
      expect((await host.sh(`test -e ${DAEMON_JSON} || test -e /var/lib/registry-client`)).code).toBe(1);
      for (const others of [
        ['--from', 'apt'],
        ['--from', 'npm', '--sha256', '0'.repeat(64)],
        ['--package', 'podman', '--apply', 'none'],
      ]) {
        expect(await checkCloudConfig(host, await documentOf(lab, ...MIRROR, ...others))).toBeUndefined();
      }
    },
  );
}

function describeUnreachable({ onFirstBoot }: Rig): void {
  const prepare = async (lab: Lab): Promise<BeforeFirstBoot> => ({
    cloudInit: { userData: await documentOf(lab, ...MIRROR) },
    unplugged: true,
  });
  onFirstBoot('S8 first boot without a network: set up, and said', prepare, async (host, boot, lab) => {
    await expectGood(host, boot);
    expect(boot.output).toContain('warning: nexushub.com:8001 cannot be reached');
    expect((await dockerRegistries(host)).mirrors).toEqual(['http://nexushub.com:8001/']);
    await host.plug('in');
    await expectPull(host, lab, 'docker pull alpine:3.19', 8001, 'library/alpine');
  });
}

/** cloud-init takes the document, all of its stages end well, and the configuration is there for everybody to read. */
async function expectGood(host: Host, boot: FirstBoot): Promise<void> {
  expect(boot.errors, boot.output).toEqual([]);
  expect(boot.status, boot.long).toBe('done');
  expect(await checkSystemData(host)).toBeUndefined();
  expect(await host.must(`stat -c '%U:%G %a' ${CONFIG}`)).toBe('root:root 644');
}
