// What is said of registries that answer in every way there is: real servers on loopback, real certificates.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../../src/formats/pem.ts';
import { network } from '../../../src/host/network.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { probeHandshake, type Target } from '../../../src/probe/handshake.ts';
import { openCertificateMaker } from '../../support/certificate-maker.ts';
import { englishOf } from '../../support/english.ts';
import { startTlsCases, type TlsCase } from '../../support/tls-cases.ts';

const maker = openCertificateMaker();
let cases: readonly TlsCase[] = [];

describe.skipIf(maker === undefined)('a registry that answers with', () => {
  beforeAll(async () => {
    if (maker !== undefined) cases = await startTlsCases(maker);
  }, 120_000);
  afterAll(async () => {
    await Promise.all(cases.map(({ server }) => server?.close()));
    maker?.close();
  });

  it('whatever it is, is told apart from all others', { timeout: 120_000 }, async () => {
    const found = await Promise.all(cases.map(async (one) => [one.title, await probe(one)]));
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(cases.map(({ title, expected }) => [title, expected])),
    );
    expect(cases.length).toBeGreaterThan(35);
  });

  it('something wrong is told in the words of the engines, with a cure', async () => {
    const said = await Promise.all(cases.map(async (one) => findingsOf(one)));
    for (const finding of said.flat()) {
      const { message, hint } = englishOf(finding);
      expect(message).not.toMatch(/undefined|\[object/);
      expect(hint).not.toBe('');
      if (finding.severity === 'error') expect(message).toContain('The engines say: "');
      if (finding.severity === 'error' && finding.code !== 'TLS_PLAIN_HTTP')
        expect(hint, 'no cure for a certificate').not.toContain('--insecure');
    }
  });
});

async function findingsOf({
  registry,
  address,
  trusted,
  ahead,
  limit,
}: TlsCase): Promise<readonly Finding[]> {
  const read = readCertificates(Buffer.from(trusted));
  if (!read.ok) throw new Error(read.error.reason);
  const target: Target = { registry, address, trusted: read.value.certificates };
  return probeHandshake(target, { now: Date.now() + ahead, limit }, network);
}

async function probe(one: TlsCase): Promise<string> {
  return (await findingsOf(one)).map(inWords).join(', ');
}

function inWords({ severity, code, arguments: args }: Finding): string {
  const detail = 'reason' in args ? args.reason : 'step' in args ? args.step : undefined;
  return [severity, code, ...(detail === undefined ? [] : [detail])].join(' ');
}
