// What can be asked of a buildkitd.toml, and what has to be remembered between an edit and its inverse.

/** `null`: the key goes, or becomes again what it was before ours (see Blank). */
export type BuildkitdEdit =
  | { readonly kind: 'add-table'; readonly registry: string }
  /** Only a table in which nothing is left. */
  | { readonly kind: 'remove-table'; readonly registry: string }
  | {
      readonly kind: 'set-list';
      readonly registry: string;
      readonly key: 'mirrors' | 'ca';
      readonly values: readonly string[];
    }
  | {
      readonly kind: 'set-flag';
      readonly registry: string;
      readonly key: 'http' | 'insecure';
      readonly value: boolean | null;
    };

/**
 * What stood in the place of ours: an empty list or inline table (with whatever white space), or the other value of a flag. To be kept
 * by the caller between an edit and its inverse.
 */
export interface Blank {
  readonly at: `${'mirrors' | 'ca' | 'http' | 'insecure' | 'table'}:${string}`;
  readonly text: string;
}

export interface Edited {
  readonly text: string;
  readonly blanks: readonly Blank[];
}

export function isBlank(blank: { readonly at: string; readonly text: string }): blank is Blank {
  return /^(?:mirrors|ca|http|insecure|table):/.test(blank.at);
}
