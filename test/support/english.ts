// What tests read: English, without a terminal.

import type { FindingCode, FindingOf } from '../../src/model/finding.ts';
import { en } from '../../src/report/languages/en/index.ts';
import { type Sentence, sentenceOf } from '../../src/report/languages/sentence.ts';
import type { Look } from '../../src/report/look.ts';

export const PLAIN: Look = {
  quiet: false,
  verbose: false,
  color: false,
  language: en,
  width: Number.POSITIVE_INFINITY,
};

export function englishOf<Code extends FindingCode>(finding: FindingOf<Code>): Sentence {
  return sentenceOf(finding, en);
}
