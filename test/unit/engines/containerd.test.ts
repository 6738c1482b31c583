import { describe, expect, it } from 'vitest';
import { containerd } from '../../../src/engines/containerd/index.ts';
import type { ContainerdObserved } from '../../../src/engines/containerd/observed.ts';
import { serverIn } from '../../../src/engines/containerd/pull.ts';
import { type Engine, type Wish, withChanges } from '../../../src/engines/engine.ts';
import type { ReadHost } from '../../../src/host/ports.ts';
import { type AbsPath, invertChange, textOf } from '../../../src/model/file.ts';
import { NO_HOLDINGS } from '../../../src/model/managed.ts';
import type { Draft } from '../../../src/model/plan.ts';
import type { MirrorRequest, Request } from '../../../src/model/request.ts';
import { ended, type FakeParts, fakeHost } from '../../support/fake-host.ts';

const MAIN = '/etc/containerd/config.toml';
const HOSTS = '/etc/containerd/certs.d/docker.io/hosts.toml';
const PEM = '-----BEGIN CERTIFICATE-----\nYXV0aG9yaXR5\n-----END CERTIFICATE-----\n';
const BARE = 'version = 2\n';
const WITH_PATH = `${BARE}[plugins."io.containerd.grpc.v1.cri".registry]\n  config_path = "/etc/containerd/certs.d"\n`;
const MIRROR: MirrorRequest = {
  kind: 'mirror',
  upstream: 'docker.io',
  scheme: 'https',
  host: 'm.example',
  path: '',
};
const WISH: Wish = {
  ensure: [MIRROR],
  inForce: [MIRROR],
  adopted: [],
  held: NO_HOLDINGS,
  named: true,
  dropIn: false,
  convert: false,
};

interface Parts extends FakeParts {
  readonly main?: string;
  readonly version?: string;
  readonly killMode?: string;
  /** When config.toml was changed, against the start of containerd at 1000 s. Milliseconds. */
  readonly changedAt?: number;
}

/** A host where systemd runs containerd. */
function hostWith({
  main = WITH_PATH,
  version = '1.7.24',
  killMode = 'process',
  changedAt = 0,
  ...parts
}: Parts): ReadHost {
  const host = fakeHost({
    ...parts,
    programs: { containerd: '/usr/bin/containerd', ctr: '/usr/bin/ctr', ...parts.programs },
    directories: ['/run/systemd/system', ...(parts.directories ?? [])],
    files: {
      [MAIN]: main,
      '/proc/7/cmdline': '/usr/bin/containerd\0',
      '/proc/7/stat': `7 (containerd) S ${'0 '.repeat(18)}100000 0`,
      ...parts.files,
    },
    answers: {
      'systemctl show containerd.service': `LoadState=loaded\nMainPID=7\nKillMode=${killMode}\n`,
      'containerd --version': `containerd github.com/containerd/containerd ${version}~ds1 ${version}\n`,
      'containerd --config': main,
      ...parts.answers,
    },
  });
  return { ...host, look: (path) => ({ ...host.look(path), modified: path === MAIN ? changedAt : 0 }) };
}

const inspect = (host: ReadHost, named = true) =>
  containerd.inspect(host, { expected: false, ...(named ? { named } : {}) });

async function observe(parts: Parts = {}): Promise<ContainerdObserved> {
  const observed = await inspect(hostWith(parts));
  if (observed === undefined) throw new Error('it is there');
  return observed;
}

const codes = (findings: readonly { readonly severity: string; readonly code: string }[]) =>
  findings.map(({ severity, code }) => `${severity} ${code}`);

