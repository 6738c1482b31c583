// The documents against the program: what they show can be typed, parsed and found. Real hosts type the commands, too:
// test/hosts/documents.hosts.ts.

import fs from 'node:fs';
import path from 'node:path';
import TOML from '@iarna/toml';
import JSON5 from 'json5';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { COMMANDS } from '../../src/model/outcome.ts';
import {
  ALL_BLOCKS,
  type Block,
  blocksOf,
  commandsOf,
  DOCUMENTS,
  headingsOf,
  linksOf,
  PROJECT,
  programWords,
  proseOf,
  readDocument,
} from '../documents/blocks.ts';
import { BEFORE, ELSEWHERE, ENDS } from '../documents/trial.ts';
import { runProgram } from '../support/program.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { run } from './run.ts';

const PEM = fs.readFileSync(path.join(PROJECT, 'fixtures/docker/ca/ca.crt'), 'latin1');

const FILES = {
  'ca.crt': PEM,
  '/etc/registry-client/config.json5': '{}',
  'mine.json5': '{}',
  '/home/admin/mine.json5': '{}',
};

const commands = ALL_BLOCKS.flatMap((block) => commandsOf(block).map(({ text }) => ({ block, text })));

const placeOf = ({ document, section }: Block): string => `${document}, ${section}`;

describe('blocks', () => {
  it('each says its language, and none is hidden from these tests', () => {
    const known = ['sh', 'console', 'json', 'json5', 'toml', 'yaml', 'ts', 'text'];
    expect(ALL_BLOCKS.length).toBeGreaterThan(30);
    expect(ALL_BLOCKS.filter(({ language }) => !known.includes(language)).map(placeOf)).toEqual([]);
    expect(DOCUMENTS.filter((document) => /^\s+```|^~~~/m.test(proseOf(document)))).toEqual([]);
  });

  const typed = commands.flatMap(({ text }) => {
    const words = programWords(text);
    return words === undefined ? [] : [{ text, words }];
  });

  it.each(typed)('the program takes: $text', async ({ words }) => {
    const { code, stderr } = await run(words, { files: FILES });
    expect([code, stderr]).toEqual([0, '']);
  });

  it('what is excused from being typed on a host is still there', () => {
    const texts = new Set(commands.map(({ text }) => text));
    const sections = new Set(ALL_BLOCKS.map(({ section }) => section));
    expect(ELSEWHERE.flatMap((one) => one.commands).filter((text) => !texts.has(text))).toEqual([]);
    expect(ENDS.filter(({ command }) => !texts.has(command))).toEqual([]);
    expect([...ENDS, ...BEFORE].filter(({ section }) => !sections.has(section))).toEqual([]);
  });

  it('npm scripts that are named are there', () => {
    const named = DOCUMENTS.flatMap((document) =>
      [...readDocument(document).matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });
});

describe('data', () => {
  const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
    json: JSON.parse,
    json5: JSON5.parse,
    toml: TOML.parse,
    yaml: parseYaml,
  };
  const blocks = ALL_BLOCKS.filter(({ language }) => language in PARSERS);

  it.each(blocks)('$document, $section: $language', ({ language, body }) => {
    expect(PARSERS[language]?.(body)).toEqual(expect.any(Object));
  });

  const folder = makeTempFolder('documents');
  beforeAll(() => {
    fs.cpSync(path.join(PROJECT, 'fixtures/demo/host'), path.join(folder, 'root'), { recursive: true });
    fs.mkdirSync(path.join(folder, 'root/etc/registry-client'));
    fs.writeFileSync(path.join(folder, 'root/etc/registry-client/ca.crt'), PEM);
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const configurations = blocks.filter(({ language }) => language === 'json5');

  it.each(configurations)('$document, $section: the program takes the file', async ({ body }) => {
    const root = path.join(folder, 'root');
    fs.writeFileSync(path.join(root, 'etc/registry-client/config.json5'), body);
    const words = ['setup', '--config', '--root', root, '--dry-run'];
    const { code, document } = await runProgram(words, folder);
    expect([code, document.outcome], JSON.stringify(document.findings)).toEqual([2, 'planned']);
  });
});

describe('links', () => {
  it.each(DOCUMENTS)('%s: every file and every heading is there', (document) => {
    const lost = linksOf(document).filter(({ file, heading }) => {
      if (!fs.existsSync(path.join(PROJECT, file))) return true;
      return heading !== '' && !headingsOf(file).some(({ anchor }) => anchor === heading);
    });
    expect(lost).toEqual([]);
  });

  it('docs/README.md lists every document', () => {
    const listed = linksOf('docs/README.md').map(({ file }) => file);
    const there = DOCUMENTS.filter((document) => document.startsWith('docs/') && !/README/.test(document));
    expect(there.filter((document) => !listed.includes(document))).toEqual([]);
  });
});

it('the forms for issues ask for what doctor says', () => {
  const folder = path.join(PROJECT, '.github/ISSUE_TEMPLATE');
  const forms = fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  for (const form of forms) expect(parseYaml(form)).toEqual(expect.any(Object));
  expect(forms.filter((form) => form.includes('label: registry-client doctor --json'))).toHaveLength(1);
});

it('the Chinese README has the commands, pictures and headings of the English one', () => {
  const [english, chinese] = ['README.md', 'README.zh-CN.md'].map((document) => ({
    blocks: blocksOf(document).map(({ language, body }) => ({ language, body })),
    headings: headingsOf(document).map(({ level }) => level),
    links: linksOf(document)
      .map(({ file }) => file)
      .filter((file) => !/^README/.test(file)),
    rows: proseOf(document)
      .split('\n')
      .filter((line) => line.startsWith('|')).length,
  }));
  expect(chinese).toEqual(english);
});

describe('docs/commands.md', () => {
  const text = readDocument('docs/commands.md');

  it.each(COMMANDS)('has %s and all its options', async (command) => {
    expect(text).toContain(`\`${command}`);
    const { stdout } = await run([command, '--help']);
    const options = [...stdout.matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option);
    expect(options.length).toBeGreaterThan(5);
    expect(options.filter((option) => !text.includes(option))).toEqual([]);
  });
});

it('docs/transaction.md and its picture name the steps of the journal', () => {
  const source = fs.readFileSync(path.join(PROJECT, 'src/transaction/store.ts'), 'utf8');
  const [, union = ''] = /export type JournalStep =(.*?);/s.exec(source) ?? [];
  const steps = [...union.matchAll(/'([\w-]+)'/g)].map(([, step = '']) => step);
  expect(steps.length).toBeGreaterThan(5);
  const text = readDocument('docs/transaction.md');
  expect(steps.filter((step) => !text.includes(`\`${step}\``))).toEqual([]);
  const picture = readDocument('docs/pictures/transaction.svg');
  expect(
    [...picture.matchAll(/journal: ([\w-]+)/g)].filter(([, step = '']) => !steps.includes(step)),
  ).toEqual([]);
});

it('docs/exit-codes-and-json.md has the exit codes of the program', () => {
  const source = fs.readFileSync(path.join(PROJECT, 'src/model/outcome.ts'), 'utf8');
  const [, union = ''] = /export type ExitCode =(.*?);/s.exec(source) ?? [];
  const rows = [...readDocument('docs/exit-codes-and-json.md').matchAll(/^\| (\d+) +\|/gm)];
  expect(rows.map(([, code]) => code)).toEqual(union.split('|').map((code) => code.trim()));
});
