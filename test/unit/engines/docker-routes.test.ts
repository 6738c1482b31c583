// Whom Docker asks: mirrors by store, insecure registries, certs.d, hosts.toml, proxies, logins, builders.

import { describe, expect, it } from 'vitest';
import { inspectCertsD } from '../../../src/engines/certs-d.ts';
import type { DockerObserved } from '../../../src/engines/docker/observed.ts';
import { routesOfDocker } from '../../../src/engines/docker/routes.ts';
import { type OwnHost, renderHostsToml } from '../../../src/engines/hosts-toml-text.ts';
import { writePem } from '../../../src/formats/pem.ts';
import type { Endpoint, NamedRegistry, Routes } from '../../../src/model/endpoint.ts';
import { dockerObserved, type InfoParts, textFile } from '../../support/docker-observed.ts';
import { type FakeFile, type FakeParts, fakeHost } from '../../support/fake-host.ts';

const CERTS = '/etc/docker/certs.d';
const A = Buffer.from('authority A').toString('base64');
const B = Buffer.from('authority B').toString('base64');
const CONTAINERD = { version: '28.5.2', containerd: true } as const;

interface Setting {
  readonly text?: string | null;
  readonly info?: InfoParts;
  readonly files?: Readonly<Record<string, FakeFile>>;
  readonly host?: FakeParts;
  readonly changed?: Partial<DockerObserved>;
  readonly images?: readonly string[];
  readonly registries?: readonly NamedRegistry[];
}

function ask(setting: Setting): Promise<Routes> {
  const { text = '{}', info, files = {}, changed, images = [], registries = [] } = setting;
  const host = fakeHost({ ...setting.host, files: { ...files, ...setting.host?.files } });
  const certs = inspectCertsD(host, [CERTS], 'containerd');
  const observed = dockerObserved(text, info, { certs: certs.directories, ...changed });
  const all = { ...observed, files: new Map([...observed.files, ...certs.files]) };
  return routesOfDocker({ images, registries }, all, host);
}

/** `registry transport base` of everybody who is asked for an image. */
async function asked(image: string, setting: Setting): Promise<readonly string[]> {
  const { images } = await ask({ ...setting, images: [image] });
  const attempts = images[0]?.candidates[0]?.attempts ?? [];
  return attempts.map(({ endpoint }) => wayOf(endpoint));
}

function wayOf({ registry, transport, base }: Endpoint): string {
  return `${registry}${base} ${transport}`;
}

function codes({ findings }: Pick<Routes, 'findings'>): readonly string[] {
  return findings.map(({ code, severity }) => `${severity} ${code}`);
}

const HUB = 'registry-1.docker.io https';

