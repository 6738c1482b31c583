// The edits of whole [[registry]] tables, and of their key `insecure`.

import type { AST } from 'toml-eslint-parser';
import { applySplices, lineEnding, type Splice } from '../text.ts';
import { editArray, type WantedElement } from './array.ts';
import {
  type Blank,
  type Edited,
  endOfRun,
  expectRegistry,
  type Pass,
  quoteLike,
  registryArray,
  runsOfItems,
  type TableRun,
  type WantedRegistry,
  withBlank,
  withoutBlank,
} from './edits.ts';
import { removeInlineKey, setInlineKey } from './inline-table.ts';
import { appendBlock, indentOf, insertLinesAfter, removeLines } from './lines.ts';
import type { TableNode, TomlDocument } from './tree.ts';

/** Puts a table at the end; among inline tables, an inline table. */
export function addRegistry(registry: WantedRegistry): Pass {
  return (document, blanks): Edited => {
    const keys = keysOf(registry);
    const array = registryArray(document);
    const splice =
      array === undefined || array.written === 'headers'
        ? appendBlock(document.text, ['[[registry]]', ...keys])
        : spliceElements(document, array.written, (kept) => [
            ...kept,
            { key: 'new', raw: () => `{ ${keys.join(', ')} }` },
          ]);
    return { text: applySplices(document.text, [splice]), blanks };
  };
}

/** Takes out the table with its mirrors and only those. Comments stay. */
export function removeRegistry(prefix: string): Pass {
  return (document, blanks): Edited => {
    const { index } = expectRegistry(document, prefix);
    const array = registryArray(document);
    const splices =
      array === undefined || array.written === 'headers'
        ? removeRuns(document, runsOfItems(document, ['registry']).get(index))
        : [spliceElements(document, array.written, (kept) => kept.filter((_, place) => place !== index))];
    const left = blanks.filter(({ at }) => !concerns(at, prefix));
    return { text: applySplices(document.text, splices), blanks: left };
  };
}

function concerns(place: string, prefix: string): boolean {
  return (
    place === `insecure:${prefix}` || place === `mirrors:${prefix}` || place.startsWith(`insecure:${prefix} `)
  );
}

/** Sets `insecure = true`, or takes it back: to what the blank says was there, else the key goes. */
export function setRegistryInsecure(prefix: string, insecure: boolean): Pass {
  return (document, blanks): Edited => {
    const { table } = expectRegistry(document, prefix);
    const change = changeInsecure(document, table, insecure, `insecure:${prefix}`, blanks);
    return { text: applySplices(document.text, change.splices), blanks: change.blanks };
  };
}

/** The splices that make `insecure` of a table (registry or mirror, under a header or inline) what is wanted. */
export function changeInsecure(
  document: TomlDocument,
  table: TableNode,
  wanted: boolean,
  at: Blank['at'],
  blanks: readonly Blank[],
): { readonly splices: readonly Splice[]; readonly blanks: readonly Blank[] } {
  const entry = table.entries.get('insecure');
  const present = entry?.node.kind === 'scalar' && entry.node.value === true;
  if (present === wanted) return { splices: [], blanks };
  const blank = blanks.find((known) => known.at === at);
  const text = wanted ? 'true' : blank?.text;
  const left = withoutBlank(blanks, at);
  if (entry === undefined || entry.line === 'header') {
    return { splices: [addInsecure(document, table)], blanks: left };
  }
  if (text === undefined) return { splices: [dropInsecure(document, table, entry.line)], blanks: left };
  const [start, end] = entry.line.value.range;
  const replaced: Blank = { at, text: document.text.slice(start, end) };
  return { splices: [{ start, end, text }], blanks: wanted ? withBlank(blanks, replaced) : left };
}

function addInsecure({ text }: TomlDocument, table: TableNode): Splice {
  if (isInline(table.written)) {
    const [start, end] = table.written.range;
    return { start, end, text: setInlineKey(text.slice(start, end), 'insecure', 'true') };
  }
  const anchor = table.entries.get('location') ?? table.entries.get('prefix');
  if (anchor === undefined || anchor.line === 'header')
    throw new Error('a table without prefix and location');
  const { key, value } = anchor.line;
  const equals = text.slice(key.range[1], value.range[0]);
  return insertLinesAfter(text, value.range[1], [`${indentOf(text, key.range[0])}insecure${equals}true`]);
}

function dropInsecure(document: TomlDocument, table: TableNode, line: AST.TOMLKeyValue): Splice {
  if (!isInline(table.written)) return removeLines(document, line.range[0], line.range[1], 'keep');
  const [start, end] = table.written.range;
  return { start, end, text: removeInlineKey(document.text.slice(start, end), 'insecure') };
}

/** Takes out what an item of an array of tables is written in, with the empty line before it. */
export function removeRuns(document: TomlDocument, runs: readonly TableRun[] = []): Splice[] {
  return runs.map((run) => removeLines(document, run[0].range[0], endOfRun(run), 'before'));
}

export function isInline(written: TableNode['written']): written is AST.TOMLInlineTable {
  return typeof written === 'object' && written.type === 'TOMLInlineTable';
}

/**
 * The keys of a new table. `prefix` is written where it differs from the location, and for docker.io, whose table says
 * nothing without it: containers-registries.conf(5) shows both.
 */
function keysOf({ prefix, location, insecure }: WantedRegistry): string[] {
  const named = prefix !== location || prefix === 'docker.io';
  return [
    ...(named ? [`prefix = ${quoteLike(undefined, prefix)}`] : []),
    `location = ${quoteLike(undefined, location)}`,
    ...(insecure ? ['insecure = true'] : []),
  ];
}

function spliceElements(
  { text }: TomlDocument,
  { range, elements }: AST.TOMLArray,
  change: (kept: readonly WantedElement[]) => readonly WantedElement[],
): Splice {
  const [start, end] = range;
  const kept = elements.map((_, index) => ({
    key: String(index),
    raw: (existing: string | undefined) => existing ?? '',
  }));
  const raw = text.slice(start, end);
  return { start, end, text: editArray(raw, (_, index) => String(index), change(kept), lineEnding(text)) };
}