describe('whether containerd is used for itself', () => {
  it.each([
    ['config_path', {}, true],
    ['nothing', { main: BARE }, false],
    ['a folder for hosts.toml', { main: BARE, directories: ['/etc/containerd/certs.d'] }, true],
    ['kubelet', { main: BARE, directories: ['/var/lib/kubelet'] }, true],
    ['nerdctl', { main: BARE, programs: { nerdctl: '/usr/local/bin/nerdctl' } }, true],
  ] satisfies [string, Parts, boolean][])('by %s', async (_, parts, isFound) => {
    expect((await inspect(hostWith(parts), false)) !== undefined).toBe(isFound);
  });
  it('is taken when it is named, but never for a user', async () => {
    expect(await inspect(hostWith({ main: BARE }))).toMatchObject({ version: '1.7.24', running: true });
    const session = {
      kind: 'user',
      name: 'a',
      uid: 1000,
      gid: 1000,
      home: '/home/a',
      runtime: undefined,
    } as const;
    expect(await inspect({ ...hostWith({}), session })).toBeUndefined();
  });
  it('needs the program on a host that runs', async () => {
    expect(await inspect(fakeHost({ files: { [MAIN]: WITH_PATH } }))).toBeUndefined();
  });
});

describe('what containerd has loaded', () => {
  it('is what its files say, when they are older than the process', async () => {
    const observed = await observe();
    expect(containerd.known(observed)).toEqual({
      kind: 'known',
      facts: { configPath: '/etc/containerd/certs.d', by: 'containerd config dump' },
    });
    expect(containerd.compare(observed, containerd.known(observed))).toEqual([]);
  });
  it('is not known when they are younger: a restart is needed', async () => {
    const observed = await observe({ changedAt: 1_000_100 });
    expect(codes(observed.findings)).toEqual(['info CONFIG_NEWER_THAN_DAEMON']);
    expect(codes(containerd.compare(observed, containerd.known(observed)))).toEqual([
      'error CONFIG_NEWER_THAN_DAEMON',
    ]);
    expect(containerd.settle([], observed, 'auto').activation).toEqual({
      kind: 'restart',
      unit: 'containerd.service',
      interrupts: [],
    });
  });
  it('is what crictl says, where it says it', async () => {
    const programs = { crictl: '/usr/bin/crictl' };
    const said = (configPath?: string) =>
      observe({
        programs,
        changedAt: 2_000_000,
        answers: { crictl: JSON.stringify({ config: { registry: { configPath } } }) },
      });
    expect(containerd.known(await said('/other'))).toMatchObject({
      facts: { configPath: '/other', by: 'crictl info' },
    });
    const observed = await said('/other');
    expect(codes(containerd.compare(observed, containerd.known(observed)))).toEqual(['error NOT_LOADED']);
    expect(containerd.known(await said())).toMatchObject({ kind: 'unknown' });
  });
  it('is not known when containerd cannot read the files', async () => {
    const observed = await observe({
      answers: { 'containerd --config': ended(1, '', 'warning\ncontainerd: no\n') },
    });
    expect(containerd.known(observed)).toEqual({ kind: 'unknown', reason: 'containerd: no' });
  });
});

describe('settling containerd', () => {
  const settle = (observed: ContainerdObserved, mode: 'auto' | 'reload' | 'restart' | 'none') => {
    const { changes } = containerd.plan({ ...WISH, convert: true }, observed);
    return containerd.settle(changes, observed, mode);
  };
  it('needs nothing for hosts.toml', async () => {
    expect(settle(await observe(), 'auto')).toEqual({
      activation: { kind: 'none' },
      transitional: [],
      findings: [],
    });
  });
  it('restarts for config.toml, which stops nothing where shims live on', async () => {
    const observed = await observe({ main: BARE });
    expect(settle(observed, 'auto').activation).toMatchObject({ kind: 'restart', interrupts: [] });
    expect(codes(settle(observed, 'reload').findings)).toEqual(['error RESTART_NEEDED']);
    expect(codes(settle(observed, 'none').findings)).toEqual(['info NOT_ACTIVATED']);
  });
  it('restarts for whatever else a way back changes in config.toml', async () => {
    const observed = await observe();
    const before = observed.files.get(MAIN);
    if (before?.kind !== 'file') throw new Error('it is there');
    const after = { ...before, bytes: Buffer.from(`oom_score = -999\n${WITH_PATH}`) };
    const { activation } = containerd.settle([{ path: MAIN, before, after }], observed, 'auto');
    expect(activation.kind).toBe('restart');
  });
  it('asks before it stops containers', async () => {
    const answers = { 'ctr namespaces ls': 'k8s.io\n', 'ctr -n k8s.io tasks ls': 'web\n' };
    const observed = await observe({ main: BARE, killMode: 'control-group', answers });
    expect(settle(observed, 'auto')).toMatchObject({
      activation: { interrupts: ['k8s.io/web'] },
      findings: [{ code: 'RESTART_NEEDED', arguments: { containers: ['k8s.io/web'] } }],
    });
    expect(settle(observed, 'restart').findings).toEqual([]);
  });
  it('knows the way back', async () => {
    const observed = await observe({ main: BARE });
    const { changes } = containerd.plan({ ...WISH, convert: true }, observed);
    const after = containerd.assume(withChanges(observed, changes));
    expect(containerd.compare(after, containerd.known(after))).toEqual([]);
    expect(containerd.settle(changes.map(invertChange), after, 'restart').activation.kind).toBe('restart');
  });
});

