// The configuration file: JSON5 with the keys of the flags, to the same requests as the flags.

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { type PlacedMember, type PlacedValue, readJson5 } from '../formats/json5.ts';
import { decodeUtf8 } from '../formats/text.ts';
import type { AbsPath } from '../model/file.ts';
import { type Finding, finding, isBlocker } from '../model/finding.ts';
import type { UsageForm } from '../model/findings/forms.ts';
import type { ConfigFault, UsageReason } from '../model/findings/general.ts';
import type { FileOrigin } from '../model/generation.ts';
import { nearestName } from '../model/nearest.ts';
import type { ApplyMode } from '../model/plan.ts';
import type { Request } from '../model/request.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Position } from '../model/text.ts';
import { type ReadInput, splitCaOption } from './ca.ts';
import { type Flags, hideSecrets, usage } from './flags.ts';
import type { EngineChoice } from './invocation.ts';
import { parseApply, parseEngines } from './options.ts';
import { parseRequests, pathsForSeveral } from './requests.ts';

/** The keys and what each takes; the JSON Schema that editors use says the same (a test compares them). */
export const CONFIG_KEYS = {
  $schema: 'string',
  mirror: 'strings',
  registry: 'strings',
  insecure: 'strings',
  search: 'strings',
  ca: 'strings',
  'host-alias': 'strings',
  engine: 'strings',
  apply: 'string',
  'drop-in': 'boolean',
  convert: 'boolean',
} as const satisfies Record<string, UsageForm & ('string' | 'strings' | 'boolean')>;

type ConfigKey = keyof typeof CONFIG_KEYS;

/** What a configuration file asks for: all of what registry-client itself puts in from a file. */
export interface FileDesired {
  readonly requests: readonly Request[];
  readonly engines: EngineChoice;
  readonly apply: ApplyMode;
  readonly dropIn: boolean;
  readonly convert: boolean;
  readonly origin: FileOrigin;
}

export interface ConfigContext {
  /** Where the file is, as the host's own programs see it; relative CA files start from its folder. */
  readonly path: AbsPath;
  /** Reads a file that the configuration names, by its absolute path. */
  readonly readInput: ReadInput;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The names that `engine` takes. */
  readonly engines: readonly string[];
}

export interface ConfigUnderstood {
  readonly desired: FileDesired;
  /** Worth saying, no error: a certificate that expires soon. */
  readonly findings: readonly Finding[];
}

/** A value of the file: the option that it stands for, its words there, and where it stands. */
interface Placed {
  readonly option: string;
  readonly value: string;
  readonly position: Position;
}

/**
 * Reads a configuration file.
 * @returns everything that is wrong with it, each finding with its line and column
 */
export function parseConfig(
  bytes: Uint8Array,
  context: ConfigContext,
): Result<ConfigUnderstood, readonly Finding[]> {
  const { path } = context;
  const text = decodeUtf8(bytes);
  if (!text.ok) return err([syntax('not-utf8' satisfies ConfigFault, path, text.error.position)]);
  const document = readJson5(text.value.text);
  if (!document.ok) return err([syntax(document.error.detail, path, document.error.position)]);
  const read = readMembers(document.value, path);
  if (read.findings.length > 0) return err(read.findings);
  return understand(read.members, sha256(bytes), context);
}

