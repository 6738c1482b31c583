// The help in Chinese has the same options, examples and exit codes as the one in English.

import { describe, expect, it } from 'vitest';
import { help as en } from '../../../../src/report/languages/en/help.ts';
import type { HelpTexts } from '../../../../src/report/languages/help-texts.ts';
import { help as zh } from '../../../../src/report/languages/zh/help.ts';
import { latinParts, technicalWords } from './technical-words.ts';
import { typesettingFaults } from './typesetting.ts';

type Texts = string | { readonly [name: string]: Texts };

function flattened(name: string, texts: Texts): readonly (readonly [string, string])[] {
  if (typeof texts === 'string') return [[name, texts]];
  return Object.entries(texts).flatMap(([key, inner]) => flattened(`${name} ${key}`.trim(), inner));
}

function textsOf({ manual, ...texts }: HelpTexts): readonly (readonly [string, string])[] {
  // The macros of groff are no text.
  return flattened('', { ...texts, manual: { ...manual, macros: '' } }).filter(([, text]) => text !== '');
}

const chinese = new Map(textsOf(zh));
const all = textsOf(en).map(([name, text]) => [name, text, chinese.get(name) ?? ''] as const);
/** Nothing but names. */
const SHELLS = 'arguments shell';
/** Of several lines; the others are of one. */
const isBlock = ([, text]: (typeof all)[number]) => text.includes('\n');

it('has the same names in both languages', () =>
  expect([...chinese.keys()]).toEqual(all.map(([name]) => name)));

describe('a text of the help', () => {
  it.each(all)('%s', (name, english, translated) => {
    if (name !== SHELLS) expect(translated).toMatch(/\p{Script=Han}/u);
    expect(english).not.toMatch(/\p{Script=Han}/u);
    expect(technicalWords(english).filter((word) => !translated.includes(word))).toEqual([]);
  });

  it.each(all.filter((one) => !isBlock(one)))(
    '%s adds nothing and is set well',
    (_name, english, translated) => {
      expect(latinParts(translated).filter((part) => !english.includes(part))).toEqual([]);
      expect(typesettingFaults(translated)).toEqual([]);
    },
  );
});

/** The indented lines: a command or a code, and what it means behind it. */
function indented(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.startsWith('  '));
}

describe('the lines of', () => {
  it.each(all.filter(isBlock))('%s are the same but for what they mean', (_name, english, translated) => {
    const lines = indented(translated);
    const theirs = indented(english);
    expect(lines.length).toBe(theirs.length);
    for (const [index, line] of lines.entries()) {
      const meaning = line.search(/\p{Script=Han}/u);
      const common = meaning < 0 ? line : line.slice(0, meaning);
      expect(meaning < 0 ? theirs[index] : theirs[index]?.slice(0, meaning)).toBe(common);
    }
  });

  it.each(all.filter(isBlock))('%s are explained in good Chinese', (_name, _english, translated) => {
    const explained = translated.split('\n').map((line) => line.replace(/^.* {2}|^ +/, ''));
    expect(explained.flatMap(typesettingFaults)).toEqual([]);
  });
});
