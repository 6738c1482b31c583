// The edit of the ordered mirrors of one registry, written as [[registry.mirror]] or as `mirror = [{…}]`.

import type { AST } from 'toml-eslint-parser';
import { applySplices, lineEnding, type Splice } from '../text.ts';
import { editArray } from './array.ts';
import { trimSlashes } from './conf.ts';
import { changeInsecure, isInline, removeRuns } from './edit-tables.ts';
import {
  arrayOf,
  type Blank,
  type Edited,
  endOfRun,
  expectRegistry,
  type Pass,
  quoteLike,
  runsOfItems,
  type TableRun,
  type WantedMirror,
  withBlank,
  withoutBlank,
} from './edits.ts';
import { removeInlineKey, setInlineKey } from './inline-table.ts';
import {
  cutLines,
  endOfCommentsBelow,
  indentOf,
  joinLines,
  lineEnd,
  lineIsEmpty,
  lineStart,
  startOfCommentsAbove,
} from './lines.ts';
import { stringOf } from './read-tables.ts';
import { planSequence } from './sequence.ts';
import { keyNames, type TableNode, type TomlDocument } from './tree.ts';

/**
 * Makes the mirrors of a registry exactly those wanted, in that order. A mirror that is there already keeps its raw
 * text, its comments and its further keys; if the order demands it, it moves with them.
 *
 * @returns two passes: the tables, then their `insecure`
 */
export function setMirrors(prefix: string, mirrors: readonly WantedMirror[]): Pass[] {
  return [
    (document, blanks): Edited => {
      const { table, index } = expectRegistry(document, prefix);
      const list = table.entries.get('mirror')?.node;
      if (isInline(table.written))
        return editInlineRegistry(document, table.written, prefix, mirrors, blanks);
      const array = arrayOf(list)?.written ?? 'headers';
      const splices =
        array === 'headers'
          ? editMirrorTables(document, table, index, mirrors)
          : [{ ...spanOf(array), text: editMirrorArray(document, array.range, mirrors) }];
      return { text: applySplices(document.text, splices), blanks };
    },
    (document, blanks): Edited => fixInsecure(document, prefix, mirrors, blanks),
  ];
}

/** A registry within `registry = [{…}]`: its mirrors are an array within the table, or a key to be added. */
function editInlineRegistry(
  document: TomlDocument,
  written: AST.TOMLInlineTable,
  prefix: string,
  mirrors: readonly WantedMirror[],
  blanks: readonly Blank[],
): Edited {
  const { text } = document;
  const at: Blank['at'] = `mirrors:${prefix}`;
  const span = spanOf(written);
  const raw = text.slice(span.start, span.end);
  const line = written.body.find(({ key }) => keyNames(key).join('.') === 'mirror');
  const list = line === undefined ? '[]' : editMirrorArray(document, line.value.range, []);
  const wasEmpty = line?.value.type === 'TOMLArray' && line.value.elements.length === 0;
  const blank = blanks.find((known) => known.at === at);
  if (mirrors.length === 0) {
    const emptied = blank === undefined && !wasEmpty ? removeInlineKey(raw, 'mirror') : undefined;
    const edited = emptied ?? (line === undefined ? raw : setInlineKey(raw, 'mirror', list));
    return { text: applySplices(text, [{ ...span, text: edited }]), blanks: withoutBlank(blanks, at) };
  }
  const filled =
    line === undefined
      ? fillArray('[]', mirrors, text)
      : editMirrorArray(document, line.value.range, mirrors);
  const edited = setInlineKey(raw, 'mirror', filled);
  const kept = wasEmpty ? withBlank(blanks, { at, text: list }) : blanks;
  return { text: applySplices(text, [{ ...span, text: edited }]), blanks: kept };
}

function editMirrorArray(
  { text }: TomlDocument,
  range: readonly [number, number],
  mirrors: readonly WantedMirror[],
): string {
  return fillArray(text.slice(...range), mirrors, text);
}

function fillArray(raw: string, mirrors: readonly WantedMirror[], text: string): string {
  const wanted = mirrors.map(({ location, insecure }) => ({
    key: location,
    raw: (existing: string | undefined) => {
      const keys = [`location = ${quoteLike(undefined, location)}`, ...(insecure ? ['insecure = true'] : [])];
      return existing ?? `{ ${keys.join(', ')} }`;
    },
  }));
  return editArray(raw, locationOfElement, wanted, lineEnding(text));
}

function locationOfElement(element: AST.TOMLContentNode): string {
  if (element.type !== 'TOMLInlineTable') return '';
  const line = element.body.find(({ key }) => keyNames(key).join('.') === 'location');
  const value = line?.value;
  return value?.type === 'TOMLValue' && value.kind === 'string' ? trimSlashes(value.value) : '';
}

