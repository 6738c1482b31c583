// What is said beside findings and help stands in Chinese as in English.

import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/report/languages/en/index.ts';
import { zh } from '../../../../src/report/languages/zh/index.ts';
import { phrasesOf } from './phrases.ts';
import { latinParts, technicalWords } from './technical-words.ts';
import { typesettingFaults } from './typesetting.ts';

const chinese = phrasesOf(zh);
const cases = [...phrasesOf(en)].map(([name, text]) => [name, text, chinese.get(name) ?? ''] as const);

/** Nothing to translate. */
const FINGERPRINT = /^ {2}SHA-256: AB:CD$/;

describe('what is said in Chinese and in English', () => {
  it('has the same names', () => expect([...chinese.keys()]).toEqual(cases.map(([name]) => name)));

  it.each(cases)('%s', (_name, english, translated) => {
    if (!FINGERPRINT.test(english)) expect(translated).toMatch(/\p{Script=Han}/u);
    expect(english).not.toMatch(/\p{Script=Han}|undefined|\[object/u);
    expect(translated).not.toMatch(/undefined|\[object/);
    expect(technicalWords(english).filter((word) => !translated.includes(word))).toEqual([]);
    expect(latinParts(translated).filter((part) => !english.includes(part))).toEqual([]);
    expect(typesettingFaults(translated.trim().replace(/: +/, ': '))).toEqual([]);
  });
});
