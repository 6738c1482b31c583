// Whom k3s asks: mirrors in their order, the registry itself behind them, everybody's entry, paths, CAs, logins, proxies.

import { describe, expect, it } from 'vitest';
import { k3s } from '../../../src/engines/k3s/index.ts';
import { writePem } from '../../../src/formats/pem.ts';
import type { NamedRegistry, Routes } from '../../../src/model/endpoint.ts';
import { type RancherParts, rancherHost } from '../../support/rancher-host.ts';

const CA = Buffer.from('authority').toString('base64');

interface Question extends RancherParts {
  readonly images?: readonly string[];
  readonly registries?: readonly NamedRegistry[];
}

async function ask({ images = [], registries = [], ...parts }: Question): Promise<Routes> {
  // It has not written anything: what registries.yaml says is what it will load.
  const host = rancherHost({ containerdAfter: -30, ...parts });
  const observed = await k3s.inspect(host, { expected: false });
  if (observed === undefined) throw new Error('no k3s');
  return k3s.routes({ images, registries }, observed, host);
}

/** `registry base|below transport repository` of everybody who is asked, in order. */
async function asked(image: string, text: string, more: Question = {}): Promise<readonly string[]> {
  const { images } = await ask({ text, ...more, images: [image] });
  return (images[0]?.candidates[0]?.attempts ?? []).map(
    ({ endpoint: { registry, base, transport, role }, repository }) =>
      `${role} ${transport} ${registry}${base} ${repository}`,
  );
}

const HUB = 'upstream https registry-1.docker.io library/alpine';

describe('an image', () => {
  it.each([
    ['of Docker Hub without mirrors', 'alpine', '', [HUB]],
    [
      'of Docker Hub, over plain HTTP and TLS',
      'alpine',
      'mirrors: {docker.io: {endpoint: ["http://m:5000", n]}}',
      ['mirror http m:5000 library/alpine', 'mirror https n library/alpine', HUB],
    ],
    [
      'with a path before and behind /v2',
      'alpine',
      'mirrors: {docker.io: {endpoint: ["https://m/repo/v2", "https://h/v2/hub"]}}',
      ['mirror https m/repo library/alpine', 'mirror https h hub/library/alpine', HUB],
    ],
    [
      'by the entry for all',
      'quay.io/a/b',
      'mirrors: {"*": {endpoint: [m]}, docker.io: {endpoint: [x]}}',
      ['mirror https m a/b', 'upstream https quay.io a/b'],
    ],
    [
      'with another name at the mirror',
      'quay.io/a/b',
      'mirrors: {quay.io: {endpoint: [m], rewrite: {"^a/(.*)": "q/$1"}}}',
      ['mirror https m q/b', 'upstream https quay.io a/b'],
    ],
    [
      'of a registry of its own name that is not verified',
      'r:5000/a',
      'configs: {"r:5000": {tls: {insecure_skip_verify: true}}}',
      ['registry unverified r:5000 a'],
    ],
    [
      'over plain HTTP with settings for TLS, which is tried first',
      'r:5000/a',
      'mirrors: {"r:5000": {endpoint: ["http://r:5000"]}}\nconfigs: {"r:5000": {tls: {insecure_skip_verify: true}}}',
      ['mirror insecure r:5000 a', 'upstream unverified r:5000 a'],
    ],
  ])('%s', async (_, image, text, expected) => {
    expect(await asked(image, text)).toEqual(expected);
  });

  it('is not asked of the upstream where that is off', async () => {
    const words = ' --disable-default-registry-endpoint';
    const text = 'mirrors: {docker.io: {endpoint: [m]}}';
    expect(await asked('alpine', text, { words })).toEqual(['mirror https m library/alpine']);
  });

  it('with a name that nobody takes is refused', async () => {
    const { images } = await ask({ images: ['UP'] });
    expect(images[0]).toMatchObject({ candidates: [], findings: [{ code: 'IMAGE_NAME_REFUSED' }] });
  });
});

describe('what is loaded', () => {
  it('counts, and not what stands in the file since', async () => {
    const more = { containerdAfter: 5, written: { 'docker.io': '[host."https://old/v2"]\n' } };
    expect(await asked('alpine', 'mirrors: {docker.io: {endpoint: [new]}}', more)).toEqual([
      'mirror https old library/alpine',
    ]);
  });
});

describe('an endpoint', () => {
  const text =
    'mirrors: {docker.io: {endpoint: ["https://m:5000"]}}\nconfigs:\n  "m:5000":\n    auth: {username: bob, password: p}\n    tls: {ca_file: /etc/ca.crt}\n  t: {auth: {auth: "YWw6aW5l"}}\n';

  it('is trusted by its CA, and gets its login', async () => {
    const { configured } = await ask({ text, files: { '/etc/ca.crt': writePem([CA]) } });
    expect(configured).toMatchObject([
      {
        registry: 'm:5000',
        role: 'mirror',
        upstream: 'docker.io',
        trust: { certificates: [CA] },
        login: { kind: 'password', user: 'bob', password: 'p' },
      },
      { registry: 't', role: 'registry', login: { kind: 'password', user: 'al', password: 'ine' } },
    ]);
  });

  it('whose CA is not there is named: no pull gets past it', async () => {
    const { findings } = await ask({ text });
    expect(findings).toMatchObject([
      { severity: 'error', code: 'RANCHER_CA_MISSING', arguments: { host: 'm:5000', file: '/etc/ca.crt' } },
    ]);
    const there = await ask({ text, files: { '/etc/ca.crt': writePem([CA]) } });
    expect(there.findings).toEqual([]);
  });

  it('is asked through the proxy of containerd', async () => {
    const env =
      "HTTPS_PROXY=http://wrong:1\nCONTAINERD_HTTPS_PROXY='http://proxy.example:3128'\nNO_PROXY=t\n";
    const files = { '/etc/systemd/system/k3s.service.env': env };
    const { configured } = await ask({ text, files });
    expect(configured[0]?.proxies.https).toMatchObject({
      name: 'proxy.example',
      source: 'CONTAINERD_HTTPS_PROXY of k3s.service',
      bypass: 'CONTAINERD_NO_PROXY=t,%',
    });
    expect(configured[1]?.proxies.https).toBeNull();
  });

  it('that is named on the command line is the one that is configured, or how it would be reached', async () => {
    const registries = [
      { registry: 'm:5000', scheme: null, path: '' },
      { registry: 'docker.io', scheme: null, path: '' },
      { registry: 'x:80', scheme: 'http', path: '/p' },
    ] as const;
    const { named } = await ask({ text, registries });
    expect(named).toMatchObject([
      { registry: 'm:5000', role: 'mirror' },
      { registry: 'registry-1.docker.io', role: 'upstream', upstream: 'docker.io' },
      { registry: 'x:80', role: 'named', transport: 'http', base: '/p', login: { kind: 'none' } },
    ]);
  });
});
