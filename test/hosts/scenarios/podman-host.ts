// S5: a Podman host, from each of the files that such a host has before.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { engineOf, expectClient, findingOf, runClient } from './client.ts';
import { expectPull, expectPush } from './served.ts';
import { CONFIGURATION, takeContents } from './stock.ts';

const FILE = '/etc/containers/registries.conf';

const SETUP = 'setup --mirror http://mirror.docker.com --search mirror.docker.com';

const WITH_TABLES = `# Kept by the infrastructure team.
unqualified-search-registries = ["registry.somebody.test"] # theirs

[[registry]]
# an old server
location = "registry.somebody.test"
insecure = true

  [[registry.mirror]]
  location = "mirror.somebody.test:5000" # first choice
`;

const VERSION_1 =
  "[registries.search]\nregistries = ['docker.io']\n\n[registries.insecure]\nregistries = []\n";

export function describePodmanHost(rig: Rig): void {
  describeBefores(rig);
  describeOtherFiles(rig);
}

function describeBefores({ onHost }: Rig): void {
  onHost("S5 Debian's commented registries.conf", {}, async (host, lab) => {
    const before = await host.read(FILE);
    await setUpAndBack(host, ['mirror.docker.com', 'docker.io'], async () => {
      await expectCommentsKept(host, before);
      await pullAndPush(host, lab);
    });
    expect(await host.read(FILE)).toBe(before);
  });

  onHost('S5 no registries.conf', {}, async (host, lab) => {
    await host.must(`rm ${FILE}`);
    await setUpAndBack(host, ['mirror.docker.com', 'docker.io'], () => pullAndPush(host, lab));
    expect((await host.sh(`test -e ${FILE}`)).code).toBe(1);
  });

  onHost('S5 tables and comments of somebody', { files: { [FILE]: WITH_TABLES } }, async (host, lab) => {
    await setUpAndBack(host, ['mirror.docker.com', 'registry.somebody.test'], async () => {
      await expectCommentsKept(host, WITH_TABLES);
      expect(await podmanRegistries(host)).toMatchObject({
        'registry.somebody.test': { Insecure: true, Mirrors: [{ Location: 'mirror.somebody.test:5000' }] },
      });
      await expectPull(host, lab, 'podman pull docker.io/library/redis', 80, 'library/redis');
    });
    expect(await host.read(FILE)).toBe(WITH_TABLES);
  });
}

function describeOtherFiles({ onHost }: Rig): void {
  onHost('S5 --drop-in leaves the main file alone', {}, async (host, lab) => {
    const before = await host.read(FILE);
    const contents = await takeContents(host, CONFIGURATION);
    const done = await expectClient(host, `${SETUP} --drop-in`, { code: 0, outcome: 'committed' });
    expect(engineOf(done, 'podman').changes).toMatchObject([
      { path: '/etc/containers/registries.conf.d/zz-registry-client.conf', kind: 'create' },
    ]);
    expect(await host.read(FILE)).toBe(before);
    await expectPull(host, lab, 'podman pull docker.io/library/redis', 80, 'library/redis');
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await takeContents(host, CONFIGURATION)).toBe(contents);
  });

  onHost('S5 a v1 file is refused, or converted', { files: { [FILE]: VERSION_1 } }, async (host, lab) => {
    const contents = await takeContents(host, CONFIGURATION);
    const refused = await expectClient(host, SETUP, { code: 1, outcome: 'failed' });
    expect(findingOf(refused, 'VERSION_1')).toMatchObject({ severity: 'error', path: FILE });
    expect(await takeContents(host, CONFIGURATION)).toBe(contents);
    await expectClient(host, `${SETUP} --convert`, { code: 0, outcome: 'committed' });
    expect(await podmanRegistries(host)).toMatchObject({ search: ['mirror.docker.com', 'docker.io'] });
    await expectPull(host, lab, 'podman pull docker.io/library/redis', 80, 'library/redis');
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await host.read(FILE)).toBe(VERSION_1);
  });
}

/** Sets the host up, looks at what Podman says, does more while it is set up, and takes everything back. */
async function setUpAndBack(
  host: Host,
  search: readonly string[],
  meanwhile: () => Promise<void>,
): Promise<void> {
  const before = await takeContents(host, CONFIGURATION);
  const done = await expectClient(host, SETUP, { code: 0, outcome: 'committed' });
  expect(engineOf(done, 'podman')).toMatchObject({ inSync: true });
  expect(await podmanRegistries(host)).toMatchObject({
    search,
    'mirror.docker.com': { Insecure: true },
    'docker.io': { Mirrors: [{ Location: 'mirror.docker.com', Insecure: true }] },
  });
  await meanwhile();
  expect((await runClient(host, SETUP)).report.outcome).toBe('unchanged');
  await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
  expect(await takeContents(host, CONFIGURATION)).toBe(before);
}

/** What Podman itself makes of all its files together. */
async function podmanRegistries(host: Host): Promise<unknown> {
  const info: { readonly registries: unknown } = JSON.parse(await host.must('podman info --format json'));
  return info.registries;
}

async function expectCommentsKept(host: Host, before: string): Promise<void> {
  const comments = (text: string): readonly string[] => text.match(/#.*$/gm) ?? [];
  expect(comments(await host.read(FILE))).toEqual(comments(before));
}

async function pullAndPush(host: Host, lab: Lab): Promise<void> {
  await expectPull(host, lab, 'podman pull redis', 80, 'library/redis');
  await host.must('podman rmi -a -f');
  await expectPull(host, lab, 'podman pull docker.io/library/redis', 80, 'library/redis');
  const name = `library/my${host.name.replace(/\W/g, '')}`;
  const image = `mirror.docker.com/${name}:1.0.0`;
  await host.must(`podman tag docker.io/library/redis ${image}`);
  await expectPush(host, lab, `podman push ${image}`, 80, name);
  await host.must('podman rmi -a -f');
  await expectPull(host, lab, `podman pull ${name.replace('library/', '')}:1.0.0`, 80, name);
}
