// Places in a text file, as people count them, and what is wrong there.

/** Line and column, both from 1; the column counts UTF-16 units, a byte-order mark is not counted. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Why a text cannot be read or edited. `code` is stable, `detail` holds the words that a sentence about it
 * needs (a key, what was found, what was expected), never a whole sentence.
 */
export interface TextProblem {
  readonly code:
    | 'SYNTAX' // the engine's own parser would refuse it
    | 'COMMENT' // a comment in JSON
    | 'TRAILING_COMMA'
    | 'TRAILING_CONTENT' // something after the end of the document
    | 'EMPTY' // nothing but white space where a document is needed
    | 'NOT_UTF8'
    | 'BYTE_ORDER_MARK'
    | 'LONE_CARRIAGE_RETURN'
    | 'WRONG_TYPE'
    | 'DUPLICATE_KEY'
    | 'MIXED_VERSIONS' // registries.conf with v1 and v2 keys
    | 'VERSION_1' // registries.conf in the v1 format
    | 'MISPLACED_KEY' // a top-level key that fell into a table
    | 'UNKNOWN_KEY'
    | 'BAD_VALUE'
    | 'EDIT_NOT_EXACT'; // our edit would have changed more than was asked for: nothing was written
  readonly position?: Position;
  readonly detail: Readonly<Record<string, string>>;
}
