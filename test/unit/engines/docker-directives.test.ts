import { describe, expect, it } from 'vitest';
import {
  DIRECTIVES,
  directiveOfFlag,
  flattenDirectives,
  isBooleanFlag,
  isFlagName,
  isKnown,
  isTabled,
  nearestDirective,
} from '../../../src/engines/docker/directives.ts';
import type { Version } from '../../../src/engines/docker/version.ts';

const V20: Version = [20, 10, 24];
const V28: Version = [28, 5, 2];

describe('directives of daemon.json', () => {
  it('knows what each version knows', () => {
    expect(isKnown('graph', V20)).toBe(true);
    expect(isKnown('graph', V28)).toBe(false);
    expect(isKnown('http-proxy', V20)).toBe(false);
    expect(isKnown('http-proxy', [23, 0, 0])).toBe(true);
    expect(isKnown('oom-score-adjust', [25, 0, 17])).toBe(true);
    expect(isKnown('oom-score-adjust', [26, 0, 0])).toBe(false);
    expect(isKnown('allow-direct-routing', [28, 1, 9])).toBe(false);
    expect(isKnown('allow-direct-routing', [28, 2, 0])).toBe(true);
    expect(isKnown('Registry-Mirrors', V28)).toBe(false);
    expect(isKnown('_comment', V20)).toBe(false);
  });

  it('takes the names of flags, as dockerd does, from the version on that has the flag', () => {
    expect(isFlagName('registry-mirror', undefined)).toBe(true);
    expect(isFlagName('registry-mirrors', undefined)).toBe(false);
    expect(isFlagName('validate', V20)).toBe(false);
    expect(isFlagName('validate', V28)).toBe(true);
    expect(isFlagName('cdi-spec-dir', V20)).toBe(false);
    expect(isFlagName('feature', [27, 2, 1])).toBe(false);
    expect(isKnown('insecure-registry', V20)).toBe(true);
  });

  it('speaks only for versions that it was read off', () => {
    expect(isTabled([18, 6, 3])).toBe(false);
    expect(isTabled([18, 9, 0])).toBe(true);
    expect(isTabled([29, 7, 9])).toBe(true);
    expect(isTabled([29, 8, 0])).toBe(false);
  });

  it('maps flags to what they set', () => {
    expect(directiveOfFlag('registry-mirror')).toBe('registry-mirrors');
    expect(directiveOfFlag('debug')).toBe('debug');
    expect(directiveOfFlag('config-file')).toBeUndefined();
    expect(directiveOfFlag('zzz')).toBeUndefined();
    expect(isBooleanFlag('live-restore')).toBe(true);
    expect(isBooleanFlag('validate')).toBe(true);
    expect(isBooleanFlag('host')).toBe(false);
  });

  it('counts the keys of nested objects as directives, except where the object is the value', () => {
    const seen = flattenDirectives({
      proxies: { 'http-proxy': 'x' },
      'log-opts': { 'max-size': '1' },
      debug: true,
    });
    expect(seen).toEqual([
      { key: 'http-proxy', within: 'proxies' },
      { key: 'log-opts', within: 'log-opts' },
      { key: 'debug', within: 'debug' },
    ]);
  });

  it.each([
    ['Registry-Mirrors', 'registry-mirrors'],
    ['registry_mirrors', 'registry-mirrors'],
    ['insecure-registrys', 'insecure-registries'],
    ['insecureRegistries', 'insecure-registries'],
    ['live_restore', 'live-restore'],
    ['completely-else', ''],
    ['foo', ''],
  ])('finds what %s was to be', (key, meant) => {
    expect(nearestDirective(key)).toBe(meant);
  });

  it('has no directive whose removal came before its arrival', () => {
    for (const [key, { since, until }] of DIRECTIVES)
      if (since !== undefined && until !== undefined) expect([key, since < until]).toEqual([key, true]);
  });
});
