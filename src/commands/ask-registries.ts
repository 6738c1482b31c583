// Asking registries: all at once, each question once, however many engines have it.

import { readHostAliases } from '../formats/hosts-file.ts';
import { type Certificate, readCertificate } from '../formats/x509.ts';
import type { Network, ReadHost } from '../host/ports.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Examination, ExaminationQuestion } from '../model/examination.ts';
import { textOf } from '../model/file.ts';
import { type ExamineContext, examine } from '../probe/examine.ts';
import { systemRoots } from '../probe/system-roots.ts';

/** Milliseconds after which Docker gives up a handshake, too (moby registry/registry.go, TLSHandshakeTimeout). */
const PATIENCE = 10_000;

/** For one registry, milliseconds. */
export function limitOf({ timeout }: ReadHost): number {
  return Math.min(timeout, PATIENCE);
}

/** Asks one registry; the same question again gives the same answer. */
export type Ask = (question: ExaminationQuestion) => Promise<Examination>;

/**
 * Under --root nothing is asked: undefined.
 * @param known endpoints whose certificates may be what a server forgets to present
 */
export function askerFor(host: ReadHost, network: Network, known: readonly Endpoint[] = []): Ask | undefined {
  if (!host.live) return undefined;
  const context: ExamineContext = {
    network,
    roots: systemRoots(host),
    addresses: addressesIn(host),
    others: certificatesOf(known),
    now: host.clock.now(),
    limit: limitOf(host),
  };
  const asked = new Map<string, Promise<Examination>>();
  return (question) => {
    const key = JSON.stringify({ ...question, endpoint: wayOf(question.endpoint) });
    const running = asked.get(key) ?? examine(question, context);
    asked.set(key, running);
    // What it is asked for is no part of the answer.
    return running.then((answer) => ({ ...answer, endpoint: question.endpoint }));
  };
}

/**
 * /etc/hosts, looked into by ourselves: where no name server answers, the system's own way has names that stand there wait
 * behind those that do not (libuv looks two names up at a time). Of several addresses the first.
 */
function addressesIn(host: ReadHost): ReadonlyMap<string, string> {
  const state = host.read('/etc/hosts');
  const entries = state.kind === 'file' ? readHostAliases(textOf(state)) : [];
  return new Map(entries.toReversed().map(({ name, address }) => [name.toLowerCase(), address]));
}

function certificatesOf(endpoints: readonly Endpoint[]): readonly Certificate[] {
  const ders = new Set(endpoints.flatMap(({ trust }) => trust.certificates));
  return [...ders].flatMap((der) => {
    const read = readCertificate(Buffer.from(der, 'base64'));
    return read.ok ? [read.value] : [];
  });
}

function wayOf({ role: _role, upstream: _upstream, ...way }: Endpoint): Omit<Endpoint, 'role' | 'upstream'> {
  return way;
}
