// Findings about certificate authorities and certs.d.

/** Why a certificate cannot be read, where it is not for OpenSSL to say. */
export type CaFault =
  | 'cut-off' // its block has no end
  | 'not-der'
  | 'no-dates';

export interface CaFindings {
  CA_UNUSABLE: {
    readonly reason:
      | 'no-certificate'
      | 'private-key'
      | 'not-a-certificate' // another kind of PEM block: `detail` is its label
      | 'der'
      | 'unreadable-certificate'
      | 'leaf'
      | 'no-key-cert-sign'
      | 'no-server-auth'
      | 'expired'
      | 'not-yet-valid'
      | 'weak-key'
      | 'unsupported-key'
      | 'weak-signature';
    /** Of the certificate that is meant; '' where it is about the file, or cannot be read. */
    readonly subject: string;
    /** unreadable-certificate: which one of the file, from 1. */
    readonly number?: number;
    readonly detail: string;
  };
  CA_EXPIRES_SOON: { readonly subject: string; readonly days: number };
  /** A self-signed certificate that is no CA: works where the server presents just this one. */
  CA_SELF_SIGNED_LEAF: { readonly subject: string };
  /** certs.d has a `.cert` without its `.key` (or the other way round): every pull through this name fails. */
  CERTS_D_BROKEN_PAIR: { readonly file: string };
  /** The engine reads another directory first, where this CA is not; or a hosts.toml in place of the certificates. */
  CERTS_D_SHADOWED: { readonly by: string };
  /** The new directory puts one out of use that the engine read for this registry until now. */
  CERTS_D_HIDES: { readonly hidden: string };
  /** `--adopt`: a CA file of somebody else's stays all the same. */
  CERTS_D_STAYS: Record<never, never>;
}
