// CRI-O on a host in memory: found, asked by its journal, settled, refused on nodes of OpenShift.

import { describe, expect, it } from 'vitest';
import { crio } from '../../../src/engines/crio/index.ts';
import { parseWords } from '../../../src/engines/crio/journal.ts';
import type { CrioObserved } from '../../../src/engines/crio/observed.ts';
import { type Wish, withChanges } from '../../../src/engines/engine.ts';
import { MAIN } from '../../../src/engines/registries-conf/places.ts';
import type { ReadHost } from '../../../src/host/ports.ts';
import { type AbsPath, type FileChange, textOf } from '../../../src/model/file.ts';
import { NO_HOLDINGS } from '../../../src/model/managed.ts';
import type { Request } from '../../../src/model/request.ts';
import { ended, type FakeParts, fakeHost } from '../../support/fake-host.ts';

const CONF =
  'unqualified-search-registries = ["a.test"]\n[[registry]]\nlocation = "r.test"\ninsecure = true\n';
const TABLE =
  '{Prefix:r.test Endpoint:{Location:r.test Insecure:true PullFromMirror:} Mirrors:[] Blocked:false MirrorByDigestOnly:false}';
const wordsOf = (tables: string, search: string) =>
  `time="2026-11-22 05:00:00.123456789Z" level=info msg="Applied new registry configuration: &{Registries:[${tables}] ` +
  `UnqualifiedSearchRegistries:[${search}] CredentialHelpers:[] ShortNameMode: AdditionalLayerStoreAuthHelper: shortNameAliasConf:{Aliases:map[]}}" file="config/reload.go:220"\n`;

const MIRROR: Request = { kind: 'mirror', upstream: 'quay.io', scheme: 'https', host: 'm.test', path: '' };

interface Parts extends FakeParts {
  readonly version?: string;
  readonly state?: string;
  readonly canReload?: string;
  readonly journal?: string;
  /** When files were changed, milliseconds; CRI-O was started at 1000 s. */
  readonly changed?: Readonly<Record<AbsPath, number>>;
}

const PROC = {
  '/proc/77/stat': `77 (crio) S ${'0 '.repeat(18)}100000 0`,
  '/proc/77/cmdline': '/usr/bin/crio\0',
};

function hostWith({
  version = '1.30.0',
  state = 'active',
  canReload = 'yes',
  journal = '-- No entries --\n',
  changed = {},
  ...parts
}: Parts = {}): ReadHost & { readonly asked: readonly string[] } {
  const host = fakeHost({
    ...parts,
    programs: { crio: '/usr/bin/crio', journalctl: '/usr/bin/journalctl', ...parts.programs },
    files: { [MAIN]: CONF, ...PROC, ...parts.files },
    answers: {
      'crio --version': `crio version ${version}\nVersion: ${version}\n`,
      'systemctl show': `ActiveState=${state}\nMainPID=${state === 'active' ? 77 : 0}\nInvocationID=i77\nCanReload=${canReload}\n`,
      'journalctl _SYSTEMD_INVOCATION_ID=i77': journal,
      ...parts.answers,
    },
  });
  return { ...host, look: (path) => ({ ...host.look(path), modified: changed[path] ?? 0 }) };
}

async function observe(parts: Parts = {}): Promise<CrioObserved> {
  const observed = await crio.inspect(hostWith(parts), { expected: false });
  if (observed === undefined) throw new Error('no CRI-O');
  return observed;
}

function wish(ensure: readonly Request[], more: Partial<Wish> = {}): Wish {
  const none = { adopted: [], held: NO_HOLDINGS, named: false, dropIn: false, convert: false };
  return { ensure, inForce: ensure, ...none, ...more };
}

function changeTo(text: string): FileChange {
  const after = { kind: 'file', bytes: new TextEncoder().encode(text), mode: 0o644, uid: 0, gid: 0 } as const;
  return { path: MAIN, before: { kind: 'absent' }, after };
}

const CHANGES = [changeTo(`${CONF}[[registry]]\nlocation = "other.test"\n`)];
const codes = (findings: readonly { readonly severity: string; readonly code: string }[]) =>
  findings.map(({ severity, code }) => `${severity} ${code}`);

