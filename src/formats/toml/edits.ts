// What can be asked of a registries.conf, and the small things that all its edits share.

import type { AST } from 'toml-eslint-parser';
import { type SearchList, trimSlashes } from './conf.ts';
import { effectivePrefix } from './read-tables.ts';
import type { ArrayNode, TableNode, TomlDocument, TreeNode } from './tree.ts';

export interface WantedMirror {
  readonly location: string;
  readonly insecure: boolean;
}

export interface WantedRegistry {
  readonly prefix: string;
  readonly location: string;
  readonly insecure: boolean;
}

/** One change. Registries are named by their effective prefix; of several tables of one prefix the first is meant. */
export type RegistriesEdit =
  | { readonly kind: 'set-search'; readonly search: SearchList }
  | { readonly kind: 'add-registry'; readonly registry: WantedRegistry }
  | { readonly kind: 'set-insecure'; readonly prefix: string; readonly insecure: boolean }
  | { readonly kind: 'set-mirrors'; readonly prefix: string; readonly mirrors: readonly WantedMirror[] }
  | { readonly kind: 'remove-registry'; readonly prefix: string };

/**
 * Raw text that an edit replaced and that its inverse cannot compute: an explicit `insecure = false`, an empty inline
 * `mirror`. To be kept by the caller between the two edits.
 */
export interface Blank {
  readonly at: `insecure:${string}` | `mirrors:${string}`;
  readonly text: string;
}

/** A text and the blanks that belong to it. */
export interface Edited {
  readonly text: string;
  readonly blanks: readonly Blank[];
}

/** One pass over a freshly parsed document. */
export type Pass = (document: TomlDocument, blanks: readonly Blank[]) => Edited;

export function withBlank(blanks: readonly Blank[], blank: Blank): readonly Blank[] {
  return [...withoutBlank(blanks, blank.at), blank];
}

export function withoutBlank(blanks: readonly Blank[], at: Blank['at']): readonly Blank[] {
  return blanks.filter((blank) => blank.at !== at);
}

export function registryArray(document: TomlDocument): ArrayNode | undefined {
  return arrayOf(document.root.entries.get('registry')?.node);
}

/** The first table of a prefix and its place among all; undefined when there is none. */
export function findRegistry(
  document: TomlDocument,
  prefix: string,
): { readonly table: TableNode; readonly index: number } | undefined {
  const items = registryArray(document)?.items ?? [];
  for (const [index, table] of items.entries()) {
    if (table.kind === 'table' && effectivePrefix(table) === prefix) return { table, index };
  }
  return undefined;
}

/** As findRegistry, for a table that is known to be there. */
export function expectRegistry(document: TomlDocument, prefix: string): { table: TableNode; index: number } {
  const found = findRegistry(document, prefix);
  if (found === undefined) throw new Error(`there is no registry ${prefix}`);
  return found;
}

export function arrayOf(node: TreeNode | undefined): ArrayNode | undefined {
  return node?.kind === 'array' ? node : undefined;
}

/** The names of a string element, as names are compared. */
export function nameOfElement(element: AST.TOMLContentNode): string {
  return element.type === 'TOMLValue' && element.kind === 'string' ? trimSlashes(element.value) : '';
}

/** A TOML string, in single quotes if the example next to it has them. */
export function quoteLike(example: string | undefined, value: string): string {
  const literal = example?.startsWith("'") === true && !/['\p{Cc}]/u.test(value);
  return literal ? `'${value}'` : JSON.stringify(value).replaceAll('\u007F', '\\u007F');
}

/** Neighbouring tables (header and keys) that belong together. */
export type TableRun = readonly [AST.TOMLTable, ...AST.TOMLTable[]];

/**
 * The runs that each item of an array of tables is written in, by the item's place: its own table with those below it,
 * and further runs where tables of something else stand between them.
 *
 * @param path of the array, as ['registry'] or ['registry', 2, 'mirror']
 */
export function runsOfItems(
  document: TomlDocument,
  path: readonly (string | number)[],
): Map<number, TableRun[]> {
  const items = new Map<number, [AST.TOMLTable, ...AST.TOMLTable[]][]>();
  let open: number | undefined;
  for (const node of document.body) {
    const place = node.type === 'TOMLTable' ? placeBelow(node.resolvedKey, path) : undefined;
    if (place !== undefined && node.type === 'TOMLTable') {
      const runs = items.get(place) ?? [];
      if (open === place) runs.at(-1)?.push(node);
      else runs.push([node]);
      items.set(place, runs);
    }
    open = place;
  }
  return items;
}

function placeBelow(
  key: readonly (string | number)[],
  path: readonly (string | number)[],
): number | undefined {
  const place = key[path.length];
  return typeof place === 'number' && path.every((part, index) => key[index] === part) ? place : undefined;
}

/** The offset of the last character of a run. */
export function endOfRun([first, ...more]: TableRun): number {
  return (more.at(-1) ?? first).range[1];
}
