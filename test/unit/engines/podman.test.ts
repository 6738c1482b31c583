// Inspecting, judging candidates, asking and settling, on a host in memory.

import { describe, expect, it } from 'vitest';
import { withChanges } from '../../../src/engines/engine.ts';
import { podman } from '../../../src/engines/podman/index.ts';
import { MAIN, OUR_DROP_IN } from '../../../src/engines/registries-conf/places.ts';
import type { Command, CommandResult } from '../../../src/host/ports.ts';
import type { FileChange } from '../../../src/model/file.ts';
import { ended, type FakeParts, fakeHost, SCRATCH } from '../../support/fake-host.ts';

const DROP_IN = '/etc/containers/registries.conf.d/50.conf';

/** What `podman info` prints of these registries. */
function infoOf(registries: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ host: {}, registries });
}

const TABLE = { Prefix: 'r.test', Location: 'r.test', Insecure: true, Mirrors: null, Blocked: false };
const CONF =
  'unqualified-search-registries = ["a.test"]\n[[registry]]\nlocation = "r.test"\ninsecure = true\n';
const INFO = infoOf({ search: ['a.test'], 'r.test': TABLE });

const ACTIVE = 'ActiveState=active\nMainPID=77\n';
const SOCKET = '/run/podman/podman.sock';

function partsOf(more: FakeParts = {}, version = '4.3.1'): FakeParts {
  return {
    files: { [MAIN]: CONF },
    programs: { podman: '/usr/bin/podman' },
    ...more,
    answers: {
      'podman --version': `podman version ${version}\n`,
      'podman --root': INFO,
      ...more.answers,
    },
  };
}

async function inspect(parts: FakeParts) {
  const host = fakeHost(parts);
  const observed = await podman.inspect(host, { expected: false });
  if (observed === undefined) throw new Error('no podman');
  return { host, observed };
}

function changeTo(text: string, path = MAIN): FileChange {
  const after = { kind: 'file', bytes: new TextEncoder().encode(text), mode: 0o644, uid: 0, gid: 0 } as const;
  return { path, before: { kind: 'absent' }, after };
}

describe('inspect', () => {
  it('finds nothing where there is no program', async () => {
    expect(await podman.inspect(fakeHost(), { expected: false })).toBeUndefined();
  });

  it('takes the files of a system that does not run for enough, and asks nothing', async () => {
    const host = fakeHost({ live: false, files: { [MAIN]: '' } });
    const observed = await podman.inspect(host, { expected: false });
    expect(observed).toMatchObject({ running: false, version: null, loaded: { kind: 'unknown' } });
    expect(host.asked).toEqual([]);
  });

  it('asks a store of its own, and never the socket of a stopped service', async () => {
    const { host, observed } = await inspect(partsOf());
    expect(observed).toMatchObject({ version: '4.3.1', running: true, service: { kind: 'stopped' } });
    const asked = host.asked.filter((line) => line.includes(' info '));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain(`--root ${SCRATCH}/root --runroot ${SCRATCH}/run`);
    expect(host.asked.filter((line) => line.startsWith('GET'))).toEqual([]);
  });

  it('without root speaks for nobody', async () => {
    const { host, observed } = await inspect(partsOf({ user: { uid: 1000, gid: 1000 } }));
    expect(observed.running).toBe(false);
    expect(observed.findings).toMatchObject([{ code: 'NOT_VISIBLE' }]);
    expect(host.asked).toEqual(['podman --version']);
  });

  it('says which file it may not read', async () => {
    const { observed } = await inspect(partsOf({ files: { [MAIN]: { errno: 'EACCES' } } }));
    expect(observed.findings).toMatchObject([{ code: 'FILE_UNREADABLE', severity: 'error', path: MAIN }]);
  });
});

