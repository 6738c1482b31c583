// Findings about certificate authorities and certs.d.

export interface CaFindings {
  CA_UNUSABLE: {
    readonly reason:
      | 'no-certificate'
      | 'private-key'
      | 'unreadable-certificate'
      | 'leaf'
      | 'no-key-cert-sign'
      | 'expired'
      | 'not-yet-valid'
      | 'weak-key'
      | 'weak-signature';
    readonly subject: string;
    readonly detail: string;
  };
  CA_EXPIRES_SOON: { readonly subject: string; readonly days: number };
  /** A self-signed certificate that is no CA: works where the server presents just this one. */
  CA_SELF_SIGNED_LEAF: { readonly subject: string };
  /** certs.d has a `.cert` without its `.key` (or the other way round): every pull through this name fails. */
  CERTS_D_BROKEN_PAIR: { readonly file: string };
  /** The engine reads another directory first, where this CA is not. */
  CERTS_D_SHADOWED: { readonly by: string };
}