describe('whether CRI-O is here', () => {
  const programs = {};
  const bare = (parts: FakeParts) => crio.inspect(fakeHost({ programs, ...parts }), { expected: false });

  it.each<[string, FakeParts, boolean]>([
    ['by nothing', {}, false],
    ['by its program', { programs: { crio: '/usr/bin/crio' } }, true],
    ['by its unit', { files: { '/usr/lib/systemd/system/crio.service': '' } }, true],
    ['not by what a package left in /etc', { files: { '/etc/crio/crio.conf': '' } }, false],
    ['by /etc of a system that does not run', { live: false, files: { '/etc/crio/crio.conf': '' } }, true],
  ])('%s', async (_, parts, isFound) => {
    expect((await bare(parts)) !== undefined).toBe(isFound);
  });

  it('not for a user, whose containers are never of CRI-O', async () => {
    const who = {
      kind: 'user',
      name: 'a',
      uid: 1000,
      gid: 1000,
      home: '/home/a',
      runtime: undefined,
    } as const;
    expect(await crio.inspect({ ...hostWith(), session: who }, { expected: false })).toBeUndefined();
  });

  it('asks nothing of the files of a system that does not run', async () => {
    const host = hostWith({ live: false });
    expect(await crio.inspect(host, { expected: true })).toMatchObject({ running: false, version: null });
    expect(host.asked).toEqual([]);
  });

  it('with its version, its daemon and its rules', async () => {
    expect(await observe()).toMatchObject({
      version: '1.30.0',
      running: true,
      daemon: { pid: 77, startedAt: 1_000_000, canReload: true },
      rules: { refusesMixed: true, refusesDanglingLinks: true },
    });
    expect((await observe({ version: '1.31.2' })).rules.refusesDanglingLinks).toBe(false);
  });

  it('as one that cannot be asked, without root', async () => {
    const observed = await observe({ user: { uid: 1000, gid: 1000 } });
    expect(observed.running).toBe(false);
    expect(codes(observed.findings)).toEqual(['info NOT_VISIBLE']);
  });
});

describe('its words in the journal', () => {
  it.each<[string, string]>([
    ['of current versions', wordsOf(TABLE, 'a.test docker.io')],
    [
      'of old ones',
      wordsOf(TABLE, 'a.test docker.io').replace('Applied', 'applied').replace(' PullFromMirror:', ''),
    ],
  ])('%s are read', (_, words) => {
    expect(parseWords(words)).toEqual({
      search: ['a.test', 'docker.io'],
      registries: [{ prefix: 'r.test', location: 'r.test', insecure: true, blocked: false, mirrors: [] }],
    });
  });

  it('are read with mirrors, IPv6 addresses and several tables', () => {
    const mirrors =
      '{Location:[fd00::1]:5000 Insecure:true PullFromMirror:} {Location:m.test/hub Insecure:false PullFromMirror:tag-only}';
    const hub = `{Prefix:docker.io Endpoint:{Location:docker.io Insecure:false PullFromMirror:} Mirrors:[${mirrors}] Blocked:true MirrorByDigestOnly:false}`;
    expect(parseWords(wordsOf(`${hub} ${TABLE}`, '[fd00::1]:5000 a.test'))).toMatchObject({
      search: ['[fd00::1]:5000', 'a.test'],
      registries: [
        {
          prefix: 'docker.io',
          blocked: true,
          mirrors: [
            { location: '[fd00::1]:5000', insecure: true },
            { location: 'm.test/hub', insecure: false },
          ],
        },
        { prefix: 'r.test', mirrors: [] },
      ],
    });
    expect(parseWords(wordsOf('', ''))).toEqual({ search: [], registries: [] });
  });

  it('that are cut off or of another form are not believed', () => {
    const words = wordsOf(`${TABLE} ${TABLE}`, 'a.test');
    expect(parseWords(words.slice(0, words.indexOf('Unqualified')))).toBeUndefined();
    expect(parseWords(words.replace('Blocked:false', 'Barred:false'))).toBeUndefined();
  });
});