describe('images of docker.io', () => {
  it('come from Docker Hub', async () => {
    const { images } = await ask({ images: ['alpine'] });
    expect(images).toEqual([
      {
        image: 'alpine',
        findings: [],
        candidates: [
          {
            name: 'docker.io/library/alpine:latest',
            by: 'default',
            path: null,
            attempts: [
              {
                endpoint: {
                  registry: 'registry-1.docker.io',
                  role: 'upstream',
                  upstream: 'docker.io',
                  transport: 'https',
                  base: '',
                  below: '',
                  trust: { certificates: [], directory: null },
                  proxies: { http: null, https: null },
                  login: { kind: 'none' },
                },
                repository: 'library/alpine',
                reference: 'latest',
                ends: [],
                slow: ['late', 'silent'],
              },
            ],
          },
        ],
      },
    ]);
  });

  it('are asked for at the mirrors that are loaded, not at those of the file', async () => {
    const info = { mirrors: ['http://m1.test:8001/', 'https://m2.test/hub/'] };
    const text = '{"registry-mirrors": ["https://other.test"]}';
    expect(await asked('alpine', { text, info })).toEqual(['m1.test:8001 http', 'm2.test/hub https', HUB]);
  });

  it('of a stopped Docker: at those of the file and the flags', async () => {
    const changed = { answered: undefined, store: undefined, daemon: undefined, running: false };
    const text = '{"registry-mirrors": ["https://m1.test"]}';
    expect(await asked('alpine', { text, changed })).toEqual(['m1.test https', HUB]);
    const flags = [{ flag: 'registry-mirror', value: 'http://m2.test', directive: 'registry-mirrors' }];
    expect(await asked('alpine', { changed: { ...changed, flags } })).toEqual(['m2.test http', HUB]);
    expect(await asked('alpine', { text: '{', changed })).toEqual([HUB]);
  });

  it('say who is written', async () => {
    const { images } = await ask({ images: ['docker.io/alpine', 'index.docker.io/alpine', 'r1.test/a'] });
    expect(images.map(({ candidates }) => candidates[0]?.by)).toEqual(['written', 'written', 'written']);
  });

  it('are never asked for under a name that is none', async () => {
    const { images } = await ask({ images: ['Alpine'] });
    expect(images[0]?.candidates).toEqual([]);
    expect(images[0]?.findings).toMatchObject([
      { code: 'IMAGE_NAME_REFUSED', severity: 'error', arguments: { reason: 'upper-case' } },
    ]);
  });

  it('by digest are asked for by digest', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const { images } = await ask({ images: [`alpine:3@${digest}`] });
    expect(images[0]?.candidates[0]?.attempts[0]?.reference).toBe(digest);
  });

  it('end at a page in HTML on the containerd store alone', async () => {
    const info = { mirrors: ['http://m1.test/'] };
    const endsWith = async (more: InfoParts) => {
      const { images } = await ask({ images: ['alpine'], info: { ...info, ...more } });
      return images[0]?.candidates[0]?.attempts.map(({ ends }) => ends);
    };
    const silent = ['silent', 'silent-image'];
    expect(await endsWith({})).toEqual([['silent-image'], []]);
    expect(await endsWith(CONTAINERD)).toEqual([['no-registry', ...silent], []]);
    expect(await endsWith({ version: '26.1.5', containerd: true })).toEqual([['no-registry', ...silent], []]);
  });
});

describe('insecure registries', () => {
  const info = {
    insecure: ['r1.test:5000', 'm1.test'],
    networks: ['10.0.0.0/8', '127.0.0.0/8'],
    mirrors: ['https://m1.test/', 'https://10.1.2.3:8001/', 'https://m2.test/'],
  };

  it.each([
    ['r1.test:5000/a', 'r1.test:5000 insecure'],
    ['r1.test/a', 'r1.test https'],
    ['10.9.9.9:1/a', '10.9.9.9:1 insecure'],
    ['11.9.9.9/a', '11.9.9.9 https'],
    ['localhost:5000/a', 'localhost:5000 insecure'],
    ['127.0.0.1/a', '127.0.0.1 insecure'],
    ['alias.test/a', 'alias.test insecure'],
    ['unknown.test/a', 'unknown.test https'],
  ])('%s', async (image, way) => {
    const files = { '/etc/hosts': '127.0.0.1 localhost\n10.4.4.4 alias.test\n' };
    expect(await asked(image, { info, files })).toEqual([way]);
  });

  it('are mirrors, too', async () => {
    const ways = ['m1.test unverified', '10.1.2.3:8001 unverified', 'm2.test https', HUB];
    expect(await asked('alpine', { info })).toEqual(ways);
  });

  it('of the containerd store up to 27 decide on plain HTTP, networks not for mirrors', async () => {
    const older = { ...info, version: '26.1.5', containerd: true };
    expect(await asked('alpine', { info: older })).toEqual([
      'm1.test insecure',
      '10.1.2.3:8001 https',
      'm2.test https',
      HUB,
    ]);
    const mirrors = ['http://m3.test/', 'https://127.0.0.1:5000/'];
    expect(await asked('alpine', { info: { ...older, mirrors } })).toEqual([
      'm3.test https',
      '127.0.0.1:5000 http',
      HUB,
    ]);
    expect(await asked('10.9.9.9/a', { info: older })).toEqual(['10.9.9.9 insecure']);
    expect(await asked('127.0.0.1:5000/a', { info: older })).toEqual(['127.0.0.1:5000 insecure']);
    const bare = { ...older, networks: [] };
    expect(await asked('127.0.0.1:5000/a', { info: bare })).toEqual(['127.0.0.1:5000 http']);
  });
});