describe('compare', () => {
  it('is content when Podman says what the files say', async () => {
    const { observed } = await inspect(partsOf());
    expect(podman.compare(observed, observed.loaded)).toEqual([]);
  });

  it('names each difference', async () => {
    const { observed } = await inspect(partsOf({ answers: { 'podman --root': infoOf({}) } }));
    expect(podman.compare(observed, podman.known(observed))).toMatchObject([
      { code: 'NOT_LOADED', arguments: { expected: ['a.test'], loaded: [] } },
      { code: 'NOT_LOADED', arguments: { what: 'registry r.test', loaded: [] } },
    ]);
  });

  it('reads drop-ins by name, and the user’s main file in place of all', async () => {
    const files = {
      [MAIN]: CONF,
      [DROP_IN]: '[[registry]]\nlocation = "r.test"\n',
      '/etc/containers/registries.conf.d/99.conf': 'unqualified-search-registries = []\n',
    };
    const plain = infoOf({ 'r.test': { ...TABLE, Insecure: false } });
    const { observed } = await inspect(partsOf({ files, answers: { 'podman --root': plain } }));
    expect(podman.compare(observed, observed.loaded)).toEqual([]);
    const own = { ...files, '/root/.config/containers/registries.conf': '' };
    const user = await inspect(partsOf({ files: own, answers: { 'podman --root': infoOf({}) } }));
    expect(podman.compare(user.observed, user.observed.loaded)).toEqual([]);
  });

  it('from Podman 6 on reads all folders by name, and the stronger folder of one name', async () => {
    const files = {
      '/usr/share/containers/registries.conf': CONF,
      '/usr/share/containers/registries.conf.d/90.conf': 'unqualified-search-registries = ["vendor.test"]\n',
      '/etc/containers/registries.conf.d/90.conf': '',
      '/usr/share/containers/registries.conf.d/10.conf': 'unqualified-search-registries = ["ten.test"]\n',
      '/etc/containers/registries.conf.d/95.conf': { link: '/nowhere' },
    };
    const answers = { 'podman --root': infoOf({ search: ['ten.test'], 'r.test': TABLE }) };
    const { observed } = await inspect(partsOf({ files, answers }, '6.0.1'));
    expect(observed.findings).toEqual([]);
    expect(podman.compare(observed, observed.loaded)).toEqual([]);
  });
});

describe('check', () => {
  /** A Podman that refuses what has no location, if it looks at the file at all. */
  function judge(host: { readonly scratched: ReadonlyMap<string, string> }, command: Command): CommandResult {
    const path = command.environment?.CONTAINERS_REGISTRIES_CONF;
    const text = path === undefined ? '' : (host.scratched.get(path) ?? '');
    return /insecure/.test(text) && !/location/.test(text)
      ? ended(125, '', `Error: loading registries configuration "${path}": invalid condition\n`)
      : ended(0, INFO);
  }

  async function check(text: string, answer?: string | CommandResult, path = MAIN) {
    const host = fakeHost(
      partsOf({ answers: { 'podman --root': answer ?? ((command: Command) => judge(host, command)) } }),
    );
    const observed = await podman.inspect(host, { expected: false });
    if (observed === undefined) throw new Error('no podman');
    return podman.check([changeTo(text, path)], observed, host);
  }

  it('accepts what Podman accepts', async () => {
    expect(await check(CONF)).toEqual([]);
    expect(await check(CONF, undefined, OUR_DROP_IN)).toEqual([]);
  });

  it('refuses what Podman refuses, without the passing name of the candidate', async () => {
    const found = await check('[[registry]]\ninsecure = true\n');
    expect(found).toMatchObject([{ code: 'CANDIDATE_REFUSED', severity: 'error', path: MAIN }]);
    expect(JSON.stringify(found)).not.toContain(SCRATCH);
  });

  it('asks as usual where a Podman does not work with nothing in $PATH', async () => {
    const picky = (command: Command): CommandResult =>
      command.environment?.PATH === undefined
        ? ended(0, INFO)
        : ended(125, '', 'Error: nsenter: not found\n');
    const host = fakeHost(partsOf({ answers: { 'podman --root': picky } }));
    expect((await podman.inspect(host, { expected: false }))?.loaded).toMatchObject({ kind: 'known' });
  });

  it('does not trust a Podman that accepts everything', async () => {
    expect(await check(CONF, INFO)).toMatchObject([
      { code: 'CANDIDATE_UNCHECKED', arguments: { reason: 'blind' } },
    ]);
  });

  it('does not blame the candidate for what fails without it, too', async () => {
    const broken = ended(125, '', 'Error: mkdir: no space left on device\n');
    expect(await check(CONF, broken)).toMatchObject([{ code: 'CANDIDATE_UNCHECKED', severity: 'warning' }]);
    const main = ended(125, '', `Error: loading drop-in registries configuration "${MAIN}": bad\n`);
    expect(await check(CONF, main, OUR_DROP_IN)).toMatchObject([{ code: 'CANDIDATE_REFUSED', path: MAIN }]);
  });

  it('says that there was no time', async () => {
    expect(await check(CONF, { kind: 'timeout' })).toMatchObject([{ arguments: { reason: 'timeout' } }]);
  });
});

