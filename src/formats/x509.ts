// What a certificate says about itself that node:crypto does not tell: read from its DER in a few steps.

import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { CaFault } from '../model/findings/ca.ts';
import { err, ok, type Result } from '../model/result.ts';
import { childrenOf, type Element, identifier, identifiersIn, readElement, TAG } from './der.ts';

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
  /** pathLenConstraint: so many CAs may stand between this one and the server's certificate; undefined: any number. */
  readonly pathLength: number | undefined;
  /** The last CN of the subject, '' when there is none. */
  readonly commonName: string;
  /** The subject alternative names; undefined when there is no such extension. */
  readonly alternatives: AlternativeNames | undefined;
  /** The names of subject and issuer in DER (base64): a certificate was issued by one whose subject is its issuer. */
  readonly subjectName: string;
  readonly issuerName: string;
  /** Where the certificate of its issuer is to be had: the http addresses of authorityInfoAccess (caIssuers). */
  readonly issuerAddresses: readonly string[];
}

/** What a server may be called. `addresses` as Node's net module takes them, IPv6 in eight groups. */
export interface AlternativeNames {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

/** `size` is the RSA modulus in bits, 0 where it means nothing; `curve` is '' for keys that are on none. */
export interface PublicKey {
  readonly type: string;
  readonly size: number;
  readonly curve: string;
}

const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const ALTERNATIVE_NAMES = '2.5.29.17';
const AUTHORITY_ACCESS = '1.3.6.1.5.5.7.1.1';
const CA_ISSUERS = '1.3.6.1.5.5.7.48.2';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const ANY_USAGE = '2.5.29.37.0';

/**
 * Reads one certificate in DER.
 * @returns the certificate, or what OpenSSL or the structure of the bytes has against it
 */
export function readCertificate(der: Uint8Array): Result<Certificate, string> {
  const outer = readElement(der, 0);
  if (outer === undefined || outer.end !== der.length) return err('not-der' satisfies CaFault);
  const parsed = parse(der);
  if (!parsed.ok) return parsed;
  const x509 = parsed.value;
  const notBefore = Date.parse(x509.validFrom);
  const notAfter = Date.parse(x509.validTo);
  if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) return err('no-dates' satisfies CaFault);
  const { signature, extensions, version, subjectName, issuerName } = readParts(outer);
  const usages: readonly string[] = x509.keyUsage ?? []; // Node's name for extendedKeyUsage
  const selfSigned = subjectName === issuerName && isSignedWith(x509, x509);
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
    pathLength: pathLengthOf(extensions.get(BASIC_CONSTRAINTS)),
    commonName: lastCommonName(x509.subject),
    alternatives: readAlternatives(extensions.get(ALTERNATIVE_NAMES)),
    subjectName,
    issuerName,
    issuerAddresses: readIssuerAddresses(extensions.get(AUTHORITY_ACCESS)),
  });
}

/** The name of the subject as in Certificate.subjectName, without all the rest: '' where the bytes are no certificate. */
export function subjectNameOf(der: Uint8Array): string {
  const certificate = readElement(der, 0);
  const tbs = certificate === undefined ? undefined : childrenOf(certificate)[0];
  return tbs === undefined ? '' : nameOf(namesOf(childrenOf(tbs)).subject);
}

/**
 * Whether one certificate bears the signature of the other's key; the names have to be compared by the caller.
 * A hash that can be forged counts here: Go refuses it with words of its own (weakHash in pem.ts).
 */
export function isSignedBy(child: Certificate, parent: Certificate): boolean {
  const [one, other] = [child, parent].map(({ der }) => parse(Buffer.from(der, 'base64')));
  return one?.ok === true && other?.ok === true && isSignedWith(one.value, other.value);
}

/** Node gives a name one line for each part; of an empty name it may give nothing at all, whatever its types say. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

function lastCommonName(subject: string | undefined): string {
  const parts = (subject ?? '').split('\n').filter((part) => part.startsWith('CN='));
  return parts.at(-1)?.slice('CN='.length) ?? '';
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
function isSignedWith(child: X509Certificate, parent: X509Certificate): boolean {
  try {
    return child.verify(parent.publicKey);
  } catch {
    return false; // a key or an algorithm that OpenSSL does not have
  }
}

/** BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, … } (RFC 5280, 4.2.1.9) */
function isAuthority(value: Element | undefined): boolean {
  const first = value === undefined ? undefined : childrenOf(value)[0];
  return first?.tag === TAG.boolean && first.content[0] !== 0;
}

