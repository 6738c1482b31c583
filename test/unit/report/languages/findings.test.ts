// Every finding is said in Chinese as completely as in English, with the same words to paste, to search for and to type.

import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/report/languages/en/index.ts';
import { sentenceOf } from '../../../../src/report/languages/sentence.ts';
import { zh } from '../../../../src/report/languages/zh/index.ts';
import { CODES, findingsOf } from './all-findings.ts';
import { latinParts, quotedWords, technicalWords } from './technical-words.ts';
import { typesettingFaults } from './typesetting.ts';

describe.each(CODES)('%s', (code) => {
  const said = findingsOf(code).map((each) => ({
    english: sentenceOf(each, en),
    chinese: sentenceOf(each, zh),
  }));
  const texts = said.map(({ english, chinese }) => ({
    english: `${english.message}\n${english.hint}`,
    chinese: `${chinese.message}\n${chinese.hint}`,
  }));

  it('is complete', () => {
    for (const { english, chinese } of said) {
      expect(chinese.message).toMatch(/\p{Script=Han}/u);
      expect(english.message).not.toMatch(/\p{Script=Han}/u);
      expect(chinese.hint === '').toBe(english.hint === '');
    }
    for (const { english, chinese } of texts) {
      expect(english).not.toMatch(/undefined|\[object|NaN/);
      expect(chinese).not.toMatch(/undefined|\[object|NaN/);
    }
  });

  it('quotes the same', () => {
    for (const { english, chinese } of texts) expect(quotedWords(chinese)).toEqual(quotedWords(english));
  });

  it('has all of the technical words in Chinese', () => {
    for (const { english, chinese } of texts)
      expect(technicalWords(english).filter((word) => !chinese.includes(word))).toEqual([]);
  });

  it('has no other in Chinese', () => {
    for (const { english, chinese } of texts)
      expect(latinParts(chinese).filter((part) => !english.includes(part))).toEqual([]);
  });

  it('is set well', () => {
    for (const { chinese } of texts) expect(chinese.split('\n').flatMap(typesettingFaults)).toEqual([]);
  });
});
