// Which requests stay in force through setups, replacements and removals.

import { describe, expect, it } from 'vitest';
import { parseMirror } from '../../../src/model/registry.ts';
import type { CaRequest, Request } from '../../../src/model/request.ts';
import { afterRemove, afterSetup } from '../../../src/planner/in-force.ts';

function mirror(url: string): Request {
  const parsed = parseMirror(url);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}
const insecure = (target: string): Request => ({ kind: 'insecure', target, form: 'host' });
const ca = (host: string, pem: string, attached: boolean): CaRequest => ({ kind: 'ca', host, pem, attached });

const A = mirror('http://a:1');
const B = mirror('https://b');

describe('setup', () => {
  it('adds to what was asked for earlier', () => expect(afterSetup([A], [B], false)).toEqual([A, B]));
  it('keeps the place of what is asked for again', () =>
    expect(afterSetup([A, B], [A], false)).toEqual([A, B]));
  it('takes the new value of what is asked for again', () =>
    expect(afterSetup([B, ca('b', 'old', false)], [ca('b', 'new', false)], false)).toEqual([
      B,
      ca('b', 'new', false),
    ]));
  it('follows the order given among what is named', () =>
    expect(afterSetup([A, insecure('x'), B], [B, A], false)).toEqual([B, insecure('x'), A]));
  it('replaces only the kinds that are named', () =>
    expect(afterSetup([A, insecure('x')], [B], true)).toEqual([insecure('x'), B]));
  it('drops a CA that was given for the mirror that goes', () =>
    expect(afterSetup([B, ca('b', 'pem', true)], [A], true)).toEqual([A]));
  it('keeps a CA that was given for a name', () =>
    expect(afterSetup([B, ca('b', 'pem', false)], [A], true)).toEqual([ca('b', 'pem', false), A]));
});

describe('remove', () => {
  it('takes out what is selected, and the CA that came with it', () =>
    expect(afterRemove([A, B, ca('b', 'pem', true)], (request) => request === B)).toEqual([A]));
});
