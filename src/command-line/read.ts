// From the words that were typed to a command line that is understood, or to the report that ends the run.

import { CommanderError } from 'commander';
import { type UsageFinding, usage } from '../desired/flags.ts';
import type { CommandLine } from '../desired/parse.ts';
import type { UsageForm } from '../model/findings/forms.ts';
import { COMMANDS, failedReport, type Report } from '../model/outcome.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { HelpTexts } from '../report/languages/help-texts.ts';
import { buildProgram, shortHelp } from './cli.ts';
import { helpWidth } from './help-layout.ts';
import { suggestCommand, suggestOption } from './suggestions.ts';

/**
 * Reads a command line without the program's name.
 * @param width columns of the terminal; Infinity: there is none
 * @returns the command, its options and operands; or the report that ends the run: help, version, wrong usage
 */
export function readCommandLine(
  argv: readonly string[],
  texts: HelpTexts,
  width: number = Number.POSITIVE_INFINITY,
): Result<CommandLine, Report> {
  const written: string[] = [];
  const lines: CommandLine[] = [];
  const program = buildProgram(
    texts,
    (line) => lines.push(line),
    (text) => written.push(text),
    helpWidth(width),
  );
  try {
    program.parse([...argv], { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    return err(endReport(cause, argv, written.join('')) ?? withoutCommand(texts, width));
  }
  const [line] = lines;
  if (line === undefined) throw new Error('no command was dispatched');
  return ok(line);
}

/** Whether a switch stands on the command line, for lines that could not be understood as a whole. */
export function mentions(argv: readonly string[], option: string): boolean {
  const end = argv.indexOf('--');
  const options = end === -1 ? argv : argv.slice(0, end);
  return options.some((word) => word === option || word.startsWith(`${option}=`));
}

/** The value of an option, likewise; the last one counts. */
export function optionValue(argv: readonly string[], option: string): string | undefined {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const values = words.flatMap((word, index) => {
    if (word === option) return words.slice(index + 1, index + 2);
    return word.startsWith(`${option}=`) ? [word.slice(option.length + 1)] : [];
  });
  return values.at(-1);
}

/** A command line with more words, which stand before a `--`. */
export function withWords(argv: readonly string[], words: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? [...argv, ...words] : [...argv.slice(0, end), ...words, ...argv.slice(end)];
}

/** What commander ended with, as a report: help and version are a success, the rest is wrong usage. */
function endReport(error: CommanderError, argv: readonly string[], text: string): Report | undefined {
  const command = COMMANDS.find((name) => argv.includes(name)) ?? null;
  if (error.exitCode === 0) {
    return { ...failedReport(command, []), outcome: 'unchanged', text };
  }
  const wrong = usageOf(error, argv);
  return wrong === undefined ? undefined : failedReport(command, [wrong]);
}

/** On a terminal somebody is finding out what there is; a script gets one line. */
function withoutCommand(texts: HelpTexts, width: number): Report {
  if (width === Number.POSITIVE_INFINITY)
    return failedReport(null, [usage('COMMAND', '', 'missing-argument', COMMANDS.join(', '))]);
  const missing = usage('COMMAND', '', 'missing-argument');
  return { ...failedReport(null, [missing]), text: `${shortHelp(texts, helpWidth(width))}\n` };
}

/**
 * Commander says what is wrong in a sentence of a known form; the words in quotes are what was typed.
 * @returns undefined: no command was given
 */
function usageOf(error: CommanderError, argv: readonly string[]): UsageFinding | undefined {
  const [, word = ''] = /'(.*)'/s.exec(error.message) ?? [];
  const [, suggested] = /\(Did you mean (?:one of )?([^,]*)/.exec(error.message.replace(/\?\)$/, '')) ?? [];
  switch (error.code) {
    case 'commander.unknownOption':
      return usage(optionOf(word), '', 'unknown-option', suggestOption(optionOf(word), argv) ?? suggested);
    case 'commander.unknownCommand':
      return usage('COMMAND', word, 'unknown-command', suggestCommand(word, argv));
    case 'commander.optionMissingArgument':
      return usage(optionOf(word), '', 'missing-argument', word);
    case 'commander.missingArgument':
      return usage(word, '', 'missing-argument', MISSING[word]);
    case 'commander.help': {
      const asked = argv[argv.indexOf('help') + 1];
      if (asked === undefined || !argv.includes('help')) return undefined;
      return usage('COMMAND', asked, 'unknown-command', suggestCommand(asked, [asked]));
    }
    default:
      return usage('', error.message.replace(/^error: /, ''), 'other');
  }
}

const MISSING: Readonly<Record<string, UsageForm>> = { ID: 'ID', IMAGE: 'IMAGE' };

/** The name alone of `--name=value` or of `--name <VALUE>`. */
function optionOf(words: string): string {
  return words.split(/[= ]/, 1)[0] ?? words;
}
