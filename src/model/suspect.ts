// What points to whoever changes a file again and again. Plain data; report/ has the words.

export type Suspect =
  /** A tool has signed the file: "Ansible managed". */
  | { readonly kind: 'marker'; readonly tool: string }
  /** A tool that manages files runs right now. */
  | { readonly kind: 'process'; readonly tool: string; readonly pid: number }
  /** The package manager was at work when the file was changed; its log's line. */
  | { readonly kind: 'package-log'; readonly line: string }
  /** Who owns the file and when it was changed, milliseconds since 1970: always known. */
  | { readonly kind: 'file'; readonly uid: number; readonly modified: number };
