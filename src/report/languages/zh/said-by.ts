// Chinese: who says what.

import type { FindingPlace } from '../../../model/finding.ts';
import type { Quotation } from '../quotations.ts';

/** `Docker 报错："a"、"b" 或 "c"。`: of the engine that the finding is about, of both where it is about none. */
export function saidBy({ engine }: FindingPlace, words: Quotation): string {
  const own = Object.entries(words).find(([id]) => id === engine)?.[1];
  if (engine === undefined || own === undefined)
    return says('引擎', [...new Set(Object.values(words).flat())]);
  return says(`${engine.charAt(0).toUpperCase()}${engine.slice(1)} `, own);
}

function says(who: string, words: readonly string[]): string {
  if (words.length === 0) return `${who}不报错，一直等待。`;
  const quoted = words.map((each) => `"${each}"`);
  const last = quoted.pop() ?? '';
  return `${who}报错：${quoted.length === 0 ? last : `${quoted.join('、')} 或 ${last}`}。`;
}