describe('what it has loaded', () => {
  const asked = async (parts: Parts) => (await observe(parts)).loaded;

  it('is what it said last', async () => {
    const loaded = await asked({ journal: wordsOf('', 'old.test'), changed: { [MAIN]: 2_000_000 } });
    expect(loaded).toMatchObject({ kind: 'known', facts: { search: ['old.test'], registries: [] } });
    const observed = await observe({ journal: wordsOf('', 'old.test') });
    expect(codes(crio.compare(observed, loaded))).toEqual(['error NOT_LOADED', 'error NOT_LOADED']);
  });

  it('is what stood in the files when it was started, as long as they are older', async () => {
    const observed = await observe();
    expect(observed.loaded).toMatchObject({ kind: 'known', facts: { search: ['a.test'] } });
    expect(crio.compare(observed, observed.loaded)).toEqual([]);
  });

  it.each<[string, AbsPath]>([
    ['a file is younger', MAIN],
    ['something was taken out of the folder of drop-ins', '/etc/containers/registries.conf.d'],
  ])('is not known when %s, and it has not spoken', async (_, path) => {
    const directories = ['/etc/containers/registries.conf.d'];
    const loaded = await asked({ directories, changed: { [path]: 1_000_100 } });
    expect(loaded).toEqual({
      kind: 'unknown',
      reason: 'registries.conf was changed since CRI-O was started',
    });
  });

  it('can never be told when it logs too little, or there is no journal', async () => {
    const changed = { [MAIN]: 2_000_000 };
    const quiet = { '/etc/crio/crio.conf.d/10.conf': '[crio.runtime]\nlog_level = "error"\n' };
    const lasting = { kind: 'unknown', lasting: true };
    expect(await asked({ changed, files: quiet, journal: wordsOf(TABLE, 'a.test') })).toMatchObject(lasting);
    const bare = hostWith({ changed });
    const host = { ...bare, program: (name: string) => (name === 'crio' ? bare.program(name) : undefined) };
    expect((await crio.inspect(host, { expected: false }))?.loaded).toMatchObject(lasting);
  });

  it('is not guessed when the journal complains', async () => {
    const answers = { 'journalctl _SYSTEMD_INVOCATION_ID=i77': ended(1, '', 'No journal files were opened') };
    expect(await asked({ answers })).toEqual({ kind: 'unknown', reason: 'No journal files were opened' });
  });

  it('is asked of the process that runs now', async () => {
    const observed = await observe();
    const later = hostWith({
      files: { '/proc/78/stat': PROC['/proc/77/stat'] },
      answers: {
        'systemctl show': 'ActiveState=active\nMainPID=78\nInvocationID=i78\nCanReload=yes\n',
        'journalctl _SYSTEMD_INVOCATION_ID=i78': wordsOf('', 'new.test'),
      },
    });
    expect(await crio.loaded(observed, later)).toMatchObject({
      kind: 'known',
      facts: { search: ['new.test'] },
    });
  });
});

describe('how it takes changed files up', () => {
  const settle = async (parts: Parts, mode: Parameters<typeof crio.settle>[2] = 'auto', changes = CHANGES) =>
    crio.settle(changes, await observe(parts), mode);
  const reload = { kind: 'reload', by: { kind: 'unit', unit: 'crio.service' } };

  it('by a reload of its unit', async () => {
    expect(await settle({})).toMatchObject({ activation: reload, findings: [] });
    expect(await settle({}, 'reload')).toMatchObject({ activation: reload, findings: [] });
    expect(await settle({}, 'restart')).toMatchObject({ activation: reload, findings: [] });
  });

  it('by the signal, where the unit has no ExecReload', async () => {
    expect((await settle({ canReload: 'no' })).activation).toEqual({
      kind: 'reload',
      by: { kind: 'signal', pid: 77 },
    });
  });

  it('not at all when it has them already, or the files say the same as before', async () => {
    const none = { activation: { kind: 'none' }, findings: [] };
    expect(await settle({}, 'auto', [])).toMatchObject(none);
    expect(await settle({}, 'auto', [changeTo(`# a word\n${CONF}`)])).toMatchObject(none);
  });

  it('by a reload without a change, when it may not have them', async () => {
    expect(await settle({ changed: { [MAIN]: 2_000_000 } }, 'auto', [])).toMatchObject({
      activation: reload,
    });
    expect(await settle({ journal: wordsOf('', '') }, 'auto', [])).toMatchObject({ activation: reload });
  });

  it('later, when it does not run or nothing is to be activated', async () => {
    const stopped = await settle({ state: 'inactive' });
    expect([stopped.activation.kind, stopped.findings]).toMatchObject([
      'none',
      [{ severity: 'info', code: 'NOT_ACTIVATED', arguments: { reason: 'not-running' } }],
    ]);
    const left = await settle({}, 'none');
    expect([left.activation.kind, left.findings]).toMatchObject([
      'none',
      [{ severity: 'warning', code: 'NOT_ACTIVATED', arguments: { reason: 'apply-none' } }],
    ]);
  });

  it('by a permitted restart alone, when it would not say what it took up', async () => {
    const files = { '/etc/crio/crio.conf': '[crio.runtime]\nlog_level = "warn"\n' };
    expect(codes((await settle({ files })).findings)).toEqual(['error CRIO_SILENT']);
    expect(await settle({ files }, 'restart')).toMatchObject({
      activation: { kind: 'restart', unit: 'crio.service', interrupts: [] },
      findings: [],
    });
    const stale = { files, changed: { [MAIN]: 2_000_000 } };
    expect(await settle(stale, 'auto', [])).toMatchObject({ activation: { kind: 'none' }, findings: [] });
  });

  it('and back again, from what it then has', async () => {
    const observed = await observe();
    const assumed = crio.assume(withChanges(observed, CHANGES));
    expect(crio.settle([], assumed, 'auto').activation).toEqual({ kind: 'none' });
    expect(crio.settle([changeTo(CONF)], assumed, 'auto').activation).toEqual(reload);
  });
});

