// Whom Podman asks: short names, tables with mirrors and prefixes, blocked ones, certs.d, proxies, logins.

import { describe, expect, it } from 'vitest';
import { podman } from '../../../src/engines/podman/index.ts';
import { MAIN } from '../../../src/engines/registries-conf/places.ts';
import { writePem } from '../../../src/formats/pem.ts';
import type { Attempt, Endpoint, NamedRegistry, Routes } from '../../../src/model/endpoint.ts';
import type { Session } from '../../../src/model/session.ts';
import { type FakeFile, type FakeParts, fakeHost } from '../../support/fake-host.ts';

const FOLDER = '/etc/containers/registries.conf.d';
const RECORDED = '/var/cache/containers/short-name-aliases.conf';
const A = Buffer.from('authority A').toString('base64');
const USER: Session = {
  kind: 'user',
  name: 'u',
  uid: 1000,
  gid: 1000,
  home: '/home/u',
  runtime: '/run/user/1000',
};

interface Setting {
  readonly conf?: string;
  readonly files?: Readonly<Record<string, FakeFile>>;
  readonly host?: FakeParts;
  readonly version?: string;
  readonly images?: readonly string[];
  readonly registries?: readonly NamedRegistry[];
}

async function ask(setting: Setting): Promise<Routes> {
  const { conf = '', files = {}, version = '5.4.2', images = [], registries = [] } = setting;
  const host = fakeHost({
    programs: { podman: '/usr/bin/podman' },
    answers: { 'podman --version': `podman version ${version}\n` },
    ...setting.host,
    files: { [MAIN]: conf, ...files, ...setting.host?.files },
  });
  const observed = await podman.inspect(host, { expected: true });
  if (observed === undefined) throw new Error('no podman');
  return podman.routes({ images, registries }, observed, host);
}

/** `registry/repository:reference transport` of everybody who is asked, candidate by candidate. */
async function asked(image: string, setting: Setting): Promise<readonly (readonly string[])[]> {
  const { images } = await ask({ ...setting, images: [image] });
  return images[0]?.candidates.map(({ attempts }) => attempts.map(wayOf)) ?? [];
}

function wayOf({ endpoint, repository, reference }: Attempt): string {
  return `${endpoint.registry}/${repository}:${reference} ${endpoint.transport}`;
}

function endpointText({ role, registry, below, transport }: Endpoint): string {
  return `${role} ${registry}/${below} ${transport}`;
}

const codes = (findings: Routes['findings']) => findings.map(({ code, severity }) => `${severity} ${code}`);

const DIGEST = `sha256:${'0'.repeat(64)}`;
const HUB = 'registry-1.docker.io/library/redis:latest https';

