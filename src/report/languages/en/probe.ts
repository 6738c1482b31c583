// Sentences about registries themselves, in the words that the engines use when they meet the same.

import type { Step } from '../../../model/examination.ts';
import type { ProbeFindings } from '../../../model/findings/probe.ts';
import { splitHostPort } from '../../../model/registry.ts';
import { ISSUER_ERRORS, SLOW_WORDS } from '../quotations.ts';
import type { Sentences } from '../sentence.ts';
import { alternative, bracket, firstOf, quote, showCertificates } from '../server-words.ts';
import { saidBy } from './said-by.ts';
import { wordList } from './words.ts';

const LATER = 'If the registry only comes to be so later: the same command with --skip-probe.';
const RENEW = 'Have the certificate of the registry issued anew';
const CLOCK = 'If it should be good, see whether the clock of this host is right: date -u';

export const probeSentences = {
  TLS_AUTHORITY_UNKNOWN: ({ registry, reason, subject, issuer, given }) => ({
    message: `${registry}: ${given.length === 0 ? 'this host trusts nobody who has issued its certificate' : `the CA that was given (${wordList(given.map(quote))}) has not issued its certificate`}: ${authorityWords[reason](quote(subject), quote(issuer))}. The engines say: "x509: certificate signed by unknown authority".`,
    hint: authorityHint(reason, registry, quote(issuer), given.length === 0),
  }),
  TLS_CHAIN_INCOMPLETE: ({ registry, subject, issuer }) => ({
    message: `${registry}: it presents ${quote(subject)} without the certificate of ${quote(issuer)}, which issued it; with that one it would be trusted. The engines say: "x509: certificate signed by unknown authority".`,
    hint: 'Let the registry present that one, too, behind its own (nginx: cat server.crt intermediate.crt > chained.crt; ssl_certificate chained.crt;).',
  }),
  TLS_NAME_WRONG: ({ registry, name, names }) => ({
    message: `${registry}: its certificate is for other names. The engines say: "x509: certificate is ${names.length === 0 ? `not valid for any names, but wanted to match ${name}` : `valid for ${firstOf(names)}, not ${name}`}".`,
    hint: `Name the registry as its certificate does; or ${lowerFirst(RENEW)} with ${alternative(name)}. ${LATER}`,
  }),
  TLS_ADDRESS_MISSING: ({ registry, name }) => ({
    message: `${registry}: its certificate has no address. The engines say: "x509: cannot validate certificate for ${name} because it doesn't contain any IP SANs".`,
    hint: `${RENEW} with ${alternative(name)} (openssl req -addext '${alternative(name)}'; the CN does not count), or name the registry as its certificate does. ${LATER}`,
  }),
  TLS_COMMON_NAME_ONLY: ({ registry, name }) => ({
    message: `${registry}: its certificate has the name in the CN alone. The engines say: "x509: certificate relies on legacy Common Name field, use SANs".`,
    hint: `${RENEW} with ${alternative(name)} (openssl req -addext '${alternative(name)}'). ${LATER}`,
  }),
  TLS_EXPIRED: ({ registry, subject, at }) => ({
    message: `${registry}: ${quote(subject)} expired at ${at}. The engines say: "x509: certificate has expired or is not yet valid".`,
    hint: `Renew it on the registry. ${CLOCK}`,
  }),
  TLS_NOT_YET_VALID: ({ registry, subject, at }) => ({
    message: `${registry}: ${quote(subject)} is valid only from ${at}. The engines say: "x509: certificate has expired or is not yet valid".`,
    hint: 'See whether the clocks of this host and of the one that issued it are right (date -u; timedatectl); otherwise wait until then.',
  }),
  TLS_NOT_FOR_SERVERS: ({ registry, subject }) => ({
    message: `${registry}: ${quote(subject)} is not for servers. The engines say: "x509: certificate specifies an incompatible key usage".`,
    hint: 'Have it issued anew without extendedKeyUsage, or with serverAuth in it.',
  }),
  TLS_SIGNATURE_WEAK: ({ registry, subject, hash }) => ({
    message: `${registry}: ${quote(subject)} is signed with ${hash}, which can be forged. The engines say: "x509: cannot verify signature: insecure algorithm".`,
    hint: 'Have it issued anew, signed with SHA-256.',
  }),
  TLS_ISSUER_NOT_ALLOWED: ({ registry, subject, reason }) => ({
    message: `${registry}: ${issuerWords[reason](quote(subject))}. The engines say: "${ISSUER_ERRORS[reason]}".`,
    hint: `See what it presents: ${showCertificates(registry)}`,
  }),
  TLS_CERTIFICATE_UNREADABLE: ({ registry, detail }) => ({
    message: `${registry}: its certificate cannot be read (${detail}). The engines say: "tls: failed to parse certificate from server".`,
    hint: `${RENEW}. See what it presents: ${showCertificates(registry)}`,
  }),
  TLS_PROTOCOL_OLD: ({ registry }) => ({
    message: `${registry}: it speaks only versions of TLS before 1.2. The engines say: "tls: protocol version not supported" or "server selected unsupported protocol version".`,
    hint: 'Allow TLS 1.2 and 1.3 on the registry (nginx: ssl_protocols TLSv1.2 TLSv1.3;).',
  }),
  TLS_PLAIN_HTTP: ({ registry }) => ({
    message: `${registry}: it speaks plain HTTP on this port. The engines say: "http: server gave HTTP response to HTTPS client".`,
    hint: `Name the port where it speaks TLS. If it is meant to be plain HTTP, a CA is of no use there: --mirror http://${registry}, or --insecure ${registry}, without --ca.`,
  }),
  REGISTRY_UNREACHABLE: ({ registry, step, error }) => ({
    message: `${registry}: ${UNREACHABLE[step]} (${error}).`,
    hint: unreachableHint(step, registry),
  }),
  REGISTRY_SLOW: ({ registry, step, seconds }, place) => ({
    message: `${registry}: ${SLOW[step]} within ${seconds} s. ${saidBy(place, SLOW_WORDS[step])}`,
    hint: `See whether something on the way keeps the packets: ${showCertificates(registry)}. With --skip-probe it is not asked.`,
  }),
} satisfies Sentences<ProbeFindings>;

