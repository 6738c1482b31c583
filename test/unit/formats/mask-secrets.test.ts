// What a difference shows of a file in which secrets stand.

import { describe, expect, it } from 'vitest';
import { shownDiff } from '../../../src/formats/diff.ts';
import { maskSecrets } from '../../../src/formats/mask-secrets.ts';

describe('secrets', () => {
  it.each([
    ['a member of JSON', '"splunk-token": "abc\\"d",', '"splunk-token": "***",'],
    ['a key of TOML', "registry_password = 'abc'", "registry_password = '***'"],
    ['the user of a URL', 'http://me:pw@proxy.example:3128/x', 'http://***@proxy.example:3128/x'],
    ['a host in a string', 'location = "me:pw@r.example"', 'location = "***@r.example"'],
    ['a URL with escaped slashes', 'http:\\/\\/me:pw@proxy', 'http:\\/\\/***@proxy'],
    [
      'a name in a value',
      `"command": "login --my.token-file='abc'"`,
      `"command": "login --my.token-file='***'"`,
    ],
    ['a key of YAML', '+  password: a, b #c', '+  password: ***'],
    ['a key of YAML in quotes', "    password: 'it''s'", "    password: '***'"],
    ['a key of YAML in a flow', 'auth: {username: me, password: a}}', 'auth: {username: me, password: ***}}'],
    ['a login', '    auth: bWU6cHc=\r', '    auth: ***\r'],
    ['an assignment in a text', '["api-token=abc,b=c"]', '["api-token=***,b=c"]'],
  ])('of %s are masked', (_, text, masked) => expect(maskSecrets(text)).toBe(masked));

  it.each([
    '"authorization-plugins": ["a"]',
    '"registry-mirrors": ["https://a.example:8443/x@y"]',
    '"data-root": "/data/docker"',
    'tokens of ours',
    '  "token-fetch": true,',
    'auth:\n  username: me',
    'the token: is asked for',
    '"image": "alpine:3.19@sha256:0123"',
  ])('are not seen in %s', (text) => expect(maskSecrets(text)).toBe(text));

  it.each([
    ['a long word', 'a'],
    ['a long word of secret ones', 'token'],
    ['many keys without a value', "secret-token '"],
    ['long white space', 'token   '],
    ['many slashes', '//a:'],
    ['many strings', '"a:'],
  ])('are looked for in one pass: %s', { timeout: 60_000 }, (_, piece) => {
    const text = piece.repeat(400_000);
    expect(maskSecrets(text)).toHaveLength(text.length);
  });

  it.each([', token: ', ', token: x}', 'token: x}}}}', 'auth: }'])(
    'of one long line of YAML are looked for in one pass: %s',
    { timeout: 60_000 },
    (piece) => expect(maskSecrets(`- token: x${piece.repeat(400_000)}`)).toMatch(/^- token: \*{3}/),
  );

  it('do not stand beside a change, and a change of theirs is still one', () => {
    const before = '{\n  "log-opts": { "splunk-token": "abc" }\n}\n';
    const shown = shownDiff('/f', before, before.replace('}\n}', '},\n  "debug": true\n}'));
    expect(shown).not.toContain('abc');
    expect(shown).toContain('+  "log-opts": { "splunk-token": "***" },');
    expect(shownDiff('/f', before, before.replace('abc', 'def'))).toContain('+  "log-opts"');
  });
});