describe('short names', () => {
  const search = 'unqualified-search-registries = ["r1.test", "docker.io"]\n';

  it('go through the search list, in order', async () => {
    const { images } = await ask({ conf: search, images: ['redis'] });
    expect(images[0]?.candidates).toMatchObject([
      {
        name: 'r1.test/redis:latest',
        by: 'search',
        path: MAIN,
        attempts: [{ endpoint: { registry: 'r1.test', role: 'search', upstream: null } }],
      },
      {
        name: 'docker.io/library/redis:latest',
        by: 'search',
        path: MAIN,
        attempts: [{ endpoint: { role: 'upstream', upstream: 'docker.io' }, repository: 'library/redis' }],
      },
    ]);
    expect(images[0]?.findings).toEqual([]);
  });

  it('go where an alias says, in every mode, with tag and digest', async () => {
    const files = { [`${FOLDER}/shortnames.conf`]: '[aliases]\nredis = "quay.io/lib/redis"\n' };
    const conf = `${search}short-name-mode = "disabled"\n`;
    expect(await asked('redis', { conf, files })).toEqual([['quay.io/lib/redis:latest https']]);
    expect(await asked('redis:7', { conf, files })).toEqual([['quay.io/lib/redis:7 https']]);
    expect(await asked(`redis:7@${DIGEST}`, { conf, files })).toEqual([
      [`quay.io/lib/redis:${DIGEST} https`],
    ]);
    const { images } = await ask({ conf, files, images: ['redis'] });
    expect(images[0]?.candidates[0]).toMatchObject({ by: 'alias', path: `${FOLDER}/shortnames.conf` });
  });

  it('go first where Podman has recorded them itself', async () => {
    const files = {
      [`${FOLDER}/shortnames.conf`]: '[aliases]\nredis = "quay.io/lib/redis"\n',
      [RECORDED]: '[aliases]\n  "redis" = "docker.io/library/redis"\n',
    };
    expect(await asked('redis', { conf: search, files })).toEqual([[HUB]]);
    const own = { '/home/u/.cache/containers/short-name-aliases.conf': files[RECORDED] ?? '' };
    expect(await asked('redis', { conf: search, files: own })).toHaveLength(2);
    expect(await asked('redis', { conf: search, files: own, host: { session: USER } })).toEqual([[HUB]]);
    const moved = { '/c/containers/short-name-aliases.conf': files[RECORDED] ?? '' };
    const host = { session: USER, variables: { XDG_CACHE_HOME: '/c' } };
    expect(await asked('redis', { conf: search, files: moved, host })).toEqual([[HUB]]);
  });

  it('lose an alias that a later file takes back', async () => {
    const files = {
      [`${FOLDER}/1.conf`]: '[aliases]\nredis = "quay.io/lib/redis"\n',
      [`${FOLDER}/2.conf`]: '[aliases]\nredis = ""\n',
    };
    expect(await asked('redis', { conf: search, files })).toHaveLength(2);
  });

  it('fail in enforcing mode with a choice and nobody to ask', async () => {
    const conf = `short-name-mode = "enforcing"\n${search}`;
    const { images, findings } = await ask({ conf, images: ['redis', 'r1.test/redis'] });
    expect(images[0]).toMatchObject({
      candidates: [],
      findings: [{ code: 'SHORT_NAMES_ENFORCED', severity: 'error', path: MAIN }],
    });
    expect(images[1]?.candidates).toHaveLength(1);
    expect(codes(findings)).toEqual(['warning SHORT_NAMES_ENFORCED']);
    const one = 'short-name-mode = "enforcing"\nunqualified-search-registries = ["r1.test"]\n';
    expect(await asked('redis', { conf: one })).toHaveLength(1);
  });

  it('are not known without a search list', async () => {
    const none = await ask({ images: ['redis'] });
    expect(none.images[0]).toMatchObject({
      candidates: [],
      findings: [{ code: 'SHORT_NAME_UNKNOWN', severity: 'error', arguments: { name: 'redis', file: '' } }],
    });
    const empty = await ask({ conf: 'unqualified-search-registries = []\n', images: ['redis'] });
    expect(empty.images[0]?.findings).toMatchObject([{ arguments: { file: MAIN } }]);
  });
});

describe('other names', () => {
  it.each([
    ['docker.io/redis', [[HUB]]],
    ['docker://redis', [[HUB]]],
    ['localhost/redis', [['localhost/redis:latest https']]],
    ['r1.test:5000/a/b:1', [['r1.test:5000/a/b:1 https']]],
  ])('%s', async (image, ways) => {
    expect(await asked(image, {})).toEqual(ways);
  });

  it.each([
    ['Redis', 'IMAGE_NAME_REFUSED'],
    ['r1.test/Redis', 'IMAGE_NAME_REFUSED'],
    ['Corp/redis', 'IMAGE_NAME_REFUSED'],
    ['', 'IMAGE_NAME_REFUSED'],
    ['oci:/tmp/image', 'IMAGE_NOT_OF_REGISTRY'],
    ['docker-archive:/tmp/a.tar', 'IMAGE_NOT_OF_REGISTRY'],
  ])('%s is refused', async (image, code) => {
    const conf = 'unqualified-search-registries = ["r1.test"]\n';
    const { images } = await ask({ conf, images: [image] });
    expect(images[0]).toMatchObject({ candidates: [], findings: [{ code, severity: 'error' }] });
  });
});

