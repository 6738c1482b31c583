import { describe, expect, it } from 'vitest';
import { type CertsLayout, inspectCertsD } from '../../../src/engines/certs-d.ts';
import { hostsWays } from '../../../src/engines/hosts-toml-ways.ts';
import { fakeHost } from '../../support/fake-host.ts';

const ROOTS = ['/etc/containerd/certs.d', '/etc/docker/certs.d'];
const LAYOUT: CertsLayout = {
  engine: 'containerd',
  roots: ROOTS,
  home: '/etc/containerd/certs.d',
  sharesLater: false,
  reader: 'containerd',
  owner: { uid: 0, gid: 0 },
};

const NEW = { takesServerAlone: true, triesTls: true };
const OLD = { takesServerAlone: false, triesTls: false };

/** @param files below the first root, but for absolute paths */
function ways(
  registry: string,
  files: Readonly<Record<string, string>>,
  version: { readonly takesServerAlone: boolean; readonly triesTls: boolean } = NEW,
): readonly string[] {
  const placed = Object.entries(files).map(([name, text]) => [
    name.startsWith('/') ? name : `${ROOTS[0]}/${name}`,
    text,
  ]);
  const host = fakeHost({ files: Object.fromEntries(placed) });
  const view = inspectCertsD(host, ROOTS, 'containerd');
  return hostsWays(registry, { layout: LAYOUT, view, host, ...version }).map(
    (way) => `${way.isMirror ? 'host' : 'server'} ${way.transport} ${way.registry}${way.base}`,
  );
}

/** Each was tried with 1.6.20, 1.7.24 and 2.1.9, through the CRI. */
describe('the ways to a registry by certs.d', () => {
  it('lead to itself where nothing is said', () => {
    expect(ways('docker.io', {})).toEqual(['server https registry-1.docker.io']);
    expect(ways('a.example:5000', { 'a.example:5000/ca.crt': '' })).toEqual(['server https a.example:5000']);
    expect(ways('localhost:5000', {})).toEqual(['server insecure localhost:5000']);
    expect(ways('127.0.0.1:80', {})).toEqual(['server http 127.0.0.1:80']);
  });
  it('go by the settings of each host', () => {
    const file = '[host."http://a"]\n[host."https://b"]\nskip_verify = true\n[host."http://c:1"]\nca = "x"\n';
    expect(ways('quay.io', { 'quay.io/hosts.toml': file })).toEqual([
      'host http a',
      'host unverified b',
      'host insecure c:1',
      'server https quay.io',
    ]);
  });
  it('try no TLS on port 80, whatever is set for it', () => {
    const file = '[host."http://a:80"]\nskip_verify = true\n';
    expect(ways('quay.io', { 'quay.io/hosts.toml': file })[0]).toBe('host http a:80');
  });
  it('are other ones in old versions', () => {
    const alone = { 'quay.io/hosts.toml': 'server = "http://a"\n' };
    expect(ways('quay.io', alone)).toEqual(['server http a']);
    expect(ways('quay.io', alone, OLD)).toEqual(['server https quay.io']);
    const open = { 'quay.io/hosts.toml': '[host."http://a:1"]\nskip_verify = true\n' };
    expect(ways('quay.io', open)[0]).toBe('host insecure a:1');
    expect(ways('quay.io', open, OLD)[0]).toBe('host http a:1');
  });
  it('take an insecure registry for one', () => {
    const file = 'server = "http://a:1"\n[host."https://a:1"]\nskip_verify = true\n';
    expect(ways('a:1', { 'a:1/hosts.toml': file })).toEqual(['host insecure a:1']);
  });
  it('go by the first directory alone', () => {
    const mirror = '[host."http://m"]\n';
    expect(ways('a:1', { 'a_1_/hosts.toml': mirror, 'a:1/ca.crt': '' })[0]).toBe('host http m');
    expect(ways('a:1', { '_default/hosts.toml': mirror })[0]).toBe('host http m');
    expect(ways('a:1', { 'a:1/README': '', '_default/hosts.toml': mirror })).toEqual(['server https a:1']);
    expect(ways('a:1', { '/etc/docker/certs.d/a:1/hosts.toml': mirror })[0]).toBe('host http m');
    expect(ways('a:1', { '_default/README': '', '/etc/docker/certs.d/a:1/hosts.toml': mirror })).toEqual([
      'server https a:1',
    ]);
  });
});