describe('the judgement of containerd', () => {
  const check = async (main: string, dump: string | ReturnType<typeof ended>) => {
    const host = hostWith({ main, answers: { 'containerd --config /proc/1/fd/3 config dump': dump } });
    const observed = await inspect(host);
    if (observed === undefined) throw new Error('it is there');
    const { changes } = containerd.plan({ ...WISH, convert: true }, observed);
    return codes(await containerd.check(changes, observed, host));
  };
  it('agrees, refuses, or finds something else', async () => {
    expect(await check(BARE, WITH_PATH)).toEqual([]);
    expect(await check(BARE, ended(1, '', 'containerd: no'))).toEqual(['error CANDIDATE_REFUSED']);
    expect(await check(BARE, BARE)).toEqual(['error CANDIDATE_REFUSED']);
  });
  it('is not to be had for relative imports, and not needed for hosts.toml', async () => {
    expect(await check(`imports = ["a.toml"]\n${BARE}`, WITH_PATH)).toEqual(['warning CANDIDATE_UNCHECKED']);
    expect(await check(WITH_PATH, ended(1))).toEqual([]);
  });
});

describe('planning for versions of containerd', () => {
  const convert = async (version: string, main: string) => {
    const draft = containerd.plan({ ...WISH, convert: true }, await observe({ main, version }));
    const edited = draft.changes.find(({ path }) => path === MAIN)?.after;
    return edited === undefined ? codes(draft.findings) : textOf(edited);
  };
  it('writes the table that this one reads', async () => {
    expect(await convert('1.7.24', BARE)).toContain('[plugins."io.containerd.grpc.v1.cri".registry]');
    expect(await convert('2.1.9', 'version = 3\n')).toContain(
      '[plugins."io.containerd.cri.v1.images".registry]',
    );
    expect(await convert('1.6.20', '')).toContain('[plugins.cri.registry]');
    // 2.x passes over the registries of version 1 (found with 2.1.9).
    expect(await convert('2.1.9', '')).toContain('[plugins."io.containerd.cri.v1.images".registry]');
    expect(await convert('2.1.9', BARE)).toContain('[plugins."io.containerd.grpc.v1.cri".registry]');
  });
  it('refuses one that knows no config_path', async () => {
    expect(await convert('1.4.13', WITH_PATH)).toEqual(['error CONTAINERD_TOO_OLD']);
    expect(await convert('1.5.0', WITH_PATH)).toEqual([]);
  });
  it('refuses several folders where they are taken for one', async () => {
    const two = WITH_PATH.replace('certs.d"', 'certs.d:/etc/docker/certs.d"');
    expect(await convert('2.1.9', two)).toEqual(['error CONFIG_PATH_LIST']);
    expect(await convert('1.7.24', two)).toEqual([]);
  });
});

