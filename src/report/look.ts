// How a report is shown.

import type { Language } from './languages/language.ts';

/** How much is shown, in which language, and how. */
export interface Look {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly language: Language;
  /** Columns of the terminal; Infinity where there is none. */
  readonly width: number;
}
