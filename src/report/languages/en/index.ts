// English.

import type { Language } from '../language.ts';
import { findings } from './findings.ts';
import { engine, headlines, history, labels, routes, step } from './phrases.ts';
import { questions } from './questions.ts';
import { replies } from './replies.ts';

export const en: Language = {
  name: 'en',
  findings,
  headlines,
  labels,
  engine,
  history,
  routes,
  questions,
  replies,
  step,
};