describe('tables', () => {
  it('give mirrors in order, then the location; insecure is everyone for himself', async () => {
    const conf = `[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "m1.test:8001"
insecure = true
[[registry.mirror]]
location = "m2.test/hub"
[[registry]]
location = "m2.test"
insecure = true
`;
    const { images } = await ask({ conf, images: ['docker.io/redis'] });
    const attempts = images[0]?.candidates[0]?.attempts ?? [];
    expect(attempts.map(wayOf)).toEqual([
      'm1.test:8001/library/redis:latest insecure',
      'm2.test/hub/library/redis:latest https',
      HUB,
    ]);
    expect(attempts.map(({ endpoint }) => [endpoint.role, endpoint.upstream, endpoint.below])).toEqual([
      ['mirror', 'docker.io', ''],
      ['mirror', 'docker.io', 'hub/'],
      ['upstream', 'docker.io', ''],
    ]);
    const ends = ['no-registry', 'silent', 'silent-image'];
    expect(attempts.map((attempt) => attempt.ends)).toEqual([ends, ends, []]);
    expect(await asked('m2.test/a', { conf })).toEqual([['m2.test/a:latest insecure']]);
  });

  it('put the location in the place of the prefix, of the longest one', async () => {
    const conf = `[[registry]]
prefix = "docker.io"
location = "r1.test/hub"
[[registry]]
prefix = "docker.io/library"
location = "r2.test/official"
[[registry]]
prefix = "*.corp.test"
insecure = true
[[registry]]
prefix = "*.old.test"
location = "new.test"
`;
    expect(await asked('docker.io/team/app', { conf })).toEqual([['r1.test/hub/team/app:latest https']]);
    expect(await asked('docker.io/redis', { conf })).toEqual([['r2.test/official/redis:latest https']]);
    expect(await asked('a.corp.test/app', { conf })).toEqual([['a.corp.test/app:latest insecure']]);
    expect(await asked('a.old.test/app', { conf })).toEqual([['new.test/app:latest https']]);
    const { images } = await ask({ conf, images: ['docker.io/redis', 'docker.io/team/app'] });
    const belows = images.map(({ candidates }) => candidates[0]?.attempts[0]?.endpoint.below);
    expect(belows).toEqual(['official/', 'hub/']);
  });

  it('of one image have nothing above its name', async () => {
    const conf = '[[registry]]\nprefix = "docker.io/library/redis"\nlocation = "r1.test/cache/redis"\n';
    const { images } = await ask({ conf, images: ['docker.io/redis'] });
    expect(images[0]?.candidates[0]?.attempts[0]).toMatchObject({
      repository: 'cache/redis',
      endpoint: { below: '' },
    });
  });

  it('whose location is no complete name end it all', async () => {
    const conf = '[[registry]]\nprefix = "docker.io"\nlocation = "nexus"\n';
    const { images } = await ask({ conf, images: ['docker.io/redis'] });
    expect(images[0]?.candidates[0]?.attempts).toEqual([]);
    expect(images[0]?.findings).toMatchObject([
      { code: 'LOCATION_REFUSED', severity: 'error', arguments: { location: 'nexus', prefix: 'docker.io' } },
    ]);
  });

  it('keep mirrors for digests, or for tags', async () => {
    const mirror = (location: string, use: string) =>
      `[[registry.mirror]]\nlocation = "${location}"\npull-from-mirror = "${use}"\n`;
    const conf = `[[registry]]\nlocation = "r1.test"\n${mirror('d.test', 'digest-only')}${mirror('t.test', 'tag-only')}${mirror('a.test', 'all')}`;
    const hosts = async (image: string, text: string) =>
      (await asked(image, { conf: text }))[0]?.map((way) => way.replace(/\/.*$/, ''));
    expect(await hosts('r1.test/a', conf)).toEqual(['t.test', 'a.test', 'r1.test']);
    expect(await hosts(`r1.test/a@${DIGEST}`, conf)).toEqual(['d.test', 'a.test', 'r1.test']);
    const all =
      '[[registry]]\nlocation = "r1.test"\nmirror-by-digest-only = true\n[[registry.mirror]]\nlocation = "m.test"\n';
    expect(await hosts('r1.test/a', all)).toEqual(['r1.test']);
    expect(await hosts(`r1.test/a@${DIGEST}`, all)).toEqual(['m.test', 'r1.test']);
  });

  it('that are blocked keep their mirrors, and block where they are a mirror', async () => {
    const conf = `[[registry]]
location = "docker.io"
blocked = true
[[registry.mirror]]
location = "m1.test"
[[registry.mirror]]
location = "m2.test"
[[registry]]
location = "m2.test"
blocked = true
`;
    const { images, configured } = await ask({ conf, images: ['docker.io/redis', 'm2.test/a'] });
    expect(images[0]?.candidates[0]?.attempts.map(wayOf)).toEqual(['m1.test/library/redis:latest https']);
    expect(images[0]?.findings).toMatchObject([
      { code: 'REGISTRY_BLOCKED', severity: 'warning', arguments: { registry: 'm2.test' } },
      { code: 'REGISTRY_BLOCKED', severity: 'warning', arguments: { registry: 'docker.io' }, path: MAIN },
    ]);
    expect(images[1]?.findings).toMatchObject([{ code: 'REGISTRY_BLOCKED', severity: 'error' }]);
    expect(configured.map(endpointText)).toEqual(['mirror m1.test/ https', 'mirror m2.test/ https']);
  });
});