function syntax(detail: string, path: AbsPath, position: Position | undefined): Finding {
  return finding(
    'error',
    'CONFIG_SYNTAX',
    { detail },
    { path, ...(position === undefined ? {} : { position }) },
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function understand(
  members: readonly PlacedMember[],
  hash: string,
  context: ConfigContext,
): Result<ConfigUnderstood, readonly Finding[]> {
  const inline = new Map<string, Uint8Array>();
  const placed = members.flatMap((member) => valuesIn(member, context.path, inline));
  const flags = flagsOf(placed, members);
  const findings: Finding[] = [];
  const say = (each: Finding) => findings.push(inPlace(each, placed, inline, context.path));
  const readInput: ReadInput = (file) => {
    const pem = inline.get(file);
    return pem === undefined ? context.readInput(file) : ok(pem);
  };
  const engines = parseEngines(flags, context.engines, say);
  const apply = parseApply(flags, say);
  const requests = parseRequests(flags, { readInput, now: context.now });
  for (const each of [...requests.findings, ...pathsForSeveral(requests.value, engines)]) say(each);
  if (findings.some(isBlocker)) return err(findings);
  const desired = {
    requests: requests.value,
    engines,
    apply,
    dropIn: flags.switches.has('--drop-in'),
    convert: flags.switches.has('--convert'),
    origin: { kind: 'file', path: context.path, sha256: hash } as const,
  };
  return ok({ desired, findings });
}

interface Members {
  readonly members: readonly PlacedMember[];
  readonly findings: readonly Finding[];
}

/** The members of the document, each known, of the right type and there only once; else what is wrong with them. */
function readMembers(document: PlacedValue, path: AbsPath): Members {
  if (document.kind !== 'object') {
    const wrong = misuse('', document.kind, 'wrong-type', document.position, path, 'object');
    return { members: [], findings: [wrong] };
  }
  const findings = document.members.flatMap((member, index) => {
    const { key, position } = member;
    if (!isKey(key)) {
      const nearest = OTHER_WORDS.get(key) ?? nearestName(key, Object.keys(CONFIG_KEYS));
      const expected = nearest === '' ? Object.keys(CONFIG_KEYS).join(', ') : nearest;
      return [misuse(key, '', 'unknown-key', position, path, expected)];
    }
    const first = document.members.findIndex((other) => other.key === key);
    if (first !== index) return [misuse(key, '', 'twice-key', position, path)];
    return wrongTypes(key, member.value, path);
  });
  return { members: document.members, findings };
}

/** What the engines call it in their own files. */
const OTHER_WORDS: ReadonlyMap<string, ConfigKey> = new Map([
  ['registry-mirrors', 'mirror'],
  ['insecure-registries', 'insecure'],
  ['unqualified-search-registries', 'search'],
]);

function isKey(key: string): key is ConfigKey {
  return Object.hasOwn(CONFIG_KEYS, key);
}

function wrongTypes(key: ConfigKey, value: PlacedValue, path: AbsPath): readonly Finding[] {
  const type = CONFIG_KEYS[key];
  const wrong = (found: PlacedValue) => misuse(key, found.kind, 'wrong-type', found.position, path, type);
  if (type === 'strings' && value.kind === 'array') {
    return value.items.filter((item) => item.kind !== 'string').map(wrong);
  }
  const expected = type === 'boolean' ? 'boolean' : 'string';
  return value.kind === expected ? [] : [wrong(value)];
}

function misuse(
  key: string,
  value: string,
  reason: UsageReason,
  position: Position,
  path: AbsPath,
  expected?: string,
): Finding {
  return { ...usage(hideSecrets(key), value, reason, expected), path, position };
}

/** The strings of a member as the values of its option; a CA that stands in the file itself gets a name of its own. */
function valuesIn(member: PlacedMember, path: AbsPath, inline: Map<string, Uint8Array>): readonly Placed[] {
  const option = `--${member.key}`;
  const items = member.value.kind === 'array' ? member.value.items : [member.value];
  return items.flatMap((item) => {
    if (item.kind !== 'string') return [];
    const { position } = item;
    if (option !== '--ca') return [{ option, value: item.value, position }];
    return [{ option, value: caValue(item.value, path, inline), position }];
  });
}

function caValue(text: string, path: AbsPath, inline: Map<string, Uint8Array>): string {
  const { host, file } = splitCaOption(text);
  const before = host === undefined ? '' : `${host}=`;
  if (file === '') return text;
  if (!file.trimStart().startsWith('-----BEGIN ')) {
    return `${before}${posix.resolve(posix.dirname(path), file)}`;
  }
  const name = `#${inline.size + 1}`;
  // Written as deep in the file as what is around it: PEM begins at the start of its lines.
  inline.set(name, new TextEncoder().encode(file.replace(/^[ \t]+/gm, '')));
  return `${before}${name}`;
}

function flagsOf(placed: readonly Placed[], members: readonly PlacedMember[]): Flags {
  const values = new Map<string, readonly string[]>();
  for (const { option, value } of placed) values.set(option, [...(values.get(option) ?? []), value]);
  const switches = members.flatMap(({ key, value }) =>
    value.kind === 'boolean' && value.value ? [`--${key}`] : [],
  );
  return { values, switches: new Set(switches) };
}

function inlineNumber(
  value: string,
  inline: ReadonlyMap<string, Uint8Array>,
): { readonly value?: string; readonly inline?: number } {
  const place = [...inline.keys()].indexOf(value);
  return place === -1 ? {} : { value: '', inline: place + 1 };
}

/**
 * A finding about a flag as one about this file. What a CA file of its own has wrong keeps that file's name; that it
 * cannot be read is said where it is named.
 */
function inPlace(
  each: Finding,
  placed: readonly Placed[],
  inline: ReadonlyMap<string, Uint8Array>,
  path: AbsPath,
): Finding {
  const place = (wanted: (one: Placed) => boolean) => {
    const position = placed.find(wanted)?.position;
    return { path, ...(position === undefined ? {} : { position }) };
  };
  if (each.path !== undefined) {
    const ca = each.path;
    const placeOfCa = () =>
      place(({ option, value }) => option === '--ca' && splitCaOption(value).file === ca);
    if (inline.has(ca)) return { ...each, ...placeOfCa() };
    if (each.code !== 'INPUT_FILE') return each;
    return { ...each, arguments: { ...each.arguments, option: 'ca', file: ca }, ...placeOfCa() };
  }
  switch (each.code) {
    case 'USAGE': {
      const { option, value } = each.arguments;
      const named = placed.filter((one) => one.option === option);
      const words = value.split(' ');
      const exact =
        named.find((one) => hideSecrets(one.value) === value) ??
        named.find((one) => words.includes(one.value)) ??
        named[0];
      const key = option.replace(/^--/, '');
      return {
        ...each,
        arguments: { ...each.arguments, option: key, ...inlineNumber(value, inline) },
        ...place((one) => one === exact),
      };
    }
    case 'ENGINE_UNKNOWN':
      return {
        ...each,
        ...place((one) => one.option === '--engine' && one.value.includes(each.arguments.asked)),
      };
    case 'PATH_FOR_ONE_ENGINE':
      return {
        ...each,
        ...place((one) => one.option === '--mirror' && one.value.endsWith(each.arguments.url)),
      };
    default:
      return { ...each, path };
  }
}