describe('the containerd store from 28 on', () => {
  it('verifies nobody of docker.io any more beside a mirror that is insecure', async () => {
    for (const mirror of ['http://m3.test/', 'https://127.0.0.1:5000/', 'https://m3.test/']) {
      const info = { ...CONTAINERD, mirrors: [mirror, 'https://m2.test/'], insecure: ['m3.test'] };
      const routes = await ask({ info, images: ['alpine'] });
      const ways = routes.images[0]?.candidates[0]?.attempts.map(({ endpoint }) => endpoint.transport);
      expect(ways).toEqual([mirror.startsWith('http:') ? 'http' : 'insecure', 'insecure', 'insecure']);
      expect(routes.findings).toMatchObject([
        { code: 'HUB_VERIFICATION_OFF', severity: 'warning', arguments: { url: mirror } },
      ]);
    }
  });

  it('has no doubts about mirrors that are verified, or not listed', async () => {
    for (const mirror of ['https://m1.test/', 'http://m1.test/']) {
      const routes = await ask({ info: { ...CONTAINERD, mirrors: [mirror] }, images: ['alpine'] });
      expect(routes.findings).toEqual([]);
      const [, hub] = routes.images[0]?.candidates[0]?.attempts ?? [];
      expect(hub?.endpoint.transport).toBe('https');
    }
  });

  it('reads the CA of a mirror from certs.d/docker.io alone', async () => {
    const info = { ...CONTAINERD, mirrors: ['https://m1.test/'] };
    const files = { [`${CERTS}/m1.test/ca.crt`]: writePem([A]) };
    const routes = await ask({ info, files });
    expect(routes.configured[0]?.trust).toEqual({ certificates: [], directory: null });
    expect(routes.findings).toMatchObject([
      {
        code: 'MIRROR_CA_IGNORED',
        severity: 'warning',
        arguments: { host: 'm1.test', url: 'https://m1.test', directory: `${CERTS}/m1.test` },
      },
    ]);
    const both = { ...files, [`${CERTS}/docker.io/ca.crt`]: writePem([B, A]) };
    const cured = await ask({ info, files: both });
    expect(cured.configured[0]?.trust).toEqual({
      certificates: [B, A],
      directory: `${CERTS}/docker.io`,
    });
    expect(codes(cured)).toEqual([]);
  });

  it.each([
    ['r1.test_5000_', 'r1.test:5000/a'],
    ['r1.test:5000', 'r1.test:5000/a'],
    ['_default', 'r1.test:5000/a'],
  ])('takes %s for a registry', async (name, image) => {
    const files = { [`${CERTS}/${name}/ca.crt`]: writePem([A]) };
    const { images } = await ask({ info: CONTAINERD, files, images: [image] });
    const trust = images[0]?.candidates[0]?.attempts[0]?.endpoint.trust;
    expect(trust).toEqual({ certificates: [A], directory: `${CERTS}/${name}` });
  });

  it.each([
    ['localhost:5000/a', 'localhost:5000 insecure'],
    ['localhost:80/a', 'localhost:80 http'],
    ['127.0.0.1/a', '127.0.0.1 unverified'],
  ])('asks %s', async (image, way) => {
    expect(await asked(image, { info: { ...CONTAINERD, networks: [] } })).toEqual([way]);
  });

  it('is asked about with an open mind where it cannot be asked: 29 has it, 28 may have it', async () => {
    const changed = { answered: undefined, store: undefined, daemon: undefined, running: false };
    const text = '{"registry-mirrors": ["http://m1.test"], "insecure-registries": ["m1.test"]}';
    const of = (version: string) => asked('alpine', { text, changed: { ...changed, version } });
    expect(await of('29.0.0')).toEqual(['m1.test http', 'registry-1.docker.io insecure']);
    expect(await of('28.5.2')).toEqual(['m1.test http', HUB]);
  });
});

