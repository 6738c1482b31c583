// An engine is a folder, a line in src/engines/index.ts and fixtures, and nothing else in the program knows its name.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ENGINES } from '../../src/engines/index.ts';
import { FIXTURES, readCases } from '../golden/golden-case.ts';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));
const ids = ENGINES.map((engine) => engine.id);
const cases = readCases();

/** Cases over several engines or none, and the sample host of the demo. */
const NO_ENGINES = ['both', 'demo'];

describe('engines', () => {
  it('every folder of src/engines with an index.ts is registered under its name; the others are shared', () => {
    const folder = path.join(SOURCE, 'engines');
    const withIndex = foldersOf(folder).filter((name) => fs.existsSync(path.join(folder, name, 'index.ts')));
    expect([...ids].sort()).toEqual(withIndex);
  });

  it('every holder is an engine that holds its own', () => {
    const own = ENGINES.filter(({ id, holder }) => id === holder).map(({ id }) => id);
    expect(ENGINES.filter(({ holder }) => !own.includes(holder))).toEqual([]);
  });

  it.each(ids)('%s has fixtures for what it does and for what it refuses', (id) => {
    const outcomes = cases.filter(({ name }) => name.startsWith(`${id}/`)).map(({ outcome }) => outcome);
    expect(new Set(outcomes)).toEqual(new Set(['committed', 'failed', 'unchanged']));
  });

  it('every folder of fixtures belongs to an engine', () => {
    expect(foldersOf(FIXTURES).filter((name) => !NO_ENGINES.includes(name))).toEqual([...ids].sort());
  });

  it('every case has its case.json5', () => {
    const folders = foldersOf(FIXTURES).filter((name) => name !== 'demo');
    const names = folders.flatMap((engine) =>
      foldersOf(path.join(FIXTURES, engine)).map((name) => `${engine}/${name}`),
    );
    expect(cases.map(({ name }) => name).sort()).toEqual(names.sort());
  });

  it.each(ids)('nothing outside src/engines names %s', (id) => {
    const others = sourceFiles().filter((file) => !file.startsWith('engines/'));
    expect(others.filter((file) => new RegExp(`['"\`]${id}['"\`]`).test(readSource(file)))).toEqual([]);
  });
});

describe('writing', () => {
  it('is the matter of the transaction and the host alone', () => {
    const others = sourceFiles().filter((file) => !/^(?:transaction|host)\//.test(file));
    expect(
      others.filter((file) => /\.disk\b|\bDisk\b|\.execute\(|\.signal\(/.test(readSource(file))),
    ).toEqual([]);
  });

  it('is not even offered to planners, engines and reports', () => {
    const readers = sourceFiles().filter((file) => /^(?:planner|engines|hosts-file|report)\//.test(file));
    expect(readers.length).toBeGreaterThan(20);
    expect(readers.filter((file) => /\bWriteHost\b/.test(readSource(file)))).toEqual([]);
  });
});

function foldersOf(folder: string): readonly string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function sourceFiles(): readonly string[] {
  return fs.readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
}

function readSource(file: string): string {
  return fs.readFileSync(path.join(SOURCE, file), 'utf8');
}
