// Whether an engine would accept what a server presents when it trusts certain certificates alone. Pure.

import { weakHash } from '../formats/pem.ts';
import { type Certificate, isSignedBy } from '../formats/x509.ts';
import { type Finding, finding } from '../model/finding.ts';
import { judgeName } from './server-name.ts';

/** What a server presented and what is trusted. */
export interface Presentation {
  /** host[:port], for the findings. */
  readonly registry: string;
  /** The host without its port. */
  readonly name: string;
  /** The server's own certificate first. */
  readonly presented: readonly [Certificate, ...Certificate[]];
  readonly trusted: readonly Certificate[];
  /** Trusted, too: those of the system, of which there are many. */
  readonly roots?: Roots;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Many trusted certificates: only those that are asked for are read, and no more than are taken. */
export interface Roots {
  /** Those whose subject is this name (Certificate.subjectName). */
  named(subjectName: string): Iterable<Certificate>;
}

/** A system that trusts nobody. */
export const NO_ROOTS: Roots = { named: () => [] };

/**
 * Decides as Go's crypto/x509 does (verify.go, Verify: validity, name, chain, in this order), because that is what the
 * engines run. OpenSSL decides otherwise: it does not end a chain at an intermediate CA that is trusted, nor at a
 * server's own certificate. Name constraints and revocation are not looked at.
 * @returns the first thing that is wrong; undefined: accepted
 */
export function judgePresentation(presentation: Presentation): Finding | undefined {
  const { registry, name, now } = presentation;
  const [leaf] = presentation.presented;
  const early = judgeTime(leaf, registry, now) ?? judgeName(leaf, registry, name);
  if (early !== undefined) return early;
  if (presentation.trusted.some(({ der }) => der === leaf.der)) return judgeUse([leaf], registry);
  return judgeChains(presentation);
}

/** Go gives up after so many signatures, too (maxChainSignatureChecks): a server could present a maze. */
const SIGNATURES_AT_MOST = 100;

function judgeChains(presentation: Presentation): Finding | undefined {
  const [leaf] = presentation.presented;
  const problems: Finding[] = [];
  let left = SIGNATURES_AT_MOST;
  /** Whether the chain can be built up to a trusted certificate. */
  const reaches = (chain: readonly Certificate[], child: Certificate): boolean => {
    for (const { parent, isTrusted } of issuersOf(child, presentation)) {
      if (chain.some(({ der }) => der === parent.der)) continue;
      left -= 1;
      if (left < 0) return false;
      const problem = judgeIssuer(parent, child, chain, presentation);
      if (problem !== undefined) problems.push(problem);
      else if (isTrusted ? endsWell([...chain, parent]) : reaches([...chain, parent], parent)) return true;
    }
    return false;
  };
  const endsWell = (chain: readonly Certificate[]): boolean => {
    const problem = judgeUse(chain, presentation.registry);
    if (problem !== undefined) problems.push(problem);
    return problem === undefined;
  };
  if (reaches([leaf], leaf)) return undefined;
  if (isRoot(leaf, presentation)) return judgeUse([leaf], presentation.registry);
  // A key that does not fit says less than what is wrong with an issuer whose key fits.
  const isOtherKey = ({ code }: Finding) => code === 'TLS_AUTHORITY_UNKNOWN';
  return problems.find((one) => !isOtherKey(one)) ?? problems[0] ?? unknownAuthority(presentation);
}

/**
 * Those of the child's issuer's name, the system's roots last: there a lookup costs something. `isTrusted` is where a
 * chain may end.
 */
function* issuersOf(
  { issuerName }: Certificate,
  { trusted, presented: [, ...others], roots = NO_ROOTS }: Presentation,
): Generator<{ readonly parent: Certificate; readonly isTrusted: boolean }> {
  const isIssuer = ({ subjectName }: Certificate) => subjectName === issuerName;
  for (const parent of trusted.filter(isIssuer)) yield { parent, isTrusted: true };
  for (const parent of others.filter(isIssuer)) yield { parent, isTrusted: false };
  for (const parent of roots.named(issuerName)) yield { parent, isTrusted: true };
}

/** A server's own certificate may be among the system's, too. */
function isRoot({ der, subjectName }: Certificate, { roots = NO_ROOTS }: Presentation): boolean {
  for (const root of roots.named(subjectName)) if (root.der === der) return true;
  return false;
}

/** Why `parent` cannot have issued `child`, the top of the chain so far (CheckSignatureFrom, isValid). */
function judgeIssuer(
  parent: Certificate,
  child: Certificate,
  chain: readonly Certificate[],
  { registry, trusted, now }: Presentation,
): Finding | undefined {
  const { subject } = parent;
  const refuse = (reason: 'no-authority' | 'no-key-cert-sign' | 'path-too-long') =>
    finding('error', 'TLS_ISSUER_NOT_ALLOWED', { registry, subject, reason });
  if (!isSignedBy(child, parent)) {
    const args = { registry, reason: 'other-key', subject: child.subject, issuer: subject } as const;
    return finding('error', 'TLS_AUTHORITY_UNKNOWN', { ...args, given: subjectsOf(trusted) });
  }
  if (!parent.authority) return refuse('no-authority');
  if (!parent.maySignCertificates) return refuse('no-key-cert-sign');
  const hash = weakHash(child);
  if (hash !== undefined)
    return finding('error', 'TLS_SIGNATURE_WEAK', { registry, subject: child.subject, hash });
  // Go counts those between the two; the server's own certificate is none of them.
  if (parent.pathLength !== undefined && chain.length - 1 > parent.pathLength) return refuse('path-too-long');
  return judgeTime(parent, registry, now);
}

function judgeTime(
  { subject, notBefore, notAfter }: Certificate,
  registry: string,
  now: number,
): Finding | undefined {
  const iso = (time: number) => new Date(time).toISOString();
  if (notAfter < now) return finding('error', 'TLS_EXPIRED', { registry, subject, at: iso(notAfter) });
  if (notBefore > now)
    return finding('error', 'TLS_NOT_YET_VALID', { registry, subject, at: iso(notBefore) });
  return undefined;
}

/** checkChainForKeyUsage: every certificate that limits its use at all has to allow servers. */
function judgeUse(chain: readonly Certificate[], registry: string): Finding | undefined {
  const other = chain.find(({ mayServe }) => !mayServe);
  return other === undefined
    ? undefined
    : finding('error', 'TLS_NOT_FOR_SERVERS', { registry, subject: other.subject });
}

/**
 * Nothing leads to what is trusted. A server that leaves an intermediate CA out and one whose CA is another look the
 * same from here, unless it presents its root: the sentence says both cures.
 */
function unknownAuthority({ registry, presented, trusted }: Presentation): Finding {
  const top = climb(presented);
  const reason = top.selfSigned ? 'other-root' : 'issuer-missing';
  const { subject, issuer } = top;
  return finding('error', 'TLS_AUTHORITY_UNKNOWN', {
    registry,
    reason,
    subject,
    issuer,
    given: subjectsOf(trusted),
  });
}

/** The last certificate of the chain that the server presents. */
export function climb([leaf, ...others]: Presentation['presented']): Certificate {
  let top = leaf;
  const waiting = new Set(others);
  for (;;) {
    const next = [...waiting].find(({ subjectName }) => subjectName === top.issuerName);
    if (next === undefined || top.selfSigned) return top;
    waiting.delete(next);
    top = next;
  }
}

function subjectsOf(certificates: readonly Certificate[]): readonly string[] {
  return certificates.map(({ subject }) => subject);
}