describe('a hosts.toml', () => {
  const TOML = `${CERTS}/docker.io/hosts.toml`;
  const info = { ...CONTAINERD, mirrors: ['https://file.test/'] };
  const text = '{"registry-mirrors": ["https://file.test"]}';

  it('takes the place of the mirrors, in its order', async () => {
    const files = {
      [TOML]: `server = "https://registry-1.docker.io"
[host."https://z.test:8443"]
  capabilities = ["pull", "resolve"]
  ca = "z.pem"
[host."http://a.test"]
[host."b.test/v2/hub"]
  skip_verify = true
[host."https://c.test/api/hub"]
  override_path = true
[host."https://d.test/hub/v2"]
[host."http://e.test:5000"]
  ca = ["/ca/e.pem"]
`,
      [`${CERTS}/docker.io/z.pem`]: writePem([A]),
      '/ca/e.pem': writePem([B]),
    };
    const routes = await ask({ text, info, files, images: ['alpine'] });
    const ends = routes.images[0]?.candidates[0]?.attempts.map(({ endpoint }) => endpoint) ?? [];
    expect(ends.map(wayOf)).toEqual([
      'z.test:8443 https',
      'a.test http',
      'b.test/v2/hub unverified',
      'c.test https',
      'd.test/hub https',
      'e.test:5000 insecure',
      HUB,
    ]);
    expect(ends[0]?.trust).toEqual({ certificates: [A], directory: `${CERTS}/docker.io` });
    expect(ends[5]?.trust.certificates).toEqual([B]);
    expect(codes(routes)).toEqual(['warning MIRRORS_HIDDEN']);
    expect(routes.configured.map(({ registry }) => registry)).toEqual([
      'z.test:8443',
      'a.test',
      'b.test',
      'c.test',
      'd.test',
      'e.test:5000',
    ]);
  });

  it('of ours that lacks a mirror of the list is said to be ours', async () => {
    const url = 'http://other.test';
    const own: OwnHost = { url, capabilities: ['pull'], authorities: [], skipVerify: false };
    const files = { [TOML]: renderHostsToml({ server: null, hosts: [own] }) };
    const { findings } = await ask({ text, info, files });
    expect(findings).toMatchObject([{ code: 'MIRRORS_HIDDEN', arguments: { by: TOML, isOurs: true } }]);
  });

  it('that names the mirrors of the file hides nothing', async () => {
    const files = { [TOML]: '[host."https://file.test"]\n' };
    expect(codes(await ask({ text, info, files }))).toEqual([]);
  });

  it('of its own for each mirror leaves Docker Hub verified, whatever is insecure', async () => {
    const listed = { ...CONTAINERD, mirrors: ['http://file.test/'], insecure: ['file.test'] };
    const files = { [TOML]: '[host."http://file.test"]\n' };
    const setting = { text: '{"registry-mirrors": ["http://file.test"]}', info: listed, files };
    expect(await asked('alpine', setting)).toEqual(['file.test http', HUB]);
    expect(codes(await ask(setting))).toEqual([]);
  });

  it.each([
    'skip_verify = true\n',
    'server = "https://registry-1.docker.io"\nskip_verify = true\n[host."https://file.test"]\n',
  ])('that leaves Docker Hub unverified is found: %s', async (content) => {
    const routes = await ask({ text, info, files: { [TOML]: content } });
    expect(routes.findings).toMatchObject([
      { code: 'HUB_UNVERIFIED', severity: 'warning', arguments: { by: TOML } },
    ]);
  });

  it.each([
    ['', { images: 'docker.io/library/alpine', gone: '/ca/gone.crt' }],
    ['none', { images: 'alpine', gone: '/ca/gone.crt' }],
  ])('that names a CA which is not there ends every pull (%s)', async (content, { images, gone }) => {
    const files = {
      [TOML]: `[host."http://a.test"]\n[host."https://file.test"]\nca = ["/ca/a.pem", "${gone}"]\n`,
      '/ca/a.pem': writePem([A]),
      ...(content === '' ? {} : { [gone]: content }),
    };
    const routes = await ask({ text, info, files, images: [images] });
    const missing = {
      code: 'HOSTS_TOML_CA_MISSING',
      severity: 'error',
      arguments: { registry: 'docker.io', by: TOML, file: gone, isOurs: false },
    };
    expect(routes.findings).toMatchObject([missing]);
    expect(routes.images).toMatchObject([{ candidates: [], findings: [missing] }]);
    const legacy = await ask({ text, info: { mirrors: ['https://file.test/'] }, files, images: [images] });
    expect(legacy.findings).toEqual([]);
  });

  it('that is not written yet counts as it will be', async () => {
    const changed: Partial<DockerObserved> = {
      certs: [{ path: `${CERTS}/docker.io`, names: ['hosts.toml'] }],
      files: new Map([
        [TOML, textFile('[host."https://file.test"]\nca = "/etc/docker/certs.d/file.test/ca.crt"\n')],
        [`${CERTS}/file.test/ca.crt`, textFile(writePem([A]))],
      ]),
    };
    const { configured } = await ask({ info, changed });
    expect(configured.map(({ registry, trust }) => [registry, trust.certificates])).toEqual([
      ['file.test', [A]],
    ]);
  });

  it('without [host] leaves the mirrors, and gives them its settings', async () => {
    const files = { [TOML]: 'skip_verify = true\n' };
    expect(await asked('alpine', { text, info, files })).toEqual([
      'file.test unverified',
      'registry-1.docker.io unverified',
    ]);
  });

  it('asks for tags where a host may resolve them, for digests where it may pull', async () => {
    const files = {
      [TOML]:
        '[host."https://p.test"]\ncapabilities = ["Pull"]\n[host."https://r.test"]\ncapabilities = ["resolve"]\n',
    };
    expect(await asked('alpine', { info, files })).toEqual(['r.test https', HUB]);
    const digest = `alpine@sha256:${'0'.repeat(64)}`;
    expect(await asked(digest, { info, files })).toEqual(['p.test https', HUB]);
  });

  it.each(['= broken', '', 'host = 1', 'server = "https://"'])('counts as none: %s', async (broken) => {
    const files = { [TOML]: broken };
    expect(await asked('alpine', { text, info, files })).toEqual(['file.test https', HUB]);
  });

  it('in _default is for everybody', async () => {
    const files = { [`${CERTS}/_default/hosts.toml`]: 'server = "https://all.test"\n' };
    expect(await asked('r1.test/a', { info, files })).toEqual(['all.test https']);
  });

  it('gives other registries mirrors', async () => {
    const files = { [`${CERTS}/r1.test/hosts.toml`]: '[host."https://m.test"]\n' };
    const { configured } = await ask({ info: CONTAINERD, files });
    expect(configured.map(({ registry, role, upstream }) => [registry, role, upstream])).toEqual([
      ['m.test', 'mirror', 'r1.test'],
      ['r1.test', 'registry', null],
    ]);
  });

  it('means nothing to the graph drivers', async () => {
    const files = { [TOML]: '[host."https://z.test"]\n' };
    expect(await asked('alpine', { info: { mirrors: ['https://m.test/'] }, files })).toEqual([
      'm.test https',
      HUB,
    ]);
  });
});

