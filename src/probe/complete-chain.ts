// Whether a server's certificate is refused only because the server forgets to present its issuer.

import { certificatesIn } from '../formats/pem.ts';
import { type Certificate, readCertificate } from '../formats/x509.ts';
import { type Finding, finding } from '../model/finding.ts';
import { climb } from './chain.ts';
import { type Judge, judgePresented } from './handshake.ts';

/** Intermediate CAs that are looked for, one above the other: chains are no longer in practice. */
const LEVELS = 3;

/**
 * Looks for the issuer that is missing: among certificates that are known here from elsewhere, and where the certificate
 * below it says that it is to be had (RFC 5280, 4.2.2.1). Browsers do so, too, which is why the web address of such a
 * server works there; the engines do not.
 * @param found what was judged without it
 * @param fetch the bytes at an http address
 * @returns TLS_CHAIN_INCOMPLETE where the chain is good with it, else what was found
 */
export async function completeChain(
  found: Finding,
  presented: readonly Uint8Array[],
  judge: Judge,
  others: readonly Certificate[],
  fetch: (address: string) => Promise<Uint8Array | undefined>,
): Promise<Finding> {
  if (found.code !== 'TLS_AUTHORITY_UNKNOWN' || found.arguments.reason !== 'issuer-missing') return found;
  let chain = presented;
  for (let level = 0; level < LEVELS; level += 1) {
    const top = topOf(chain);
    const issuers = top === undefined ? [] : await issuersOf(top, others, fetch);
    const next = issuers.find(({ subjectName }) => subjectName === top?.issuerName);
    if (next === undefined) return found;
    chain = [...chain, Buffer.from(next.der, 'base64')];
    if (judgePresented(chain, judge) === undefined) {
      const { registry, subject, issuer } = found.arguments;
      return finding('error', 'TLS_CHAIN_INCOMPLETE', { registry, subject, issuer });
    }
  }
  return found;
}

function topOf(ders: readonly Uint8Array[]): Certificate | undefined {
  const [leaf, ...rest] = ders.map(readCertificate).flatMap((read) => (read.ok ? [read.value] : []));
  return leaf === undefined ? undefined : climb([leaf, ...rest]);
}

async function issuersOf(
  { issuerName, issuerAddresses, selfSigned }: Certificate,
  others: readonly Certificate[],
  fetch: (address: string) => Promise<Uint8Array | undefined>,
): Promise<readonly Certificate[]> {
  if (selfSigned) return [];
  const known = others.filter(({ subjectName }) => subjectName === issuerName);
  const [address] = issuerAddresses;
  if (known.length > 0 || address === undefined) return known;
  const bytes = await fetch(address);
  return bytes === undefined ? [] : certificatesOf(bytes);
}

/** DER, as RFC 5280 wants it, or PEM, as it is found. */
function certificatesOf(bytes: Uint8Array): readonly Certificate[] {
  const inPem = certificatesIn(bytes).map((der) => Buffer.from(der, 'base64'));
  return [bytes, ...inPem].map(readCertificate).flatMap((read) => (read.ok ? [read.value] : []));
}
