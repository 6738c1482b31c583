// What an examination says of registries that answer in every way there is: real servers on loopback.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificatesIn, writePem } from '../../../src/formats/pem.ts';
import { network } from '../../../src/host/network.ts';
import { examine } from '../../../src/probe/examine.ts';
import { systemRoots } from '../../../src/probe/system-roots.ts';
import { openCertificateMaker } from '../../support/certificate-maker.ts';
import { type ExaminationCases, startExaminationCases } from '../../support/examination-cases.ts';
import { inWords } from '../../support/examination-words.ts';
import { examineCase } from '../../support/examine-case.ts';
import { makeTempHost } from '../../support/temp-host.ts';

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
    expect(cases.length).toBeGreaterThan(90);
  });

  it('takes what the system trusts', async () => {
    const one = started?.cases.find(({ title }) => title === 'TLS');
    if (one === undefined) throw new Error('no case');
    const { endpoint } = one.question;
    const [root = ''] = endpoint.trust.certificates;
    const question = {
      ...one.question,
      endpoint: { ...endpoint, trust: { ...endpoint.trust, certificates: [] } },
    };
    const ask = async (certificates: readonly string[]) => {
      const host = makeTempHost();
      host.write('/etc/ssl/certs/own.pem', writePem(certificates));
      const roots = systemRoots(host.host);
      const examination = await examine(question, { network, roots, now: Date.now(), limit: one.limit });
      host.remove();
      return inWords(examination);
    };
    expect(await ask([])).toBe('- TLS_AUTHORITY_UNKNOWN');
    expect(await ask([root])).toBe(one.expected);
    const leaf = certificatesIn(maker?.read('leaf.crt') ?? Buffer.alloc(0));
    expect(await ask(leaf), 'the certificate of the server itself').toBe(one.expected);
  });
});
