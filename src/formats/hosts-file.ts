// Lines of /etc/hosts that carry our mark: read, added, changed and taken out without touching any other line.

import { err, ok, type Result } from '../model/result.ts';
import type { Position, TextProblem } from '../model/text.ts';
import { lineEnding } from './text.ts';

/** A name and the address, IPv4 or IPv6, that it shall have on this host. */
export interface HostAlias {
  readonly name: string;
  readonly address: string;
}

/** One name of one line; of several lines for a name, glibc takes the first of the wanted family. */
export interface HostEntry extends HostAlias {
  /** Whether the line carries our mark. */
  readonly ours: boolean;
  /** Where the name stands. */
  readonly position: Position;
}

const MARK = '# registry-client';

/**
 * hosts(5): words with white space before each, as isspace(3) in the C locale has it; a comment from `#` on. White space
 * that no word follows is to be cut off before: of a long run of it, this tries every part.
 */
const WORD = /([ \t\r\v\f]*)([^ \t\r\v\f]+)/g;

/** One line, cut so that its parts joined give it back. */
interface Line {
  readonly indent: string;
  readonly address: string;
  /** The names with the white space before each. */
  readonly names: readonly { readonly gap: string; readonly name: string }[];
  readonly gap: string;
  readonly comment: string;
  readonly eol: string;
  readonly ours: boolean;
}

/** All names that the file gives an address to, in the order of the file; lines that name nothing are left out. */
export function readHostAliases(text: string): readonly HostEntry[] {
  return entriesOf(splitLines(text));
}

function entriesOf(lines: readonly Line[]): readonly HostEntry[] {
  return lines.flatMap((line, index) => {
    let column = line.indent.length + line.address.length + 1;
    return line.names.map(({ gap, name }) => {
      const position = { line: index + 1, column: column + gap.length };
      column += gap.length + name.length;
      return { address: line.address, name, ours: line.ours, position };
    });
  });
}

/**
 * Makes our marked lines name exactly these aliases: those that are there stay where they are, an address is changed
 * in place, new ones are appended in the order given, the rest is taken out. A file without a final line end keeps
 * none, so that taking out what was added restores the bytes. What others wrote after our mark stays as a comment.
 *
 * @returns BAD_VALUE for a name or address that would not be one word of the line (hosts(5)), EDIT_NOT_EXACT if a line
 * of somebody else's would have changed.
 */