describe('a containerd that cannot be set up', () => {
  const two = WITH_PATH.replace('certs.d"', 'certs.d:/etc/docker/certs.d"');
  const inline = `${BARE}[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\n  endpoint = ["https://a"]\n`;
  const cases: readonly (readonly [string, Parts])[] = [
    ['CONFIG_PATH_MISSING', { main: BARE }],
    ['CONTAINERD_TOO_OLD', { version: '1.4.13' }],
    ['CONFIG_INLINE_REGISTRIES', { main: inline }],
    ['CONFIG_PATH_LIST', { main: two, version: '2.1.9' }],
    ['FILE_REFUSED', { main: 'version = \n' }],
  ];
  it.each(cases)('is refused when it is named: %s', async (code, parts) => {
    const { changes, findings } = containerd.plan(WISH, await observe(parts));
    expect(codes(findings)).toEqual([`error ${code}`]);
    expect(changes.every(({ path }) => path !== MAIN)).toBe(true);
  });
  it.each(cases)('is left alone when it was only found: %s', async (code, parts) => {
    const observed = await observe({ ...parts, changedAt: 2_000_000 });
    const draft = containerd.plan({ ...WISH, named: false }, observed);
    expect(codes(draft.findings)).toEqual([`warning ${code}`]);
    expect(draft.changes).toEqual([]);
    expect(draft.holdings).toEqual(NO_HOLDINGS);
    expect(containerd.settle([], observed, 'auto').activation.kind).toBe('none');
  });
  it('is left alone, too, where its CRI is switched off and nobody named it', async () => {
    const observed = await observe({ main: 'disabled_plugins = ["cri"]\n' });
    const draft = containerd.plan({ ...WISH, named: false }, observed);
    expect([codes(draft.findings), draft.changes]).toEqual([['warning CRI_DISABLED'], []]);
  });
  it('is refused where it has something of ours', async () => {
    const held = { ...NO_HOLDINGS, requests: [MIRROR] };
    const draft = containerd.plan({ ...WISH, named: false, held }, await observe({ main: BARE }));
    expect(codes(draft.findings)).toEqual(['error CONFIG_PATH_MISSING']);
  });
});

describe('a config_path that leads elsewhere than it seems', () => {
  it.each([
    ['certs', '1.7.24'],
    ['certs', '2.1.9'],
    [':/etc/containerd/certs.d', '1.7.24'],
    [':/etc/containerd/certs.d', '2.1.9'],
    ['/etc/containerd/certs.d:', '2.1.9'],
  ])('%s of %s is refused', async (configPath, version) => {
    const main = WITH_PATH.replace('/etc/containerd/certs.d', configPath);
    const { findings } = containerd.plan(WISH, await observe({ main, version }));
    expect(findings).toMatchObject([
      { code: 'CONFIG_PATH_LIST', arguments: { configPath, folder: '/etc/containerd/certs.d' } },
    ]);
  });
  it.each(['/etc/containerd/certs.d/', '/etc//containerd/certs.d', '/etc/containerd/../containerd/certs.d'])(
    '%s is the folder all the same',
    async (configPath) => {
      const main = WITH_PATH.replace('/etc/containerd/certs.d', configPath);
      const { changes, findings } = containerd.plan(WISH, await observe({ main }));
      expect([codes(findings), changes.map(({ path }) => path)]).toEqual([[], [HOSTS]]);
    },
  );
});

