// Proxies as golang.org/x/net/http/httpproxy chooses them.

import { describe, expect, it } from 'vitest';
import { isInNetwork, isLoopback } from '../../../src/model/network.ts';
import { maskedProxy, parseProxy, proxyTextFor } from '../../../src/model/proxy.ts';

const PROXY = 'http://proxy.test:3128';

function goesThrough(none: string, registry: string, scheme: 'http' | 'https' = 'https'): boolean {
  return proxyTextFor({ http: PROXY, https: PROXY, none }, scheme, registry) === PROXY;
}

describe('NO_PROXY', () => {
  it.each([
    ['', 'r1.test'],
    ['test.r1', 'r1.test'],
    ['.r1.test', 'r1.test'],
    ['*.r1.test', 'r1.test'],
    ['r1.test:5000', 'r1.test'],
    ['r1.test:443', 'r1.test:5000'],
    ['1.test', 'r1.test'],
    ['10.0.0.0/8', '192.168.1.1'],
    ['10.0.0.0/8', 'r1.test'],
    ['10.0.0.1:5000', '10.0.0.1'],
    ['10.0.0.2', '10.0.0.1'],
    ['0.0.1', '10.0.0.1'],
    [':5000', 'r1.test:5000'],
    ['::1:0', '[fd00::1]'],
  ])('%s does not except %s', (none, registry) => {
    expect(goesThrough(none, registry)).toBe(true);
  });

  it.each([
    ['*', 'r1.test'],
    ['a.test, *', '10.0.0.1'],
    ['r1.test', 'r1.test:5000'],
    ['R1.test', 'r1.TEST'],
    ['test', 'r1.test'],
    ['.test', 'r1.test'],
    ['*.test', 'r1.test'],
    ['r1.test:5000', 'r1.test:5000'],
    ['r1.test:443', 'r1.test'],
    ['a.test,,r1.test', 'r1.test'],
    ['10.0.0.0/8', '10.1.2.3:5000'],
    ['10.0.0.1', '10.0.0.1:5000'],
    ['10.0.0.1:5000', '10.0.0.1:5000'],
    ['fd00::/8', '[fd00::1]:5000'],
    ['[fd00::1]:5000', '[fd00::1]:5000'],
    ['fd00:0::1', '[fd00::1]'],
    ['', 'localhost:5000'],
    ['', '127.0.0.5'],
    ['', '[::1]:5000'],
  ])('%s excepts %s', (none, registry) => {
    expect(goesThrough(none, registry)).toBe(false);
  });

  it('knows the port of the scheme', () => {
    expect(goesThrough('r1.test:80', 'r1.test', 'http')).toBe(false);
    expect(goesThrough('r1.test:80', 'r1.test', 'https')).toBe(true);
  });

  it('goes directly where nothing is set for the scheme', () => {
    expect(proxyTextFor({ http: PROXY, https: '', none: '' }, 'https', 'r1.test')).toBeUndefined();
  });
});

describe('the URL of a proxy', () => {
  it.each([
    ['http://proxy.test:3128', { scheme: 'http', name: 'proxy.test', port: 3128, userinfo: '' }],
    ['proxy.test:3128', { scheme: 'http', name: 'proxy.test', port: 3128, userinfo: '' }],
    ['proxy.test', { scheme: 'http', name: 'proxy.test', port: 80, userinfo: '' }],
    ['https://proxy.test/', { scheme: 'https', name: 'proxy.test', port: 443, userinfo: '' }],
    ['http://u:p%40ss@proxy.test', { scheme: 'http', name: 'proxy.test', port: 80, userinfo: 'u:p@ss' }],
    ['http://u:100%@proxy.test', { scheme: 'http', name: 'proxy.test', port: 80, userinfo: 'u:100%' }],
    ['http://[fd00::1]:8080', { scheme: 'http', name: 'fd00::1', port: 8080, userinfo: '' }],
    ['socks5://proxy.test', { scheme: 'socks5', name: 'proxy.test', port: 1080, userinfo: '' }],
  ])('%s', (text, server) => {
    expect(parseProxy(text)).toEqual(server);
  });

  it('is none', () => {
    expect(parseProxy('a b')).toBeUndefined();
  });

  it('is shown without its login', () => {
    expect(maskedProxy('http://u:p@proxy.test/')).toBe('http://xxxxx:xxxxx@proxy.test/');
    expect(maskedProxy('u:p@proxy.test')).toBe('xxxxx:xxxxx@proxy.test');
    expect(maskedProxy(PROXY)).toBe(PROXY);
  });
});

describe('networks', () => {
  it('hold addresses of their own family', () => {
    expect(isInNetwork('10.1.2.3', '10.9.9.9/8')).toBe(true);
    expect(isInNetwork('11.1.2.3', '10.0.0.0/8')).toBe(false);
    expect(isInNetwork('::1', '10.0.0.0/8')).toBe(false);
    expect(isInNetwork('r1.test', '10.0.0.0/8')).toBe(false);
    expect(isInNetwork('10.1.2.3', '10.0.0.0')).toBe(false);
    expect(isLoopback('127.9.9.9')).toBe(true);
    expect(isLoopback('::1')).toBe(true);
    expect(isLoopback('10.0.0.1')).toBe(false);
  });
});
