// The edit of `unqualified-search-registries`.

import type { AST } from 'toml-eslint-parser';
import { applySplices, lineEnding, type Splice } from '../text.ts';
import { editArray } from './array.ts';
import { SEARCH_KEY, type SearchList } from './conf.ts';
import { type Edited, nameOfElement, type Pass, quoteLike } from './edits.ts';
import {
  appendBlock,
  insertBlockBefore,
  insertLinesAfter,
  lineEnd,
  lineIsEmpty,
  lineStart,
  removeLines,
  startOfCommentsAbove,
} from './lines.ts';
import type { TomlDocument } from './tree.ts';

/** Makes the list exactly the one given, or takes the key out. Entries that stay keep their raw text. */
export function setSearch(search: SearchList): Pass {
  return (document, blanks): Edited => {
    const entry = document.root.entries.get(SEARCH_KEY);
    if (entry === undefined || entry.line === 'header') {
      return { text: search.kind === 'list' ? addKey(document, search.values) : document.text, blanks };
    }
    const [start, end] = entry.line.range;
    const splice =
      search.kind === 'list'
        ? editList(document, entry.line.value.range, search.values)
        : removeLines(document, start, end, emptyLineOf(document, start, end));
    return { text: applySplices(document.text, [splice]), blanks };
  };
}

function editList(
  document: TomlDocument,
  range: readonly [number, number],
  values: readonly string[],
): Splice {
  const [start, end] = range;
  const raw = document.text.slice(start, end);
  const example = /["']/.exec(raw)?.[0];
  const wanted = values.map((value) => ({
    key: value,
    raw: (existing: string | undefined) => existing ?? quoteLike(example, value),
  }));
  return { start, end, text: editArray(raw, nameOfElement, wanted, lineEnding(document.text)) };
}

function addKey(document: TomlDocument, values: readonly string[]): string {
  const line = `${SEARCH_KEY} = [${values.map((value) => quoteLike(undefined, value)).join(', ')}]`;
  return applySplices(document.text, [placeTopLevelKey(document, line)]);
}

/**
 * Puts in a key of the document itself. It must stand before the first table: after the last such key, else before the
 * first table and its comments, else at the end.
 *
 * @param firstTable where that is not the first table of the document, because those before it go
 */
export function placeTopLevelKey(
  document: TomlDocument,
  line: string,
  firstTable: AST.TOMLTable | undefined = document.body.find((node) => node.type === 'TOMLTable'),
): Splice {
  const { text, body } = document;
  const lastKey = body.findLast((node) => node.type === 'TOMLKeyValue');
  if (lastKey !== undefined) return insertLinesAfter(text, lastKey.range[1], [line]);
  if (firstTable === undefined) return appendBlock(text, [line]);
  return insertBlockBefore(text, startOfCommentsAbove(document, firstTable.range[0]), [line]);
}

/** The empty line that `placeTopLevelKey` put in, told from its place: after another key none, at the end before, else after. */
function emptyLineOf({ text, body }: TomlDocument, start: number, end: number): 'keep' | 'before' | 'after' {
  const line = lineStart(text, start);
  const followsKey = body.some(
    ({ type, range }) => type === 'TOMLKeyValue' && lineEnd(text, range[1]) === line,
  );
  if (followsKey) return 'keep';
  const below = lineEnd(text, end);
  return lineIsEmpty(text, below) && lineEnd(text, below) < text.length ? 'after' : 'before';
}
