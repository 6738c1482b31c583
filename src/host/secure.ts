// TLS over a connection that is there: what the server presents, and whether anything of TLS comes about at all.

import { isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  type DetailedPeerCertificate,
  connect as secure,
  type TLSSocket,
} from 'node:tls';
import { bracketed, type Remaining, settle } from './connect.ts';

export type Secured =
  | { readonly kind: 'secured'; readonly socket: TLSSocket; readonly certificates: readonly Uint8Array[] }
  /** The server ended the handshake after it had presented its certificate. */
  | { readonly kind: 'broken-off'; readonly certificates: readonly Uint8Array[]; readonly error: string }
  | { readonly kind: 'old-protocol' }
  /** What came was no TLS. */
  | { readonly kind: 'no-tls' };

/**
 * Makes a handshake. Nothing is verified here: Node.js and Bun have different libraries for it, and both decide
 * otherwise than the engines do. `ca` is empty so that the list of what was presented has no certificate of the
 * runtime's own in it. That the server has the key of what it presents is part of every handshake.
 * @param oldProtocols as Podman up to 4 does: TLS 1.0 and 1.1, too
 * @param name of the server; an address is no name that it could choose a certificate by (RFC 6066, 3)
 * @throws Ended where it failed otherwise; the connection is closed unless the outcome is `secured`
 */
export async function secureOn(
  socket: Socket,
  name: string,
  remaining: Remaining,
  oldProtocols = false,
): Promise<Secured> {
  const versions = oldProtocols ? OLD_VERSIONS : ({ minVersion: 'TLSv1.2' } as const);
  const options: ConnectionOptions = { socket, ca: [], rejectUnauthorized: false, ...versions };
  const secured = secure(isIP(name) === 0 ? { ...options, servername: name } : options);
  let outcome: Secured | undefined;
  try {
    outcome = await settle<Secured>('handshake', remaining(), (resolve, fail) => {
      secured.on('error', (error: NodeJS.ErrnoException) => {
        const certificates = presentedBy(secured);
        const { code = error.name } = error;
        if (certificates.length > 0) resolve({ kind: 'broken-off', certificates, error: tlsCode(code) });
        else if (code === NO_TLS) resolve({ kind: 'no-tls' });
        else if (OLD_PROTOCOL.includes(code)) resolve({ kind: 'old-protocol' });
        else fail(error);
      });
      secured.once('secureConnect', () =>
        resolve({ kind: 'secured', socket: secured, certificates: presentedBy(secured) }),
      );
      return () => undefined;
    });
    return outcome;
  } finally {
    if (outcome?.kind !== 'secured') {
      secured.destroy();
      socket.destroy();
    }
  }
}

/** OpenSSL 3 has no ciphers for TLS 1.1 at its usual level of security; the executable's BoringSSL knows no levels. */
const OLD_VERSIONS: ConnectionOptions = {
  minVersion: 'TLSv1',
  ...('boringssl' in process.versions ? {} : { ciphers: 'DEFAULT@SECLEVEL=0' }),
};

/** The bytes that came are no TLS record: OpenSSL takes them for a version that it does not know. */
export const NO_TLS = 'ERR_SSL_WRONG_VERSION_NUMBER';

const OLD_PROTOCOL: readonly string[] = [
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
];

/**
 * One code for what servers say to a client without a certificate, in TLS 1.3 when the handshake is over (RFC 8446, 6.2).
 * The libraries call it otherwise: OpenSSL ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED, BoringSSL with TLSV1.
 */
export function tlsCode(code: string): string {
  return /^ERR_SSL_.*_ALERT_(?:CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE)$/.test(code)
    ? 'CERTIFICATE_REQUIRED'
    : code;
}

/** The list ends where an issuer was not presented, or with a certificate that names itself. */
function presentedBy(socket: TLSSocket): readonly Uint8Array[] {
  const seen = new Set<string>();
  const presented: Uint8Array[] = [];
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next?.raw !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    presented.push(next.raw);
    next = next.issuerCertificate;
  }
  return presented;
}

/** Whether the server answers a question in plain HTTP: it may be something else that speaks no TLS. Closes the connection. */
export async function speaksHttp(socket: Socket, name: string, remaining: Remaining): Promise<boolean> {
  try {
    return await settle('handshake', remaining(), (resolve, fail) => {
      socket.on('error', fail);
      socket.once('data', (bytes: Buffer) => resolve(bytes.toString('latin1').startsWith('HTTP/')));
      socket.once('end', () => resolve(false));
      // Behind a proxy it has been paused.
      socket.resume();
      socket.write(`GET /v2/ HTTP/1.1\r\nHost: ${bracketed(name)}\r\nConnection: close\r\n\r\n`);
      return () => undefined;
    });
  } finally {
    socket.destroy();
  }
}
