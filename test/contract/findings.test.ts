// Every finding that the model declares is raised somewhere. That each has its sentence is the compiler's matter.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));
const sources = fs
  .readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: fs.readFileSync(path.join(SOURCE, file), 'utf8') }));

const declared = sources
  .filter(({ file }) => file.startsWith('model/findings/'))
  .flatMap(({ text }) => [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, code = '']) => code));

/** Where findings are made: everywhere but where they are declared and shown. */
const raising = sources.filter(({ file }) => !/^(?:model\/findings|report)\//.test(file));

it('codes are declared once', () => {
  expect(declared.length).toBeGreaterThan(60);
  expect(declared).toEqual([...new Set(declared)]);
});

it.each(declared)('%s is raised', (code) => {
  expect(raising.some(({ text }) => text.includes(`'${code}'`))).toBe(true);
});
