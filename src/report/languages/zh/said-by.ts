// Chinese: who says what.

import type { FindingPlace } from '../../../model/finding.ts';
import type { Quotation } from '../quotations.ts';

/** `Docker says: "a" or "b".`: of the engine that the finding is about, of both where it is about none. */
export function saidBy({ engine }: FindingPlace, words: Quotation): string {
  const own = Object.entries(words).find(([id]) => id === engine)?.[1];
  if (engine === undefined || own === undefined)
    return says('The engines say', [...new Set(Object.values(words).flat())]);
  return says(`${engine.charAt(0).toUpperCase()}${engine.slice(1)} says`, own);
}

function says(who: string, words: readonly string[]): string {
  if (words.length === 0) return `${who} nothing and waits.`;
  const quoted = words.map((each) => `"${each}"`);
  const last = quoted.pop() ?? '';
  return `${who}: ${quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`}.`;
}
