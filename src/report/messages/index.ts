// The sentence of every finding: one table over all areas, checked for completeness by the compiler.

import type { FindingArguments, FindingCode, FindingOf } from '../../model/finding.ts';
import { agentSentences } from './agent.ts';
import { caSentences } from './ca.ts';
import { dockerSentences } from './docker.ts';
import { generalSentences } from './general.ts';
import { podmanSentences } from './podman.ts';
import { probeSentences } from './probe.ts';
import { registrySentences } from './registry.ts';
import { routeSentences } from './route.ts';
import type { Sentence, Sentences } from './sentence.ts';
import { transactionSentences } from './transaction.ts';
import { useSentences } from './use.ts';

const SENTENCES: Sentences<FindingArguments> = {
  ...generalSentences,
  ...agentSentences,
  ...caSentences,
  ...dockerSentences,
  ...podmanSentences,
  ...probeSentences,
  ...routeSentences,
  ...registrySentences,
  ...transactionSentences,
  ...useSentences,
};

/** What a finding says to people. Words from files and engines are in it as they are: see visible.ts. */
export function sentenceOf<Code extends FindingCode>(finding: FindingOf<Code>): Sentence {
  return SENTENCES[finding.code](finding.arguments, finding);
}
