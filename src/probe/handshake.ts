// One registry: asked for a TLS handshake, and the answer judged with the certificates that it shall be trusted by.

import { type Certificate, readCertificate } from '../formats/x509.ts';
import type { Handshake, Network } from '../host/ports.ts';
import { type Finding, finding } from '../model/finding.ts';
import { splitHostPort } from '../model/registry.ts';
import { judgePresentation, type Presentation } from './chain.ts';

/** A registry and all that it shall be trusted by. */
export interface Target {
  /** host[:port] */
  readonly registry: string;
  readonly trusted: readonly Certificate[];
  /** The address that the same change gives its name in /etc/hosts. */
  readonly address: string | undefined;
}

export interface Limits {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds for the whole of one registry. */
  readonly limit: number;
}

/**
 * The TLS step of a probe. A wrong answer is an error: with these certificates no engine can use the registry. No
 * answer is a warning: the registry may only be down now.
 *
 * Further steps (the API, a token, a manifest) begin where this one has found nothing.
 */
export async function probeHandshake(
  target: Target,
  { now, limit }: Limits,
  network: Network,
): Promise<readonly Finding[]> {
  const { registry, address } = target;
  const handshake = await network.shakeHands({ ...splitHostPort(registry), address, limit });
  const found = judgeHandshake(handshake, target, { now, limit });
  return found === undefined ? [] : [found];
}

function judgeHandshake(handshake: Handshake, target: Target, { now, limit }: Limits): Finding | undefined {
  const { registry } = target;
  switch (handshake.kind) {
    case 'presented':
      return judgePresented(handshake.certificates, { registry, trusted: target.trusted, now });
    case 'plain-http':
      return finding('error', 'TLS_PLAIN_HTTP', { registry });
    case 'old-protocol':
      return finding('error', 'TLS_PROTOCOL_OLD', { registry });
    case 'failed': {
      const { step, error } = handshake;
      return finding('warning', 'REGISTRY_UNREACHABLE', { registry, step, error });
    }
    case 'late': {
      const { step } = handshake;
      return finding('warning', 'REGISTRY_SLOW', { registry, step, seconds: Math.ceil(limit / 1000) });
    }
  }
}

/**
 * Of the others in the chain those that cannot be read are as good as not presented.
 * @param ders what was presented, the server's own certificate first
 */
export function judgePresented(
  ders: readonly Uint8Array[],
  { registry, name = splitHostPort(registry).name, ...rest }: Judge,
): Finding | undefined {
  const [own, ...others] = ders.map(readCertificate);
  if (own === undefined || !own.ok) {
    const detail = own?.error ?? 'it presented none';
    return finding('error', 'TLS_CERTIFICATE_UNREADABLE', { registry, detail });
  }
  const readable = others.flatMap((read) => (read.ok ? [read.value] : []));
  return judgePresentation({ registry, name, presented: [own.value, ...readable], ...rest });
}

/** By what is judged what a server presents. */
export type Judge = Omit<Presentation, 'presented' | 'name'> & { readonly name?: string };
