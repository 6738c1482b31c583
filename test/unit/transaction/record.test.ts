// Records that can tell whether they are whole.

import { describe, expect, it } from 'vitest';
import { NOTHING_MANAGED } from '../../../src/model/managed.ts';
import {
  decodeRecord,
  encodeRecord,
  sealMembers,
  sha256,
  unsealMembers,
} from '../../../src/transaction/record.ts';

describe('a record', () => {
  it('comes back as it was written', () => {
    expect(decodeRecord(encodeRecord({ step: 'begun' }).trimEnd())).toEqual({ value: { step: 'begun' } });
  });

  it.each(['', ' ', '{', '{"step":'])('is damaged where the hash fits and %j is no JSON', (body) => {
    expect(decodeRecord(`${sha256(body)} ${body}`)).toBeUndefined();
  });
});

describe('sealed members', () => {
  const summary = { version: 1, generation: '1', managed: NOTHING_MANAGED };

  it('stay plain JSON in their order, and come back', () => {
    const text = sealMembers(summary);
    expect(text).toMatch(/^\{"version":1,"generation":"1",.*,"sha256":"[0-9a-f]{64}"\}\n$/);
    expect(unsealMembers(text)).toEqual(summary);
  });

  it.each([
    ['another value', '"generation":"1"', '"generation":"2"'],
    ['another shape', '"engines":{}', '"":5'],
    ['no hash', '"sha256"', '"sha257"'],
    ['no JSON', '{', ''],
  ])('are damaged with %s', (_, whole, damaged) => {
    expect(unsealMembers(sealMembers(summary).replace(whole, damaged))).toBeUndefined();
  });

  it.each(['null', '[]', '5', ''])('are not %j', (text) => expect(unsealMembers(text)).toBeUndefined());
});
