// docs/findings.md is made from the catalogue; `npx vitest run findings-document -u` makes it anew.

import { describe, expect, it } from 'vitest';
import type { FindingCode } from '../../../../src/model/finding.ts';
import { en } from '../../../../src/report/languages/en/index.ts';
import type { Language } from '../../../../src/report/languages/language.ts';
import { type Sentence, sentenceOf } from '../../../../src/report/languages/sentence.ts';
import { zh } from '../../../../src/report/languages/zh/index.ts';
import { CODES, findingsOf } from './all-findings.ts';

interface Frame {
  readonly title: string;
  readonly introduction: string;
  readonly cure: string;
}

const ENGLISH: Frame = {
  title: 'Findings: every code, its cause and its cure',
  introduction: `Made from the catalogue of messages; the values in it are examples. Codes are stable, sentences are not. With \`--json\` a
finding has its code, its severity, its message, its hint and its arguments ([exit codes and JSON](exit-codes-and-json.md));
\`--verbose\` shows the code beside the message. [In Chinese](findings.zh-CN.md).`,
  cure: 'Cure',
};

const CHINESE: Frame = {
  title: '发现（finding）：每个代码的原因与解决办法',
  introduction: `本文由消息目录生成，其中的值都是示例。代码是稳定的，句子可能会变。使用 \`--json\` 时，每条发现都带有代码、级别、消息、
提示和参数（[退出码与 JSON](exit-codes-and-json.md)）；\`--verbose\` 会在消息旁显示代码。[英文版](findings.md)。`,
  cure: '解决办法',
};

describe('the document of all findings', () => {
  it('in English', () => expect(documentOf(en, ENGLISH)).toMatchFileSnapshot('../../../../docs/findings.md'));
  it('in Chinese', () =>
    expect(documentOf(zh, CHINESE)).toMatchFileSnapshot('../../../../docs/findings.zh-CN.md'));
});

function documentOf(language: Language, { title, introduction, cure }: Frame): string {
  const sections = CODES.toSorted().map((code) => {
    const said = distinct(sentencesOf(code, language));
    return `## ${code}\n\n${said.map((sentence) => item(sentence, cure)).join('\n')}\n`;
  });
  return [`# ${title}\n`, `${introduction}\n`, ...sections].join('\n');
}

/** About the first place alone: the same is said of the others. */
function sentencesOf(code: FindingCode, language: Language): readonly Sentence[] {
  const all = findingsOf(code);
  const [first] = all;
  return all.filter(({ path }) => path === first?.path).map((each) => sentenceOf(each, language));
}

function distinct(sentences: readonly Sentence[]): readonly Sentence[] {
  return [...new Map(sentences.map((sentence) => [sentence.message, sentence])).values()];
}

function item({ message, hint }: Sentence, cure: string): string {
  const lines = hint.split('\n').map(escaped).join('<br>');
  return `- ${escaped(message)}${hint === '' ? '' : `\n  - **${cure}**: ${lines}`}`;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_<>[\]#|~]/g, '\\$&');
}