const authorityWords = {
  'issuer-missing': (subject, issuer) =>
    `${subject} was issued by ${issuer}, which is neither given nor presented by the registry`,
  'other-root': (_, issuer) => `what the registry presents leads to ${issuer}`,
  'other-key': (subject, issuer) =>
    `${subject} names ${issuer} as its issuer, and the certificate of this name has another key`,
} as const satisfies Record<
  ProbeFindings['TLS_AUTHORITY_UNKNOWN']['reason'],
  (subject: string, issuer: string) => string
>;

function authorityHint(
  reason: ProbeFindings['TLS_AUTHORITY_UNKNOWN']['reason'],
  registry: string,
  issuer: string,
  isFirst: boolean,
): string {
  const give = isFirst
    ? `With the certificate of ${issuer} in a file: registry-client setup --registry ${registry} --ca FILE`
    : `Give the certificate of ${issuer} with --ca`;
  const intermediate =
    reason === 'issuer-missing'
      ? `; or, if that one was issued by the CA given, let the registry present it, too (nginx: ssl_certificate with both, the server's first)`
      : '';
  if (isFirst) return `${give}${intermediate}. See what it presents: ${showCertificates(registry)}`;
  return `${give}${intermediate}. See what it presents: ${showCertificates(registry)}. If the registry changes to this CA only later: --ca with a file that holds the old and the new one, or --skip-probe.`;
}

const issuerWords = {
  'no-authority': (subject) => `${subject} is no CA, but it has issued a certificate of the chain`,
  'no-key-cert-sign': (subject) => `${subject} has issued a certificate, but its keyUsage lacks keyCertSign`,
  'path-too-long': (subject) => `${subject} does not allow as many CAs below it (pathlen) as there are`,
} as const satisfies Record<ProbeFindings['TLS_ISSUER_NOT_ALLOWED']['reason'], (subject: string) => string>;

const UNREACHABLE = {
  name: 'its name could not be looked up',
  connection: 'it could not be reached',
  proxy: 'the connection through the proxy broke off',
  handshake: 'the TLS handshake broke off',
  api: 'the connection broke off before it answered',
  realm: 'the connection broke off while it was asked for a token',
  manifest: 'the connection broke off while it was asked for an image',
  catalog: 'the connection broke off while it was asked for its catalogue',
  push: 'the connection broke off while it was asked for an upload',
} as const satisfies Record<Step, string>;

const SLOW = {
  name: 'its name was not found',
  connection: 'it did not take the connection',
  proxy: 'the proxy did not answer',
  handshake: 'it did not answer the TLS handshake',
  api: 'it took the connection and did not answer',
  realm: 'its token server did not answer',
  manifest: 'it did not answer when it was asked for an image',
  catalog: 'it did not answer when it was asked for its catalogue',
  push: 'it did not answer when it was asked for an upload',
} as const satisfies Record<Step, string>;

function unreachableHint(step: Step, registry: string): string {
  const { name, port } = splitHostPort(registry);
  switch (step) {
    case 'name':
      return `If no name server knows it: --host-alias ${name}=ADDRESS. See: getent hosts ${name}`;
    case 'connection':
      return `See whether it runs and whether its port is open from here: curl -v https://${registry}/v2/`;
    case 'handshake':
      return `A server that asks for a client certificate may do so. See: openssl s_client -connect ${bracket(name)}:${port} </dev/null`;
    default:
      return `See what happens, and the log on the registry's host: curl -v https://${registry}/v2/`;
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
