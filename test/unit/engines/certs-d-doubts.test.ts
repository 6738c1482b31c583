// What is wrong below certs.d: misnamed directories, and files that do not do what they seem to.

import { afterAll, describe, expect, it } from 'vitest';
import { type CertsLayout, inspectCertsD } from '../../../src/engines/certs-d.ts';
import { certsRegistries, findCertsDoubts, findFatal } from '../../../src/engines/certs-d-doubts.ts';
import { CA, LEAF, openCertificateMaker } from '../../support/certificate-maker.ts';
import { type FakeFile, fakeHost } from '../../support/fake-host.ts';

const ROOT = '/etc/docker/certs.d';
const DOCKER: CertsLayout = {
  engine: 'docker',
  roots: [ROOT],
  home: ROOT,
  sharesLater: false,
  reader: 'exact',
  owner: { uid: 0, gid: 0 },
};
const CONTAINERD: CertsLayout = { ...DOCKER, reader: 'containerd' };
const PODMAN: CertsLayout = {
  ...DOCKER,
  engine: 'podman',
  roots: ['/root/.config/containers/certs.d', '/etc/containers/certs.d', ROOT],
  home: '/etc/containers/certs.d',
};
const PEM = '-----BEGIN CERTIFICATE-----\nYXV0aG9yaXR5\n-----END CERTIFICATE-----\n';

function scopeOf(
  files: Readonly<Record<string, FakeFile>>,
  layout = DOCKER,
  registries: readonly string[] = [],
  directories: readonly string[] = [],
) {
  const host = fakeHost({ files, directories });
  return { layout, view: inspectCertsD(host, layout.roots), registries, claimed: registries, host };
}

function doubts(...args: Parameters<typeof scopeOf>) {
  return findCertsDoubts(scopeOf(...args));
}

describe('directories', () => {
  it.each([
    ['r1.test', 'r1.test:5000', 'warning'],
    ['r1.test:443', 'r1.test', 'warning'],
    ['r1.test', 'r1.test:443', 'warning'],
    ['r1.test_5000', 'r1.test:5000', 'warning'],
    ['r1.test_5000_', 'r1.test:5000', 'warning'],
    ['R1.test:5000', 'r1.test:5000', 'warning'],
    ['https:__r1.test', 'r1.test', 'warning'],
    ['r1.test.', 'r1.test', 'warning'],
    ['r1.test:5001', 'r1.test:5000', 'info'],
  ])('%s is not read for %s', (name, registry, severity) => {
    expect(doubts({ [`${ROOT}/${name}/ca.crt`]: PEM }, DOCKER, [registry])).toMatchObject([
      {
        code: 'CERTS_D_MISNAMED',
        severity,
        engine: 'docker',
        path: `${ROOT}/${name}`,
        arguments: { registry, wanted: `${ROOT}/${registry}` },
      },
    ]);
  });

  it('are no doubt where the registry has its own, or nothing is in them, or they are somebody else’s', () => {
    const files = { [`${ROOT}/r1.test/ca.crt`]: PEM };
    expect(doubts({ ...files, [`${ROOT}/r1.test:5000/ca.crt`]: PEM }, DOCKER, ['r1.test:5000'])).toEqual([]);
    expect(doubts({ [`${ROOT}/r1.test/note`]: '' }, DOCKER, ['r1.test:5000'])).toEqual([]);
    expect(doubts(files, DOCKER, ['r1.test:5000', 'r1.test'])).toEqual([]);
    expect(doubts(files, DOCKER, ['other.test'])).toEqual([]);
    expect(doubts({ [`${ROOT}/r1.test_5000_/ca.crt`]: PEM }, CONTAINERD, ['r1.test:5000'])).toEqual([]);
  });

  it('that are empty hide later ones', () => {
    const files = { [`${ROOT}/r1.test/ca.crt`]: PEM };
    expect(doubts(files, PODMAN, [], ['/etc/containers/certs.d/r1.test'])).toMatchObject([
      {
        code: 'CERTS_D_EMPTY',
        path: '/etc/containers/certs.d/r1.test',
        arguments: { registry: 'r1.test', hidden: `${ROOT}/r1.test` },
      },
    ]);
    expect(doubts({}, PODMAN, [], ['/etc/containers/certs.d/r1.test'])).toEqual([]);
  });

  it('that are hidden are not judged', () => {
    const files = {
      '/etc/containers/certs.d/r1.test/ca.crt': PEM,
      [`${ROOT}/r1.test/ca.cert`]: PEM,
      [`${ROOT}/_default/ca.pem`]: PEM,
    };
    expect(doubts(files, PODMAN)).toEqual([]);
  });

  it('are registries by their names', () => {
    const files = {
      [`${ROOT}/r1.test_5000_/ca.crt`]: PEM,
      [`${ROOT}/r2.test:1/ca.crt`]: PEM,
      [`${ROOT}/_default/ca.crt`]: PEM,
    };
    const of = (layout: CertsLayout) => certsRegistries(layout, scopeOf(files, layout).view);
    expect(of(CONTAINERD)).toEqual(['r1.test:5000', 'r2.test:1']);
    expect(of(DOCKER)).toEqual(['r2.test:1']);
  });
});

