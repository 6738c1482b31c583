// The Ansible role over ssh: hosts of several releases at once, one of which cannot be set up.

import { expect, test } from 'vitest';
import { type Ansible, prepareAnsible } from '../lab/ansible.ts';
import { withHosts } from '../lab/fleet.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { RELEASES } from '../lab/releases.ts';
import { expectClient } from './client.ts';
import { DAEMON_JSON, dockerRegistries, NO_REGISTRIES } from './docker-engine.ts';
import { each, PATIENCE, type Played, play, type Variables } from './playbook.ts';
import { expectPull } from './served.ts';
import { CONFIGURATION, takeContents, takeStock } from './stock.ts';

const HOSTS = [
  { release: RELEASES.bullseye, name: 'fleet-bullseye', ssh: true },
  { release: RELEASES.bookworm, name: 'fleet-ill', ssh: true },
  { release: RELEASES.bookworm, name: 'fleet-bookworm', ssh: true },
  { release: RELEASES.trixie, name: 'fleet-trixie', ssh: true },
] as const;

const ILL = 'fleet-ill';
const SOUND = ['fleet-bullseye', 'fleet-bookworm', 'fleet-trixie'];
const ALL = HOSTS.map(({ name }) => name);

const BROKEN = '{\n  "debug": false\n  "log-level": "info"\n}\n';
const CURED = '{\n  "debug": false,\n  "log-level": "info"\n}\n';

const MIRROR = { registry_client_config: { mirror: 'http://nexushub.com:8001' } };
const MORE = {
  registry_client_config: { ...MIRROR.registry_client_config, insecure: ['nexushub.com:8002'] },
};

/** Everything that a run may change on a host. */
const EVERYTHING = '/etc /var/lib/registry-client';

export function describeAnsible(lab: () => Lab): void {
  test(
    'Ansible: check, converge, a host that fails alone, rolling, rollback',
    async () => {
      await withHosts(lab(), HOSTS, async (hosts) => {
        const fleet = new Fleet(await prepareAnsible(lab(), hosts), hosts);
        await fleet.host(ILL).write(DAEMON_JSON, BROKEN);
        const original = await fleet.contents(SOUND);
        await checkFirst(fleet);
        await converge(fleet, lab());
        await checkAgain(fleet);
        await roll(fleet);
        await goBack(fleet, original);
      });
    },
    PATIENCE,
  );
}

/** The hosts, and the playbooks that are played over them. */
class Fleet {
  private readonly ansible: Ansible;
  private readonly hosts: readonly Host[];

  constructor(ansible: Ansible, hosts: readonly Host[]) {
    this.ansible = ansible;
    this.hosts = hosts;
  }

  host(name: string): Host {
    const found = this.hosts.find((host) => host.name === name);
    if (found === undefined) throw new Error(`no host ${name}`);
    return found;
  }

  site(variables: Variables, ...options: readonly string[]): Promise<Played> {
    return play(this.ansible, 'site.yml', ALL, variables, options);
  }

  /** One host after the other. */
  rolling(variables: Variables): Promise<Played> {
    return play(this.ansible, 'rolling.yml', ALL, { ...variables, registry_client_batches: [1] });
  }

  stock(names: readonly string[]): Promise<readonly string[]> {
    return Promise.all(names.map((name) => takeStock(this.host(name), EVERYTHING)));
  }

  contents(names: readonly string[]): Promise<readonly string[]> {
    return Promise.all(names.map((name) => takeContents(this.host(name), CONFIGURATION)));
  }

  async expectMirrors(names: readonly string[], insecure: readonly string[]): Promise<void> {
    const expected = { mirrors: ['http://nexushub.com:8001/'], insecure };
    for (const name of names) {
      await expectClient(this.host(name), 'status', { code: 0, outcome: 'in-sync' });
      expect(await dockerRegistries(this.host(name)), name).toEqual(expected);
    }
  }
}

