// A program of its own: asks the registries of a list on its standard input, and prints what is to be said of each.

import { text } from 'node:stream/consumers';
import { readCertificates } from '../../src/formats/pem.ts';
import { network } from '../../src/host/network.ts';
import { probeHandshake } from '../../src/probe/handshake.ts';
import type { TlsCase } from './tls-cases.ts';

const cases: readonly TlsCase[] = JSON.parse(await text(process.stdin));
const found = await Promise.all(
  cases.map(async ({ title, registry, address, trusted, ahead, limit }) => {
    const read = readCertificates(Buffer.from(trusted));
    if (!read.ok) throw new Error(read.error.reason);
    const target = { registry, address, trusted: read.value.certificates };
    return [title, await probeHandshake(target, { now: Date.now() + ahead, limit }, network)];
  }),
);
process.stdout.write(JSON.stringify(Object.fromEntries(found)));
