// Questions on a terminal, by inquirer: the one place that imports it, when there is something to ask.

import { isatty } from 'node:tty';
import inquirer from 'inquirer';

/** What the questions look like; texts are safe to print by then. */
export interface TerminalManner {
  paint(color: 'bold' | 'dim' | 'cyan' | 'red' | 'green', text: string): string;
  /** Which keys do what, below lists. */
  readonly keysOfSelect: string;
  readonly keysOfChoose: string;
  /** The first letters of these are what is typed. */
  readonly yes: string;
  readonly no: string;
  readonly neither: string;
  readonly none: string;
}

export interface TerminalChoice {
  /** In the list; it may have several lines. */
  readonly name: string;
  /** Once it is chosen. */
  readonly short: string;
  readonly value: string;
}

/** Every answer is undefined where it was ended: Ctrl-C, Ctrl-D, the signal, or the terminal is gone. */
export interface Terminal {
  select(message: string, choices: readonly TerminalChoice[]): Promise<string | undefined>;
  choose(message: string, choices: readonly TerminalChoice[]): Promise<readonly string[] | undefined>;
  confirm(message: string): Promise<boolean | undefined>;
  /** @param check what is wrong with a text; '' for nothing */
  text(message: string, check: (text: string) => Promise<string>): Promise<string | undefined>;
  write(text: string): void;
  /** Ends the question that is being asked, and every further one. */
  end(): void;
}

export type OpenTerminal = (manner: TerminalManner) => Promise<Terminal>;

/** Frames of one column that every terminal has. */
const FRAMES = ['|', '/', '-', '\\'];

/** The cursor and the terminal's mode are as before after every question, however it ends. */
export function createTerminal(
  input: NodeJS.Process['stdin'],
  output: NodeJS.WriteStream,
  manner: TerminalManner,
): Terminal {
  const over = new AbortController();
  const end = () => over.abort();
  // A terminal that was closed has no mode: Bun throws where it is to be set back.
  const setRawMode = input.setRawMode.bind(input);
  input.setRawMode = (mode) => (isatty(input.fd) ? setRawMode(mode) : input);
  // Who hangs up is no reader any more: EIO, or the end of the input.
  for (const event of ['end', 'close', 'error'] as const) input.on(event, end);
  input.on('keypress', (_, key: { readonly ctrl?: boolean; readonly name?: string } | undefined) => {
    if (key?.ctrl === true && key.name === 'd') end();
  });
  const prompt = inquirer.createPromptModule({ input, output, signal: over.signal });
  const ask = async <T>(question: Promise<{ readonly answer: T }>): Promise<T | undefined> => {
    try {
      return (await question).answer;
    } catch (cause) {
      if (!isEnd(cause)) throw cause;
      end();
      return undefined;
    }
  };
  const theme = themeOf(manner);
  const base = { name: 'answer', theme } as const;
  return {
    select: (message, choices) => ask(prompt([{ ...base, type: 'select', message, choices, loop: false }])),
    choose: (message, choices) =>
      ask(
        prompt([
          {
            ...base,
            type: 'checkbox',
            message,
            loop: false,
            validate: (chosen: readonly unknown[]) => chosen.length > 0 || manner.none,
            choices: choices.map((choice) => ({ ...choice, checked: true })),
          },
        ]),
      ),
    confirm: (message) => ask(prompt([{ ...base, type: 'confirm', message, default: false }])),
    text: (message, check) =>
      ask<string>(
        prompt([
          {
            ...base,
            type: 'input',
            message,
            validate: async (text: string) => (await check(text.trim())) || true,
          },
        ]),
      ).then((text) => text?.trim()),
    write: (text) => {
      output.write(text);
    },
    end,
  };
}

/** inquirer says by exceptions that a question was ended; a terminal that has been closed answers with EIO to all. */
function isEnd(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  const isGone = 'code' in cause && cause.code === 'EIO';
  return isGone || ['ExitPromptError', 'AbortPromptError'].includes(cause.name);
}

/** All of it is ours: --no-color and NO_COLOR hold, and there is no letter that a plain terminal has not. */
function themeOf({ paint, keysOfSelect, keysOfChoose, yes, no, neither }: TerminalManner) {
  const cyan = (text: string) => paint('cyan', text);
  const dim = (text: string) => paint('dim', text);
  return {
    prefix: { idle: cyan('?'), done: paint('green', '*') },
    spinner: { interval: 120, frames: FRAMES },
    icon: { cursor: '>', checked: '[x]', unchecked: '[ ]', disabledChecked: '[x]', disabledUnchecked: '[ ]' },
    keywords: { yes, no, error: () => neither },
    style: {
      answer: cyan,
      message: (text: string) => paint('bold', text),
      error: (text: string) => paint('red', text),
      defaultAnswer: (text: string) => dim(`(${text})`),
      confirmDefault: (text: string) => text.toUpperCase(),
      help: dim,
      highlight: cyan,
      key: cyan,
      disabled: dim,
      description: dim,
      keysHelpTip: (keys: readonly unknown[]) => dim(keys.length > 2 ? keysOfChoose : keysOfSelect),
    },
  };
}
