// What follows from something that has been found already is no cause of its own. Pure.

import type { Finding, FindingCode } from '../model/finding.ts';

/** Why a CA that is there does not count: that nobody has issued the certificate follows from it. */
const CA_UNREAD: readonly FindingCode[] = [
  'CERTS_D_MISNAMED',
  'CERTS_D_CA_AS_CLIENT',
  'CERTS_D_KEY_WITHOUT_CERT',
  'CERTS_D_NOT_PEM',
  'CERTS_D_IGNORED_NAME',
  'CERTS_D_EMPTY',
];

/**
 * @param findings about one registry, on the way of one engine
 * @param causes what is wrong with that engine's configuration
 */
export function withoutConsequences(
  findings: readonly Finding[],
  causes: readonly Finding[],
): readonly Finding[] {
  return findings.filter((each) => !causes.some((cause) => explains(cause, each)));
}

/** An info is a guess: a directory that may well be another registry's. */
function explains(cause: Finding, { code, arguments: args }: Finding): boolean {
  return (
    code === 'TLS_AUTHORITY_UNKNOWN' &&
    cause.severity !== 'info' &&
    CA_UNREAD.includes(cause.code) &&
    'registry' in cause.arguments &&
    cause.arguments.registry === args.registry
  );
}
