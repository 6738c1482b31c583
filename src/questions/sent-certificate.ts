// A server whose certificate is from an authority that nobody here knows: which of its certificates could be trusted.

import { judgeCa, writePem } from '../formats/pem.ts';
import { type Certificate, readCertificate } from '../formats/x509.ts';
import type { Network } from '../host/ports.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { isBlocker } from '../model/finding.ts';
import { splitHostPort } from '../model/registry.ts';
import { climb } from '../probe/chain.ts';
import { judgePresented } from '../probe/handshake.ts';

export interface Limits {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds, over all. */
  readonly limit: number;
}

/**
 * Asks the server for its certificates alone, on the way that the engine goes: nothing is sent to it.
 * @param address where its name leads, when that is known already
 * @returns DER, the server's own first; none where it presents none, or a proxy is in the way
 */
export async function presentedBy(
  { registry, proxies }: Endpoint,
  address: string | undefined,
  limit: number,
  network: Network,
): Promise<readonly Uint8Array[]> {
  const { name, port } = splitHostPort(registry);
  const { outcome } = await network.ask({
    scheme: 'https',
    name,
    port,
    address,
    proxy: proxies.https,
    accepts: () => false,
    method: 'GET',
    target: '/v2/',
    headers: {},
    content: '',
    announced: 0,
    keep: 0,
    limit,
  });
  return outcome.kind === 'refused' && outcome.name === name ? outcome.certificates : [];
}

/**
 * The certificate that all would be well with, were it trusted: the CA at the top of what was presented, else the
 * server's own. It is judged as one that is named with --ca.
 * @returns undefined where none would do: a CA has to be had from the administrator
 */
export function trustable(
  presented: readonly Uint8Array[],
  registry: string,
  { now }: Pick<Limits, 'now'>,
): Certificate | undefined {
  const [leaf, ...others] = presented.map(readCertificate).flatMap((read) => (read.ok ? [read.value] : []));
  if (leaf === undefined) return undefined;
  return [climb([leaf, ...others]), leaf].find((one) => {
    const isUsable = !judgeCa({ pem: writePem([one.der]), certificates: [one] }, now).some(isBlocker);
    return isUsable && judgePresented(presented, { registry, trusted: [one], now }) === undefined;
  });
}
