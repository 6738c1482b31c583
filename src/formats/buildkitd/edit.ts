// Changes a buildkitd.toml losslessly: only the bytes that an edit needs, and its inverse puts them back.

import type { AST } from 'toml-eslint-parser';
import { err, ok, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import { applySplices, lineEnding, type Splice } from '../text.ts';
import { editArray } from '../toml/array.ts';
import { quoteLike } from '../toml/edits.ts';
import { removeInlineKey, setInlineKey } from '../toml/inline-table.ts';
import { appendBlock, indentOf, insertLinesAfter, removeLines } from '../toml/lines.ts';
import type { Entry, TableNode, TomlDocument } from '../toml/tree.ts';
import type { Blank, BuildkitdEdit, Edited } from './edits.ts';
import { readBuildkitd } from './read.ts';
import { verifyEdits } from './verify.ts';

/** Where tables of registries are written as no header and no inline table, they are not added to. */
export const LAYOUT = 'layout';

/**
 * Makes the edits one after the other, each on a freshly parsed document. What is as wanted already is not touched.
 *
 * @param text without byte-order mark
 * @returns the faults of readBuildkitd; BAD_VALUE with the reason `layout` where dotted keys, or an inline table around
 * all registries, leave no place for what has to be added; EDIT_NOT_EXACT
 */
export function editBuildkitd(
  text: string,
  edits: readonly BuildkitdEdit[],
  blanks: readonly Blank[],
): Result<Edited, TextProblem> {
  const before = readBuildkitd(text);
  if (!before.ok) return before;
  const isOpen = text !== '' && !text.endsWith('\n');
  let current: Edited = { text: isOpen ? text + lineEnding(text) : text, blanks };
  for (const edit of edits) {
    const read = readBuildkitd(current.text);
    if (!read.ok) return err({ code: 'EDIT_NOT_EXACT', detail: { key: edit.kind, cause: read.error.code } });
    const made = applyEdit(read.value.document, edit, current.blanks);
    if (!made.ok) return made;
    current = made.value;
  }
  const after = isOpen ? current.text.replace(/\r?\n$/, '') : current.text;
  const problem = after === text ? undefined : verifyEdits(text, after, edits);
  return problem === undefined ? ok({ text: after, blanks: current.blanks }) : err(problem);
}

function applyEdit(
  document: TomlDocument,
  edit: BuildkitdEdit,
  blanks: readonly Blank[],
): Result<Edited, TextProblem> {
  const found = tableOf(document, edit.registry);
  const done = (splices: readonly Splice[], left = blanks): Result<Edited, TextProblem> =>
    ok({ text: applySplices(document.text, splices), blanks: left });
  switch (edit.kind) {
    case 'add-table':
      if (found !== undefined) return done([]);
      return hasRoom(document) ? done([addTable(document, edit.registry)]) : err(layoutProblem(document));
    case 'remove-table':
      return done(found === undefined || found.entries.size > 0 ? [] : removeTable(document, found));
    case 'set-list':
    case 'set-flag': {
      if (found === undefined) return err(layoutProblem(document));
      const site: Site = { document, table: found, registry: edit.registry, key: edit.key, blanks };
      return edit.kind === 'set-list' ? setList(site, edit.values) : setFlag(site, edit.value);
    }
  }
}

function tableOf({ root }: TomlDocument, registry: string): TableNode | undefined {
  const all = root.entries.get('registry')?.node;
  const table = all?.kind === 'table' ? all.entries.get(registry)?.node : undefined;
  return table?.kind === 'table' ? table : undefined;
}

/** `registry = { … }` and `registry."a".http = true` close the table `registry`: no header may add to it. */
function hasRoom({ root }: TomlDocument): boolean {
  const all = root.entries.get('registry');
  return all === undefined || all.line === 'header';
}

function layoutProblem({ root }: TomlDocument): TextProblem {
  const position = root.entries.get('registry')?.position ?? { line: 1, column: 1 };
  return { code: 'BAD_VALUE', position, detail: { reason: LAYOUT } };
}

function addTable(document: TomlDocument, registry: string): Splice {
  return appendBlock(document.text, [`[registry.${quoteLike(undefined, registry)}]`]);
}

function removeTable(document: TomlDocument, { written }: TableNode): readonly Splice[] {
  // An empty table of another form says nothing and does no harm.
  if (typeof written !== 'object' || written.type !== 'TOMLTable') return [];
  return [removeLines(document, written.range[0], written.range[1], 'before')];
}

/** A key of the table of a registry that is to be changed. */
interface Site {
  readonly document: TomlDocument;
  readonly table: TableNode;
  readonly registry: string;
  readonly key: 'mirrors' | 'ca' | 'http' | 'insecure';
  readonly blanks: readonly Blank[];
}

function setList(site: Site, values: readonly string[]): Result<Edited, TextProblem> {
  const { document, table, key } = site;
  const entry = table.entries.get(key);
  if (entry === undefined || entry.line === 'header') {
    const list = `[${values.map((value) => quoteLike(undefined, value)).join(', ')}]`;
    return values.length === 0 ? unchanged(site) : addKey(site, list);
  }
  const raw = rawOf(document, entry);
  const wasEmpty = entry.node.kind === 'array' && entry.node.items.length === 0;
  if (values.length === 0) return wasEmpty ? unchanged(site) : takeOut(site, entry);
  const example = /["']/.exec(raw)?.[0];
  const wanted = values.map((value) => ({
    key: value,
    raw: (existing: string | undefined) => existing ?? quoteLike(example, value),
  }));
  const text = editArray(raw, elementText, wanted, lineEnding(document.text));
  return replace(site, entry, text, wasEmpty ? raw : undefined);
}

function setFlag(site: Site, value: boolean | null): Result<Edited, TextProblem> {
  const { document, table, key } = site;
  const entry = table.entries.get(key);
  if (entry === undefined || entry.line === 'header')
    return value === null ? unchanged(site) : addKey(site, String(value));
  if (value === null) return takeOut(site, entry);
  const raw = rawOf(document, entry);
  return raw === String(value) ? unchanged(site) : replace(site, entry, String(value), raw);
}

function unchanged({ document, blanks }: Site): Result<Edited, TextProblem> {
  return ok({ text: document.text, blanks });
}

function edited({ document }: Site, splice: Splice, blanks: readonly Blank[]): Result<Edited, TextProblem> {
  return ok({ text: applySplices(document.text, [splice]), blanks });
}

/** @param remembered what stood there, where the way back cannot be computed */
function replace(
  site: Site,
  entry: Entry,
  text: string,
  remembered: string | undefined,
): Result<Edited, TextProblem> {
  const at = placeOf(site);
  const blanks =
    remembered === undefined ? site.blanks : [...without(site.blanks, at), { at, text: remembered }];
  return edited(site, { ...spanOf(entry), text }, blanks);
}

/** What stood there before ours, else nothing. */
function takeOut(site: Site, entry: Entry): Result<Edited, TextProblem> {
  const { document, table, registry, key, blanks } = site;
  const at = placeOf(site);
  const blank = blanks.find((known) => known.at === at);
  if (blank !== undefined) return edited(site, { ...spanOf(entry), text: blank.text }, without(blanks, at));
  const { written } = table;
  if (typeof written === 'object' && written.type === 'TOMLInlineTable') {
    const [start, end] = written.range;
    const place: Blank['at'] = `table:${registry}`;
    const empty = table.entries.size > 1 ? undefined : blanks.find((known) => known.at === place);
    const text = empty?.text ?? removeInlineKey(document.text.slice(start, end), key);
    return edited(site, { start, end, text }, empty === undefined ? blanks : without(blanks, place));
  }
  if (entry.line === 'header') throw new Error('a key that is written by a header');
  const [start, end] = entry.line.range;
  return edited(site, removeLines(document, start, end, 'keep'), blanks);
}

function placeOf({ key, registry }: Site): Blank['at'] {
  return `${key}:${registry}`;
}

function without(blanks: readonly Blank[], at: Blank['at']): readonly Blank[] {
  return blanks.filter((known) => known.at !== at);
}

function elementText(element: AST.TOMLContentNode): string {
  return element.type === 'TOMLValue' && element.kind === 'string' ? element.value : '';
}

function spanOf({ line }: Entry): { readonly start: number; readonly end: number } {
  if (line === 'header') throw new Error('a value that is written by a header');
  const [start, end] = line.value.range;
  return { start, end };
}

function rawOf({ text }: TomlDocument, entry: Entry): string {
  const { start, end } = spanOf(entry);
  return text.slice(start, end);
}

function addKey(site: Site, value: string): Result<Edited, TextProblem> {
  const { document, table, registry, key, blanks } = site;
  const { written } = table;
  if (typeof written !== 'object') return err(layoutProblem(document));
  if (written.type === 'TOMLInlineTable') {
    const [start, end] = written.range;
    const raw = document.text.slice(start, end);
    const empty: readonly Blank[] = table.entries.size > 0 ? [] : [{ at: `table:${registry}`, text: raw }];
    return edited(site, { start, end, text: setInlineKey(raw, key, value) }, [...blanks, ...empty]);
  }
  const last = written.body.at(-1);
  const anchor = last === undefined ? written.key.range[1] : last.range[1];
  const line = `${indentFor(document, written)}${key} = ${value}`;
  return edited(site, insertLinesAfter(document.text, anchor, [line]), blanks);
}

/** As the table's own keys, else as those of the registry before it, else two spaces, as the manual has it. */
function indentFor(document: TomlDocument, table: AST.TOMLTable): string {
  const siblings = document.body.filter(
    (node): node is AST.TOMLTable =>
      node.type === 'TOMLTable' && node.resolvedKey[0] === 'registry' && node.body.length > 0,
  );
  const model = table.body[0] ?? siblings.findLast(({ range }) => range[0] < table.range[0])?.body[0];
  return model === undefined ? '  ' : indentOf(document.text, model.range[0]);
}
