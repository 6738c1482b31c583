// The document of --json, as tests read it.

/** The document of --json, as far as tests look at it. */
export interface Document {
  readonly command: string | null;
  readonly outcome: string;
  readonly id: string | null;
  readonly changes: readonly DocumentChange[];
  readonly engines: readonly DocumentEngine[];
  readonly findings: readonly DocumentFinding[];
}

export interface DocumentChange {
  readonly path: string;
  readonly kind: string;
  readonly diff: string;
}

export interface DocumentEngine {
  readonly engine: string;
  readonly inSync: boolean | null;
  readonly activation: string;
  readonly changes: readonly DocumentChange[];
  /** status */
  readonly entries?: readonly { readonly path: string; readonly owner: string }[];
}

export interface DocumentFinding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly hint: string;
  readonly reason?: string;
  readonly engine?: string;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
}

/** All that the program would change or has changed, of every engine and of none. */
export function changesOf(document: Document): readonly DocumentChange[] {
  return [...document.changes, ...document.engines.flatMap((engine) => engine.changes)];
}

/** undefined: the text is not the document of --json. */
export function readDocument(text: string): Document | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isDocument(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isDocument(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 1 &&
    'outcome' in value &&
    'findings' in value &&
    Array.isArray(value.findings) &&
    'engines' in value &&
    Array.isArray(value.engines) &&
    'changes' in value &&
    Array.isArray(value.changes)
  );
}
