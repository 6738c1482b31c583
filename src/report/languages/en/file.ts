// Sentences about a configuration file that cannot be used as it is: what is wrong there and how it would be right.

import type { BadValueReason } from '../../../formats/toml/conf.ts';
import type { FindingPlace } from '../../../model/finding.ts';
import type { GeneralFindings, TargetReason } from '../../../model/findings/general.ts';
import type { TextProblem } from '../../../model/text.ts';
import type { Sentence } from '../sentence.ts';
import { syntaxForm, valueForm } from './forms.ts';
import { nodeWords } from './words.ts';

type Detail = Readonly<Record<string, string>>;

/** A file that an engine, or we, would refuse. */
export function fileSentence(args: GeneralFindings['FILE_REFUSED'], place: FindingPlace): Sentence {
  const engine = place.engine ?? 'The program that reads it';
  return PROBLEMS[args.reason](args.detail, engine, place.path ?? 'FILE');
}

const PROBLEMS = {
  SYNTAX: ({ found, expected, message }, engine) => ({
    message: `${engine} cannot read this file: ${syntaxWords(found, expected, message)}.`,
    hint: 'Correct this place and run the command again; nothing was changed.',
  }),
  COMMENT: (_, engine) => ({
    message: `${engine} refuses comments: this file must be plain JSON.`,
    hint: 'Take the comment out.',
  }),
  TRAILING_COMMA: (_, engine) => ({
    message: `${engine} refuses a comma after the last element.`,
    hint: 'Take this comma out.',
  }),
  TRAILING_CONTENT: ({ found }) => ({
    message: `After the end of the document there is more${found === undefined ? '' : `: ${found}`}.`,
    hint: 'Take out what stands after the last closing brace, or put it inside.',
  }),
  EMPTY: (_, engine) => ({
    message: `The file is empty, and this version of ${engine} does not start with it.`,
    hint: 'Write {} into it, or delete it.',
  }),
  NOT_UTF8: (_detail, _engine, path) => ({
    message: 'The file is not valid UTF-8 from this place on.',
    hint: `Save it as UTF-8. If it is in Latin-1: iconv -f LATIN1 -t UTF-8 '${path}'`,
  }),
  BYTE_ORDER_MARK: (_, engine, path) => ({
    message: `The file begins with a byte-order mark, which not every version of ${engine} takes.`,
    hint: `Take it out: sed -i '1s/^\\xEF\\xBB\\xBF//' '${path}'`,
  }),
  LONE_CARRIAGE_RETURN: (_, engine) => ({
    message: `A carriage return without a line feed stands here; ${engine} refuses it.`,
    hint: 'Replace it by a line feed.',
  }),
  WRONG_TYPE: ({ key, found, expected, member, element }) => ({
    message: `${key === undefined ? 'The document' : `"${key}"`} must be of the type ${valueForm(expected ?? '?')}, but is ${found ?? 'another one'}${element === undefined ? '' : ' in the array'}${member === undefined ? '' : ` for "${member}"`}.`,
    hint: 'Correct the value.',
  }),
  DUPLICATE_KEY: ({ key }) => ({
    message: `${key === undefined ? 'This key' : `"${key}"`} stands twice; which one counts depends on the engine.`,
    hint: 'Keep one of the two.',
  }),
  MIXED_VERSIONS: (_, engine) => ({
    message: `The file mixes the old format ([registries.*]) with the new one; ${engine} refuses that.`,
    hint: 'Take out the [registries.*] tables, or the other keys.',
  }),
  VERSION_1: () => ({
    message: 'The file is in the old format ([registries.search] …), in which this cannot be said.',
    hint: 'Run the same command with --convert to turn the file into the new format first.',
  }),
  MISPLACED_KEY: ({ key }, engine) => ({
    message: `"${key ?? ''}" belongs to the top of the file; here it is part of the table above it and ${engine} ignores it.`,
    hint: 'Move the line above the first table.',
  }),
  UNKNOWN_KEY: ({ key, expected }, engine) => ({
    message: `${engine} does not know "${key ?? ''}".`,
    hint: expected === undefined ? 'Take it out, or correct its spelling.' : `Did you mean "${expected}"?`,
  }),
  BAD_VALUE: badValueSentence,
  EDIT_NOT_EXACT: ({ key }) => ({
    message: `An edit${key === undefined ? '' : ` of "${key}"`} would change more than was asked for, so it was not made.`,
    hint: 'Make this change by hand, or write the place in a plainer way first.',
  }),
} as const satisfies Record<TextProblem['code'], (detail: Detail, engine: string, path: string) => Sentence>;

function syntaxWords(found?: string, expected?: string, message?: string): string {
  if (found !== undefined && expected !== undefined)
    return `found ${syntaxForm(found)}, expected ${syntaxForm(expected)}`;
  if (found !== undefined) return `found ${syntaxForm(found)}`;
  return message ?? 'the syntax is wrong';
}

