// Asking, as a port: a terminal answers, or a test.

import type { Finding } from '../model/finding.ts';
import type {
  Choices,
  Confirmations,
  Note,
  Option,
  QuestionOf,
  Selections,
  TextQuestions,
} from '../model/question.ts';
import type { Result } from '../model/result.ts';

/** Nobody answers any more: by a signal, or '' where the questions were ended (Ctrl-C, Ctrl-D, the terminal is gone). */
export interface Left {
  readonly signal: string;
}

export type Answer<T> = Result<T, Left>;

/** Once it was left, every answer is that. */
export interface Interview {
  /** One of several; the first stands for Enter. */
  select<Word extends Option>(
    question: QuestionOf<Selections>,
    options: readonly [Word, ...Word[]],
  ): Promise<Answer<Word>>;
  /** At least one of several; all stand for Enter. */
  choose(question: QuestionOf<Choices>, names: readonly string[]): Promise<Answer<readonly string[]>>;
  /** Yes or no; no stands for Enter. */
  confirm(question: QuestionOf<Confirmations>): Promise<Answer<boolean>>;
  /**
   * A text, without white space around it.
   * @param check says what is wrong with a text: then it is asked for again
   */
  text(
    question: QuestionOf<TextQuestions>,
    check: (text: string) => Promise<Finding | undefined>,
  ): Promise<Answer<string>>;
  say(note: Note): void;
  /** Waits for something that changes nothing; no longer than until it is left. */
  wait<T>(work: Promise<T>): Promise<Answer<T>>;
}
