// The commands and options of the program as plain data: what completions and the manual page are made from.

/** What may stand where a value is expected, as far as a shell can help with it. */
export type ValueKind =
  | { readonly kind: 'file' }
  | { readonly kind: 'directory' }
  | { readonly kind: 'one-of'; readonly words: readonly string[] }
  | { readonly kind: 'other' };

export interface OptionValue {
  /** As the help shows it, without brackets: `[UPSTREAM=]URL`. */
  readonly placeholder: string;
  readonly optional: boolean;
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
}

export interface CommandNode {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ArgumentNode[];
  readonly commands: readonly CommandNode[];
}

/** `FILE` and `DIR` are paths, `auto|reload` and `bash, zsh` words to choose from. */
export function valueKindOf(placeholder: string): ValueKind {
  if (/(^|[\]=])FILE$/.test(placeholder)) return { kind: 'file' };
  if (placeholder === 'DIR') return { kind: 'directory' };
  const words = placeholder.split(/\||, /).filter((word) => /^[a-z][a-z-]*$/.test(word));
  return words.length > 1 ? { kind: 'one-of', words } : { kind: 'other' };
}
