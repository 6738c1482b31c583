// WWW-Authenticate: which login a registry asks for. Pure.

import type { Challenge } from '../model/examination.ts';

interface Offer {
  /** In lower case, as the names of the parameters are. */
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Bearer is taken before Basic where both are offered, as Docker does (distribution, auth/session.go: its handler comes
 * first; containerd, remotes/docker/auth, byScheme). Podman takes the first that it knows (image, docker_client.go,
 * setupRequestAuth): registries that offer both mean the same by them.
 * @param header all of them, joined by commas (RFC 9110, 5.3)
 */
export function readChallenge(header: string | undefined): Challenge {
  const offers = header === undefined ? [] : readOffers(header);
  const bearer = offers.find(({ scheme }) => scheme === 'bearer');
  if (bearer !== undefined)
    return {
      kind: 'bearer',
      realm: bearer.parameters.get('realm') ?? '',
      service: bearer.parameters.get('service') ?? '',
    };
  return offers.some(({ scheme }) => scheme === 'basic') ? { kind: 'basic' } : { kind: 'none' };
}

/** A parameter, or the scheme of the next challenge with a first parameter or token68 behind it; then a comma or the end. */
const PART =
  /[\s,]*(?:([!#$%&'*+.^_`|~\w-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~\w-]+))|([!#$%&'*+.^_`|~\w-]+)(?=[ \t,]|$)(?:[ \t]+[\w.~+/-]+=*(?=[ \t]*(?:,|$)))?)/sy;

/** challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ] (RFC 9110, 11.6.1); what does not fit ends the reading. */
function readOffers(header: string): readonly Offer[] {
  const offers: { scheme: string; parameters: Map<string, string> }[] = [];
  const pattern = new RegExp(PART);
  for (let match = pattern.exec(header); match !== null; match = pattern.exec(header)) {
    const [, key, quoted, plain, scheme] = match;
    if (scheme !== undefined) offers.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    if (key !== undefined)
      offers.at(-1)?.parameters.set(key.toLowerCase(), quoted?.replace(/\\(.)/gs, '$1') ?? plain ?? '');
  }
  return offers;
}
