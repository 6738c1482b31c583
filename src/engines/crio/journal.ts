// CRI-O's own words on the registries that it has taken up: it writes them to the journal, and says them nowhere else.

import type { ReadHost } from '../../host/ports.ts';
import type { RegistriesInfo, RegistryInfo } from '../registries-conf/info.ts';

/** Up to 1.21 with a small letter (pkg/config/reload.go, ReloadRegistries); grep of small letters alone takes both. */
const WORDS = 'applied new registry configuration: ';

/** The levels at which what is said at `info` is written (crio.conf(5), log_level). */
const LOUD = ['trace', 'debug', 'info'];

export function isLoud(logLevel: string): boolean {
  return LOUD.includes(logLevel.toLowerCase());
}

export type Word =
  | { readonly kind: 'said'; readonly info: RegistriesInfo }
  /** It has not spoken of them since it was started. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * What this start of CRI-O said last. It replaces what it holds only when it says so (sysregistriesv2, TryUpdatingCache).
 * @param invocation of the unit: other starts can have had the same process number
 */
export async function readLastWord(invocation: string, host: ReadHost): Promise<Word> {
  const asked = await host.query({
    program: 'journalctl',
    arguments: [
      `_SYSTEMD_INVOCATION_ID=${invocation}`,
      ...['--no-pager', '--output=cat', '--reverse', '--lines=1', `--grep=${WORDS}`],
    ],
    timeout: host.timeout,
  });
  if (asked.kind !== 'ended') return { kind: 'unreadable', reason: `journalctl: ${asked.kind}` };
  const complaint = asked.stderr.trim();
  if (complaint !== '') return { kind: 'unreadable', reason: complaint.split('\n').at(-1) ?? '' };
  // Without a line that fits, newer ones end with 1.
  if (!asked.stdout.toLowerCase().includes(WORDS)) return { kind: 'nothing' };
  const info = parseWords(asked.stdout);
  return info === undefined
    ? { kind: 'unreadable', reason: 'its words in the journal are not the expected ones' }
    : { kind: 'said', info };
}

const LIST = /^&\{Registries:\[(.*)\] UnqualifiedSearchRegistries:\[([^\]]*(?:\[[^\]]*\][^\]]*)*)\](?: |\})/s;
const TABLE =
  /\{Prefix:(\S*) Endpoint:\{Location:(\S*) Insecure:(true|false)[^}]*\} Mirrors:\[(.*?)\] Blocked:(true|false)/gs;
const MIRROR = /\{Location:(\S*) Insecure:(true|false)[^}]*\}/g;

/**
 * Reads the V2RegistriesConf of containers/image as Go prints it (`%+v`). Names of registries have neither blanks nor
 * braces; those of IPv6 addresses have brackets.
 */
export function parseWords(line: string): RegistriesInfo | undefined {
  const text = line.slice(line.toLowerCase().indexOf(WORDS) + WORDS.length);
  const [, tables, search] = LIST.exec(text) ?? [];
  if (tables === undefined || search === undefined) return undefined;
  const registries = [...tables.matchAll(TABLE)]
    .map(toTable)
    .sort((a, b) => Buffer.compare(Buffer.from(a.prefix), Buffer.from(b.prefix)));
  const announced = [...tables.matchAll(/\{Prefix:/g)].length;
  if (registries.length !== announced) return undefined;
  return { search: search.split(' ').filter((word) => word !== ''), registries };
}

function toTable([
  ,
  prefix = '',
  location = '',
  insecure,
  mirrors = '',
  blocked,
]: RegExpExecArray): RegistryInfo {
  return {
    prefix,
    location,
    insecure: insecure === 'true',
    blocked: blocked === 'true',
    mirrors: [...mirrors.matchAll(MIRROR)].map(([, place = '', isInsecure]) => ({
      location: place,
      insecure: isInsecure === 'true',
    })),
  };
}
