// WWW-Authenticate in all the ways in which it is written.

import { describe, expect, it } from 'vitest';
import type { Challenge } from '../../../src/model/examination.ts';
import { readChallenge } from '../../../src/probe/challenge.ts';

const bearer = (realm: string, service = ''): Challenge => ({ kind: 'bearer', realm, service });

const HEADERS: readonly (readonly [header: string, challenge: Challenge])[] = [
  ['Bearer realm="https://r.test/token",service="r.test"', bearer('https://r.test/token', 'r.test')],
  ['bearer REALM="https://r.test/token" , Service=r', bearer('https://r.test/token', 'r')],
  ['Bearer service="a, b=\\"c\\"",realm="x"', bearer('x', 'a, b="c"')],
  ['Bearer realm="x",scope="repository:a/b:pull,push",service="s"', bearer('x', 's')],
  ['Basic realm="Registry Realm"', { kind: 'basic' }],
  ['BASIC realm=x, charset="UTF-8"', { kind: 'basic' }],
  ['Basic realm="a", Bearer realm="b",service="c"', bearer('b', 'c')],
  ['Bearer realm="b",service="c", Basic realm="a"', bearer('b', 'c')],
  ['Negotiate, Basic realm="a"', { kind: 'basic' }],
  ['Negotiate YII=, Bearer realm="b"', bearer('b')],
  ['NTLM TlRMTVNTUAAC==, Basic realm="a"', { kind: 'basic' }],
  ['Digest realm="a", nonce="b", Bearer realm="c"', bearer('c')],
  ['Bearer', bearer('')],
  ['Basic', { kind: 'basic' }],
  ['Bearer realm=""', bearer('')],
  ['', { kind: 'none' }],
  ['realm="x"', { kind: 'none' }],
  ['"Basic"', { kind: 'none' }],
  ['Digest realm="Basic"', { kind: 'none' }],
  ['Bearer realm="not ended', bearer('')],
  ['Bearer realm="x\u00e4"', bearer('x\u00e4')],
];

describe('a challenge', () => {
  it.each(HEADERS)('%s', (header, challenge) => expect(readChallenge(header)).toEqual(challenge));

  it('that is not there', () => expect(readChallenge(undefined)).toEqual({ kind: 'none' }));

  it('of any length is read in no time', () => {
    const begun = performance.now();
    for (const part of ['Basic ', 'a=', '"', '\\', ', ', 'a="\\', 'Bearer realm="x",', 'a ', '\t'])
      readChallenge(part.repeat(60_000 / part.length));
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
