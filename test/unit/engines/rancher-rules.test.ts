// What k3s makes of registries.yaml for its containerd, and the same read from what it has written.

import { describe, expect, it } from 'vitest';
import { canonicalEndpoint, endpointOf, mirrorOf } from '../../../src/engines/rancher/endpoint.ts';
import { readGenerated } from '../../../src/engines/rancher/generated.ts';
import { readRegistries } from '../../../src/engines/rancher/registries.ts';
import { differingHosts, type Rules, rulesOf, serversIn } from '../../../src/engines/rancher/rules.ts';
import { fakeHost } from '../../support/fake-host.ts';

function rules(text: string, noDefault = false): Rules {
  const read = readRegistries(text);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return rulesOf(read.value, noDefault);
}

/** Servers by registry, the registry itself behind `>`. */
function shown(all: Rules): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...all].map(([name, { endpoints, own, fallsBack }]) => [
      name,
      `${serversIn({ endpoints, own: { ...own, caFile: null, skipVerify: false }, fallsBack }).join(' ')} > ${fallsBack ? own.url : ''}`,
    ]),
  );
}

describe('the rules of a registries.yaml', () => {
  it.each([
    [
      'an address without a scheme or path',
      'endpoint: [registry.example.com]',
      'https://registry.example.com/v2',
    ],
    ['with /v2', 'endpoint: ["https://registry.example.com/v2"]', 'https://registry.example.com/v2'],
    ['with a path', 'endpoint: [registry.example.com/prefix/v2]', 'https://registry.example.com/prefix/v2'],
    ['with a port', 'endpoint: ["1.2.3.4:443"]', 'https://1.2.3.4:443/v2'],
    [
      'of this machine',
      'endpoint: ["localhost:5000", "https://127.0.0.1:5000"]',
      'http://localhost:5000/v2 https://127.0.0.1:5000/v2',
    ],
    [
      'twice',
      'endpoint: [a.example, "https://b.example", "https://a.example/v2"]',
      'https://a.example/v2 https://b.example/v2',
    ],
    ['that is the registry itself, last', 'endpoint: [a.example, docker.io]', 'https://a.example/v2'],
    ['that nobody understands', 'endpoint: ["ftp://x", "https://b.example"]', 'https://b.example/v2'],
  ])('%s', (_, line, servers) => {
    expect(shown(rules(`mirrors:\n  docker.io:\n    ${line}\n`))).toEqual({
      'docker.io': `${servers} > https://registry-1.docker.io/v2`,
    });
  });

  it('nobody falls back where that is off, but for a registry with settings of its own', () => {
    const text =
      'mirrors:\n  a.example: {endpoint: [m]}\n  b.example: {endpoint: [m]}\nconfigs:\n  b.example: {}\n';
    expect(shown(rules(text, true))).toEqual({
      'b.example': 'https://m/v2 > https://b.example/v2',
      'a.example': 'https://m/v2 > ',
    });
  });

  it('settings of TLS go by the host and port of an endpoint', () => {
    const text =
      'mirrors:\n  quay.io: {endpoint: ["https://m.example:5000", "https://m.example"]}\nconfigs:\n  "m.example:5000": {tls: {ca_file: /ca, insecure_skip_verify: on}}\n';
    expect(serversIn(rules(text).get('quay.io'))).toEqual([
      'https://m.example:5000/v2 (ca /ca, skip_verify)',
      'https://m.example/v2',
    ]);
  });

  it.each([
    ['mirrors: 5\n', 'WRONG_TYPE'],
    ['mirrors:\n  a: [x]\n', 'WRONG_TYPE'],
    ['mirrors:\n  a:\n    endpoint: x\n', 'WRONG_TYPE'],
    ['configs:\n  a:\n    tls: x\n', 'WRONG_TYPE'],
  ])('%j is refused', (text, code) => {
    const read = readRegistries(text);
    expect(read.ok ? '' : read.error.code).toBe(code);
  });
});