describe('files that Podman refuses', () => {
  it('leave nobody to ask', async () => {
    const { images, findings } = await ask({ conf: '[[registry', images: ['docker.io/redis'] });
    expect(images[0]?.candidates).toEqual([]);
    expect(codes(images[0]?.findings ?? [])).toEqual(['error FILE_REFUSED']);
    expect(codes(findings)).toEqual(['error FILE_REFUSED']);
  });
});

describe('what is configured', () => {
  it('is each server once: mirrors, search list, tables, certs.d; Docker Hub where it has no mirror', async () => {
    const conf = `unqualified-search-registries = ["mirror.test", "docker.io"]
[[registry]]
location = "mirror.test"
insecure = true
[[registry]]
prefix = "docker.io"
location = "docker.io"
[[registry.mirror]]
location = "mirror.test"
insecure = true
[[registry]]
location = "r1.test/team"
`;
    const files = {
      '/etc/containers/certs.d/r2.test:5000/ca.crt': writePem([A]),
      '/etc/docker/certs.d/r2.test:5000/ca.crt': '',
      '/etc/docker/certs.d/r3.test/ca.crt': writePem([A]),
      '/etc/docker/certs.d/docker.io/ca.crt': writePem([A]),
    };
    const { configured, findings } = await ask({ conf, files });
    expect(configured.map(endpointText)).toEqual([
      'mirror mirror.test/ insecure',
      'registry r1.test/team/ https',
      'registry r2.test:5000/ https',
      'registry r3.test/ https',
    ]);
    expect(configured[2]?.trust).toEqual({
      certificates: [A],
      directory: '/etc/containers/certs.d/r2.test:5000',
    });
    expect(findings).toEqual([]);
    const alone = await ask({ conf: 'unqualified-search-registries = ["docker.io", "r1.test"]\n' });
    expect(alone.configured.map(endpointText)).toEqual([
      'upstream registry-1.docker.io/ https',
      'search r1.test/ https',
    ]);
  });

  it('is what a name of the command line means where it is there', async () => {
    const conf = `[[registry]]
location = "r1.test"
insecure = true
[[registry]]
prefix = "*.corp.test"
insecure = true
`;
    const registries: readonly NamedRegistry[] = [
      { registry: 'r1.test', scheme: null, path: '' },
      { registry: 'new.test', scheme: null, path: '' },
      { registry: 'plain.test', scheme: 'http', path: '/hub' },
      { registry: 'tls.test', scheme: 'https', path: '' },
      { registry: 'docker.io', scheme: null, path: '' },
    ];
    const { named } = await ask({ conf, registries });
    expect(named.map(endpointText)).toEqual([
      'registry r1.test/ insecure',
      'named new.test/ https',
      'named plain.test/hub/ insecure',
      'named tls.test/ https',
      'upstream registry-1.docker.io/ https',
    ]);
  });
});

describe('proxies', () => {
  const proxyOf = async (setting: Setting) => {
    const { images } = await ask({ ...setting, images: ['r1.test/a'] });
    return images[0]?.candidates[0]?.attempts[0]?.endpoint.proxies.https ?? null;
  };

  it('are those of the session', async () => {
    const variables = { https_proxy: 'http://p.test', NO_PROXY: 'a.test' };
    expect(await proxyOf({ host: { variables } })).toMatchObject({
      name: 'p.test',
      port: 80,
      source: 'https_proxy of this session',
      bypass: "export NO_PROXY=a.test,%; for every new session: echo 'NO_PROXY=a.test,%' >> /etc/environment",
    });
    expect(
      await proxyOf({ host: { variables: { ...variables, no_proxy: 'r1.test', NO_PROXY: '' } } }),
    ).toBeNull();
  });

  it('are those of containers.conf where the session has none; the last list counts', async () => {
    const files = {
      '/usr/share/containers/containers.conf': '[engine]\nenv = ["HTTPS_PROXY=http://vendor.test"]\n',
      '/etc/containers/containers.conf': '[engine]\nenv = ["HTTPS_PROXY=http://etc.test"]\n',
      '/etc/containers/containers.conf.d/1.conf': '[containers]\n',
      '/etc/containers/containers.conf.d/2.conf': '= broken',
    };
    expect(await proxyOf({ files })).toMatchObject({
      name: 'etc.test',
      source: 'HTTPS_PROXY in /etc/containers/containers.conf',
    });
    expect(await proxyOf({ files, host: { variables: { HTTPS_PROXY: '' } } })).toBeNull();
    const variables = { CONTAINERS_CONF: '/own.conf' };
    const own = { ...files, '/own.conf': '[engine]\nenv = ["HTTPS_PROXY=http://own.test"]\n' };
    expect(await proxyOf({ files: own, host: { variables } })).toMatchObject({ name: 'own.test' });
  });
});

