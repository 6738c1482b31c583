// What a certificate says about itself that node:crypto does not tell: read from its DER in a few steps.

import { X509Certificate } from 'node:crypto';
import { err, ok, type Result } from '../model/result.ts';

/** A certificate as the rules for authorities need it; plain data. Times are milliseconds since 1970. */
export interface Certificate {
  /** The DER in base64: two certificates are the same when these are. */
  readonly der: string;
  readonly subject: string;
  readonly issuer: string;
  /** SHA-256, upper-case hex with colons, as `openssl x509 -fingerprint -sha256` prints it. */
  readonly fingerprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly selfSigned: boolean;
  /** basicConstraints says CA:TRUE; or it is a version 1 certificate (no extensions at all) that is self-signed. */
  readonly authority: boolean;
  /** There is no keyUsage, or it has keyCertSign. */
  readonly maySignCertificates: boolean;
  /** There is no extendedKeyUsage, or it has serverAuth (or any). */
  readonly mayServe: boolean;
  readonly key: PublicKey;
  /** Object identifiers of the signature's algorithm and of the hash in its parameters (RSA-PSS). */
  readonly signature: readonly string[];
}

/** `size` is the RSA modulus in bits, 0 where it means nothing; `curve` is '' for keys that are on none. */
export interface PublicKey {
  readonly type: string;
  readonly size: number;
  readonly curve: string;
}

const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const ANY_USAGE = '2.5.29.37.0';

/**
 * Reads one certificate in DER.
 * @returns the certificate, or what OpenSSL or the structure of the bytes has against it
 */
export function readCertificate(der: Uint8Array): Result<Certificate, string> {
  const outer = readElement(der, 0);
  if (outer === undefined || outer.end !== der.length) return err('the bytes are not one DER element');
  const parsed = parse(der);
  if (!parsed.ok) return parsed;
  const x509 = parsed.value;
  const notBefore = Date.parse(x509.validFrom);
  const notAfter = Date.parse(x509.validTo);
  if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) return err('its dates cannot be read');
  const { signature, extensions, version, selfIssued } = readParts(outer);
  const usages: readonly string[] = x509.keyUsage ?? []; // Node's name for extendedKeyUsage
  const selfSigned = selfIssued && isSignedByItself(x509);
  return ok({
    der: Buffer.from(der).toString('base64'),
    subject: oneLine(x509.subject) || `SHA-256 ${x509.fingerprint256}`,
    issuer: oneLine(x509.issuer),
    fingerprint: x509.fingerprint256,
    notBefore,
    notAfter,
    selfSigned,
    authority: isAuthority(extensions.get(BASIC_CONSTRAINTS)) || (version === 1 && selfSigned),
    maySignCertificates: hasKeyCertSign(extensions.get(KEY_USAGE)),
    mayServe: usages.length === 0 || usages.includes(SERVER_AUTH) || usages.includes(ANY_USAGE),
    key: readKey(x509),
    signature,
  });
}

/** Node gives a name one line for each part; of an empty name it may give nothing at all, whatever its types say. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

function parse(der: Uint8Array): Result<X509Certificate, string> {
  try {
    return ok(new X509Certificate(der));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

/** The key, of type `unknown` where OpenSSL has no implementation for it. */
function readKey(x509: X509Certificate): PublicKey {
  try {
    const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details } = x509.publicKey;
    return { type, size: details?.modulusLength ?? 0, curve: details?.namedCurve ?? '' };
  } catch {
    return { type: 'unknown', size: 0, curve: '' };
  }
}

/**
 * A CA and its server often bear the same name by mistake, so the signature is verified, too. OpenSSL's own
 * `X509_check_issued` does not serve: it says no to a self-signed certificate without keyCertSign.
 */
function isSignedByItself(x509: X509Certificate): boolean {
  try {
    return x509.verify(x509.publicKey);
  } catch {
    return false; // a key or an algorithm that OpenSSL does not have
  }
}

/** BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, … } (RFC 5280, 4.2.1.9) */
function isAuthority(value: Element | undefined): boolean {
  const first = value === undefined ? undefined : childrenOf(value)[0];
  return first?.tag === TAG.boolean && first.content[0] !== 0;
}

/** KeyUsage ::= BIT STRING; keyCertSign is bit 5 (RFC 5280, 4.2.1.3); content[0] counts the unused bits. */
function hasKeyCertSign(value: Element | undefined): boolean {
  return value === undefined || ((value.content[1] ?? 0) & 0b0000_0100) !== 0;
}

interface Parts {
  readonly version: number;
  readonly selfIssued: boolean;
  readonly signature: readonly string[];
  readonly extensions: ReadonlyMap<string, Element>;
}

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature } (RFC 5280, 4.1) */
function readParts(certificate: Element): Parts {
  const [tbs, algorithm] = childrenOf(certificate);
  const fields = tbs === undefined ? [] : childrenOf(tbs);
  const version = fields[0]?.tag === TAG.version ? (childrenOf(fields[0])[0]?.content[0] ?? 0) + 1 : 1;
  const [issuer, , subject] = fields.slice(fields[0]?.tag === TAG.version ? 3 : 2);
  const list = fields.find((field) => field.tag === TAG.extensions);
  return {
    version,
    selfIssued:
      issuer !== undefined && subject !== undefined && Buffer.compare(issuer.content, subject.content) === 0,
    signature: algorithm === undefined ? [] : identifiersIn(algorithm),
    extensions: new Map(
      list === undefined ? [] : childrenOf(list).flatMap(childrenOf).flatMap(readExtension),
    ),
  };
}

/** Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING } */
function readExtension(extension: Element): readonly [string, Element][] {
  const [id, ...rest] = childrenOf(extension);
  const value = rest.find((field) => field.tag === TAG.octets);
  const inner = value === undefined ? undefined : readElement(value.content, 0);
  return id === undefined || inner === undefined ? [] : [[identifier(id.content), inner]];
}

/** Every object identifier in an element, however deep, in order. */
function identifiersIn(element: Element): readonly string[] {
  if (element.tag === TAG.identifier) return [identifier(element.content)];
  return isConstructed(element) ? childrenOf(element).flatMap(identifiersIn) : [];
}

/** The dotted form of an object identifier: base 128, the first two arcs in one number (X.690, 8.19). */
function identifier(content: Uint8Array): string {
  const numbers: number[] = [];
  let number = 0;
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(number);
      number = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const arc = Math.min(Math.floor(first / 40), 2);
  return [arc, first - arc * 40, ...rest].join('.');
}

const TAG = {
  boolean: 0x01,
  octets: 0x04,
  identifier: 0x06,
  version: 0xa0,
  extensions: 0xa3,
} as const;

/** One DER element: its tag, its content, and the offset behind it. */
interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly end: number;
}

const isConstructed = (element: Element): boolean => (element.tag & 0x20) !== 0;

/** Tag, length (short, or up to four bytes), content (X.690, 8.1); undefined where the bytes do not hold one. */
function readElement(bytes: Uint8Array, offset: number): Element | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (more > 4 || first === 0x80) return undefined;
  const start = offset + 2 + more;
  const long = bytes.subarray(offset + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = start + (first < 0x80 ? first : long);
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(start, end), end };
}

function childrenOf(parent: Element): readonly Element[] {
  const children: Element[] = [];
  let next = readElement(parent.content, 0);
  while (next !== undefined) {
    children.push(next);
    next = readElement(parent.content, next.end);
  }
  return children;
}