describe('files', () => {
  const maker = openCertificateMaker();
  afterAll(() => maker?.close());
  const inside = (name: string, file: FakeFile, layout = DOCKER) =>
    doubts({ [`${ROOT}/r1.test/${name}`]: file }, layout);

  it('with the name of a client certificate need their key', () => {
    expect(inside('ca.cert', PEM)).toMatchObject([
      {
        code: 'CERTS_D_CA_AS_CLIENT',
        path: `${ROOT}/r1.test/ca.cert`,
        arguments: { isAuthority: false, ownKey: false },
      },
    ]);
    expect(inside('ca.cert', PEM, CONTAINERD)).toMatchObject([{ arguments: { ownKey: true } }]);
    expect(inside('ca.cert', { errno: 'EACCES' })).toMatchObject([{ arguments: { isAuthority: false } }]);
    const pair = { [`${ROOT}/r1.test/c.cert`]: PEM, [`${ROOT}/r1.test/c.key`]: 'key' };
    expect(doubts(pair)).toEqual([]);
  });

  it.skipIf(maker === undefined)('are seen to be a CA, or DER', () => {
    const authority = maker?.make({ name: 'ca', extensions: CA }) ?? '';
    const leaf = maker?.make({ name: 'leaf', extensions: LEAF }) ?? '';
    expect(inside('ca.cert', authority)).toMatchObject([{ arguments: { isAuthority: true } }]);
    expect(inside('ca.cert', leaf)).toMatchObject([{ arguments: { isAuthority: false } }]);
    const der = maker?.run('x509', '-in', 'ca.crt', '-outform', 'der') ?? Buffer.of();
    expect(inside('ca.crt', { bytes: der })).toMatchObject([
      { code: 'CERTS_D_NOT_PEM', arguments: { form: 'der', strict: false } },
    ]);
  });

  it('that are keys need their certificate, but for containerd', () => {
    expect(inside('c.key', 'key')).toMatchObject([{ code: 'CERTS_D_KEY_WITHOUT_CERT', severity: 'warning' }]);
    expect(inside('c.key', 'key', CONTAINERD)).toEqual([]);
  });

  it('with garbage are no CA', () => {
    expect(inside('ca.crt', 'garbage')).toMatchObject([
      { code: 'CERTS_D_NOT_PEM', arguments: { form: 'other', strict: false } },
    ]);
    expect(inside('ca.crt', 'garbage', CONTAINERD)).toMatchObject([{ arguments: { strict: true } }]);
  });

  it.each(['ca.pem', 'ca.CRT', 'ca.cer'])('with other names are passed over: %s', (file) => {
    expect(inside(file, PEM)).toMatchObject([
      { code: 'CERTS_D_IGNORED_NAME', path: `${ROOT}/r1.test/${file}`, arguments: { file } },
    ]);
    const both = { [`${ROOT}/r1.test/${file}`]: PEM, [`${ROOT}/r1.test/own.crt`]: PEM };
    expect(doubts(both)).toEqual([]);
  });

  it('beside a hosts.toml are its matter', () => {
    const files = { [`${ROOT}/r1.test/ca.pem`]: PEM, [`${ROOT}/r1.test/hosts.toml`]: 'ca = "ca.pem"' };
    expect(doubts(files, CONTAINERD)).toEqual([]);
    expect(doubts(files)).toMatchObject([{ code: 'CERTS_D_IGNORED_NAME' }]);
  });

  it('can end every connection', () => {
    const fatal = (files: Readonly<Record<string, FakeFile>>, layout: CertsLayout) =>
      findFatal(`${ROOT}/r1.test`, scopeOf(files, layout)).map(({ code, severity }) => `${severity} ${code}`);
    const half = { [`${ROOT}/r1.test/c.cert`]: PEM };
    expect(fatal(half, DOCKER)).toEqual(['error CERTS_D_CA_AS_CLIENT']);
    expect(fatal({ ...half, [`${ROOT}/r1.test/hosts.toml`]: '' }, CONTAINERD)).toEqual([]);
    const garbage = { [`${ROOT}/r1.test/ca.crt`]: 'garbage' };
    expect(fatal(garbage, DOCKER)).toEqual([]);
    expect(fatal(garbage, CONTAINERD)).toEqual(['error CERTS_D_NOT_PEM']);
    expect(fatal({}, DOCKER)).toEqual([]);
    expect(findFatal(null, scopeOf(half))).toEqual([]);
  });
});
