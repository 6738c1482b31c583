// --pull and --login of `setup`: what is tried out when the change is made.

import { parseImage } from '../model/image.ts';
import { parseHostPort } from '../model/registry.ts';
import type { Request } from '../model/request.ts';
import { type Flags, isGiven, singleValue, usage, valuesOf } from './flags.ts';
import type { GlobalOptions, TryOut } from './invocation.ts';
import type { Say } from './options.ts';

const IMAGE_FORM = '[HOST[:PORT]/]NAME[:TAG][@DIGEST]';
const LOGIN_FORM = '[HOST=]USER';

/** @param requests what the same command line, or its file, asks for: whom a login is for */
export function parseTryOut(
  flags: Flags,
  requests: readonly Request[],
  { root }: GlobalOptions,
  say: Say,
): { readonly tryOut?: TryOut } {
  const pulls = [...new Set(valuesOf(flags, '--pull'))];
  for (const image of pulls)
    if (!parseImage(image).ok) say(usage('--pull', image, 'not-an-image', IMAGE_FORM));
  const login = parseLogin(flags, requests, say);
  for (const option of ['--pull', '--login'])
    if (root !== undefined && isGiven(flags, option)) say(usage(option, '', 'conflicts-with', '--root'));
  return pulls.length === 0 && login === null ? {} : { tryOut: { pulls, login } };
}

function parseLogin(flags: Flags, requests: readonly Request[], say: Say): TryOut['login'] {
  const given = singleValue(flags, '--login', LOGIN_FORM);
  const isPiped = flags.switches.has('--password-stdin');
  if (!given.ok) {
    say(given.error);
    return null;
  }
  const { value } = given;
  if (value === undefined) {
    if (isPiped) say(usage('--password-stdin', '', 'needs-option', '--login'));
    return null;
  }
  if (!isPiped) say(usage('--login', value, 'needs-option', '--password-stdin'));
  const { host, user } = splitLogin(value);
  if (user === '') say(usage('--login', value, 'empty', LOGIN_FORM));
  const able = loginHosts(requests);
  if (host !== null && !able.includes(host)) say(usage('--login', value, 'no-login-there', able.join(', ')));
  if (host === null && able.length === 0) say(usage('--login', value, 'no-login-there', ''));
  return host === null ? { user, hosts: able, named: false } : { user, hosts: [host], named: true };
}

/** A user's name may have an `=` in it: what stands before it is a host only where it can be one. */
function splitLogin(text: string): { readonly host: string | null; readonly user: string } {
  const at = text.indexOf('=');
  const host = at > 0 && parseHostPort(text.slice(0, at)).ok ? text.slice(0, at) : null;
  return host === null ? { host, user: text } : { host, user: text.slice(at + 1) };
}

/** Those that are used by their own names: no engine sends a login of its own to a mirror. */
function loginHosts(requests: readonly Request[]): readonly string[] {
  const hosts = requests.flatMap((request) =>
    request.kind === 'registry' || request.kind === 'search' ? [request.host] : [],
  );
  return [...new Set(hosts)].filter((host) => host !== 'docker.io');
}
