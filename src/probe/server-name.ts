// Whether a server's certificate is for the name that the registry goes by, as Go's crypto/x509 decides it.

import { isIP } from 'node:net';
import type { Certificate } from '../formats/x509.ts';
import { type Finding, finding } from '../model/finding.ts';
import { canonicalAddress } from '../model/registry.ts';

/**
 * Go, crypto/x509/verify.go, VerifyHostname and HostnameError: addresses are looked for among the addresses alone,
 * names among the names alone, and the CN counts for nothing. It is told apart here because people have it there.
 * @param registry host[:port], for the finding
 * @param name the host without a port, an IPv6 address without brackets
 */
export function judgeName(certificate: Certificate, registry: string, name: string): Finding | undefined {
  const { alternatives, commonName } = certificate;
  const { names, addresses } = alternatives ?? { names: [], addresses: [] };
  const isAddress = isIP(name) !== 0;
  if (isAddress ? hasAddress(addresses, name) : names.some((pattern) => matches(pattern, name)))
    return undefined;
  if (alternatives === undefined && isCommonName(commonName, name))
    return finding('error', 'TLS_COMMON_NAME_ONLY', { registry, name });
  if (isAddress && addresses.length === 0) return finding('error', 'TLS_ADDRESS_MISSING', { registry, name });
  return finding('error', 'TLS_NAME_WRONG', { registry, name, names: isAddress ? addresses : names });
}

function hasAddress(addresses: readonly string[], name: string): boolean {
  const wanted = canonicalAddress(name);
  return addresses.some((address) => canonicalAddress(address) === wanted);
}

function isCommonName(commonName: string, name: string): boolean {
  return isIP(name) === 0 ? matches(commonName, name) : hasAddress([commonName], name);
}

/** matchHostnames: label by label, without case; a `*` stands for the whole first label and for nothing else. */
function matches(pattern: string, name: string): boolean {
  const wanted = labelsOf(name);
  const labels = labelsOf(pattern);
  if (pattern === '' || labels.length !== wanted.length) return false;
  return labels.every((label, index) => (index === 0 && label === '*') || label === wanted[index]);
}

function labelsOf(name: string): readonly string[] {
  return name.toLowerCase().replace(/\.$/, '').split('.');
}
