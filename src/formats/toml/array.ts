// Lossless edits of one TOML array as raw text: elements keep their spelling, comments and layout stay.

import { type AST, parseTOML } from 'toml-eslint-parser';
import { applySplices, type Splice } from '../text.ts';
import { planSequence } from './sequence.ts';

/** What an element shall be: `key` tells it from others, `raw` gives its text, from the present text if it has one. */
export interface WantedElement {
  readonly key: string;
  readonly raw: (existing: string | undefined) => string;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface ArrayLayout {
  readonly raw: string;
  readonly elements: readonly Span[];
  readonly comments: readonly Span[];
}

/** Where the array begins in `_=[…]`, the smallest document around it. */
const OFFSET = 2;

/**
 * Makes the elements exactly those wanted, in that order, and changes as few bytes as it can. Each insertion is built
 * so that taking the element out again gives the bytes back: an element joins the layout around it (on its own line
 * where its neighbours have theirs), and leaves with what came with it. The comment of an element that goes stays.
 *
 * @param raw the array from `[` to `]`, valid TOML
 * @param eol the line end for new lines
 */
export function editArray(
  raw: string,
  keyOf: (element: AST.TOMLContentNode, index: number) => string,
  wanted: readonly WantedElement[],
  eol: string,
): string {
  const nodes = parseArray(raw).elements;
  const texts = nodes.map(({ range }) => raw.slice(range[0] - OFFSET, range[1] - OFFSET));
  const plan = planSequence(
    nodes.map(keyOf),
    wanted.map(({ key }) => key),
  );
  const kept = new Set(plan.steps.flatMap((step) => (step.kind === 'stay' ? [step.index] : [])));
  let text = replaceKept(raw, nodes, wanted, plan.steps);
  for (const index of [...nodes.keys()].reverse()) {
    if (!kept.has(index)) text = removeElement(readLayout(text), index);
  }
  for (const [index, step] of plan.steps.entries()) {
    if (step.kind === 'stay') continue;
    const element = wanted[index]?.raw(step.kind === 'move' ? texts[step.index] : undefined) ?? '';
    text = insertElement(readLayout(text), index, element, eol);
  }
  return text;
}

function replaceKept(
  raw: string,
  nodes: readonly AST.TOMLContentNode[],
  wanted: readonly WantedElement[],
  steps: ReturnType<typeof planSequence>['steps'],
): string {
  const splices = steps.flatMap((step, place): Splice[] => {
    const node = step.kind === 'stay' ? nodes[step.index] : undefined;
    if (node === undefined) return [];
    const [start, end] = [node.range[0] - OFFSET, node.range[1] - OFFSET];
    const present = raw.slice(start, end);
    const text = wanted[place]?.raw(present) ?? present;
    return text === present ? [] : [{ start, end, text }];
  });
  return applySplices(raw, splices);
}

function parseArray(raw: string): { elements: AST.TOMLContentNode[]; comments: AST.Comment[] } {
  const program = parseTOML(`_=${raw}`, { tomlVersion: '1.0' });
  const line = program.body[0].body[0];
  if (line?.type !== 'TOMLKeyValue' || line.value.type !== 'TOMLArray') throw new Error('not a TOML array');
  return { elements: line.value.elements, comments: program.comments };
}

function readLayout(raw: string): ArrayLayout {
  const { elements, comments } = parseArray(raw);
  const toSpan = ({ range }: AST.HasLocs): Span => ({ start: range[0] - OFFSET, end: range[1] - OFFSET });
  return { raw, elements: elements.map(toSpan), comments: comments.map(toSpan) };
}

function insertElement(layout: ArrayLayout, index: number, element: string, eol: string): string {
  const next = layout.elements[index];
  const last = layout.elements.at(-1);
  if (last === undefined) return insertFirst(layout, element, eol);
  if (next === undefined) return insertLast(layout, last, element, eol);
  const { raw } = layout;
  if (!startsLine(raw, next.start)) {
    return insertText(raw, next.start, `${element},${gapOf(layout)}`);
  }
  const place = startOfCommentsAbove(layout, next.start);
  return insertText(raw, place, `${indentAt(raw, next.start)}${element},${eol}`);
}

/** `[]` becomes `["x"]`, `[ ]` becomes `[ "x" ]`; an array over several lines gets a line before that of its `]`. */
function insertFirst({ raw, comments }: ArrayLayout, element: string, eol: string): string {
  const inside = raw.slice(1, -1);
  if (!inside.includes('\n')) return `[${inside}${element}${inside}]`;
  const closing = raw.length - 1;
  const comment = comments.findLast(({ start }) => startsLine(raw, start));
  const indent = comment === undefined ? `${indentAt(raw, closing)}  ` : indentAt(raw, comment.start);
  return insertText(raw, lineStart(raw, closing), `${indent}${element},${eol}`);
}

function insertLast(layout: ArrayLayout, last: Span, element: string, eol: string): string {
  const { raw } = layout;
  const comma = commaAfter(raw, last.end);
  const anchor = comma === undefined ? last.end : comma + 1;
  const ownComma = comma === undefined ? '' : ',';
  const separator: Splice = { start: last.end, end: last.end, text: comma === undefined ? ',' : '' };
  const place = startsLine(raw, last.start) ? endOfRestOfLine(raw, anchor) : anchor;
  const gap = startsLine(raw, last.start) ? `${eol}${indentAt(raw, last.start)}` : gapOf(layout);
  return applySplices(raw, [separator, { start: place, end: place, text: `${gap}${element}${ownComma}` }]);
}

/** Behind a comment that follows on the line; at `from` where the line ends with the closing bracket. */
function endOfRestOfLine(raw: string, from: number): number {
  const newline = raw.indexOf('\n', from);
  if (newline === -1) return from;
  const end = raw[newline - 1] === '\r' ? newline - 1 : newline;
  return /^[ \t]*(?:#|$)/.test(raw.slice(from, end)) ? end : from;
}

function removeElement(layout: ArrayLayout, index: number): string {
  const { raw, elements } = layout;
  const element = elements[index];
  if (element === undefined) throw new Error(`the array has no element ${index}`);
  const comma = commaAfter(raw, element.end);
  if (comma !== undefined && !/^[ \t]*$/.test(raw.slice(element.end, comma))) {
    return applySplices(raw, [
      { ...element, text: '' },
      { start: comma, end: comma + 1, text: '' },
    ]);
  }
  const end = comma === undefined ? element.end : comma + 1;
  const spans = startsLine(raw, element.start)
    ? removeOwnLine(layout, index, element.start, end, comma !== undefined)
    : [removeInline(layout, index, element.start, end, comma !== undefined)];
  return applySplices(
    raw,
    spans.map((span) => ({ ...span, text: '' })),
  );
}

/** An element that begins its line: the line goes with it, unless something else stands on it. */
function removeOwnLine(
  { raw, elements, comments }: ArrayLayout,
  index: number,
  start: number,
  end: number,
  hasComma: boolean,
): Span[] {
  const previous = elements[index - 1];
  const next = elements[index + 1];
  const rest = /[ \t]*(\r?\n)?/y;
  rest.lastIndex = end;
  const match = rest.exec(raw);
  const restEnd = end + (match?.[0].length ?? 0);
  const aboveEnd = endOfLineAbove(raw, start);
  if (match?.[1] !== undefined && hasComma) return [{ start: lineStart(raw, start), end: restEnd }];
  if (next !== undefined || raw[restEnd] === '#') return [{ start, end: restEnd }];
  const commentAbove = comments.some((comment) => comment.end === aboveEnd);
  const closesHere = match?.[1] === undefined;
  const own = { start: closesHere && (commentAbove || previous === undefined) ? start : aboveEnd, end };
  const comma = previous === undefined || hasComma ? undefined : commaAfter(raw, previous.end);
  return comma === undefined ? [own] : [{ start: comma, end: comma + 1 }, own];
}

/** An element behind something else on its line. */
function removeInline(
  { raw, elements }: ArrayLayout,
  index: number,
  start: number,
  end: number,
  hasComma: boolean,
): Span {
  const previous = elements[index - 1];
  const next = elements[index + 1];
  if (next !== undefined && isBlank(raw.slice(end, next.start))) return { start, end: next.start };
  if (previous !== undefined) {
    const comma = commaAfter(raw, previous.end) ?? previous.end;
    const from = hasComma || next !== undefined ? comma + 1 : previous.end;
    return isBlank(raw.slice(comma + 1, start)) ? { start: from, end } : { start, end };
  }
  const before = raw.slice(1, start);
  const after = raw.slice(end, -1);
  return before === after && isBlank(after) ? { start, end: raw.length - 1 } : { start, end };
}

/** The white space between the first two elements, as far as it fits on a line; a space without an example. */
function gapOf({ raw, elements }: ArrayLayout): string {
  const [first, second] = elements;
  const comma = first === undefined ? undefined : commaAfter(raw, first.end);
  if (second === undefined || comma === undefined) return ' ';
  const gap = raw.slice(comma + 1, second.start);
  return isBlank(gap) ? gap : ' ';
}

/** The comma that follows, behind white space and comments. */
function commaAfter(raw: string, from: number): number | undefined {
  const skipped = /(?:[ \t\r\n]|#[^\n]*)*/y;
  skipped.lastIndex = from;
  const at = from + (skipped.exec(raw)?.[0].length ?? 0);
  return raw[at] === ',' ? at : undefined;
}

/** The start of the line of the first of the comment lines that stand directly above, else of the line itself. */
function startOfCommentsAbove({ raw, comments }: ArrayLayout, offset: number): number {
  let place = lineStart(raw, offset);
  for (const comment of comments.toReversed()) {
    if (comment.end !== endOfLineAbove(raw, place) || !startsLine(raw, comment.start)) continue;
    place = lineStart(raw, comment.start);
  }
  return place;
}

function endOfLineAbove(raw: string, offset: number): number {
  const newline = lineStart(raw, offset) - 1;
  return raw[newline - 1] === '\r' ? newline - 1 : newline;
}

function lineStart(raw: string, offset: number): number {
  return offset === 0 ? 0 : raw.lastIndexOf('\n', offset - 1) + 1;
}

function startsLine(raw: string, offset: number): boolean {
  const start = lineStart(raw, offset);
  return start > 0 && isBlank(raw.slice(start, offset));
}

/** The white space at the start of the line. */
function indentAt(raw: string, offset: number): string {
  return /^[ \t]*/.exec(raw.slice(lineStart(raw, offset), offset))?.[0] ?? '';
}

function isBlank(text: string): boolean {
  return /^[ \t]*$/.test(text);
}

function insertText(raw: string, place: number, text: string): string {
  return applySplices(raw, [{ start: place, end: place, text }]);
}
