import { describe, expect, it } from 'vitest';
import { containerd } from '../../../src/engines/containerd/index.ts';
import type { ContainerdObserved } from '../../../src/engines/containerd/observed.ts';
import { serverIn } from '../../../src/engines/containerd/pull.ts';
import { type Engine, type Wish, withChanges } from '../../../src/engines/engine.ts';
import type { ReadHost } from '../../../src/host/ports.ts';
import { type AbsPath, invertChange, textOf } from '../../../src/model/file.ts';
import { NO_HOLDINGS } from '../../../src/model/managed.ts';
import type { MirrorRequest } from '../../../src/model/request.ts';
import { ended, type FakeParts, fakeHost } from '../../support/fake-host.ts';

const MAIN = '/etc/containerd/config.toml';
const HOSTS = '/etc/containerd/certs.d/docker.io/hosts.toml';
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