describe('what is configured', () => {
  it('is each server once, Docker Hub not by itself', async () => {
    const info = {
      mirrors: ['http://m1.test:8001/', 'http://m1.test:8001/hub/'],
      insecure: ['m1.test:8001', 'r1.test:5000'],
      networks: ['10.0.0.0/8'],
    };
    const files = {
      [`${CERTS}/r1.test:5000/ca.crt`]: writePem([A]),
      [`${CERTS}/r2.test/ca.crt`]: writePem([B]),
      [`${CERTS}/docker.io/ca.crt`]: writePem([B]),
      [`${CERTS}/no_name/ca.crt`]: writePem([B]),
    };
    const { configured } = await ask({ info, files });
    expect(configured.map((one) => `${one.role} ${wayOf(one)}`)).toEqual([
      'mirror m1.test:8001 http',
      'mirror m1.test:8001/hub http',
      'registry r1.test:5000 insecure',
      'registry r2.test https',
    ]);
    expect(configured[3]?.trust.certificates).toEqual([B]);
  });

  it('is what a name of the command line means where it is there', async () => {
    const registries: readonly NamedRegistry[] = [
      { registry: 'm1.test', scheme: null, path: '' },
      { registry: 'new.test', scheme: null, path: '' },
      { registry: 'plain.test', scheme: 'http', path: '/hub' },
      { registry: 'docker.io', scheme: null, path: '' },
    ];
    const { named } = await ask({ info: { mirrors: ['http://m1.test/'] }, registries });
    expect(named.map((one) => `${one.role} ${wayOf(one)}`)).toEqual([
      'mirror m1.test http',
      'named new.test https',
      'named plain.test/hub http',
      'upstream registry-1.docker.io https',
    ]);
  });
});

