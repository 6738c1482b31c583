// Networks in CIDR form, and the addresses in them.

import { isIP } from 'node:net';
import { parseCidr } from './registry.ts';

/** Whether an address lies in a network (`10.0.0.0/8`, masked or not). */
export function isInNetwork(address: string, network: string): boolean {
  const masked = parseCidr(network);
  const length = network.slice(network.indexOf('/') + 1);
  if (!masked.ok || isIP(address) !== isIP(network.slice(0, network.indexOf('/')))) return false;
  const own = parseCidr(`${address}/${length}`);
  return own.ok && own.value === masked.value;
}

/** 127.0.0.0/8 and ::1 */
export function isLoopback(address: string): boolean {
  return isInNetwork(address, '127.0.0.0/8') || isInNetwork(address, '::1/128');
}
