// The languages that the program speaks.

/** The names that `--lang` takes (ISO 639-1). */
export const LANGUAGE_NAMES = ['en', 'zh'] as const;
export type LanguageName = (typeof LANGUAGE_NAMES)[number];