describe('proxies', () => {
  const environ = (lines: readonly string[]) => ({ '/proc/100/environ': `${lines.join('\0')}\0` });
  const proxyOf = async (setting: Setting) => {
    const { images } = await ask({ ...setting, images: ['r1.test/a'] });
    return images[0]?.candidates[0]?.attempts[0]?.endpoint.proxies.https ?? null;
  };

  it('are those of the daemon, not ours', async () => {
    const host = { variables: { HTTPS_PROXY: 'http://ours.test' } };
    expect(await proxyOf({ host })).toBeNull();
    const files = environ(['PATH=/bin', 'https_proxy=http://u:p@theirs.test:3128', 'NO_PROXY=a.test']);
    expect(await proxyOf({ host, files })).toEqual({
      scheme: 'http',
      name: 'theirs.test',
      port: 3128,
      userinfo: 'u:p',
      source: 'https_proxy of docker.service',
      bypass:
        "mkdir -p /etc/systemd/system/docker.service.d && (echo '[Service]'; echo 'Environment=\"NO_PROXY=a.test,%\"')" +
        ' > /etc/systemd/system/docker.service.d/zz-no-proxy.conf && systemctl daemon-reload && systemctl restart docker.service',
    });
    expect(await proxyOf({ files: environ(['HTTPS_PROXY=http://p.test', 'NO_PROXY=test']) })).toBeNull();
  });

  it('are found where they are set', async () => {
    const dropIn = '/etc/systemd/system/docker.service.d/proxy.conf';
    const files = {
      '/usr/lib/systemd/system/docker.service':
        '[Service]\nExecStart=/usr/bin/dockerd\nEnvironmentFile=-/etc/default/docker\n',
      [dropIn]: '[Service]\nEnvironment="HTTPS_PROXY=http://p.test"\n',
    };
    const running = { ...files, ...environ(['HTTPS_PROXY=http://p.test']) };
    expect(await proxyOf({ files: running })).toMatchObject({ source: `HTTPS_PROXY in ${dropIn}` });
    const changed = { answered: undefined, store: undefined, daemon: undefined, running: false };
    expect(await proxyOf({ files, changed })).toMatchObject({ name: 'p.test' });
    const inFile = {
      ...running,
      '/etc/default/docker': 'NO_PROXY=b.test\n',
      ...environ(['HTTPS_PROXY=http://p.test', 'NO_PROXY=b.test']),
    };
    expect(await proxyOf({ files: inFile })).toMatchObject({
      bypass: "echo 'NO_PROXY=b.test,%' >> /etc/default/docker && systemctl restart docker.service",
    });
  });

  it('of daemon.json override them from 23.0 on', async () => {
    const text = '{"proxies": {"https-proxy": "http://file.test:1", "no-proxy": "x.test"}}';
    const files = environ(['HTTPS_PROXY=http://environment.test']);
    expect(await proxyOf({ text, files })).toMatchObject({ name: 'environment.test' });
    const info = { version: '26.1.5' };
    expect(await proxyOf({ text, files, info })).toMatchObject({
      name: 'file.test',
      source: '"proxies": {"https-proxy"} in /etc/docker/daemon.json',
      bypass:
        'In /etc/docker/daemon.json, under "proxies": "no-proxy": "x.test,%"; then systemctl restart docker.service',
    });
    const flags = [{ flag: 'https-proxy', value: 'http://flag.test', directive: 'https-proxy' }];
    expect(await proxyOf({ files, info, changed: { flags } })).toMatchObject({
      name: 'flag.test',
      bypass: expect.stringContaining('--no-proxy=%'),
    });
  });

  it('are those that the running daemon shows', async () => {
    const text = '{"proxies": {"https-proxy": "http://u:p@new.test/"}}';
    const files = environ(['HTTPS_PROXY=http://u:p@old.test/']);
    const showing = (httpsProxy: string) => proxyOf({ text, files, info: { version: '26.1.5', httpsProxy } });
    expect(await showing('http://xxxxx:xxxxx@old.test/')).toMatchObject({
      name: 'old.test',
      userinfo: 'u:p',
    });
    expect(await showing('http://xxxxx:xxxxx@new.test/')).toMatchObject({ name: 'new.test' });
    expect(await showing('http://else.test')).toMatchObject({ name: 'else.test', source: 'docker info' });
    expect(await showing('')).toBeNull();
  });

  it('of other kinds are not followed, and said', async () => {
    const files = environ(['HTTPS_PROXY=socks5://p.test']);
    expect(await proxyOf({ files })).toBeNull();
    expect((await ask({ files })).findings).toMatchObject([
      { code: 'PROXY_NOT_FOLLOWED', severity: 'info', arguments: { scheme: 'socks5' } },
    ]);
  });

  it('of a user are taken out by his own unit', async () => {
    const session = {
      kind: 'user',
      name: 'u',
      uid: 1000,
      gid: 1000,
      home: '/home/u',
      runtime: '/run/user/1000',
    } as const;
    const files = environ(['HTTPS_PROXY=http://p.test']);
    expect(await proxyOf({ files, host: { session } })).toMatchObject({
      bypass: expect.stringMatching(/^mkdir -p ~\/\.config\/systemd\/user.*systemctl --user restart/),
    });
  });
});