describe('logins', () => {
  const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
  const file = (auths: unknown, more: object = {}) => JSON.stringify({ auths, ...more });
  const login = async (image: string, setting: Setting) => {
    const { images } = await ask({ ...setting, images: [image] });
    return images[0]?.candidates[0]?.attempts.at(-1)?.endpoint.login;
  };
  const RUN = '/run/containers/0/auth.json';
  const HOME = '/root/.config/containers/auth.json';
  const DOCKER = '/root/.docker/config.json';

  it('are looked for in three places', async () => {
    const files = { [DOCKER]: file({ 'r1.test': auth('docker:p') }) };
    expect(await login('r1.test/a', { files })).toMatchObject({ user: 'docker', path: DOCKER });
    const two = { ...files, [HOME]: file({ 'r1.test': auth('home:p') }) };
    expect(await login('r1.test/a', { files: two })).toMatchObject({ user: 'home' });
    const three = { ...two, [RUN]: file({ 'r1.test': auth('run:p') }) };
    expect(await login('r1.test/a', { files: three })).toMatchObject({ user: 'run' });
    const variables = { XDG_RUNTIME_DIR: '/run/user/0' };
    expect(await login('r1.test/a', { files: three, host: { variables } })).toMatchObject({ user: 'home' });
    const named = { ...three, '/auth.json': file({ 'r1.test': auth('named:p') }) };
    const host = { variables: { REGISTRY_AUTH_FILE: '/auth.json' } };
    expect(await login('r1.test/a', { files: named, host })).toMatchObject({ user: 'named' });
    const own = { '/run/user/1000/containers/auth.json': file({ 'r1.test': auth('own:p') }) };
    expect(await login('r1.test/a', { files: own, host: { session: USER } })).toMatchObject({ user: 'own' });
  });

  it('are those of the namespace, then those above it', async () => {
    const files = {
      [RUN]: file({
        'r1.test/team': auth('team:p'),
        'r1.test/team/app': auth('app:p'),
        'r1.test': auth('all:p'),
      }),
    };
    expect(await login('r1.test/team/app', { files })).toMatchObject({ user: 'app' });
    expect(await login('r1.test/team/b', { files })).toMatchObject({ user: 'team' });
    expect(await login('r1.test/b', { files })).toMatchObject({ user: 'all' });
    expect(await login('r1.test/team/app', { files, version: '3.0.1' })).toMatchObject({ user: 'all' });
  });

  it('of Docker Hub have several names; those of other ports are elsewhere', async () => {
    const files = {
      [DOCKER]: file({ 'https://index.docker.io/v1/': auth('hub:p'), 'r1.test:1': auth('u:p') }),
    };
    expect(await login('docker.io/redis', { files })).toMatchObject({ user: 'hub' });
    expect(await login('r1.test:2/a', { files })).toEqual({
      kind: 'elsewhere',
      under: 'r1.test:1',
      path: DOCKER,
    });
    expect(await login('docker.io/redis', {})).toEqual({ kind: 'none' });
  });

  it('may be with a helper', async () => {
    const files = {
      [RUN]: file({ 'r2.test': {} }, { credHelpers: { 'r1.test': 'pass' }, credsStore: 'all' }),
    };
    expect(await login('r1.test/a', { files })).toEqual({ kind: 'helper', helper: 'pass', path: RUN });
    expect(await login('r2.test/a', { files })).toEqual({ kind: 'helper', helper: 'all', path: RUN });
  });

  it('of a mirror are looked for under its own name', async () => {
    const conf = '[[registry]]\nlocation = "docker.io"\n[[registry.mirror]]\nlocation = "m.test"\n';
    const files = { [RUN]: file({ 'm.test': auth('m:p') }) };
    const { images, configured } = await ask({ conf, files, images: ['docker.io/redis'] });
    expect(images[0]?.candidates[0]?.attempts.map(({ endpoint }) => endpoint.login.kind)).toEqual([
      'password',
      'none',
    ]);
    expect(configured[0]?.login).toMatchObject({ user: 'm', password: 'p' });
  });
});

