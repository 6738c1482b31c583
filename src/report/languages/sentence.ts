// The form of a message: what is wrong in one sentence, and what to do about it.

import type { FindingArguments, FindingCode, FindingOf, FindingPlace } from '../../model/finding.ts';

/** `hint` is a cure that can be followed or pasted; '' where there is nothing to do. */
export interface Sentence {
  readonly message: string;
  readonly hint: string;
}

/** One sentence for every code of an area; the compiler sees to it that none is missing. */
export type Sentences<Area> = {
  readonly [Code in keyof Area]: (args: Area[Code], place: FindingPlace) => Sentence;
};

/** What a finding says to people. Words from files and engines are in it as they are: see visible.ts. */
export function sentenceOf<Code extends FindingCode>(
  finding: FindingOf<Code>,
  { findings }: { readonly findings: Sentences<FindingArguments> },
): Sentence {
  return findings[finding.code](finding.arguments, finding);
}
