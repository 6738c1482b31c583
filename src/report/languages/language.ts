// What has to be said in every language: all that the program prints for people, keyed by code.

import type { Candidate, EndpointRole, Reply } from '../../model/endpoint.ts';
import type { FindingArguments, Severity } from '../../model/finding.ts';
import type { GenerationOutcome } from '../../model/generation.ts';
import type { LanguageName } from '../../model/language.ts';
import type { Fallback, ReportedChange, ReportedEntry } from '../../model/outcome.ts';
import type {
  Choices,
  Confirmations,
  Option,
  Selections,
  SentCertificate,
  TextQuestions,
} from '../../model/question.ts';
import type { Step } from '../../model/step.ts';
import type { Sentences } from './sentence.ts';

/** How a change ended, as the history and --json have it. */
type ReportedOutcome = Exclude<GenerationOutcome, 'awaiting'> | 'confirm-pending';

/** All but the help, which is seldom needed: see HelpTexts. Words from files and engines come in as they are. */
export interface Language {
  readonly name: LanguageName;
  readonly findings: Sentences<FindingArguments>;
  readonly headlines: Headlines;
  readonly labels: Labels;
  readonly engine: EngineWords;
  readonly history: HistoryWords;
  readonly routes: RouteWords;
  readonly questions: QuestionWords;
  /** What a registry answers, in a few words, for sentences and tables. */
  readonly replies: Readonly<Record<Reply, string>>;
  /** What is being done now, in one line. */
  readonly step: (step: Step) => string;
}

/** The first line of a report: how it ended. IDs and command lines are safe to print by then. */
export interface Headlines {
  readonly nothingToDo: string;
  readonly planned: string;
  readonly kept: (id: string) => string;
  /** `id`: '' where there is none; `edited`: somebody's edits were kept; `undo`: the way back, or ''. */
  readonly done: (done: { readonly id: string; readonly edited: boolean; readonly undo: string }) => string;
  readonly doneForNow: (id: string, keep: string) => string;
  readonly undone: string;
  /** The others: a change that was cut off, or not confirmed in time; `edited` as above. */
  readonly undoneLater: (what: 'interrupted' | 'not-confirmed', edited: boolean) => string;
  readonly undoFailed: string;
  readonly undoFailedEarlier: string;
  readonly failed: string;
  readonly inSync: (engines: boolean) => string;
  readonly drifted: string;
  readonly recordsDamaged: string;
  readonly unmanaged: string;
  readonly unmanagedYet: string;
  readonly noProblem: string;
  readonly servedByFirst: string;
  readonly problems: string;
}

export interface Labels {
  readonly severities: Readonly<Record<Severity, string>>;
  readonly changes: Readonly<Record<ReportedChange['kind'], string>>;
  readonly owners: Readonly<Record<ReportedEntry['owner'], string>>;
  readonly seeChanges: (command: string) => string;
}

export interface EngineWords {
  readonly unknownVersion: string;
  readonly running: string;
  readonly notRunning: string;
  /** By what was, will be or has to be done to it. */
  readonly activations: Readonly<
    Record<'done' | 'planned' | 'due', Readonly<Record<'reload' | 'restart', string>>>
  >;
  readonly inSync: string;
  readonly notInSync: string;
  /** One line of what it has loaded. */
  readonly loaded: (fact: string, value: string) => string;
  readonly yes: string;
  readonly no: string;
  readonly none: string;
}

export interface HistoryWords {
  readonly empty: string;
  readonly byAgent: string;
  readonly outcomes: Readonly<Record<ReportedOutcome, string>>;
  readonly undone: string;
  readonly until: (time: string) => string;
  readonly notConfirmed: string;
}

export interface RouteWords {
  readonly works: string;
  readonly worksNot: string;
  readonly probably: (kind: string) => string;
  readonly through: (proxy: string) => string;
  readonly roles: Readonly<Record<EndpointRole, string>>;
  readonly mirrorOf: (upstream: string) => string;
  readonly nobodyAsked: string;
  readonly servedBy: (registry: string, how: string) => string;
  readonly fallbacks: Readonly<Record<Fallback, string>>;
  readonly by: Readonly<Record<Candidate['by'], string>>;
  readonly byIn: (by: string, path: string) => string;
  readonly notAsked: string;
  readonly serves: string;
}

/** What is asked on a terminal. Words from outside are safe to print by then. */
export interface QuestionWords {
  readonly asked: Asked<Selections & Choices & Confirmations & TextQuestions>;
  readonly options: Readonly<Record<Option, string>>;
  /** The engines with their versions. */
  readonly found: (engines: readonly string[]) => string;
  /** `program`: '' where it is not known; `sure` false: by the way in which it answers. */
  readonly answers: (registry: string, program: string, sure: boolean) => string;
  /** Lines, in an order and a form that are easy to compare. */
  readonly certificate: (registry: string, sent: SentCertificate) => readonly string[];
  /** Which keys do what, below a list of which one, or several, can be taken. */
  readonly keysOfSelect: string;
  readonly keysOfChoose: string;
  /** They begin with the letters that are typed. */
  readonly yes: string;
  readonly no: string;
  readonly neither: string;
  readonly none: string;
}

type Asked<Kind> = { readonly [Code in keyof Kind]: (args: Kind[Code]) => string };