describe('what is ours where config_path led before', () => {
  const OPT = WITH_PATH.replace('/etc/containerd/certs.d', '/opt/certs');
  const CA: Request = { kind: 'ca', host: 'm.example', pem: PEM, attached: true };
  const CRT = '/etc/containerd/certs.d/m.example/ca.crt';
  const both = { ...WISH, ensure: [MIRROR, CA], inForce: [MIRROR, CA] };

  /** A host after a setup, with config_path changed since. */
  async function moved(main = OPT, from = WITH_PATH) {
    const { changes, holdings } = containerd.plan(both, await observe({ main: from }));
    const files = Object.fromEntries(
      changes.flatMap(({ path, after }) => (after.kind === 'file' ? [[path, textOf(after)]] : [])),
    );
    return { held: holdings, observed: await observe({ main, files }) };
  }
  const shown = (changes: Draft['changes']) => changes.map(({ path, after }) => `${after.kind} ${path}`);

  it.each([
    ['elsewhere', OPT],
    ['nowhere', BARE],
  ])('goes with its request: config_path leads %s', async (_, main) => {
    const { held, observed } = await moved(main);
    const { changes, holdings } = containerd.plan({ ...WISH, ensure: [], inForce: [], held }, observed);
    expect(shown(changes)).toEqual([`absent ${HOSTS}`, `absent ${CRT}`]);
    expect(holdings).toEqual(NO_HOLDINGS);
    expect(containerd.entries(observed)).toEqual(expect.arrayContaining([...held.entries]));
    expect(main === OPT ? containerd.recognise(observed) : []).toEqual([]);
  });
  it('moves with a setup', async () => {
    const { held, observed } = await moved();
    const { changes, holdings } = containerd.plan({ ...both, held }, observed);
    const to = (path: AbsPath) => path.replace('/etc/containerd/certs.d', '/opt/certs');
    expect(shown(changes).sort()).toEqual(
      [`absent ${HOSTS}`, `absent ${CRT}`, `file ${to(HOSTS)}`, `file ${to(CRT)}`].sort(),
    );
    expect(changes.at(-1)?.path).toBe(CRT);
    expect([...holdings.files].sort()).toEqual([to(HOSTS), to(CRT)].sort());
  });
  it('moves without its CA when that is not named again, and names it where it stands', async () => {
    const { held, observed } = await moved();
    const { changes } = containerd.plan({ ...both, ensure: [MIRROR], held }, observed);
    expect(shown(changes)).toEqual(['file /opt/certs/docker.io/hosts.toml', `absent ${HOSTS}`]);
    const [first] = changes;
    expect(first?.after.kind === 'file' ? textOf(first.after) : '').toContain(CRT);
  });
  it('stays where it is when only something else is removed', async () => {
    const { held, observed } = await moved();
    const draft = containerd.plan({ ...both, ensure: [], held }, observed);
    expect([draft.changes, draft.holdings.files]).toEqual([[], held.files]);
  });
  it('is not forgotten where nobody looks any more', async () => {
    const { held, observed } = await moved(WITH_PATH, OPT);
    const { holdings } = containerd.plan({ ...WISH, ensure: [], inForce: [], held }, observed);
    expect([holdings.files, holdings.entries]).toEqual([held.files, held.entries]);
  });
  it('is not forgotten where it cannot be read', async () => {
    const { held } = await moved();
    const files = { [HOSTS]: { errno: 'EIO' }, [CRT]: { errno: 'EIO' } };
    const { holdings } = containerd.plan(
      { ...WISH, ensure: [], inForce: [], held },
      await observe({ files }),
    );
    expect([...holdings.files].sort()).toEqual([...held.files].sort());
  });
  it('is forgotten when somebody has deleted it', async () => {
    const { held } = await moved();
    const draft = containerd.plan({ ...WISH, ensure: [], inForce: [], held }, await observe({ main: OPT }));
    expect([draft.changes, draft.holdings]).toEqual([[], NO_HOLDINGS]);
  });
});

