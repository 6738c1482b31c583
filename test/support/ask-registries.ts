// A program of its own: asks the registries of lists on its standard input, and prints what is to be said of each.

import { text } from 'node:stream/consumers';
import { readCertificates } from '../../src/formats/pem.ts';
import { network } from '../../src/host/network.ts';
import { probeHandshake } from '../../src/probe/handshake.ts';
import type { ExaminationCase } from './examination-case.ts';
import { inWords } from './examination-words.ts';
import { examineCase } from './examine-case.ts';
import type { TlsCase } from './tls-cases.ts';

export interface Lists {
  readonly handshakes: readonly TlsCase[];
  readonly examinations: readonly ExaminationCase[];
}

const { handshakes, examinations }: Lists = JSON.parse(await text(process.stdin));
const shaken = await Promise.all(
  handshakes.map(async ({ title, registry, address, trusted, ahead, limit }) => {
    const read = readCertificates(Buffer.from(trusted));
    if (!read.ok) throw new Error(read.error.reason);
    const target = { registry, address, trusted: read.value.certificates };
    return [title, await probeHandshake(target, { now: Date.now() + ahead, limit }, network)];
  }),
);
const examined = await Promise.all(
  examinations.map(async (one) => [one.title, inWords(await examineCase(one))]),
);
process.stdout.write(
  JSON.stringify({ handshakes: Object.fromEntries(shaken), examinations: Object.fromEntries(examined) }),
);
