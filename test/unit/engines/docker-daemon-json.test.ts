import { describe, expect, it } from 'vitest';
import { judgeDaemonJson, readDaemonJson } from '../../../src/engines/docker/daemon-json.ts';
import { parseVersion, type Version } from '../../../src/engines/docker/version.ts';
import { ABSENT, type FileState } from '../../../src/model/file.ts';
import { CONFIG, textFile } from '../../support/docker-observed.ts';

const file = (bytes: readonly number[] | string): FileState =>
  typeof bytes === 'string'
    ? textFile(bytes)
    : { kind: 'file', bytes: Uint8Array.from(bytes), mode: 0o644, uid: 0, gid: 0 };

const codeOf = (state: FileState, version: string | null): string => {
  const read = readDaemonJson(state, parseVersion(version));
  return read.ok ? 'accepted' : read.error.code;
};

describe('daemon.json by the rules of the installed version', () => {
  const bom = [0xef, 0xbb, 0xbf, 0x7b, 0x7d];
  it.each([
    ['absent', ABSENT, 'accepted', 'accepted', 'accepted'],
    ['empty', file(''), 'EMPTY', 'accepted', 'accepted'],
    ['white space', file(' \n'), 'EMPTY', 'accepted', 'accepted'],
    ['{}', file('{}'), 'accepted', 'accepted', 'accepted'],
    ['null', file('null'), 'accepted', 'accepted', 'accepted'],
    ['[]', file('[]'), 'WRONG_TYPE', 'WRONG_TYPE', 'WRONG_TYPE'],
    ['a trailing comma', file('{"debug":true,}'), 'TRAILING_COMMA', 'TRAILING_COMMA', 'TRAILING_COMMA'],
    ['a comment', file('{} // x'), 'COMMENT', 'COMMENT', 'COMMENT'],
    ['a byte-order mark', file(bom), 'BYTE_ORDER_MARK', 'accepted', 'BYTE_ORDER_MARK'],
    ['UTF-16', file([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), 'NOT_UTF8', 'NOT_UTF8', 'NOT_UTF8'],
    ['a second object', file('{}{}'), 'TRAILING_CONTENT', 'TRAILING_CONTENT', 'TRAILING_CONTENT'],
    ['a key twice', file('{"debug":true,"debug":true}'), 'DUPLICATE_KEY', 'DUPLICATE_KEY', 'DUPLICATE_KEY'],
  ])('%s', (_name, state, on20, on26, unknown) => {
    expect([codeOf(state, '20.10.24'), codeOf(state, '26.1.5'), codeOf(state, null)]).toEqual([
      on20,
      on26,
      unknown,
    ]);
  });
});

const judge = (text: string, version: Version | undefined) => {
  const read = readDaemonJson(textFile(text), version);
  if (!read.ok) throw new Error(read.error.code);
  return judgeDaemonJson(read.value.view, CONFIG, version).map((one) => [
    one.severity,
    one.code,
    one.position,
  ]);
};

const codes = (text: string, version: Version | undefined) =>
  judge(text, version).map(([severity, code]) => [severity, code]);

describe('what dockerd has against the content', () => {
  const v20: Version = [20, 10, 24];
  it('refuses what the version does not know, with the place', () => {
    expect(judge('{\n  "debug": true,\n  "nope": 1\n}', v20)).toEqual([
      ['error', 'UNKNOWN_DIRECTIVE', { line: 3, column: 3 }],
    ]);
    expect(codes('{"http-proxy": "x"}', v20)).toEqual([['error', 'UNKNOWN_DIRECTIVE']]);
    expect(judge('{"proxies": {"http-proxy": "x"}}', [26, 1, 5])).toEqual([]);
    expect(codes('{"proxies": {"http-proxy": "x"}}', v20)).toEqual([['error', 'UNKNOWN_DIRECTIVE']]);
  });
  it('only warns where the version is not known, unless a registry key is meant', () => {
    expect(codes('{"nope": 1}', undefined)).toEqual([['warning', 'UNKNOWN_DIRECTIVE']]);
    expect(codes('{"nope": 1}', [31, 0, 0])).toEqual([['warning', 'UNKNOWN_DIRECTIVE']]);
    expect(codes('{"Registry-Mirrors": []}', undefined)).toEqual([['error', 'UNKNOWN_DIRECTIVE']]);
    expect(judge('{"graph": "/x"}', undefined)).toEqual([]);
  });
  it('refuses the flags of our two lists, which dockerd would ignore', () => {
    expect(codes('{"registry-mirror": ["http://a"]}', v20)).toEqual([['error', 'MISSPELT_DIRECTIVE']]);
    expect(codes('{"insecure-registry": ["a"]}', undefined)).toEqual([['error', 'MISSPELT_DIRECTIVE']]);
    expect(codes('{"label": ["a=b"]}', v20)).toEqual([['warning', 'MISSPELT_DIRECTIVE']]);
  });
  it.each([
    '{"debug": "yes"}',
    '{"mtu": 1.5}',
    '{"mtu": "1500"}',
    '{"dns": "8.8.8.8"}',
    '{"labels": ["a=b", 1]}',
    '{"log-opts": {"max-file": 3}}',
    '{"features": {"buildkit": "true"}}',
    '{"runtimes": []}',
    '{"default-address-pools": {}}',
    '{"data-root": 1}',
    '{"registry-mirrors": "http://a"}',
  ])('refuses the type of %s', (text) => {
    expect(codes(text, v20)).toEqual([['error', 'FILE_REFUSED']]);
  });
  it.each([
    '{"debug": null, "mtu": null, "labels": ["a=b", null], "log-opts": {"x": null}}',
    '{"mtu": 1500, "runtimes": {}}',
  ])('takes %s as Go does', (text) => {
    expect(judge(text, v20)).toEqual([]);
  });
  it('refuses values at the element', () => {
    expect(
      judge('{"registry-mirrors": ["http://a",\n "b:5000"],\n"insecure-registries": ["*.c"]}', v20),
    ).toEqual([
      ['error', 'VALUE_REFUSED', { line: 2, column: 2 }],
      ['error', 'VALUE_REFUSED', { line: 3, column: 25 }],
    ]);
  });
  it('refuses graph beside data-root', () => {
    expect(codes('{"graph": "/a", "data-root": "/b"}', v20)).toEqual([['error', 'VALUE_REFUSED']]);
  });
});
