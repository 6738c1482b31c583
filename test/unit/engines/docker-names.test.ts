import { describe, expect, it } from 'vitest';
import {
  canonicalInsecure,
  canonicalMirror,
  defaultNetworks,
  refuseInsecure,
  refuseMirror,
} from '../../../src/engines/docker/names.ts';
import { parseVersion, upstreamVersion } from '../../../src/engines/docker/version.ts';

describe('mirrors as dockerd takes them', () => {
  it.each(['http://a', 'https://a:5000/', 'HTTP://a', 'http://[::1]:5000', 'https://a_b', 'http://'])(
    'takes %s',
    (url) => {
      expect(refuseMirror(url, [20, 10, 24])).toBeUndefined();
    },
  );
  it.each([
    'a:5000',
    'ftp://a',
    '',
    'http://u:p@a',
    'http://a?x=1',
    'http://a#x',
    'http://a b',
    'http://a:x',
  ])('refuses %s', (url) => {
    expect(refuseMirror(url, [28, 5, 2])).toBeDefined();
  });
  it('takes a path from 24.0.8 on', () => {
    expect(refuseMirror('https://a/hub', [24, 0, 7])).toBe('url-without-path');
    expect(refuseMirror('https://a/hub', [24, 0, 8])).toBeUndefined();
    expect(refuseMirror('https://a/hub', undefined)).toBeUndefined();
  });
  it('puts one slash behind and leaves the case', () => {
    expect(canonicalMirror('http://A.test')).toBe('http://A.test/');
    expect(canonicalMirror('http://A.test/')).toBe('http://A.test/');
  });
});

describe('insecure registries as dockerd takes them', () => {
  it.each([
    'a',
    'a.test:8443',
    '10.0.0.0/8',
    '10.1.2.3/8',
    'http://a:5000',
    'HTTPS://a',
    '::1',
    '[::1]:5000',
    'a--b.test',
  ])('takes %s', (name) => {
    expect(refuseInsecure(name)).toBeUndefined();
  });
  it.each([
    'a/',
    'a/path',
    '*.a',
    'a_b',
    'a b',
    '',
    'ü.test',
    'a:65536',
    'ftp://a',
    '-a',
    'a-',
    'http://a/',
    'a:',
  ])('refuses %s', (name) => {
    expect(refuseInsecure(name)).toBeDefined();
  });
  it('strips schemes and masks networks', () => {
    expect(canonicalInsecure('https://R1.test:8443')).toBe('R1.test:8443');
    expect(canonicalInsecure('10.1.2.3/8')).toBe('10.0.0.0/8');
  });
  it('adds ::1/128 from 28 on', () => {
    expect(defaultNetworks([27, 5, 1])).toEqual(['127.0.0.0/8']);
    expect(defaultNetworks([28, 0, 0])).toEqual(['127.0.0.0/8', '::1/128']);
  });
});

describe('versions', () => {
  it.each([
    ['20.10.24+dfsg1', [20, 10, 24]],
    ['19.03.15-ce', [19, 3, 15]],
    ['29.0.0-rc.1', [29, 0, 0]],
    ['v28.5.2', [28, 5, 2]],
  ])('reads %s', (text, version) => {
    expect(parseVersion(text)).toEqual(version);
  });
  it('does not guess', () => {
    expect(parseVersion('dev')).toBeUndefined();
    expect(parseVersion(null)).toBeUndefined();
  });
  it('drops what a distribution appends', () => {
    expect(upstreamVersion('28.5.2+dfsg4')).toBe('28.5.2');
  });
});
