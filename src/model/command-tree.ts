// The commands and options of the program as plain data: what completions and the manual page are made from.

/** What a host can be asked for by `completion --values`, for the shells. */
export const HOST_VALUES = [
  'engines',
  /** Every generation: what `history show` takes. */
  'generations',
  /** Those that `rollback` takes. */
  'changes',
  /** Every registry that is configured, host[:port]. */
  'registries',
  // What is in force, as the option of this name would take it out:
  'mirror',
  'registry',
  'insecure',
  'search',
  'ca',
  'host-alias',
] as const;
export type HostValues = (typeof HOST_VALUES)[number];

/** What may stand where a value is expected, as far as a shell can help with it. */
export type ValueKind =
  | { readonly kind: 'file' }
  | { readonly kind: 'directory' }
  | { readonly kind: 'one-of'; readonly words: readonly string[] }
  | HostValueKind
  | { readonly kind: 'other' };

export interface HostValueKind {
  readonly kind: 'host';
  readonly values: HostValues;
  /** What follows each value; the word goes on after it. */
  readonly end: '' | '=' | '/';
  /** Several, with commas between them. */
  readonly isList: boolean;
  /** A file may stand there, too, also behind `HOST=`. */
  readonly orFile: boolean;
}

export interface OptionValue {
  /** As the help shows it, without brackets: `[UPSTREAM=]URL`. */
  readonly placeholder: string;
  readonly optional: boolean;
  readonly kind: ValueKind;
}

export interface OptionNode {
  /** `--mirror` */
  readonly long: string;
  /** `-y` */
  readonly short?: string;
  readonly description: string;
  /** The heading of the help that it stands under. */
  readonly group?: string;
  /** Absent: a switch. */
  readonly value?: OptionValue;
}

export interface ArgumentNode {
  /** `ID` */
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Several may be given. */
  readonly isEndless: boolean;
  readonly kind: ValueKind;
}

export interface CommandNode {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ArgumentNode[];
  readonly commands: readonly CommandNode[];
  /** Below the options: examples and what has to be known, as the help prints it. */
  readonly notes: string;
}

/** `FILE` and `DIR` are paths, `auto|reload` and `bash, zsh` words to choose from. */
export function valueKindOf(placeholder: string): ValueKind {
  if (/(^|[\]=])FILE$/.test(placeholder)) return { kind: 'file' };
  if (placeholder === 'DIR') return { kind: 'directory' };
  const words = placeholder.split(/\||, /).filter((word) => /^[a-z][a-z-]*$/.test(word));
  return words.length > 1 ? { kind: 'one-of', words } : { kind: 'other' };
}