describe('the ways of containerd', () => {
  const ask = async (
    files: Readonly<Record<AbsPath, string>>,
    parts: Parts = {},
    engine: Engine<ContainerdObserved> = containerd,
  ) => {
    const host = hostWith({ ...parts, files });
    const observed = await engine.inspect(host, { expected: true });
    if (observed === undefined) throw new Error('it is there');
    const routes = await engine.routes({ images: ['alpine'], registries: [] }, observed, host);
    const attempts = routes.images[0]?.candidates[0]?.attempts ?? [];
    return {
      ways: attempts.map(
        ({ endpoint }) => `${endpoint.role} ${endpoint.transport} ${endpoint.registry}${endpoint.base}`,
      ),
      ends: attempts.map(({ ends }) => ends),
      configured: routes.configured.map(({ registry, upstream }) => `${upstream} ${registry}`),
      findings: codes(routes.findings),
    };
  };
  const toml = '[host."https://b.example/hub"]\n[host."http://a.example"]\n';
  it('are the hosts in their order, then the registry itself', async () => {
    expect(await ask({ [HOSTS]: toml })).toEqual({
      ways: ['mirror https b.example/hub', 'mirror http a.example', 'upstream https registry-1.docker.io'],
      ends: [['no-registry', 'silent', 'silent-image'], ['no-registry', 'silent', 'silent-image'], []],
      configured: ['docker.io b.example', 'docker.io a.example'],
      findings: [],
    });
  });
  it('lead to Docker Hub alone where no config_path is loaded, and that is said', async () => {
    expect(await ask({ [HOSTS]: toml }, { main: BARE })).toEqual({
      ways: ['upstream https registry-1.docker.io'],
      ends: [[]],
      configured: [],
      findings: ['warning CONFIG_PATH_MISSING'],
    });
  });
  it('are those of the config_path that is loaded, whatever the file says by now', async () => {
    const loaded = (configPath: string): Parts => ({
      programs: { crictl: '/usr/bin/crictl' },
      answers: { crictl: JSON.stringify({ config: { registry: { configPath } } }) },
    });
    const elsewhere = '/opt/certs/docker.io/hosts.toml';
    expect(await ask({ [HOSTS]: toml }, loaded(''))).toMatchObject({
      ways: ['upstream https registry-1.docker.io'],
      findings: ['warning NOT_LOADED'],
    });
    expect(
      await ask({ [elsewhere]: '[host."https://c.example"]\n' }, { ...loaded('/opt/certs'), main: BARE }),
    ).toMatchObject({
      ways: ['mirror https c.example', 'upstream https registry-1.docker.io'],
      configured: ['docker.io c.example'],
      findings: ['warning NOT_LOADED'],
    });
  });
  it('are not those of a folder that does not count', async () => {
    const main = WITH_PATH.replace('/etc/containerd/certs.d', '/opt/certs');
    expect(await ask({ [HOSTS]: toml }, { main })).toMatchObject({
      ways: ['upstream https registry-1.docker.io'],
      configured: [],
      findings: [],
    });
  });
  it('are not told where the files are younger than containerd', async () => {
    const host = hostWith({ files: { [HOSTS]: toml }, changedAt: 2_000_000 });
    const observed = await inspect(host);
    if (observed === undefined) throw new Error('it is there');
    const { images, findings } = await containerd.routes(
      { images: ['alpine'], registries: [] },
      observed,
      host,
    );
    expect(images).toMatchObject([
      { candidates: [], findings: [{ severity: 'error', code: 'CONFIG_NEWER_THAN_DAEMON' }] },
    ]);
    expect(codes(findings)).toEqual(['warning CONFIG_NEWER_THAN_DAEMON']);
  });
});

describe('pulling', () => {
  it('goes through the CRI where crictl is, else ctr is told where to look', async () => {
    const observed = await observe();
    const byCri = containerd.pull('alpine', observed, hostWith({ programs: { crictl: '/usr/bin/crictl' } }));
    expect(byCri).toMatchObject({ process: 7, pull: { program: 'crictl' } });
    const byCtr = containerd.pull('alpine', observed, hostWith({}));
    expect(byCtr?.pull.arguments).toEqual(
      expect.arrayContaining(['--hosts-dir', '/etc/containerd/certs.d', 'docker.io/library/alpine:latest']),
    );
    expect(byCtr?.pull.arguments).not.toContain('--local');
    expect(
      containerd.pull('alpine', { ...observed, version: '2.1.9' }, hostWith({}))?.pull.arguments,
    ).toContain('--local');
  });
  it('tells who served by what ctr says', () => {
    const said = [
      'level=debug msg=resolving host="nexushub.com:9025"',
      'level=debug msg=resolved desc.digest="sha256:43" host="nexushub.com:9001"',
    ];
    expect(serverIn(said.join('\n'))).toBe('nexushub.com:9001');
    expect(serverIn('level=debug msg=resolved desc.digest="sha256:43" host=registry-1.docker.io')).toBe(
      'registry-1.docker.io',
    );
    expect(serverIn(said[0] ?? '')).toBeUndefined();
  });
});