/** … pathLenConstraint INTEGER OPTIONAL }; one that is too long to be a number is as good as none. */
function pathLengthOf(value: Element | undefined): number | undefined {
  const number = value === undefined ? undefined : childrenOf(value).find(({ tag }) => tag === TAG.integer);
  return number === undefined || number.content.length > 2
    ? undefined
    : number.content.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** GeneralNames ::= SEQUENCE OF GeneralName: dNSName [2] IA5String, iPAddress [7] OCTET STRING (RFC 5280, 4.2.1.6) */
function readAlternatives(value: Element | undefined): AlternativeNames | undefined {
  if (value === undefined) return undefined;
  const all = childrenOf(value);
  const ofTag = (tag: number) => all.filter((name) => name.tag === tag).map(({ content }) => content);
  return {
    names: ofTag(TAG.dnsName).map((content) => Buffer.from(content).toString('latin1')),
    addresses: ofTag(TAG.address)
      .map(addressOf)
      .filter((address) => isIP(address) !== 0),
  };
}

/** AuthorityInfoAccessSyntax ::= SEQUENCE OF SEQUENCE { accessMethod, accessLocation [6] IA5String } (RFC 5280, 4.2.2.1) */
function readIssuerAddresses(value: Element | undefined): readonly string[] {
  const descriptions = value === undefined ? [] : childrenOf(value).map(childrenOf);
  return descriptions.flatMap(([method, location]) => {
    const isIssuer = method !== undefined && identifier(method.content) === CA_ISSUERS;
    if (!isIssuer || location?.tag !== TAG.uri) return [];
    const address = Buffer.from(location.content).toString('latin1');
    return /^http:\/\//i.test(address) ? [address] : [];
  });
}

/** Four bytes or sixteen; '' for another number. */
function addressOf(content: Uint8Array): string {
  if (content.length === 4) return content.join('.');
  if (content.length !== 16) return '';
  const groups = Array.from(
    { length: 8 },
    (_, index) => (content[2 * index] ?? 0) * 256 + (content[2 * index + 1] ?? 0),
  );
  return groups.map((group) => group.toString(16)).join(':');
}

/** KeyUsage ::= BIT STRING; keyCertSign is bit 5 (RFC 5280, 4.2.1.3); content[0] counts the unused bits. */
function hasKeyCertSign(value: Element | undefined): boolean {
  return value === undefined || ((value.content[1] ?? 0) & 0b0000_0100) !== 0;
}

interface Parts {
  readonly version: number;
  readonly subjectName: string;
  readonly issuerName: string;
  readonly signature: readonly string[];
  readonly extensions: ReadonlyMap<string, Element>;
}

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature } (RFC 5280, 4.1) */
function readParts(certificate: Element): Parts {
  const [tbs, algorithm] = childrenOf(certificate);
  const fields = tbs === undefined ? [] : childrenOf(tbs);
  const version = fields[0]?.tag === TAG.version ? (childrenOf(fields[0])[0]?.content[0] ?? 0) + 1 : 1;
  const { issuer, subject } = namesOf(fields);
  const list = fields.find((field) => field.tag === TAG.extensions);
  return {
    version,
    subjectName: nameOf(subject),
    issuerName: nameOf(issuer),
    signature: algorithm === undefined ? [] : identifiersIn(algorithm),
    extensions: new Map(
      list === undefined ? [] : childrenOf(list).flatMap(childrenOf).flatMap(readExtension),
    ),
  };
}

/** TBSCertificate ::= SEQUENCE { version [0] DEFAULT v1, serialNumber, signature, issuer, validity, subject, … } */
function namesOf(fields: readonly Element[]) {
  const [issuer, , subject] = fields.slice(fields[0]?.tag === TAG.version ? 3 : 2);
  return { issuer, subject };
}

function nameOf(name: Element | undefined): string {
  return Buffer.from(name?.content ?? []).toString('base64');
}

/** Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING } */
function readExtension(extension: Element): readonly [string, Element][] {
  const [id, ...rest] = childrenOf(extension);
  const value = rest.find((field) => field.tag === TAG.octets);
  const inner = value === undefined ? undefined : readElement(value.content, 0);
  return id === undefined || inner === undefined ? [] : [[identifier(id.content), inner]];
}