describe('logins', () => {
  const CONFIG_JSON = '/root/.docker/config.json';
  const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
  const login = async (image: string, config: unknown, setting: Setting = {}) => {
    const files = { [CONFIG_JSON]: typeof config === 'string' ? config : JSON.stringify(config) };
    const { images } = await ask({ ...setting, files: { ...files, ...setting.files }, images: [image] });
    return images[0]?.candidates[0]?.attempts.map(({ endpoint }) => endpoint.login);
  };

  it('are kept under exactly this name, or with a scheme and a path', async () => {
    const password = { kind: 'password', user: 'u', password: 'p:q', path: CONFIG_JSON };
    for (const key of ['r1.test:5000', 'https://r1.test:5000', 'http://r1.test:5000/v2/', 'r1.test:5000/v1/'])
      expect(await login('r1.test:5000/a', { auths: { [key]: auth('u:p:q') } })).toEqual([password]);
  });

  it('may stand under another name of the same server', async () => {
    expect(await login('r1.test:5000/a', { auths: { 'r1.test': auth('u:p') } })).toEqual([
      { kind: 'elsewhere', under: 'r1.test', path: CONFIG_JSON },
    ]);
    expect(await login('r1.test/a', { auths: { 'r2.test': auth('u:p'), 'r1.test:1': {} } })).toEqual([
      { kind: 'none' },
    ]);
  });

  it('of Docker Hub stand under a name of their own, and mirrors get none', async () => {
    const config = { auths: { 'https://index.docker.io/v1/': auth('u:p'), 'm.test': auth('m:m') } };
    const info = { mirrors: ['https://m.test/'] };
    expect(await login('alpine', config, { info })).toMatchObject([{ kind: 'never' }, { user: 'u' }]);
    expect(await login('alpine', { auths: { 'docker.io': auth('u:p') } })).toMatchObject([
      { kind: 'elsewhere', under: 'docker.io' },
    ]);
  });

  it.each([
    [{ auths: { 'r1.test': { identitytoken: 't', ...auth('u:') } } }, { kind: 'identity', token: 't' }],
    [
      { auths: { 'r1.test': { username: 'u', password: 'p' } } },
      { kind: 'password', user: 'u', password: 'p' },
    ],
    [{ auths: { 'r1.test': auth('u:p\0\0') } }, { kind: 'password', password: 'p' }],
    [
      { credHelpers: { 'r1.test': 'pass' }, credsStore: 'all' },
      { kind: 'helper', helper: 'pass' },
    ],
    [{ credsStore: 'all' }, { kind: 'helper', helper: 'all' }],
    [{ auths: { 'r1.test': { auth: 'bm9uZQ==' } } }, { kind: 'none' }],
    [{ auths: [] }, { kind: 'none' }],
    ['{broken', { kind: 'none' }],
    ['[]', { kind: 'none' }],
  ])('%j', async (config, expected) => {
    expect(await login('r1.test/a', config)).toMatchObject([expected]);
  });

  it('are looked for where DOCKER_CONFIG says, or at home', async () => {
    const config = JSON.stringify({ auths: { 'r1.test': auth('u:p') } });
    const from = async (host: FakeParts) => (await login('r1.test/a', '{}', { host }))?.[0];
    const variables = { DOCKER_CONFIG: '/cfg' };
    expect(await from({ variables, files: { '/cfg/config.json': config } })).toMatchObject({ user: 'u' });
    expect(
      await from({ variables: { HOME: '/home/a' }, files: { '/home/a/.docker/config.json': config } }),
    ).toMatchObject({ user: 'u' });
  });
});