describe('what stands in the way', () => {
  const MIRROR = '[[registry]]\nlocation = "docker.io"\n[[registry.mirror]]\nlocation = "m.test"\n';

  it('is a longer prefix, or a later table, or the file of the user', async () => {
    const longer = `${MIRROR}[[registry]]\nlocation = "docker.io/library"\n`;
    expect((await ask({ conf: longer })).findings).toMatchObject([
      { code: 'HIDDEN_BY', severity: 'warning', arguments: { reason: 'longer-prefix' } },
    ]);
    const files = { [`${FOLDER}/50.conf`]: '[[registry]]\nlocation = "docker.io"\n' };
    expect((await ask({ conf: MIRROR, files })).findings).toMatchObject([
      { code: 'HIDDEN_BY', severity: 'warning', arguments: { reason: 'same-prefix' } },
    ]);
    const user = { '/root/.config/containers/registries.conf': '' };
    const hidden = await ask({ conf: MIRROR, files: user });
    expect(hidden.findings).toMatchObject([{ code: 'HIDDEN_BY', arguments: { reason: 'user-file' } }]);
  });

  it('is worth knowing where a list or a plain table is replaced', async () => {
    const conf = 'unqualified-search-registries = ["a.test"]\n';
    const files = { [`${FOLDER}/50.conf`]: 'unqualified-search-registries = ["b.test"]\n' };
    expect(codes((await ask({ conf, files })).findings)).toEqual(['info HIDDEN_BY']);
  });

  it('is a variable of the session', async () => {
    const host = { variables: { CONTAINERS_REGISTRIES_CONF: '/other.conf' } };
    expect((await ask({ host })).findings).toMatchObject([
      { code: 'HIDDEN_BY', severity: 'warning', arguments: { reason: 'environment', by: '/other.conf' } },
    ]);
  });

  it('is an alias that passes the search list by, for information', async () => {
    const files = { [`${FOLDER}/shortnames.conf`]: '[aliases]\nalpine = "docker.io/library/alpine"\n' };
    const conf = 'unqualified-search-registries = ["r1.test"]\n';
    expect(codes((await ask({ conf, files })).findings)).toEqual(['info ALIASES_FIRST']);
    expect((await ask({ conf: `${conf}${MIRROR}`, files })).findings).toEqual([]);
    const hub = 'unqualified-search-registries = ["docker.io"]\n';
    expect((await ask({ conf: hub, files })).findings).toEqual([]);
  });

  it('is a file that users cannot read, and a key that fell into a table', async () => {
    const files = { [MAIN]: { text: MIRROR, mode: 0o600 } };
    expect((await ask({ files })).findings).toMatchObject([
      { code: 'UNREADABLE_FOR_USERS', severity: 'warning', path: MAIN },
    ]);
    const conf = `${MIRROR}unqualified-search-registries = ["a.test"]\n`;
    expect(codes((await ask({ conf })).findings)).toEqual(['warning MISPLACED_KEY']);
  });

  it('is half a pair below certs.d: this one is passed by', async () => {
    const files = { '/etc/containers/certs.d/m.test/ca.cert': writePem([A]) };
    const { images, findings } = await ask({ conf: MIRROR, files, images: ['docker.io/redis', 'm.test/a'] });
    expect(images[0]?.candidates[0]?.attempts.map(wayOf)).toEqual([HUB]);
    expect(codes(images[0]?.findings ?? [])).toEqual(['warning CERTS_D_CA_AS_CLIENT']);
    expect(codes(images[1]?.findings ?? [])).toEqual(['error CERTS_D_CA_AS_CLIENT']);
    expect(codes(findings)).toEqual(['warning CERTS_D_CA_AS_CLIENT']);
  });

  it('is said of files on disk alone, too', async () => {
    const { configured, images } = await ask({
      conf: MIRROR,
      host: { live: false, variables: { HTTPS_PROXY: 'http://ours.test' } },
      images: ['docker.io/redis'],
    });
    expect(configured.map(endpointText)).toEqual(['mirror m.test/ https']);
    expect(images[0]?.candidates[0]?.attempts[0]?.endpoint.proxies.https).toBeNull();
  });
});