async function checkFirst(fleet: Fleet): Promise<void> {
  const before = await fleet.stock(ALL);
  const { verdicts, output } = await fleet.site(MIRROR, '--check', '--diff');
  expect(verdicts, output).toEqual({ ...each(SOUND, 'changed'), [ILL]: 'failed' });
  for (const line of [
    '+++ after: /etc/registry-client/config.json5',
    '+++ b/etc/docker/daemon.json',
    '+  "registry-mirrors": ["http://nexushub.com:8001"]',
    '+++ b/etc/containers/registries.conf',
    '+location = "nexushub.com:8001"',
  ]) {
    expect(output.split('\n').filter((said) => said === line).length, line).toBeGreaterThanOrEqual(
      SOUND.length,
    );
  }
  expect(await fleet.stock(ALL)).toEqual(before);
}

async function converge(fleet: Fleet, lab: Lab): Promise<void> {
  const ill = await fleet.stock([ILL]);
  const first = await fleet.site(MIRROR);
  expect(first.verdicts, first.output).toEqual({ ...each(SOUND, 'changed'), [ILL]: 'failed' });
  expect(first.output).toMatch(new RegExp(`fatal: \\[${ILL}\\].*"msg": "${DAEMON_JSON}:3:3: `));
  expect(await fleet.stock([ILL])).toEqual(ill);
  await fleet.expectMirrors(SOUND, ['nexushub.com:8001']);
  await expectPull(fleet.host('fleet-trixie'), lab, 'docker pull alpine:3.19', 8001, 'library/alpine');

  const sound = await fleet.stock(SOUND);
  const second = await fleet.site(MIRROR);
  expect(second.verdicts, second.output).toEqual({ ...each(SOUND, 'ok'), [ILL]: 'failed' });
  expect(await fleet.stock(SOUND)).toEqual(sound);
}

async function checkAgain(fleet: Fleet): Promise<void> {
  const { verdicts, output } = await fleet.site(MIRROR, '--check', '--diff');
  expect(verdicts, output).toEqual({ ...each(SOUND, 'ok'), [ILL]: 'failed' });
  expect(output).not.toContain('+++');
}

/** The second host is the ill one: those behind it are not touched until it is cured. Then somebody edits it. */
async function roll(fleet: Fleet): Promise<void> {
  const untouched = await fleet.stock(ALL.slice(1));
  const stopped = await fleet.rolling(MORE);
  expect(stopped.verdicts, stopped.output).toEqual({
    ...each(ALL, 'not run'),
    'fleet-bullseye': 'changed',
    [ILL]: 'failed',
  });
  expect(await fleet.stock(ALL.slice(1))).toEqual(untouched);

  await fleet.host(ILL).write(DAEMON_JSON, CURED);
  const rolled = await fleet.rolling(MORE);
  expect(rolled.verdicts, rolled.output).toEqual({ ...each(ALL, 'changed'), 'fleet-bullseye': 'ok' });
  await fleet.expectMirrors(ALL, ['nexushub.com:8001', 'nexushub.com:8002']);

  await fleet.host(ILL).write(DAEMON_JSON, CURED);
  const verified = await fleet.site(MORE, '--tags', 'verify');
  expect(verified.verdicts, verified.output).toEqual({ ...each(SOUND, 'ok'), [ILL]: 'failed' });
  const corrected = await fleet.site(MORE);
  expect(corrected.verdicts, corrected.output).toEqual({ ...each(SOUND, 'ok'), [ILL]: 'changed' });
}

async function goBack(fleet: Fleet, original: readonly string[]): Promise<void> {
  const back = await fleet.site({ registry_client_state: 'rolled_back' });
  expect(back.verdicts, back.output).toEqual(each(ALL, 'changed'));
  await fleet.expectMirrors(SOUND, ['nexushub.com:8001']);

  const again = await fleet.site(MORE, '--tags', 'rollback');
  expect(again.verdicts, again.output).toEqual(each(ALL, 'ok'));

  const left = await fleet.site({ registry_client_state: 'absent' });
  expect(left.verdicts, left.output).toEqual(each(ALL, 'changed'));
  expect(await fleet.contents(SOUND)).toEqual(original);
  expect(await fleet.host(ILL).read(DAEMON_JSON)).toBe(CURED);
  for (const name of ALL) {
    expect(await dockerRegistries(fleet.host(name))).toEqual(NO_REGISTRIES);
    await fleet.host(name).must('test ! -e /etc/registry-client/config.json5');
  }
  const leftAgain = await fleet.site({ registry_client_state: 'absent' });
  expect(leftAgain.verdicts, leftAgain.output).toEqual(each(ALL, 'ok'));
}