describe('a mirror as it is written', () => {
  it.each([
    ['https://m.example', 'https://m.example'],
    ['http://m.example:5000', 'http://m.example:5000'],
    ['https://m.example/hub', 'https://m.example/hub/v2'],
    ['https://m.example/hub/v2', 'https://m.example/hub/v2'],
    ['https://m.example/v2/hub', 'https://m.example/v2/hub'],
    ['https://m.example/v2', 'https://m.example/v2'],
    ['https://m.example/v2x', 'https://m.example/v2x/v2'],
  ])('%s', (url, endpoint) => {
    const [, scheme, host = '', path = ''] = /^(https?):\/\/([^/]+)(.*)$/.exec(url) ?? [];
    const mirror = {
      kind: 'mirror',
      upstream: 'quay.io',
      scheme: scheme === 'http' ? 'http' : 'https',
      host,
      path,
    } as const;
    expect(endpointOf(mirror)).toBe(endpoint);
    const back = mirrorOf('quay.io', endpoint);
    expect(back && canonicalEndpoint(endpointOf(back))).toBe(canonicalEndpoint(endpoint));
  });
});

const FOLDER = '/data/agent/etc/containerd';

function written(files: Readonly<Record<string, string>>) {
  return readGenerated(
    '/data',
    fakeHost({
      files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`${FOLDER}/${name}`, text])),
    }),
  );
}

const SAID =
  'mirrors:\n  docker.io: {endpoint: ["https://m.example:5000", "https://n.example/p/v2"]}\n  "*": {endpoint: [all.example]}\nconfigs:\n  "m.example:5000": {tls: {ca_file: /ca.crt}}\n';

describe('what it has written', () => {
  it('below certs.d, with the registry of its own left out, is what registries.yaml says', () => {
    const there = written({
      'config.toml': `[plugins."io.containerd.grpc.v1.cri".registry]\n  config_path = "${FOLDER}/certs.d"\n`,
      'certs.d/docker.io/hosts.toml':
        '# File generated by k3s. DO NOT EDIT.\n\n\nserver = "https://registry-1.docker.io/v2"\ncapabilities = ["pull", "resolve", "push"]\n\n[host]\n[host."https://127.0.0.1:6443/v2"]\n  capabilities = ["pull", "resolve"]\n  ca = ["/s.crt"]\n[host."https://m.example:5000/v2"]\n  capabilities = ["pull", "resolve"]\n  ca = ["/ca.crt"]\n\n[host."https://n.example/p/v2"]\n  override_path = true\n',
      'certs.d/_default/hosts.toml':
        '[host."https://all.example/v2"]\n  capabilities = ["pull", "resolve"]\n',
      'certs.d/m.example_5000_/hosts.toml': 'server = "https://m.example:5000/v2"\nca = ["/ca.crt"]\n',
      'certs.d/127.0.0.1:6443/hosts.toml': 'server = "https://127.0.0.1:6443/v2"\nca = ["/s.crt"]\n',
    });
    expect(there.ok && differingHosts(rules(SAID), there.value)).toEqual([]);
  });

  it('in config.toml before 2024 is the same', () => {
    const there = written({
      'config.toml':
        '[plugins."io.containerd.grpc.v1.cri".registry.mirrors]\n[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\n  endpoint = ["https://m.example:5000", "https://n.example/p/v2"]\n[plugins."io.containerd.grpc.v1.cri".registry.mirrors."*"]\n  endpoint = ["all.example"]\n[plugins."io.containerd.grpc.v1.cri".registry.configs."m.example:5000".tls]\n  ca_file = "/ca.crt"\n',
    });
    expect(there.ok && differingHosts(rules(SAID), there.value)).toEqual([]);
  });

  it.each([
    ['another CA', SAID.replace('/ca.crt', '/other.crt'), ['docker.io', 'm.example:5000']],
    [
      'another order',
      SAID.replace('"https://m.example:5000", "https://n.example/p/v2"', 'n.example/p/v2, "m.example:5000"'),
      ['docker.io'],
    ],
    ['one that is gone', SAID.replace('  "*": {endpoint: [all.example]}\n', ''), ['*']],
    ['a login, which is not for the servers', `${SAID}  x.example: {auth: {username: u}}\n`, []],
  ])('%s', (_, text, hosts) => {
    expect(differingHosts(rules(text), rules(SAID))).toEqual(hosts);
  });

  it('cannot be told without its config.toml', () => {
    expect(written({})).toEqual({ ok: false, error: `${FOLDER}/config.toml: ENOENT` });
    expect(written({ 'config.toml': 'x = [' })).toMatchObject({ ok: false });
  });
});
