// Findings about the way to a registry: its certificate, and that it cannot be reached.

import type { Step } from '../examination.ts';

/** `registry` is host[:port] as it was asked for; `subject` is that of the certificate that is meant. */
export interface ProbeFindings {
  /** No chain leads from the registry's certificate to one of those that were given. */
  TLS_AUTHORITY_UNKNOWN: {
    readonly registry: string;
    /**
     * `issuer-missing`: the issuer is neither presented nor given; `other-root`: the registry presents its chain up to
     * another root; `other-key`: a certificate of the issuer's name was given, and its key is another one.
     */
    readonly reason: 'issuer-missing' | 'other-root' | 'other-key';
    readonly subject: string;
    readonly issuer: string;
    /** The subjects of what was given. */
    readonly given: readonly string[];
  };
  /** The registry does not present the CA that issued its certificate; with that one the chain would be good. */
  TLS_CHAIN_INCOMPLETE: { readonly registry: string; readonly subject: string; readonly issuer: string };
  /** The certificate is for other names; `names` are those that it has. */
  TLS_NAME_WRONG: { readonly registry: string; readonly name: string; readonly names: readonly string[] };
  /** The registry is named by its address, and the certificate has none. */
  TLS_ADDRESS_MISSING: { readonly registry: string; readonly name: string };
  /** The name stands in the subject alone, where Go has not looked for it since 1.15. */
  TLS_COMMON_NAME_ONLY: { readonly registry: string; readonly name: string };
  TLS_EXPIRED: { readonly registry: string; readonly subject: string; readonly at: string };
  TLS_NOT_YET_VALID: { readonly registry: string; readonly subject: string; readonly at: string };
  /** extendedKeyUsage without serverAuth. */
  TLS_NOT_FOR_SERVERS: { readonly registry: string; readonly subject: string };
  /** Signed with MD5 or SHA-1. */
  TLS_SIGNATURE_WEAK: { readonly registry: string; readonly subject: string; readonly hash: string };
  /** A certificate of the chain may not have issued the one below it. */
  TLS_ISSUER_NOT_ALLOWED: {
    readonly registry: string;
    readonly subject: string;
    readonly reason: 'no-authority' | 'no-key-cert-sign' | 'path-too-long';
  };
  /** What the registry presents cannot be read as a certificate. */
  TLS_CERTIFICATE_UNREADABLE: { readonly registry: string; readonly detail: string };
  /** Only TLS 1.1 or older. */
  TLS_PROTOCOL_OLD: { readonly registry: string };
  /** Plain HTTP where HTTPS was expected. */
  TLS_PLAIN_HTTP: { readonly registry: string };
  /** It could not be asked; `error` is an errno name or the TLS library's code. */
  REGISTRY_UNREACHABLE: { readonly registry: string; readonly step: Step; readonly error: string };
  /** It did not answer in time. */
  REGISTRY_SLOW: { readonly registry: string; readonly step: Step; readonly seconds: number };
}
