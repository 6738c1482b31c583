// Which language is spoken, and where it is found. Each is loaded only when it is needed.

import { LANGUAGE_NAMES, type LanguageName } from '../../model/language.ts';
import type { HelpTexts } from './help-texts.ts';
import type { Language } from './language.ts';

const LANGUAGES: Readonly<Record<LanguageName, () => Promise<Language>>> = {
  en: async () => (await import('./en/index.ts')).en,
  zh: async () => (await import('./zh/index.ts')).zh,
};

export function loadLanguage(name: LanguageName): Promise<Language> {
  return LANGUAGES[name]();
}

const HELP: Readonly<Record<LanguageName, () => Promise<HelpTexts>>> = {
  en: async () => (await import('./en/help.ts')).help,
  zh: async () => (await import('./zh/help.ts')).help,
};

export function loadHelp(name: LanguageName): Promise<HelpTexts> {
  return HELP[name]();
}

/**
 * The language that is asked for, else that of the locale (LC_ALL, LC_MESSAGES, LANG: locale(7)), else English. A
 * locale counts only where what we print (UTF-8) can be shown: not with another character set, and not on the console
 * of Linux, which has no Chinese letters.
 * @param asked the value of --lang; what is wrong with it is for parsing to say
 */
export function chooseLanguage(
  asked: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): LanguageName {
  const named = LANGUAGE_NAMES.find((name) => name === asked);
  if (named !== undefined) return named;
  const { LC_ALL, LC_MESSAGES, LANG, TERM } = environment;
  const locale = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '') ?? '';
  const [, language, charset = ''] = /^([a-z]+)(?:_[A-Za-z]+)?(?:\.([^@]*))?/.exec(locale) ?? [];
  if (TERM === 'linux' || !/^utf-?8$/i.test(charset)) return 'en';
  return LANGUAGE_NAMES.find((name) => name === language) ?? 'en';
}