export function editHostAliases(
  text: string,
  aliases: readonly HostAlias[],
): Result<{ readonly text: string }, TextProblem> {
  for (const value of aliases.flatMap(({ name, address }) => [name, address])) {
    if (!/^[^\s#]+$/.test(value)) return err({ code: 'BAD_VALUE', detail: { found: value } });
  }
  const lines = splitLines(text);
  const missing = new Map(aliases.map((alias) => [keyOf(alias), alias]));
  for (const line of lines.filter(({ ours }) => ours)) {
    for (const { name } of line.names) missing.delete(keyOf({ name, address: line.address }));
  }
  const wanted = new Map(aliases.map((alias) => [keyOf(alias), alias]));
  const kept: Line[] = [];
  for (const line of lines) {
    const next = line.ours ? updateLine(line, wanted, missing) : line;
    if (next !== undefined) kept.push(next);
    else if (line.eol === '') dropLastEol(kept);
  }
  const edited = appendLines(joinLines(kept), [...missing.values()], lineEnding(text));
  return isExact(lines, splitLines(edited), aliases)
    ? ok({ text: edited })
    : err({ code: 'EDIT_NOT_EXACT', detail: {} });
}

/** What becomes of a line of ours; undefined if nothing of it stays. Takes what it uses out of both maps. */
function updateLine(
  line: Line,
  wanted: Map<string, HostAlias>,
  missing: Map<string, HostAlias>,
): Line | undefined {
  const names = line.names.filter(({ name }) => wanted.delete(keyOf({ name, address: line.address })));
  if (names.length > 0) return { ...line, names };
  const only = line.names.length === 1 ? line.names[0]?.name.toLowerCase() : undefined;
  for (const [key, alias] of missing) {
    if (alias.name.toLowerCase() !== only) continue;
    missing.delete(key);
    wanted.delete(key);
    return { ...line, address: alias.address };
  }
  const remark = line.comment.slice(MARK.length).trimStart();
  if (remark === '') return undefined;
  const comment = remark.startsWith('#') ? remark : `# ${remark}`;
  return { ...line, address: '', names: [], gap: '', comment, ours: false };
}

/** Appends a line per alias; only an empty file gets a final line end that it had not. */
function appendLines(text: string, aliases: readonly HostAlias[], eol: string): string {
  if (aliases.length === 0) return text;
  const lines = aliases.map(({ name, address }) => `${address} ${name} ${MARK}`);
  if (text === '' || text.endsWith('\n')) return text + lines.map((line) => line + eol).join('');
  return [text, ...lines].join(text.endsWith('\r') ? '\r\n' : eol); // a lone \r is not to become half a line end
}

/**
 * The last line of a file without a final line end is gone: the one before it becomes such a line. Not an empty one: it
 * is nothing but its line end.
 */
function dropLastEol(lines: Line[]): void {
  const last = lines.at(-1);
  if (last === undefined || joinLines([{ ...last, eol: '' }]) === '') return;
  lines[lines.length - 1] = { ...last, eol: '' };
}

function splitLines(text: string): readonly Line[] {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map(parseLine);
}

function parseLine(raw: string): Line {
  const [eol = ''] = /\r?\n$/.exec(raw) ?? [];
  const body = raw.slice(0, raw.length - eol.length);
  const hash = body.indexOf('#');
  const front = hash === -1 ? body : body.slice(0, hash);
  const comment = body.slice(front.length);
  const end = endOfWords(front);
  const [first, ...rest] = front.slice(0, end).matchAll(WORD);
  const [, indent = '', address = ''] = first ?? [];
  const names = rest.map(([, gap = '', name = '']) => ({ gap, name }));
  const isMarked = comment === MARK || comment.startsWith(`${MARK} `) || comment.startsWith(`${MARK}\t`);
  return { indent, address, names, gap: front.slice(end), comment, eol, ours: isMarked && names.length > 0 };
}

function endOfWords(front: string): number {
  let end = front.length;
  while (end > 0 && ' \t\r\v\f'.includes(front.charAt(end - 1))) end -= 1;
  return end;
}

function joinLines(lines: readonly Line[]): string {
  return lines
    .map(({ indent, address, names, gap, comment, eol }) => {
      const words = names.map((word) => word.gap + word.name).join('');
      return indent + address + words + gap + comment + eol;
    })
    .join('');
}

/** Host names are compared without regard to case (RFC 4343), addresses as they are written. */
function keyOf({ name, address }: HostAlias): string {
  return `${address} ${name.toLowerCase()}`;
}

/** Compares what was read alone: lines and names of others must be the same in the same order, ours what was asked for. */
function isExact(before: readonly Line[], after: readonly Line[], aliases: readonly HostAlias[]): boolean {
  const pick = (lines: readonly Line[], ours: boolean) =>
    entriesOf(lines.filter((line) => line.ours === ours)).map(keyOf);
  const wanted = [...new Set(aliases.map(keyOf))].sort();
  return (
    JSON.stringify(pick(before, false)) === JSON.stringify(pick(after, false)) &&
    JSON.stringify(pick(after, true).sort()) === JSON.stringify(wanted) &&
    isSubsequence(foreignLines(before), foreignLines(after))
  );
}

/** The lines without our mark; the line end of the last one comes and goes with ours. */
function foreignLines(lines: readonly Line[]): readonly string[] {
  return lines.filter((line) => !line.ours).map((line) => joinLines([{ ...line, eol: '' }]));
}

/** Whether all items are in `others` in their order; what is left of a line of ours may stand between. */
function isSubsequence(items: readonly string[], others: readonly string[]): boolean {
  let found = 0;
  for (const other of others) if (other === items[found]) found += 1;
  return found === items.length;
}
