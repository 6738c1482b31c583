// What is asked for as the text of a configuration file: the way back from config.ts.

import { mirrorUrl, type Request } from '../model/request.ts';
import type { CONFIG_KEYS, FileDesired } from './config.ts';

type Wanted = Omit<FileDesired, 'origin'>;

/**
 * Writes a configuration file for people to read on. Reading it gives the same requests, in the same order.
 * @param about lines of a comment on top
 */
export function writeConfig(wanted: Wanted, about: readonly string[]): string {
  const { requests, engines, apply, dropIn, convert } = wanted;
  const members = [
    listMember('mirror', valuesOf(requests, 'mirror')),
    listMember('registry', valuesOf(requests, 'registry')),
    listMember('insecure', valuesOf(requests, 'insecure')),
    listMember('search', valuesOf(requests, 'search')),
    listMember('ca', [...new Set(valuesOf(requests, 'ca'))]),
    listMember('host-alias', valuesOf(requests, 'host-alias')),
    listMember('engine', engines.kind === 'named' ? engines.ids : []),
    ...(apply === 'auto' ? [] : [member('apply', quote(apply))]),
    ...(dropIn ? [member('drop-in', 'true')] : []),
    ...(convert ? [member('convert', 'true')] : []),
  ];
  const comment = about.map((line) => `  // ${line}\n`);
  return `{\n${[...comment, ...members].join('')}}\n`;
}

function valuesOf(requests: readonly Request[], kind: Request['kind']): readonly string[] {
  return requests.filter((request) => request.kind === kind).map(wordOf);
}

function wordOf(request: Request): string {
  switch (request.kind) {
    case 'mirror':
      return request.upstream === 'docker.io'
        ? mirrorUrl(request)
        : `${request.upstream}=${mirrorUrl(request)}`;
    case 'insecure':
      return request.target;
    case 'registry':
    case 'search':
      return request.host;
    case 'ca':
      // One that was given for all that are named is the same for each of them, and stands there once.
      return request.attached ? request.pem : `${request.host}=${request.pem}`;
    case 'host-alias':
      return `${request.name}=${request.address}`;
  }
}

function listMember(key: keyof typeof CONFIG_KEYS, values: readonly string[]): string {
  if (values.length === 0) return '';
  const [first = '', ...others] = values.map(quote);
  if (others.length === 0 && !first.includes('\n')) return member(key, first);
  return member(key, `[\n${[first, ...others].map((value) => `    ${value},\n`).join('')}  ]`);
}

function member(key: keyof typeof CONFIG_KEYS, value: string): string {
  return `  ${/^[a-z]+$/.test(key) ? key : quote(key)}: ${value},\n`;
}

/** A string of JSON5 with a line of its own for each line of the text, as deep as the list that it stands in. */
function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  const lines = escaped.replace(/\\n(?=.)/g, '\\n\\\n    ');
  return `'${lines}'`;
}