describe('a plan', () => {
  it('edits registries.conf as for every reader', async () => {
    const draft = crio.plan(wish([MIRROR]), await observe());
    expect(draft.changes.map(({ path }) => path)).toEqual([MAIN]);
    const [change] = draft.changes;
    expect(change === undefined ? '' : textOf(change.after)).toContain('location = "m.test"');
    expect(draft.findings).toEqual([]);
  });

  const CURRENT = '/etc/machine-config-daemon/currentconfig';
  const listing = (path: string) =>
    JSON.stringify({ kind: 'MachineConfig', spec: { config: { storage: { files: [{ path }] } } } });

  it.each<[string, Parts, boolean]>([
    ['that lists the file', { files: { [CURRENT]: listing(MAIN) } }, true],
    ['that lists others', { files: { [CURRENT]: listing('/etc/crio/crio.conf') } }, false],
    ['whose list cannot be read', { files: { [CURRENT]: { errno: 'EACCES' } } }, false],
    [
      'before its first configuration',
      { files: { '/run/ostree-booted': '', '/etc/machine-config-daemon/x': '' } },
      false,
    ],
  ])('is refused on a node of OpenShift %s', async (_, parts, listed) => {
    const draft = crio.plan(wish([MIRROR]), await observe(parts));
    expect(draft.changes).toEqual([]);
    expect(draft.findings).toMatchObject([
      { severity: 'error', code: 'FILES_OF_OPERATOR', engine: 'crio', path: MAIN, arguments: { listed } },
    ]);
  });

  it('is not refused on other hosts with ostree, or to take out what is ours', async () => {
    const files = { '/run/ostree-booted': '' };
    expect(crio.plan(wish([MIRROR]), await observe({ files })).findings).toEqual([]);
    const node = { files: { [CURRENT]: listing(MAIN) } };
    expect(crio.plan(wish([]), await observe(node)).findings).toEqual([]);
  });

  it.each<[string, Readonly<Record<AbsPath, string>>]>([
    ['--registries-conf', { '/proc/77/cmdline': '/usr/bin/crio\0--registries-conf\0/srv/r.conf\0' }],
    ['--registries-conf', { '/proc/77/cmdline': '/usr/bin/crio\0--registries-conf=/srv/r.conf\0' }],
    ['CONTAINER_REGISTRIES_CONF', { '/proc/77/environ': 'A=b\0CONTAINER_REGISTRIES_CONF=/srv/r.conf\0' }],
  ])('is refused when it was started with another file by %s', async (by, files) => {
    expect(crio.plan(wish([MIRROR]), await observe({ files })).findings).toMatchObject([
      { severity: 'error', code: 'CRIO_READS_ANOTHER', arguments: { file: '/srv/r.conf', by } },
    ]);
  });

  it('says which lists of crio.conf count beside it, or do not any more', async () => {
    const files = {
      '/etc/crio/crio.conf': '[crio.image]\ninsecure_registries = ["old.test"]\nregistries = ["x.test"]\n',
      '/etc/crio/crio.conf.d/50': '[crio.image]\nregistries = []\n',
    };
    const found = async (version: string) =>
      crio.plan(wish([MIRROR]), await observe({ files, version })).findings;
    const old = { code: 'CRIO_OLD_LIST', path: '/etc/crio/crio.conf' };
    expect(await found('1.34.1')).toMatchObject([
      { ...old, arguments: { key: 'insecure_registries', values: ['old.test'], counts: true } },
    ]);
    expect(await found('1.35.0')).toMatchObject([{ ...old, arguments: { counts: false } }]);
  });
});

describe('short names', () => {
  const search: Request = { kind: 'search', host: 'b.test' };
  const said = async (parts: Parts) => codes(crio.plan(wish([search]), await observe(parts)).findings);

  it('go by its own setting from 1.34 on, and are all tried before', async () => {
    const files = { [MAIN]: `short-name-mode = "enforcing"\n${CONF}` };
    expect(await said({ version: '1.33.0', files })).toEqual([]);
    expect(await said({ version: '1.34.0' })).toEqual(['warning CRIO_SHORT_NAMES']);
    const off = { '/etc/crio/crio.conf': '[crio.image]\nshort_name_mode = "disabled"\n' };
    expect(await said({ version: '1.34.0', files: off })).toEqual([]);
  });
});
