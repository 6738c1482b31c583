// The questions in the language of the run, on a terminal.

import type { Terminal, TerminalManner } from './host/terminal.ts';
import type { Io } from './io.ts';
import type { Finding } from './model/finding.ts';
import { failedReport } from './model/outcome.ts';
import type { Note } from './model/question.ts';
import { err, ok } from './model/result.ts';
import type { Answer, Interview } from './questions/interview.ts';
import { discreet } from './report/discreet.ts';
import type { Language } from './report/languages/language.ts';
import { sentenceOf } from './report/languages/sentence.ts';
import type { Look } from './report/look.ts';
import { painter } from './report/paint.ts';
import { findingsToText, toText } from './report/text.ts';
import { visibleLine } from './report/visible.ts';
import { wrapped } from './report/wrap.ts';

export interface InterviewSetting {
  /** How things look on the terminal now. */
  look(): Look;
  /** To be called before anything is written. */
  clear(): void;
}

/** Signals end it, and so do Ctrl-C, Ctrl-D and the end of the terminal: from then on nobody answers. */
export async function holdInterview(
  { watchSignals, openTerminal }: Pick<Io, 'watchSignals' | 'openTerminal'>,
  { look, clear }: InterviewSetting,
): Promise<Interview> {
  if (openTerminal === undefined) throw new Error('there is no terminal to ask on');
  const { language } = look();
  const terminal = await openTerminal(mannerOf(look()));
  const gone = watchLeaving(watchSignals, terminal);
  const ask = async <T>(question: () => Promise<T | undefined>): Promise<Answer<T>> => {
    if (gone.by() !== undefined) return err({ signal: gone.by() ?? '' });
    clear();
    const answer = await question();
    return answer === undefined ? err({ signal: gone.by() ?? '' }) : ok(answer);
  };
  const { asked, options: names } = language.questions;
  const line = (text: string) => broken(text, look());
  return {
    select: async (question, options) => {
      const message = line(wordsFor(asked, question));
      const choices = options.map((value) => ({ value, name: line(names[value]), short: names[value] }));
      const answer = await ask(() => terminal.select(message, choices));
      if (!answer.ok) return answer;
      const word = options.find((one) => one === answer.value);
      if (word === undefined) throw new Error(`${answer.value} was not to be chosen`);
      return ok(word);
    },
    choose: (question, engines) =>
      ask(() =>
        terminal.choose(
          line(wordsFor(asked, question)),
          engines.map((name) => ({ name: visibleLine(name), short: name, value: name })),
        ),
      ),
    confirm: (question) => ask(() => terminal.confirm(line(wordsFor(asked, question)))),
    text: (question, check) =>
      ask(() =>
        terminal.text(line(wordsFor(asked, question)), async (text) => {
          const wrong = await check(text);
          return wrong === undefined ? '' : complaint(wrong, language);
        }),
      ),
    say: (note) => {
      clear();
      terminal.write(noteText(note, look()));
    },
    wait: async (work) => {
      const result = await Promise.race([work.then((value) => ok(value)), gone.left]);
      clear();
      return result;
    },
  };
}

/** Whether a signal has come: also while nothing is being asked. */
function watchLeaving(watchSignals: Io['watchSignals'], terminal: Terminal) {
  let first: string | undefined;
  const left = new Promise<Answer<never>>((resolve) => {
    watchSignals((signal) => {
      // Ctrl-C is a signal where nothing is being asked, and means the same.
      first ??= signal === 'SIGINT' ? '' : signal;
      terminal.end();
      resolve(err({ signal: first }));
      return 'end';
    });
  });
  return { left, by: () => first };
}

function mannerOf({ language, color }: Look): TerminalManner {
  const { keysOfSelect, keysOfChoose, yes, no, neither, none } = language.questions;
  return { paint: painter(color), keysOfSelect, keysOfChoose, yes, no, neither, none };
}

/** The words of a question by its code. */
function wordsFor<Kind, Code extends keyof Kind>(
  asked: { readonly [Each in Code]: (args: Kind[Each]) => string },
  question: { readonly code: Code } & Kind[Code],
): string {
  return visibleLine(asked[question.code](question));
}

/** What stands beside a question, or before a choice: inquirer breaks lines wherever they end. */
const BESIDE = 8;

function broken(line: string, { width }: Look): string {
  return wrapped(line, width - BESIDE).join('\n');
}

/** What is wrong with an answer, in one line. */
function complaint(wrong: Finding, language: Language): string {
  const said = discreet(wrong);
  const { message, hint } = sentenceOf(said, language);
  const place = said.path === undefined ? '' : `${said.path}: `;
  return visibleLine(`${place}${message} ${hint}`.trimEnd());
}

function noteText(note: Note, look: Look): string {
  const { questions } = look.language;
  switch (note.kind) {
    case 'found':
      return linesOf([questions.found(note.engines)], look);
    case 'answers': {
      const { name, sure } = note.program ?? { name: '', sure: true };
      return linesOf([questions.answers(note.registry, name, sure)], look);
    }
    case 'certificate':
      return linesOf(questions.certificate(note.registry, note.certificate), look);
    case 'findings':
      return findingsToText(discreet(failedReport('setup', note.findings)), look);
    case 'preview':
      return toText(discreet(note.report), look);
  }
}

/** What is indented is there to be compared: it is not broken. */
function linesOf(lines: readonly string[], { width }: Look): string {
  const shown = lines
    .map(visibleLine)
    .flatMap((line) => (line.startsWith(' ') ? [line] : wrapped(line, width)));
  return `${shown.join('\n')}\n`;
}