function editMirrorTables(
  document: TomlDocument,
  registry: TableNode,
  index: number,
  mirrors: readonly WantedMirror[],
): Splice[] {
  const { text } = document;
  const present = mirrorsOf(registry);
  const plan = planSequence(
    present.map(locationOf),
    mirrors.map(({ location }) => location),
  );
  const style = styleOf(document, registry, present[0]);
  const runs = runsOfItems(document, ['registry', index, 'mirror']);
  const splices = plan.removed.flatMap((place) => removeRuns(document, runs.get(place)));
  let anchor = endOfBody(document, registry);
  let waiting = '';
  const insertWaiting = (): void => {
    const place = lineEnd(text, anchor);
    if (waiting !== '') splices.push({ start: place, end: place, text: waiting });
    waiting = '';
  };
  for (const [place, step] of plan.steps.entries()) {
    const mirror = mirrors[place];
    if (step.kind === 'stay') {
      insertWaiting();
      const own = runs.get(step.index)?.[0];
      anchor = own === undefined ? anchor : endOfCommentsBelow(document, endOfRun(own));
    } else if (step.kind === 'move') {
      const block = cutBlock(document, runs.get(step.index));
      splices.push(...block.splices);
      waiting += style.gap + block.text;
    } else if (mirror !== undefined) waiting += style.gap + style.render(mirror);
  }
  insertWaiting();
  return splices;
}

function mirrorsOf(registry: TableNode): TableNode[] {
  const items = arrayOf(registry.entries.get('mirror')?.node)?.items ?? [];
  return items.flatMap((item) => (item.kind === 'table' ? [item] : []));
}

function locationOf(mirror: TableNode): string {
  return trimSlashes(stringOf(mirror, 'location'));
}

/** Where a first mirror goes: behind the registry's own keys and the comments that end them. */
function endOfBody(document: TomlDocument, { written }: TableNode): number {
  if (typeof written !== 'object') throw new Error('a registry without a place');
  return endOfCommentsBelow(document, written.range[1]);
}

/** The lines of a mirror with the comments that belong to it, and what takes them out. */
function cutBlock(
  document: TomlDocument,
  runs: readonly TableRun[] = [],
): { readonly text: string; readonly splices: readonly Splice[] } {
  const { text } = document;
  const spans = runs.map((run) => ({
    start: startOfCommentsAbove(document, run[0].range[0]),
    end: endOfCommentsBelow(document, endOfRun(run)),
  }));
  return {
    text: spans.map(({ start, end }) => text.slice(start, lineEnd(text, end))).join(''),
    splices: spans.map(({ start, end }) => cutLines(text, start, end, 'before')),
  };
}

interface MirrorStyle {
  /** The empty line before each mirror, where the first one has it. */
  readonly gap: string;
  readonly render: (mirror: WantedMirror) => string;
}

/** New mirrors look like the first one, or like the registry itself. */
function styleOf(document: TomlDocument, registry: TableNode, first: TableNode | undefined): MirrorStyle {
  const { text } = document;
  const model = first ?? registry;
  const header = typeof model.written === 'object' ? model.written.range[0] : 0;
  const line = (model.entries.get('location') ?? model.entries.get('prefix'))?.line;
  if (line === undefined || line === 'header') throw new Error('a table without prefix and location');
  const above = lineStart(text, startOfCommentsAbove(document, header) - 1);
  const equals = text.slice(line.key.range[1], line.value.range[0]);
  const indent = indentOf(text, line.range[0]);
  const example = text[line.value.range[0]];
  return {
    gap: first !== undefined && lineIsEmpty(text, above) ? joinLines(text, ['']) : '',
    render: ({ location, insecure }) =>
      joinLines(text, [
        `${indentOf(text, header)}[[registry.mirror]]`,
        `${indent}location${equals}${quoteLike(example, location)}`,
        ...(insecure ? [`${indent}insecure${equals}true`] : []),
      ]),
  };
}

function fixInsecure(
  document: TomlDocument,
  prefix: string,
  wanted: readonly WantedMirror[],
  blanks: readonly Blank[],
): Edited {
  const splices: Splice[] = [];
  let left = blanks;
  for (const [place, mirror] of mirrorsOf(expectRegistry(document, prefix).table).entries()) {
    const insecure = wanted[place]?.insecure ?? false;
    const change = changeInsecure(
      document,
      mirror,
      insecure,
      `insecure:${prefix} ${locationOf(mirror)}`,
      left,
    );
    splices.push(...change.splices);
    left = change.blanks;
  }
  return { text: applySplices(document.text, splices), blanks: left };
}

function spanOf({ range }: AST.HasLocs): { start: number; end: number } {
  return { start: range[0], end: range[1] };
}
