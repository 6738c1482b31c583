// Which requests stay in force through setups, replacements and removals.

import { describe, expect, it } from 'vitest';
import { NO_HOLDINGS } from '../../../src/model/managed.ts';
import { parseMirror } from '../../../src/model/registry.ts';
import { type CaRequest, type Request, requestKey } from '../../../src/model/request.ts';
import {
  afterRemove,
  afterSetup,
  forceOfFile,
  forceOfFlags,
  forceOfRemove,
  withOrigin,
} from '../../../src/planner/in-force.ts';

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

describe('a file', () => {
  const C = mirror('https://c');
  const held = (requests: readonly Request[], fromFile: readonly Request[] = []) => ({
    requests,
    fromFile: fromFile.map(requestKey),
  });
  /** Without what is put in: that is looked at where it matters. */
  const force = (inForce: readonly Request[], fromFile: readonly Request[] = []) => ({
    inForce,
    fromFile: fromFile.map(requestKey),
    displaced: [],
  });

  it('puts in what it lists', () =>
    expect(forceOfFile(held([]), [A, B])).toMatchObject(force([A, B], [A, B])));
  it('takes out what an earlier one put in', () =>
    expect(forceOfFile(held([A, B, C], [A, B]), [B])).toMatchObject(force([B, C], [B])));
  it('leaves what flags asked for, and does not own it', () => {
    expect(forceOfFile(held([A]), [A, B])).toMatchObject(force([A, B], [B]));
    expect(forceOfFile(held([A, B], [B]), [])).toMatchObject(force([A]));
  });
  it('gives another value, and with the key the old one back', () => {
    const [old, renewed] = [ca('b', 'old', false), ca('b', 'renewed', false)];
    const listed = forceOfFile(held([B, old]), [renewed]);
    expect(listed).toMatchObject({ ...force([B, renewed], [renewed]), displaced: [old] });
    const holding = { ...listed, requests: listed.inForce };
    expect(forceOfFile(holding, [renewed])).toEqual(listed);
    expect(forceOfFile(holding, [old])).toMatchObject(force([B, old]));
    expect(forceOfFile(holding, [])).toMatchObject({ ...force([B, old]), ensure: [old] });
    expect(forceOfFlags(holding, [ca('b', 'newest', false)], false)).toMatchObject(
      force([B, ca('b', 'newest', false)]),
    );
    expect(forceOfRemove(holding, (request) => request.kind === 'ca').displaced).toEqual([]);
  });
  it('sets the order of what it lists', () =>
    expect(forceOfFile(held([A, C, B], [A, B]), [B, A])).toMatchObject(force([B, C, A], [B, A])));
  it('takes the CA out that came with a mirror', () =>
    expect(forceOfFile(held([B, ca('b', 'pem', true)], [B, ca('b', 'pem', true)]), [])).toMatchObject(
      force([]),
    ));
  it('gives away what flags name', () =>
    expect(forceOfFlags(held([A, B], [A, B]), [B, C], false)).toMatchObject(force([A, B, C], [A])));
  it('loses what --replace and remove take out', () => {
    const replaced = forceOfFlags(held([A, B], [A, B]), [C], true);
    expect(replaced.inForce).toEqual([C]);
    const removed = forceOfRemove(held([A, B], [A, B]), (request) => request === A);
    const holdings = { ...NO_HOLDINGS, requests: removed.inForce };
    expect(withOrigin(holdings, removed)).toEqual({ ...holdings, fromFile: [requestKey(B)] });
  });
  it('leaves no trace of itself when nothing is of it', () =>
    expect(
      withOrigin(
        { ...NO_HOLDINGS, fromFile: ['x'] },
        { ensure: [], inForce: [], fromFile: ['gone'], displaced: [A] },
      ),
    ).toEqual(NO_HOLDINGS));
});