describe('what stands in the way', () => {
  it('is nothing on a healthy host', async () => {
    const text =
      '{"data-root": "/d", "registry-mirrors": ["http://m1.test"], "insecure-registries": ["m1.test"]}';
    const info = { mirrors: ['http://m1.test/'], insecure: ['m1.test'] };
    const files = { [`${CERTS}/192.168.129.112:10001/ca.crt`]: writePem([A]) };
    expect((await ask({ text, info, files, images: ['alpine'] })).findings).toEqual([]);
  });

  it('is a misspelt directive, and a flag that says the same', async () => {
    const flags = [{ flag: 'registry-mirror', value: 'http://a', directive: 'registry-mirrors' }];
    const text = '{"registry-mirrors": ["http://a"], "insecure-registry": []}';
    expect(codes(await ask({ text, changed: { flags } }))).toEqual([
      'warning MISSPELT_DIRECTIVE',
      'warning OPTION_SET_BY_FLAG',
    ]);
  });

  it('is half a pair below certs.d: no pull through it at all', async () => {
    const files = { [`${CERTS}/m.test/ca.cert`]: writePem([A]) };
    const info = { mirrors: ['https://m.test/'] };
    const { images } = await ask({ files, info, images: ['alpine', 'r1.test/a', 'm.test/a'] });
    expect(images.map(({ candidates }) => candidates.length)).toEqual([0, 1, 0]);
    expect(images[0]?.findings).toMatchObject([
      { code: 'CERTS_D_CA_AS_CLIENT', severity: 'error', path: `${CERTS}/m.test/ca.cert` },
    ]);
    const open = await ask({ files, info: { ...info, insecure: ['m.test'] }, images: ['alpine'] });
    expect(open.images[0]?.candidates).toHaveLength(1);
  });

  it('is garbage in a .crt for containerd, which fails on it', async () => {
    const files = { [`${CERTS}/r1.test/ca.crt`]: 'garbage' };
    const of = async (info: InfoParts) => (await ask({ files, info, images: ['r1.test/a'] })).images[0];
    expect((await of(CONTAINERD))?.findings).toMatchObject([{ code: 'CERTS_D_NOT_PEM', severity: 'error' }]);
    expect((await of({}))?.findings).toEqual([]);
  });

  it('is never told with a secret in it', async () => {
    const files = {
      '/proc/100/environ': 'HTTPS_PROXY=socks5://u:hunter2@p.test\0',
      '/root/.docker/config.json': JSON.stringify({
        auths: { 'r1.test:1': { auth: Buffer.from('u:hunter2').toString('base64') } },
      }),
    };
    const routes = await ask({ files, images: ['r1.test/a', 'Bad'] });
    const said = [...routes.findings, ...routes.images.flatMap((image) => image.findings)];
    expect(JSON.stringify(said)).not.toMatch(/hunter2|dTpodW50ZXIy/);
  });
});

describe('a directory of certs.d without the port', () => {
  const files = { [`${CERTS}/r1.test/ca.crt`]: writePem([A]) };
  const registries = [{ registry: 'r1.test:5000', scheme: null, path: '' }];

  it('is said when the registry with the port is asked about', async () => {
    const routes = await ask({ files, registries });
    expect(routes.findings).toMatchObject([
      { code: 'CERTS_D_MISNAMED', severity: 'warning', path: `${CERTS}/r1.test` },
    ]);
  });

  it('is somebody else’s where that name is a mirror', async () => {
    const routes = await ask({ files, registries, info: { mirrors: ['https://r1.test/'] } });
    expect(routes.findings).toEqual([]);
  });
});
