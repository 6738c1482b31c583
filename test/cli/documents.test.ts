// The examples of the documents: what they show is what the program takes.

import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/desired/config.ts';
import { ok } from '../../src/model/result.ts';
import { run } from './run.ts';

const DOCS = new URL('../../docs/', import.meta.url);
const PEM = fs.readFileSync(new URL('../../fixtures/docker/ca/ca.crt', import.meta.url), 'latin1');
const FILES = {
  'ca.crt': PEM,
  '/etc/registry-client/config.json5': '{}',
  '/home/admin/mine.json5': '{}',
};

/** The blocks of a document in this language, '' for those that name none. */
function blocksOf(name: string, language: string): readonly string[] {
  const text = fs.readFileSync(new URL(name, DOCS), 'utf8');
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, of]) => of === language)
    .map(([, , body = '']) => body);
}

/** The words of a line of shell that only runs the program, without a comment and where its output goes. */
function wordsOf(line: string): readonly string[] {
  return line
    .replace(/\s+[#>].*$/, '')
    .split(/ +/)
    .slice(1);
}

describe.each(['configuration-file.md', 'cloud-init.md'])('%s', (name) => {
  const lines = blocksOf(name, '').flatMap((block) => block.trimEnd().split('\n'));

  it.each(lines)('%s', async (line) => {
    expect(line).toMatch(/^registry-client /);
    const { code, stderr } = await run(wordsOf(line), { files: FILES });
    expect([code, stderr]).toEqual([0, '']);
  });
});

it.each(blocksOf('configuration-file.md', 'json5'))('%s', (text) => {
  const parsed = parseConfig(new TextEncoder().encode(text), {
    path: '/etc/registry-client/config.json5',
    readInput: () => ok(new TextEncoder().encode(PEM)),
    now: Date.UTC(2026, 5, 1),
    engines: ['docker', 'podman'],
  });
  expect(parsed).toMatchObject({ ok: true, value: { findings: [] } });
});
