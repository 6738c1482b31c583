// Two builds of the same tree are the same, byte for byte.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { EXECUTABLE, packageFile } from './built.ts';

const [one, another] = inject('builds');

const sum = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

it.each(['.deb', '.rpm', '.tgz'] as const)('the %s', (ending) =>
  expect(sum(packageFile(ending, another))).toBe(sum(packageFile(ending, one))),
);

it('the executable', () => expect(sum(join(another, EXECUTABLE.slice(one.length)))).toBe(sum(EXECUTABLE)));
