// What is asked of whoever sits at the terminal, and what is said in between; the words are in report/languages.

import type { Finding } from './finding.ts';
import type { Report } from './outcome.ts';

/** What a registry is used for. */
export type Use = 'mirror' | 'registry';

/** Questions that are answered with one of several words. */
export interface Selections {
  use: Record<never, never>;
  /** Something is wrong with the registry at the address that was typed. */
  'what-now': { readonly registry: string };
}

/** Questions that are answered with yes or no; all are meant to be answered with no where somebody just hits Enter. */
export interface Confirmations {
  /** Whether the fingerprint that was shown is the one that the administrator of the registry knows. */
  compare: { readonly registry: string };
  /** Whether short names are looked for there first, by these engines. */
  search: { readonly registry: string; readonly engines: readonly string[] };
  change: Record<never, never>;
  restart: { readonly engines: readonly Restarted[] };
}

/** An engine that has to be restarted, and the containers that this would stop. */
export interface Restarted {
  readonly engine: string;
  readonly containers: readonly string[];
}

/** Questions that are answered with a text. */
export interface TextQuestions {
  address: { readonly use: Use };
  'ca-file': { readonly registry: string };
  /** The address of a name that is not known here; '' for none. */
  alias: { readonly name: string };
}

/** Questions that are answered with some of several names. */
export interface Choices {
  engines: Record<never, never>;
}

/** One question of a kind. */
export type QuestionOf<Kind> = { [Code in keyof Kind]: { readonly code: Code } & Kind[Code] }[keyof Kind];

/** The words that selections are answered with. */
export const OPTIONS = [
  'mirror',
  'registry',
  'ca-file', // a file with the CA is named
  'ca-sent', // what the server itself has sent is trusted, when its fingerprint has been compared
  'plain-http', // it is used without encryption
  'https', // it is used with TLS
  'alias', // its name gets a line in /etc/hosts
  'other-address',
  'go-on', // it is put in as it is
] as const;
export type Option = (typeof OPTIONS)[number];

/** A certificate that a server has sent, for people to compare. */
export interface SentCertificate {
  readonly subject: string;
  /** SHA-256, upper-case hex with colons. */
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** A CA; else the server's own certificate. */
  readonly authority: boolean;
}

/** What is said between the questions. */
export type Note =
  | { readonly kind: 'found'; readonly engines: readonly string[] }
  /** A registry answers as one; `program`: which, where that is known. */
  | {
      readonly kind: 'answers';
      readonly registry: string;
      readonly program: { readonly name: string; readonly sure: boolean } | null;
    }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  | { readonly kind: 'certificate'; readonly registry: string; readonly certificate: SentCertificate }
  /** What would be changed. */
  | { readonly kind: 'preview'; readonly report: Report };