function badValueSentence(detail: Detail, engine: string): Sentence {
  const known = Object.entries(BAD_VALUES).find(([reason]) => reason === detail.reason)?.[1];
  const about = detail.value ?? detail.found ?? detail.key ?? detail.prefix ?? '';
  const named = about === '' ? '' : `"${about}": `;
  if (known === undefined)
    return { message: `${named}${engine} refuses this value.`, hint: 'Correct the value.' };
  return { message: `${named}${known[0]}.`, hint: known[1] };
}

const BAD_VALUES = {
  scheme: [
    'a location has no scheme (http://, https://)',
    'Take the scheme out; plain HTTP is said by insecure = true.',
  ],
  'no-prefix-and-location': [
    'this [[registry]] has neither a prefix nor a location',
    'Add: location = "HOST[:PORT]"',
  ],
  'no-location': ['this [[registry]] has no location', 'Add: location = "HOST[:PORT]"'],
  'no-mirror-location': ['this mirror has no location', 'Add: location = "HOST[:PORT]"'],
  wildcard: ['a wildcard has the form *.example.com and nothing after it', 'Correct the prefix.'],
  'conflicting-insecure': [
    'two tables have this location and do not agree about insecure',
    'Give both the same value, or keep one of them.',
  ],
  'conflicting-blocked': [
    'two tables have this location and do not agree about blocked',
    'Give both the same value, or keep one of them.',
  ],
  'pull-from-mirror': ['pull-from-mirror is all, digest-only or tag-only', 'Use one of these.'],
  'pull-from-mirror-outside-mirror': [
    'pull-from-mirror stands in a [[registry]]; it belongs to a [[registry.mirror]]',
    'Move the line below the [[registry.mirror]] that is meant.',
  ],
  'pull-from-mirror-with-digest-only': [
    'pull-from-mirror and mirror-by-digest-only cannot be combined',
    'Keep one of the two.',
  ],
  'short-name-mode': ['short-name-mode is enforcing, permissive or disabled', 'Use one of these.'],
  'search-entry': ['an entry of the search list is HOST[:PORT]', 'Correct the entry.'],
  alias: ['an alias leads from a short name to a full image name without tag', 'Correct the alias.'],
  'letter-case': ['keys are written in small letters', 'Write the key in small letters.'],
  'trailing-slash': ['a slash at the end breaks pulls on older versions', 'Take the slash out.'],
  layout: ['this way of writing the old format is not converted', 'Convert the file by hand.'],
  'no-such-registry': ['there is no such [[registry]]', 'See registry-client status.'],
  'registry-exists': ['there is such a [[registry]] already', 'See registry-client status.'],
} as const satisfies Record<BadValueReason, readonly [message: string, hint: string]>;

/** A path that cannot be replaced safely. */
export function targetSentence(args: GeneralFindings['TARGET_REFUSED'], place: FindingPlace): Sentence {
  return TARGETS[args.reason](args.detail ?? '', place.path ?? 'FILE');
}

/** Whoever put it there may still want it: it is moved, not deleted. */
const awayWith = (path: string) =>
  `See what it is and who put it there (ls -ld ${path}), move it away and run the command again: mv ${path} ${path}.away`;

const TARGETS = {
  'not-a-file': (kind, path) => ({
    message: `This is ${nodeWords(kind)}, not a regular file.`,
    hint: awayWith(path),
  }),
  'not-a-directory': (kind, path) => ({
    message: `This is ${nodeWords(kind)}, not a directory.`,
    hint: awayWith(path),
  }),
  'hard-links': (links, path) => ({
    message: `This file has ${links === '' ? 'several' : links} names (hard links); replacing it would part them.`,
    hint: `Find the others with find / -xdev -samefile ${path}, and make them symbolic links to it.`,
  }),
  'mount-point': (_, path) => ({
    message: 'Something is mounted here, so the file cannot be replaced as a whole.',
    hint: `See what: findmnt ${path}. Change the file where it comes from: on the host, if this is a container.`,
  }),
  'writable-by-others': (detail, path) => ({
    message: `Others than root may write to ${detail === '' ? 'its folder' : detail}, so what is written could be swapped.`,
    hint: `Look at it and take the right away: namei -l ${path}`,
  }),
  'symlink-loop': (_, path) => ({
    message: 'The symbolic links lead in a circle.',
    hint: `Follow them: namei -l ${path}`,
  }),
  'read-only': (_, path) => ({
    message: 'The file system is read-only.',
    hint: `See its mount options: findmnt -T ${path}`,
  }),
  immutable: (_, path) => ({
    message: 'The file is protected from changes (the immutable attribute, or a security module).',
    hint: `See lsattr ${path}; chattr -i ${path} lifts the attribute.`,
  }),
  'changed-meanwhile': () => ({
    message: 'Somebody else changed it at the same moment.',
    hint: 'Run the command again.',
  }),
} as const satisfies Record<TargetReason, (detail: string, path: string) => Sentence>;
