// The table of engines in docs/comparison.md: each cell names the tests that prove it, and they are there.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ENGINES } from '../../src/engines/index.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/comparison.md', import.meta.url));
const HEADING = '## Engine by engine';

const text = fs.readFileSync(DOCUMENT, 'utf8');
const section = text.slice(text.indexOf(HEADING)).split(/\n## /, 2)[0] ?? '';
const table = section
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const [header = [], , ...rows] = table;

/** `[d1]: ../test/x.ts "title"`: where a proof is and, in a file of tests, what it is called. */
const proofs = new Map(
  [...text.matchAll(/^\[([a-z]+\d+)\]: (\S+)(?: "(.*)")?$/gm)].map(([, name = '', file = '', title]) => [
    name,
    { file: path.resolve(path.dirname(DOCUMENT), file), title },
  ]),
);

const namesIn = (cell: string) => [...cell.matchAll(/\[([a-z]+\d+)\]/g)].map(([, name = '']) => name);
const used = rows.flatMap((row) => row.slice(1).flatMap(namesIn));

describe('the table of engines', () => {
  it('has a column for each engine', () => {
    const titles = header
      .flatMap((cell) => cell.split(', '))
      .map((title) => title.toLowerCase().replace('-', ''));
    expect(ENGINES.map(({ id }) => id).filter((id) => !titles.some((title) => title.startsWith(id)))).toEqual(
      [],
    );
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.filter((row) => row.length !== header.length)).toEqual([]);
  });

  it.each(rows.map((row) => [row[0], row.slice(1)] as const))(
    '%s: every cell names its proof',
    (_, cells) => {
      expect(cells.filter((cell) => namesIn(cell).length === 0)).toEqual([]);
    },
  );

  it('names no proof that is not said where it is, and says none that no cell names', () => {
    expect(used.filter((name) => !proofs.has(name))).toEqual([]);
    expect([...proofs.keys()].filter((name) => !used.includes(name))).toEqual([]);
  });

  it.each([...proofs])('%s is there', (_, { file, title }) => {
    expect(fs.existsSync(file)).toBe(true);
    // A case of fixtures/ is a proof by itself; of a file of tests the one is named.
    const isCase = path.basename(file) === 'case.json5';
    expect(isCase).toBe(title === undefined);
    if (title !== undefined) expect(fs.readFileSync(file, 'utf8').replaceAll("\\'", "'")).toContain(title);
  });
});
