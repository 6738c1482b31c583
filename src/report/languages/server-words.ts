// Words about servers and their certificates that are the same in every language.

import { splitHostPort } from '../../model/registry.ts';

export function showCertificates(registry: string): string {
  const { name, port } = splitHostPort(registry);
  const server = isAddressLike(name) ? '' : ` -servername ${name}`;
  return `openssl s_client -connect ${bracket(name)}:${port}${server} -showcerts </dev/null`;
}

const isAddressLike = (name: string): boolean => /^[0-9.]+$/.test(name) || name.includes(':');

export function alternative(name: string): string {
  return `subjectAltName=${isAddressLike(name) ? 'IP' : 'DNS'}:${name}`;
}

export function bracket(name: string): string {
  return name.includes(':') ? `[${name}]` : name;
}

/** A certificate may have hundreds. */
export function firstOf(names: readonly string[]): string {
  return [...names.slice(0, 10), ...(names.length > 10 ? ['…'] : [])].join(', ');
}

export function quote(subject: string): string {
  return `"${subject}"`;
}
