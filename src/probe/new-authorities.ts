// Which registries a change gives a CA that they did not have before: those that are asked before it is made. Pure.

import { certificatesIn } from '../formats/pem.ts';
import { readCertificate } from '../formats/x509.ts';
import type { FileChange } from '../model/file.ts';
import { type Holdings, holdingsOf, type Managed } from '../model/managed.ts';
import { changesFor, type Plan } from '../model/plan.ts';
import type { CaRequest, Request } from '../model/request.ts';
import type { Target } from './handshake.ts';

/**
 * A CA is new when it was not in force before and the plan writes it: what is only put back, or stood there already,
 * is not asked about again. Left out are registries that are used without verification (the CA decides nothing then),
 * and docker.io, whose directory Docker's containerd store reads for the mirrors, too (moby 28: certs.d of a mirror is
 * not read).
 * @param before what was held when the plan was made
 */
export function newAuthorities(plan: Plan, before: Managed): readonly Target[] {
  const found = new Map<string, CaRequest>();
  for (const engine of plan.engines) {
    const changes = changesFor(engine);
    const held = holdingsOf(before, engine.holder);
    const after = holdingsOf(plan.managed, engine.holder);
    for (const ca of casOf(after.requests)) {
      const isKnown = casOf(held.requests).some((one) => one.host === ca.host && one.pem === ca.pem);
      if (!isKnown && !isUnverified(ca.host, after.requests) && isWritten(ca, after, changes))
        found.set(ca.host, ca);
    }
  }
  return [...found.values()]
    .filter(({ host }) => host !== 'docker.io')
    .map((ca) => ({
      registry: ca.host,
      trusted: certificatesIn(Buffer.from(ca.pem)).flatMap((der) => {
        const read = readCertificate(Buffer.from(der, 'base64'));
        return read.ok ? [read.value] : [];
      }),
      address: addressFor(ca.host, plan.managed.hosts),
    }));
}

function casOf(requests: readonly Request[]): readonly CaRequest[] {
  return requests.flatMap((request) => (request.kind === 'ca' ? [request] : []));
}

/** An http mirror is an insecure registry, too. */
function isUnverified(host: string, requests: readonly Request[]): boolean {
  return requests.some(
    (request) =>
      (request.kind === 'insecure' && request.target === host) ||
      (request.kind === 'mirror' && request.scheme === 'http' && request.host === host),
  );
}

/** Whether a file of this registry gets a certificate that it did not have. */
function isWritten(ca: CaRequest, after: Holdings, changes: readonly FileChange[]): boolean {
  const paths = after.entries.filter(({ kind, value }) => kind === 'certs.d' && value === ca.host);
  const wanted = certificatesIn(Buffer.from(ca.pem));
  return changes.some((change) => {
    if (change.after.kind === 'absent' || !paths.some(({ path }) => path === change.path)) return false;
    const there = change.before.kind === 'absent' ? [] : certificatesIn(change.before.bytes);
    return wanted.some((der) => !there.includes(der));
  });
}

/** Where /etc/hosts will say that the registry is: the change that says so has not been made yet. */
function addressFor(registry: string, hosts: Holdings): string | undefined {
  const name = registry.replace(/:[0-9]+$/, '').toLowerCase();
  const alias = hosts.requests.findLast((request) => request.kind === 'host-alias' && request.name === name);
  return alias?.kind === 'host-alias' ? alias.address : undefined;
}
