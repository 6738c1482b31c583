// A terminal whose answers are written down beforehand.

import type { OpenTerminal, Terminal } from '../../src/host/terminal.ts';

/** What is waited for in a question, and what is answered to it: a choice by the beginning of its words. */
export type ScriptedAnswer = readonly [
  question: string,
  answer: string | readonly string[] | boolean | 'ctrl-c',
];

export interface ScriptedTerminal {
  readonly open: OpenTerminal;
  /** The questions that were asked, what was complained of and all that was written. */
  readonly shown: readonly string[];
  /** How many of the answers were given. */
  given(): number;
}

/** Ctrl-C is the answer to whatever is asked beyond the script. */
export function scriptTerminal(
  answers: readonly ScriptedAnswer[],
  onQuestion = (_: string) => {},
): ScriptedTerminal {
  const shown: string[] = [];
  let next = 0;
  let over = false;
  const take = (message: string): ScriptedAnswer[1] | undefined => {
    shown.push(message);
    onQuestion(message);
    if (over) return undefined;
    const [question, answer] = answers[next] ?? ['', 'ctrl-c'];
    if (!message.includes(question)) throw new Error(`"${message}" was asked in place of "${question}"`);
    next += 1;
    over ||= answer === 'ctrl-c';
    return over ? undefined : answer;
  };
  const terminal: Terminal = {
    select: async (message, choices) => {
      shown.push(...choices.map(({ name }) => name));
      const answer = take(message);
      if (answer === undefined) return undefined;
      const chosen = choices.find(({ name }) => name.startsWith(String(answer)));
      if (chosen === undefined) throw new Error(`${answer} is none of ${choices.map(({ name }) => name)}`);
      return chosen.value;
    },
    choose: async (message) => {
      const answer = take(message);
      return Array.isArray(answer) ? answer : undefined;
    },
    confirm: async (message) => {
      const answer = take(message);
      return typeof answer === 'boolean' ? answer : undefined;
    },
    text: async (message, check) => {
      for (;;) {
        const answer = take(message);
        if (typeof answer !== 'string') return undefined;
        const complaint = await check(answer);
        if (complaint === '') return answer;
        shown.push(`> ${complaint}`);
      }
    },
    write: (text) => shown.push(text),
    end: () => {
      over = true;
    },
  };
  return { open: async () => terminal, shown, given: () => next };
}
