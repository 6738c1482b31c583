// Sentences about who serves an image.

import type { RegistryFindings } from '../../../model/findings/registry.ts';
import type { Sentences } from '../sentence.ts';
import { replies } from './replies.ts';

type ImageFindings = Pick<
  RegistryFindings,
  'FALLBACK' | 'FALLBACK_IMPOSSIBLE' | 'NOT_SERVED' | 'LIBRARY_MISSING'
>;

export const imageSentences = {
  FALLBACK: ({ image, first, reply, served, slow }) => ({
    message: `${image}: ${first} is asked first (${replies[reply]}); it is ${served} that serves it, and the engine falls back to it ${slow ? 'only when its own time limit is over' : 'without a word'}.`,
    hint: `What is wrong with ${first}: registry-client doctor ${first}`,
  }),
  FALLBACK_IMPOSSIBLE: ({ image, registry, reply }) => ({
    message: `${image}: the pull fails at ${registry} (${replies[reply]}); after such an answer the engine asks nobody else.`,
    hint: `What is wrong with it: registry-client doctor ${registry}`,
  }),
  NOT_SERVED: ({ image, last, reply }) => ({
    message: `${image}: nobody serves it; the last that is asked is ${last} (${replies[reply]}).`,
    hint:
      reply === 'not-found'
        ? 'See whether the name and the tag are right.'
        : `What is wrong with it: registry-client doctor ${last}`,
  }),
  LIBRARY_MISSING: ({ image, registry, name }) => ({
    message: `${image}: ${registry} does not have it under this name, but as ${name}. The engines say: "manifest unknown".`,
    hint: `Name it in full (${name}); a short name is looked for without library/.`,
  }),
} satisfies Sentences<ImageFindings>;
