// How the document in hand is written, read off its own bytes, so that what we add looks like what is there.

import { lineEnding } from '../text.ts';
import type { JsonObjectView } from './read.ts';
import type { JsonMember, Span } from './structure.ts';

/** The white space that a container's first and last item have towards its brackets. */
export interface Padding {
  readonly lead: string;
  readonly tail: string;
}

const DEFAULT_INDENT = '  ';

/** A member as it is to be written, without separator: the colon as the last member has it, the list on one line. */
export function renderMember(view: JsonObjectView, key: string, values: readonly string[]): string {
  return JSON.stringify(key) + sampleColon(view) + renderList(view, values);
}

/** A list on one line, spaced as the document's other one-line arrays are. */
export function renderList(view: JsonObjectView, values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(oneLineSeparator(view))}]`;
}

/** What to write between the last member and a new one. */
export function memberSeparator(view: JsonObjectView): string {
  const root = view.root.kind === 'value' ? view.root.value : { start: 0, end: 0 };
  const fallback = sampleColon(view).endsWith(':') ? ',' : ', ';
  return sampleSeparator(view.text, root, [...view.members.values()]) ?? fallback;
}

/** What to write between two elements of the array of this member, which has one at least. */
export function elementSeparator(view: JsonObjectView, member: JsonMember): string {
  return sampleSeparator(view.text, member.value, member.value.elements) ?? oneLineSeparator(view);
}

/** How the first member stands in an object that had none: on its own line. */
export function objectPadding(text: string, root: Span): Padding {
  const eol = lineEnding(text);
  const closing = lastLineOf(text.slice(root.start + 1, root.end - 1)) ?? '';
  return { lead: eol + closing + DEFAULT_INDENT, tail: eol + closing };
}

/** How the first elements stand in an array that had none: on their own lines if the brackets are on two. */
export function arrayPadding(view: JsonObjectView, array: Span): Padding {
  const closing = lastLineOf(view.text.slice(array.start + 1, array.end - 1));
  if (closing === undefined) return { lead: '', tail: '' };
  const eol = lineEnding(view.text);
  return { lead: eol + closing + memberIndent(view), tail: eol + closing };
}

function memberIndent(view: JsonObjectView): string {
  const [first] = view.members.values();
  const lead =
    first && view.root.kind === 'value' ? view.text.slice(view.root.value.start + 1, first.start) : '';
  return lastLineOf(lead) || DEFAULT_INDENT;
}

/** The separator before the last item, or what the place of the only item tells; blank lines are not repeated. */
function sampleSeparator(text: string, container: Span, items: readonly Span[]): string | undefined {
  const last = items.at(-1);
  const previous = items.at(-2);
  if (last === undefined) return undefined;
  if (previous !== undefined) {
    const [before = '', after = ''] = text.slice(previous.end, last.start).split(',');
    return `${settle(before)},${settle(after)}`;
  }
  const lead = text.slice(container.start + 1, last.start);
  return lead.includes('\n') ? `,${settle(lead)}` : undefined;
}

function oneLineSeparator(view: JsonObjectView): string {
  for (const { value } of view.members.values()) {
    const separator =
      value.elements.length > 1 ? sampleSeparator(view.text, value, value.elements) : undefined;
    if (separator !== undefined && !separator.includes('\n')) return separator;
  }
  return view.members.size > 0 && memberSeparator(view) === ',' ? ',' : ', ';
}

function sampleColon(view: JsonObjectView): string {
  const last = [...view.members.values()].at(-1);
  if (last === undefined) return ': ';
  const [before = '', after = ''] = view.text.slice(last.keyEnd, last.value.start).split(':');
  return `${atMostOneBlank(before)}:${atMostOneBlank(after)}`;
}

/** Wider gaps align one key with others; ours cannot know how far. */
function atMostOneBlank(space: string): string {
  return space.length > 1 ? ' ' : space.replace(/[\r\n]/, ' ');
}

/** Only the last line break and what follows it. */
function settle(space: string): string {
  const at = space.lastIndexOf('\n');
  if (at === -1) return space;
  return (space[at - 1] === '\r' ? '\r\n' : '\n') + space.slice(at + 1);
}

function lastLineOf(space: string): string | undefined {
  const at = space.lastIndexOf('\n');
  return at === -1 ? undefined : space.slice(at + 1);
}
