// PEM files of certificate authorities: splitting them, and the rules for what an engine may be told to trust.

import { type Finding, type FindingPlace, finding } from '../model/finding.ts';
import type { CaFault, CaFindings } from '../model/findings/ca.ts';
import { err, ok, type Result } from '../model/result.ts';
import { applySplices } from './text.ts';
import { type Certificate, type PublicKey, readCertificate } from './x509.ts';

/** A file of certificates. `pem`: CERTIFICATE blocks alone, in order, each once, LF, with a final newline. */
export interface Bundle {
  readonly pem: string;
  readonly certificates: readonly Certificate[];
}

export type CaProblem = CaFindings['CA_UNUSABLE'];

interface Block {
  readonly label: string;
  /** Base64 as it stands, without white space. */
  readonly body: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The complete blocks of a text as Go's encoding/pem finds them: BEGIN and END at the start of their lines, no
 * headers inside (crypto/x509, AppendCertsFromPEM, skips blocks that have some). Lines end at `\n` alone there, not at a
 * `\r` as for `^` and `$`.
 */
function blocksOf(text: string): readonly Block[] {
  const pattern =
    /(?<![^\n])-----BEGIN ([^\r\n-]+)-----[ \t]*\r?\n([A-Za-z0-9+/=\s]*)(?<![^\n])-----END \1-----[ \t]*(?:\r?\n|$)/g;
  return [...text.matchAll(pattern)].map((match) => ({
    label: match[1] ?? '',
    body: (match[2] ?? '').replace(/\s+/g, ''),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The DER (base64) of every certificate in a file, the way the engines read a `.crt`: what they cannot use is passed over. */
export function certificatesIn(bytes: Uint8Array): readonly string[] {
  return blocksOf(latin1(bytes))
    .filter((block) => block.label === 'CERTIFICATE')
    .map((block) => canonical(block.body));
}

/** Certificates (DER in base64) as a PEM text. */
export function writePem(ders: readonly string[]): string {
  return ders
    .map(
      (der) => `-----BEGIN CERTIFICATE-----\n${der.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`,
    )
    .join('');
}

/** A file without the blocks of certain certificates; every other byte stays. */
export function withoutCertificates(bytes: Uint8Array, ders: ReadonlySet<string>): Uint8Array {
  const text = latin1(bytes);
  const gone = blocksOf(text).filter(
    (block) => block.label === 'CERTIFICATE' && ders.has(canonical(block.body)),
  );
  const kept = applySplices(
    text,
    gone.map(({ start, end }) => ({ start, end, text: '' })),
  );
  return Buffer.from(kept, 'latin1');
}

/**
 * Reads a file that was given with --ca. It must hold certificates and nothing else in PEM: the file becomes
 * readable by everybody (0644), so a private key beside the certificate is refused, not dropped silently.
 * Text around the blocks and indentation (a file cut out of YAML) are tolerated, a certificate given twice counts once.
 */
export function readCertificates(bytes: Uint8Array): Result<Bundle, CaProblem> {
  const text = latin1(bytes)
    .replace(/^[^\S\n]+/gm, '')
    .replace(/^\xef\xbb\xbf/, '');
  const labels = [...text.matchAll(/^-----BEGIN ([^\r\n-]+)-----/gm)].map((match) => match[1] ?? '');
  const privateKey = labels.find((label) => label.endsWith('PRIVATE KEY'));
  if (privateKey !== undefined) return err({ reason: 'private-key', subject: '', detail: privateKey });
  const other = labels.find((label) => label !== 'CERTIFICATE');
  if (other !== undefined) return err({ reason: 'not-a-certificate', subject: '', detail: other });
  if (labels.length === 0)
    return err({ reason: isDer(bytes) ? 'der' : 'no-certificate', subject: '', detail: '' });
  const blocks = blocksOf(text);
  if (blocks.length < labels.length) return err(unreadable(blocks.length + 1, 'cut-off' satisfies CaFault));
  return readBlocks(blocks);
}

function readBlocks(blocks: readonly Block[]): Result<Bundle, CaProblem> {
  const certificates = new Map<string, Certificate>();
  for (const [index, block] of blocks.entries()) {
    const read = readCertificate(Buffer.from(block.body, 'base64'));
    if (!read.ok) return err(unreadable(index + 1, read.error));
    certificates.set(read.value.der, read.value);
  }
  return ok({ pem: writePem([...certificates.keys()]), certificates: [...certificates.values()] });
}

function unreadable(number: number, why: string): CaProblem {
  return { reason: 'unreadable-certificate', subject: '', number, detail: why };
}

function isDer(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30 && readCertificate(bytes).ok;
}

/** One character per byte, so that offsets are bytes and nothing is lost on the way back. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function canonical(base64: string): string {
  return Buffer.from(base64, 'base64').toString('base64');
}

/** 30 days: facts for the administrator to plan a renewal, in milliseconds. */
const SOON = 30 * 86_400_000;

/**
 * Judges certificates that an engine shall trust for one registry, by what Go's crypto/x509 asks of a root that its
 * server's certificate is built on, and no less than RSA 2048, P-256 or Ed25519. One error for each certificate at most:
 * the one whose cure comes first.
 *
 * A signature with SHA-1 or MD5 is refused on a self-signed root, too. Go would not look at it there; but what such a
 * root has issued is signed alike as a rule, and that Go does refuse (since 1.18).
 *
 * A self-signed certificate that is no CA serves where the server presents just this one: Go takes it out of the pool
 * as it is. It is accepted with a warning.
 * @param now milliseconds since 1970
 * @param place where the certificates come from, for the findings
 */
export function judgeCa(bundle: Bundle, now: number, place: FindingPlace = {}): readonly Finding[] {
  return bundle.certificates.flatMap((certificate): readonly Finding[] => {
    const { subject } = certificate;
    const problem = findProblem(certificate, now);
    if (problem !== undefined) return [finding('error', 'CA_UNUSABLE', { ...problem, subject }, place)];
    const days = Math.floor((certificate.notAfter - now) / 86_400_000);
    return [
      ...(certificate.authority ? [] : [finding('warning', 'CA_SELF_SIGNED_LEAF', { subject }, place)]),
      ...(certificate.notAfter - now < SOON
        ? [finding('warning', 'CA_EXPIRES_SOON', { subject, days }, place)]
        : []),
    ];
  });
}

function findProblem(certificate: Certificate, now: number): Omit<CaProblem, 'subject'> | undefined {
  const { authority, selfSigned, notBefore, notAfter } = certificate;
  const hash = weakHash(certificate);
  if (hash !== undefined) return { reason: 'weak-signature', detail: hash };
  if (!authority && !selfSigned) return { reason: 'leaf', detail: certificate.issuer };
  if (notAfter < now) return { reason: 'expired', detail: new Date(notAfter).toISOString() };
  if (notBefore > now) return { reason: 'not-yet-valid', detail: new Date(notBefore).toISOString() };
  if (authority && !certificate.maySignCertificates) return { reason: 'no-key-cert-sign', detail: '' };
  if (!certificate.mayServe) return { reason: 'no-server-auth', detail: '' };
  return judgeKey(certificate.key);
}

/** Go has RSA, the NIST curves from P-224 and Ed25519 (crypto/x509, parsePublicKey); RSASSA-PSS keys, DSA and Ed448 it has not. */
function judgeKey({ type, size, curve }: PublicKey): Omit<CaProblem, 'subject'> | undefined {
  if (type === 'ed25519') return undefined;
  if (type === 'rsa') return size >= 2048 ? undefined : { reason: 'weak-key', detail: `RSA ${size}` };
  if (type !== 'ec') return { reason: 'unsupported-key', detail: type };
  if (['prime256v1', 'secp384r1', 'secp521r1'].includes(curve)) return undefined;
  return { reason: curve === 'secp224r1' ? 'weak-key' : 'unsupported-key', detail: curve };
}

const WEAK_HASHES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.2', 'MD2'],
  ['1.2.840.113549.1.1.4', 'MD5'],
  ['1.2.840.113549.1.1.5', 'SHA-1'], // with RSA
  ['1.3.14.3.2.29', 'SHA-1'], // with RSA, the OIW's identifier
  ['1.3.14.3.2.26', 'SHA-1'], // as a parameter of RSASSA-PSS
  ['1.2.840.10045.4.1', 'SHA-1'], // with ECDSA
  ['1.2.840.10040.4.3', 'SHA-1'], // with DSA
]);
const RSASSA_PSS = '1.2.840.113549.1.1.10';

/**
 * The hash that a certificate was signed with, when it is one that can be forged. RSASSA-PSS without parameters means
 * SHA-1 (RFC 8017, A.2.3).
 */
export function weakHash({ signature }: Certificate): string | undefined {
  if (signature.length === 1 && signature[0] === RSASSA_PSS) return 'SHA-1';
  return signature.flatMap((id) => WEAK_HASHES.get(id) ?? [])[0];
}
