// Examines the server of a case with the real network.

import { readCertificate } from '../../src/formats/x509.ts';
import { network } from '../../src/host/network.ts';
import type { Examination } from '../../src/model/examination.ts';
import { NO_ROOTS } from '../../src/probe/chain.ts';
import { examine } from '../../src/probe/examine.ts';
import type { ExaminationCase } from './examination-case.ts';

export function examineCase({ question, limit, ahead, others }: ExaminationCase): Promise<Examination> {
  const known = others.flatMap((der) => {
    const read = readCertificate(Buffer.from(der, 'base64'));
    return read.ok ? [read.value] : [];
  });
  const addresses = new Map([['issuers.test', '127.0.0.1']]);
  const now = Date.now() + ahead;
  return examine(question, { network, roots: NO_ROOTS, others: known, addresses, now, limit });
}
