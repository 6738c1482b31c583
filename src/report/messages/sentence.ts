// The form of a message: what is wrong in one sentence, and what to do about it.

import type { FindingPlace } from '../../model/finding.ts';

/** `hint` is a cure that can be followed or pasted; '' where there is nothing to do. */
export interface Sentence {
  readonly message: string;
  readonly hint: string;
}

/** One sentence for every code of an area; the compiler sees to it that none is missing. */
export type Sentences<Area> = {
  readonly [Code in keyof Area]: (args: Area[Code], place: FindingPlace) => Sentence;
};
