// The lines of a file that hold a secret, as they may be shown: found by the parser of its form, so that no way of writing
// one down is missed.

import { isAlias, isCollection, isMap, isPair, isScalar, isSeq } from 'yaml';
import { isSecretName, MASK } from './mask-secrets.ts';
import { parseDocument, type TreeNode } from './toml/tree.ts';
import { parseYaml } from './yaml/tree.ts';

/** Offsets in UTF-16 units. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** Each line with a secret, and what is shown in its place; both without their line feed. */
export type SecretLines = ReadonlyMap<string, string>;

const NONE: SecretLines = new Map();

/** @returns none of a file of another form, or one that cannot be parsed */
export function secretLines(path: string, written: string): SecretLines {
  const text = written.replace(/^\uFEFF/, '');
  if (/\.ya?ml$/.test(path)) return maskLines(text, rangesInYaml(text));
  if (/\.(?:toml|conf)$/.test(path)) return maskLines(text, rangesInToml(text));
  return NONE;
}

function rangesInYaml(text: string): readonly Range[] {
  const parsed = parseYaml(text);
  return parsed.ok && parsed.value.root !== null ? rangesOfNode(parsed.value.root, text) : [];
}

function rangesOfNode(node: unknown, text: string): readonly Range[] {
  if (isSeq(node)) return node.items.flatMap((item) => rangesOfNode(item, text));
  if (!isMap(node)) return [];
  return node.items.flatMap((pair) => (isPair(pair) ? rangesOfPair(pair.key, pair.value, text) : []));
}

/** From behind the colon on: tags and anchors come before the value, and one may be mistaken for a secret. */
function rangesOfPair(key: unknown, value: unknown, text: string): readonly Range[] {
  const name = isScalar(key) ? String(key.value) : '';
  // Under `auth` stands a map of secrets and others, or the login itself.
  if (!isSecretName(name) || (isCollection(value) && name.toLowerCase() === 'auth'))
    return rangesOfNode(value, text);
  const isKnown = isScalar(value) || isCollection(value) || isAlias(value);
  const end = isKnown ? value.range?.[1] : undefined;
  const keyEnd = isScalar(key) ? key.range?.[1] : undefined;
  if (end === undefined || keyEnd === undefined) return [];
  if (
    isScalar(value) &&
    (value.value === null || typeof value.value === 'boolean') &&
    value.tag === undefined
  )
    return [];
  const colon = /\s*:\s*/y;
  colon.lastIndex = keyEnd;
  colon.test(text);
  return [{ start: Math.max(keyEnd, colon.lastIndex), end }];
}

function rangesInToml(text: string): readonly Range[] {
  const parsed = parseDocument(text);
  return parsed.ok ? rangesOfTree(parsed.value.root) : [];
}

function rangesOfTree(node: TreeNode): readonly Range[] {
  if (node.kind === 'array') return node.items.flatMap(rangesOfTree);
  if (node.kind === 'scalar') return [];
  return [...node.entries].flatMap(([name, { node: value }]) =>
    isSecretName(name) ? rangesOfTexts(value) : rangesOfTree(value),
  );
}

/** The strings of a value; a number or a switch is no secret. */
function rangesOfTexts(node: TreeNode): readonly Range[] {
  if (node.kind === 'array') return node.items.flatMap(rangesOfTexts);
  if (node.kind === 'table') return rangesOfTree(node);
  const [start, end] = node.written.range;
  return typeof node.value === 'string' ? [{ start, end }] : [];
}

function maskLines(text: string, ranges: readonly Range[]): SecretLines {
  if (ranges.length === 0) return NONE;
  const lines = new Map<string, string>();
  let start = 0;
  for (const line of text.split('\n')) {
    const masked = maskLine(line, start, ranges);
    if (masked !== line) lines.set(line, masked);
    start += line.length + 1;
  }
  return lines;
}

/** From the last secret to the first, so that offsets stay true. */
function maskLine(line: string, at: number, ranges: readonly Range[]): string {
  const indent = line.length - line.trimStart().length;
  return [...ranges]
    .sort((a, b) => b.start - a.start)
    .reduce((shown, range) => {
      const from = Math.max(range.start - at, indent);
      const to = Math.min(range.end - at, line.replace(/\r$/, '').length);
      return from < to ? `${shown.slice(0, from)}${MASK}${shown.slice(to)}` : shown;
    }, line);
}
