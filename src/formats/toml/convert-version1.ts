// Turns a v1 registries.conf into a v2 one that means the same, with every comment in its place.

import type { AST } from 'toml-eslint-parser';
import { err, ok, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import { applySplices, lineEnding, type Splice } from '../text.ts';
import { SEARCH_KEY, type Version1 } from './conf.ts';
import { placeTopLevelKey } from './edit-search.ts';
import { nameOfElement, quoteLike } from './edits.ts';
import { badValue } from './fields.ts';
import { commentsBetween, cutLines, joinLines, lineEnd, lineStart, removeLines } from './lines.ts';
import { readRegistries } from './read-registries.ts';
import { lowerBound } from './sequence.ts';
import { keyNames, parseDocument, positionOf, type TomlDocument } from './tree.ts';
import { verifyConversion } from './verify-edits.ts';

/** `[registries.NAME]` and its one line, `registries = […]`. */
interface Section {
  readonly name: string;
  readonly table: AST.TOMLTable;
  readonly line: AST.TOMLKeyValue | undefined;
  readonly array: AST.TOMLArray | undefined;
}

/** What the v1 lists say of a location, and the locations that have their table already. */
interface Flags {
  readonly insecure: ReadonlySet<string>;
  readonly block: ReadonlySet<string>;
  readonly written: Set<string>;
}

/**
 * Converts as the engine does when it reads v1 (sysregistriesv2, ConvertToV2): the search list becomes
 * `unqualified-search-registries`, moved before the first table if it was not there; each insecure or blocked entry
 * becomes a [[registry]] in the place of its list, without the slashes at its end. A v2 text is returned as it is.
 *
 * @returns the faults of readRegistries (entries with a scheme among them), BAD_VALUE with the reason 'layout' for v1
 * tables in an unusual spelling or with further keys, EDIT_NOT_EXACT.
 */
export function convertVersion1(text: string): Result<{ readonly text: string }, TextProblem> {
  const conf = readRegistries(text);
  if (!conf.ok) return conf;
  if (conf.value.version === 2) return ok({ text });
  const isOpen = text !== '' && !text.endsWith('\n');
  const before = parseDocument(isOpen ? text + lineEnding(text) : text);
  if (!before.ok) return before;
  const sections = readSections(before.value, conf.value.warnings);
  if (!sections.ok) return sections;
  const splices = uniteCuts(convertSections(before.value, sections.value, conf.value));
  const closed = applySplices(before.value.text, splices);
  const converted = isOpen ? closed.replace(/\r?\n$/, '') : closed;
  const after = parseDocument(converted);
  if (!after.ok) return err({ code: 'EDIT_NOT_EXACT', detail: { cause: after.error.code } });
  const problem = verifyConversion(before.value, after.value, conf.value);
  return problem === undefined ? ok({ text: converted }) : err(problem);
}

/** A key that the engine ignores within the v1 tables is the better reason than the layout that it makes. */
function readSections(
  { body }: TomlDocument,
  warnings: readonly TextProblem[],
): Result<readonly Section[], TextProblem> {
  const sections: Section[] = [];
  for (const node of body) {
    const [first, name = '', ...more] = keyNames(node.key);
    if (first !== 'registries') continue;
    const section = more.length === 0 && node.type === 'TOMLTable' ? toSection(node, name) : undefined;
    if (section === undefined) {
      const { start, end } = node.loc;
      const ignored = warnings.find(({ position }) => {
        return position !== undefined && position.line >= start.line && position.line <= end.line;
      });
      return err(ignored ?? badValue('layout', positionOf(node), { key: keyNames(node.key).join('.') }));
    }
    sections.push(section);
  }
  return ok(sections);
}

function toSection(table: AST.TOMLTable, name: string): Section | undefined {
  const [line, ...more] = table.body;
  if (line === undefined) return { name, table, line, array: undefined };
  const plain = more.length === 0 && keyNames(line.key).join('.') === 'registries';
  const isKnown = ['search', 'insecure', 'block'].includes(name);
  if (!plain || !isKnown || line.value.type !== 'TOMLArray') return undefined;
  return { name, table, line, array: line.value };
}

function convertSections(document: TomlDocument, sections: readonly Section[], conf: Version1): Splice[] {
  const flags = { insecure: new Set(conf.insecure), block: new Set(conf.block), written: new Set<string>() };
  return sections.flatMap((section) => {
    const { name, table, line, array } = section;
    if (line === undefined || array === undefined) return [removeSection(document, table)];
    if (name === 'search') return convertSearch(document, section.table, line, sections);
    return array.elements.length === 0
      ? [removeSection(document, table)]
      : [convertList(document, table, array, flags)];
  });
}

/** Of two neighbours that go, both take the empty line between them along. */
function uniteCuts(splices: readonly Splice[]): readonly Splice[] {
  const united: Splice[] = [];
  for (const splice of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = united.at(-1);
    if (last === undefined || splice.start >= last.end) united.push(splice);
    else {
      const end = Math.max(last.end, splice.end);
      united[united.length - 1] = { start: last.start, end, text: last.text + splice.text };
    }
  }
  return united;
}

function removeSection(document: TomlDocument, { range }: AST.TOMLTable): Splice {
  return removeLines(document, range[0], range[1], 'before');
}

/** The list keeps its raw text under its new name, in its place if no table comes before it. */
function convertSearch(
  document: TomlDocument,
  table: AST.TOMLTable,
  line: AST.TOMLKeyValue,
  sections: readonly Section[],
): Splice[] {
  const { text, body } = document;
  const gone = new Set(
    sections.flatMap(({ array, table }) =>
      array === undefined || array.elements.length === 0 ? [table] : [],
    ),
  );
  gone.delete(table);
  const firstTable = body.find((node) => node.type === 'TOMLTable' && !gone.has(node));
  const header = removeLines(document, table.range[0], table.key.range[1], 'keep');
  const [start, end] = line.range;
  if (firstTable === table) return [header, { start, end: line.key.range[1], text: SEARCH_KEY }];
  const renamed = SEARCH_KEY + text.slice(line.key.range[1], lineEnd(text, end)).replace(/\r?\n$/, '');
  const place = placeTopLevelKey(
    document,
    renamed,
    firstTable?.type === 'TOMLTable' ? firstTable : undefined,
  );
  return [header, cutLines(text, start, end, 'after'), place];
}

/** One [[registry]] for each entry that has none yet; the comments of the list stand above the entry they speak of. */
function convertList(
  document: TomlDocument,
  table: AST.TOMLTable,
  array: AST.TOMLArray,
  flags: Flags,
): Splice {
  const { text } = document;
  const [start, end] = [lineStart(text, table.range[0]), lineEnd(text, table.range[1])];
  const ends = array.elements.map(({ range }) => range[1]);
  const pieces = [
    ...array.elements.map((element) => ({
      at: element.range[0],
      lines: () => renderOnce(nameOfElement(element), flags),
    })),
    ...commentsBetween(document, start, end).map(({ range }) => ({
      at: placeOfComment(text, range[0], array, ends),
      lines: () => [text.slice(...range)],
    })),
  ];
  const lines = pieces.sort((a, b) => a.at - b.at).flatMap((piece) => piece.lines());
  if (lines.length === 0) return removeSection(document, table);
  return { start, end, text: joinLines(text, separateTables(lines)) };
}

/** A comment behind an entry on its line goes just before that entry. */
function placeOfComment(
  text: string,
  start: number,
  { elements }: AST.TOMLArray,
  ends: readonly number[],
): number {
  const before = elements[lowerBound(ends, start) - 1];
  const isBehind = before !== undefined && !text.slice(before.range[1], start).includes('\n');
  return isBehind ? before.range[0] - 0.5 : start;
}

function renderOnce(location: string, { insecure, block, written }: Flags): string[] {
  if (written.has(location)) return [];
  written.add(location);
  return [
    '[[registry]]',
    `location = ${quoteLike(undefined, location)}`,
    ...(insecure.has(location) ? ['insecure = true'] : []),
    ...(block.has(location) ? ['blocked = true'] : []),
  ];
}

/** An empty line between two tables, above the comments of the second. */
function separateTables(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) => {
    const above = lines[index - 1];
    const startsGroup = above !== undefined && /^(?:location|insecure|blocked) = /.test(above);
    return startsGroup && !/^(?:insecure|blocked) = /.test(line) ? ['', line] : [line];
  });
}