describe('settle', () => {
  const service = (version: string): FakeParts =>
    partsOf(
      {
        answers: { 'systemctl show': ACTIVE },
        sockets: { [`${SOCKET} /v${version}/libpod/info`]: INFO },
      },
      version,
    );
  const change = changeTo('# nothing\n');

  it('needs nothing for the command line', async () => {
    const { observed } = await inspect(partsOf());
    expect(podman.settle([change], observed, 'auto').activation).toEqual({ kind: 'none' });
  });

  it.each([
    ['3.0.1', { kind: 'reload', by: { kind: 'signal', pid: 77 } }],
    ['5.4.2', { kind: 'reload', by: { kind: 'signal', pid: 77 } }],
    ['5.8.6', { kind: 'restart', unit: 'podman.service', interrupts: [] }],
    ['6.0.1', { kind: 'restart', unit: 'podman.service', interrupts: [] }],
  ])('refreshes the service of %s', async (version, activation) => {
    const { observed } = await inspect(service(version));
    expect(podman.settle([change], observed, 'auto').activation).toEqual(activation);
    expect(podman.settle([], observed, 'auto').activation).toEqual({ kind: 'none' });
  });

  it('refreshes a service that is behind its files, and knows the way back', async () => {
    const { observed } = await inspect(service('4.3.1'));
    const changed = withChanges(observed, [change]);
    expect(podman.settle([], changed, 'auto').activation.kind).toBe('reload');
    const assumed = podman.assume(changed);
    expect(podman.compare(assumed, podman.known(assumed))).toEqual([]);
    const back = { path: MAIN, before: change.after, after: observed.files.get(MAIN) ?? change.before };
    expect(podman.settle([back], assumed, 'auto').activation.kind).toBe('reload');
  });

  it('is not permitted to restart the service by --apply reload', async () => {
    const { observed } = await inspect(service('5.8.6'));
    expect(podman.settle([change], observed, 'reload').findings).toMatchObject([
      { code: 'RESTART_NEEDED', severity: 'error', arguments: { why: 'service-ends', about: '5.8.6' } },
    ]);
  });

  it('says what it leaves undone', async () => {
    const { observed } = await inspect(service('4.3.1'));
    expect(podman.settle([change], observed, 'none')).toMatchObject({
      activation: { kind: 'none' },
      findings: [{ code: 'NOT_ACTIVATED', arguments: { reason: 'apply-none' } }],
    });
  });

  it('is ready when the service answers, and does not wake one that has ended', async () => {
    const { observed } = await inspect(service('4.3.1'));
    const host = fakeHost({ ...service('4.3.1'), sockets: { [`${SOCKET} /_ping`]: 'OK' } });
    expect(await podman.ready(observed, host)).toBe(true);
    expect(await podman.ready(observed, fakeHost(service('4.3.1')))).toBe(false);
    const idle = fakeHost(partsOf({ answers: { 'systemctl show': 'ActiveState=inactive\nMainPID=0\n' } }));
    expect(await podman.ready(observed, idle)).toBe(true);
    expect(idle.asked.filter((line) => line.startsWith('GET'))).toEqual([]);
  });
});
