// Names of registries as people type them, and what the engines make of them.

import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalAddress,
  parseCidr,
  parseHostPort,
  parseMirror,
  splitHostPort,
} from '../../../src/model/registry.ts';

describe('host[:port]', () => {
  it.each([
    'nexushub.com:8001',
    'r1',
    '192.168.129.112:10001',
    '[::1]:5000',
    '[fe80::1]',
    'a-b.c:1',
    'LOCAL:65535',
  ])('takes %s', (name) => expect(parseHostPort(name)).toEqual({ ok: true, value: name }));
  it.each([
    ['http://a', 'scheme-not-wanted'],
    ['u:p@a', 'userinfo'],
    ['a/b', 'path-not-wanted'],
    ['a/', 'path-not-wanted'],
    ['../x', 'path-not-wanted'],
    ['..', 'not-a-host'],
    ['a_b', 'not-a-host'],
    ['*.a', 'not-a-host'],
    ['', 'not-a-host'],
    ['a b', 'not-a-host'],
    ['a\n', 'not-a-host'],
    ['müller.de', 'not-a-host'],
    ['a:0', 'port-out-of-range'],
    ['a:65536', 'port-out-of-range'],
    ['a:', 'port-out-of-range'],
    ['1.2.3.400', 'not-a-host'],
    ['::1', 'not-a-host'],
    ['a?x', 'query'],
    ['a\0', 'not-a-host'],
    ['a\x1b[2J', 'not-a-host'],
    ['a\x7f', 'not-a-host'],
    ['a\t', 'not-a-host'],
    ['\u202ea', 'not-a-host'],
    ['.', 'not-a-host'],
    ['.hidden', 'not-a-host'],
    ['a\\b', 'not-a-host'],
    ['[fe80::1%eth0]', 'not-a-host'],
    ['[::1%..]:5000', 'not-a-host'],
    ['a:1\n', 'not-a-host'],
  ])('refuses %j: %s', (name, error) => expect(parseHostPort(name)).toEqual({ ok: false, error }));
});

describe('what is taken as host[:port]', () => {
  const characters = fc.constantFrom(...'aZ09.-_:[]/\\@%?#~ \n\r\t\0\x1b\u202e*=');
  const nearly = fc.array(characters, { maxLength: 12 }).map((all) => all.join(''));
  it('is the name of one folder, whatever was typed', () => {
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string({ unit: 'binary' })), (text) => {
        if (!parseHostPort(text).ok) return;
        expect(text).toMatch(/^[A-Za-z0-9[][A-Za-z0-9.:[\]-]*$/);
        expect(posix.join('/certs.d', text)).toBe(`/certs.d/${text}`);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('host and port', () => {
  it.each([
    ['r1.test', 'r1.test', 443],
    ['r1.test:5000', 'r1.test', 5000],
    ['192.0.2.1:1', '192.0.2.1', 1],
    ['[::1]', '::1', 443],
    ['[2001:db8::1]:5000', '2001:db8::1', 5000],
  ])('of %s', (registry, name, port) => expect(splitHostPort(registry)).toEqual({ name, port }));
});

describe('addresses', () => {
  it.each([
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8::0:1', '2001:db8::1'],
    ['127.0.0.1', '127.0.0.1'],
  ])('%s is %s', (address, other) => expect(canonicalAddress(address)).toBe(canonicalAddress(other)));
});

describe('[UPSTREAM=]URL', () => {
  it('takes a mirror of Docker Hub', () =>
    expect(parseMirror('http://nexushub.com:8001/')).toEqual({
      ok: true,
      value: { kind: 'mirror', upstream: 'docker.io', scheme: 'http', host: 'nexushub.com:8001', path: '' },
    }));
  it('takes a scheme in capitals (RFC 3986, 3.1)', () =>
    expect(parseMirror('HTTPS://M.example')).toMatchObject({
      value: { scheme: 'https', host: 'M.example' },
    }));
  it('takes another upstream and a path', () =>
    expect(parseMirror('quay.io=https://m.example/hub/x')).toEqual({
      ok: true,
      value: { kind: 'mirror', upstream: 'quay.io', scheme: 'https', host: 'm.example', path: '/hub/x' },
    }));
  it.each([
    ['nexushub.com:8001', 'scheme-missing'],
    ['', 'scheme-missing'],
    ['ftp://a', 'not-a-mirror-url'],
    ['http://', 'not-a-host'],
    ['http://u:p@a', 'userinfo'],
    ['http://a?x=1', 'query'],
    ['http://a#x', 'query'],
    ['http://a/../b', 'not-a-mirror-url'],
    ['http://a/b c', 'not-a-mirror-url'],
    ['=http://a', 'not-a-host'],
  ])('refuses %j: %s', (text, error) => expect(parseMirror(text)).toEqual({ ok: false, error }));
});

describe('CIDR', () => {
  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['192.168.129.112/32', '192.168.129.112/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['172.16.5.4/12', '172.16.0.0/12'],
    ['::1/128', '::1/128'],
    ['fd00:1:2::5/48', 'fd00:1:2::/48'],
    ['::ffff:1.2.3.4/112', '::ffff:102:0/112'],
  ])('%s is %s', (text, value) => expect(parseCidr(text)).toEqual({ ok: true, value }));
  it.each(['10.0.0.0/33', '10.0.0/8', 'a/8', '::1/129', '10.0.0.0/'])('refuses %s', (text) =>
    expect(parseCidr(text)).toEqual({ ok: false, error: 'not-a-cidr' }),
  );
});
