// Which language is spoken: that of --lang, else that of the locale as locale(7) finds it, else English.

import { expect, it } from 'vitest';
import { LANGUAGE_NAMES } from '../../../../src/model/language.ts';
import { chooseLanguage, loadHelp, loadLanguage } from '../../../../src/report/languages/index.ts';

const CHINESE = 'zh_CN.UTF-8';
const ENGLISH = 'en_US.UTF-8';

it.each([
  ['LANG', { LANG: CHINESE }, 'zh'],
  ['LC_MESSAGES before LANG', { LC_MESSAGES: ENGLISH, LANG: CHINESE }, 'en'],
  ['LC_MESSAGES before LANG, the other way', { LC_MESSAGES: CHINESE, LANG: ENGLISH }, 'zh'],
  ['LC_ALL before all', { LC_ALL: CHINESE, LC_MESSAGES: ENGLISH, LANG: ENGLISH }, 'zh'],
  ['LC_ALL=C, as scripts set it', { LC_ALL: 'C', LANG: CHINESE }, 'en'],
  ['an empty LC_ALL does not count', { LC_ALL: '', LC_MESSAGES: '', LANG: CHINESE }, 'zh'],
  ['nothing set', {}, 'en'],
  ['C.UTF-8', { LANG: 'C.UTF-8' }, 'en'],
  ['a language that is not spoken', { LANG: 'de_DE.UTF-8' }, 'en'],
  ['a language whose name begins alike', { LANG: 'zha_CN.UTF-8' }, 'en'],
  ['no country', { LANG: 'zh.UTF-8' }, 'zh'],
  ['another country', { LANG: 'zh_SG.utf8' }, 'zh'],
  ['a modifier', { LANG: 'zh_CN.UTF-8@pinyin' }, 'zh'],
  ['another character set', { LANG: 'zh_CN.GB18030' }, 'en'],
  ['no character set, which is GB2312', { LANG: 'zh_CN' }, 'en'],
  ['the console of Linux', { LANG: CHINESE, TERM: 'linux' }, 'en'],
  ['another terminal', { LANG: CHINESE, TERM: 'xterm-256color' }, 'zh'],
] as const)('%s', (_case, environment, expected) =>
  expect(chooseLanguage(undefined, environment)).toBe(expected),
);

it.each([
  ['zh', { LC_ALL: 'C', TERM: 'linux' }, 'zh'],
  ['en', { LC_ALL: CHINESE }, 'en'],
  ['xx', { LC_ALL: CHINESE }, 'zh'],
  ['xx', {}, 'en'],
] as const)('--lang %s with %j', (asked, environment, expected) =>
  expect(chooseLanguage(asked, environment)).toBe(expected),
);

it.each(LANGUAGE_NAMES)('%s is loaded by its name', async (name) => {
  const [language, help, others] = await Promise.all([
    loadLanguage(name),
    loadHelp(name),
    Promise.all(LANGUAGE_NAMES.filter((each) => each !== name).map(loadHelp)),
  ]);
  expect(language.name).toBe(name);
  for (const other of others) expect(help.summary).not.toBe(other.summary);
});
