// What an examination says of registries that answer in every way there is: real servers on loopback.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCertificateMaker } from '../../support/certificate-maker.ts';
import { type ExaminationCases, startExaminationCases } from '../../support/examination-cases.ts';
import { inWords } from '../../support/examination-words.ts';
import { examineCase } from '../../support/examine-case.ts';

const maker = openCertificateMaker();
let started: ExaminationCases | undefined;

describe.skipIf(maker === undefined)('an examination', () => {
  beforeAll(async () => {
    if (maker !== undefined) started = await startExaminationCases(maker);
  }, 120_000);
  afterAll(async () => {
    await started?.close();
    maker?.close();
  });

  it('tells every kind of registry from all others', { timeout: 120_000 }, async () => {
    const cases = started?.cases ?? [];
    const said = await Promise.all(cases.map(async (one) => [one.title, inWords(await examineCase(one))]));
    expect(Object.fromEntries(said)).toEqual(
      Object.fromEntries(cases.map(({ title, expected }) => [title, expected])),
    );
    expect(cases.length).toBeGreaterThan(70);
  });
});
