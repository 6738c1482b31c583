// The flags that dockerd is started with, read as dockerd reads them, each with the line that sets it.

import type { AbsPath } from '../../model/file.ts';
import type { Position } from '../../model/text.ts';
import { directiveOfFlag, isBooleanFlag } from './directives.ts';

/** Where a word of a command line comes from; `text` is the line as it is written. */
export interface Source {
  readonly path: AbsPath;
  readonly position: Position;
  readonly text: string;
}

export interface Word {
  readonly text: string;
  readonly source?: Source;
}

export interface SetFlag {
  /** The long name, without hyphens. */
  readonly flag: string;
  readonly value: string;
  /** The directive of daemon.json that sets the same; undefined when there is none. */
  readonly directive: string | undefined;
  readonly source?: Source;
}

/** moby cmd/dockerd/config*.go and options.go */
const SHORT: Readonly<Record<string, string>> = {
  D: 'debug',
  G: 'group',
  H: 'host',
  b: 'bridge',
  g: 'graph',
  h: 'help',
  l: 'log-level',
  p: 'pidfile',
  r: 'restart',
  s: 'storage-driver',
  v: 'version',
};

/**
 * Reads the words after the program's name as pflag does: `--name=value`, `--name value`, `-Hvalue`, `-D`, and
 * nothing after `--`. A boolean flag takes a value only with `=`.
 */
export function parseFlags(words: readonly Word[]): readonly SetFlag[] {
  const flags: SetFlag[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined || word.text === '--') break;
    const parts = splitWord(word.text);
    for (const [index, part] of parts.entries()) {
      const isLast = index === parts.length - 1;
      const takesNext = isLast && part.value === undefined && !isBooleanFlag(part.flag);
      const value = part.value ?? (takesNext ? (words[at + 1]?.text ?? '') : 'true');
      if (takesNext) at += 1;
      flags.push({
        flag: part.flag,
        value,
        directive: directiveOfFlag(part.flag),
        ...(word.source === undefined ? {} : { source: word.source }),
      });
    }
  }
  return flags;
}

/** The flags in one word; of short ones there may be several. */
function splitWord(text: string): readonly { readonly flag: string; readonly value: string | undefined }[] {
  const long = /^--([^=]+)(?:=(.*))?$/s.exec(text);
  if (long !== null) return [{ flag: long[1] ?? '', value: long[2] }];
  if (!/^-[^-]/.test(text)) return [];
  const parts: { flag: string; value: string | undefined }[] = [];
  for (let at = 1; at < text.length; at += 1) {
    const flag = SHORT[text[at] ?? ''] ?? '';
    const rest = text.slice(at + 1);
    if (rest.startsWith('=')) return [...parts, { flag, value: rest.slice(1) }];
    if (!isBooleanFlag(flag)) return [...parts, { flag, value: rest === '' ? undefined : rest }];
    parts.push({ flag, value: undefined });
  }
  return parts;
}

/** The last value of a flag, as dockerd takes it; undefined when it is not set. */
export function lastValue(flags: readonly SetFlag[], name: string): string | undefined {
  return flags.findLast((set) => set.flag === name)?.value;
}

/** The flags of a running daemon, each with the line of a unit or environment file that sets the same. */
export function withSources(running: readonly SetFlag[], written: readonly SetFlag[]): readonly SetFlag[] {
  return running.map((set) => written.find((other) => isSame(set, other)) ?? set);
}

/** Flags written since the daemon was started: they count at its next start. */
export function onlyWritten(running: readonly SetFlag[], written: readonly SetFlag[]): readonly SetFlag[] {
  return written.filter((set) => !running.some((other) => isSame(set, other)));
}

function isSame(a: SetFlag, b: SetFlag): boolean {
  return a.flag === b.flag && a.value === b.value;
}
