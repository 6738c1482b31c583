// The command that takes a change back can be pasted, whatever the folders are called.

import path from 'node:path';
import fs from 'fs-extra';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processIo } from '../../src/io.ts';
import { main } from '../../src/main.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

let temp = '';
beforeEach(() => {
  temp = makeTempFolder('way-back');
});
afterEach(() => fs.removeSync(temp));

it('is quoted', async () => {
  const root = path.join(temp, 'a $(touch b) c');
  fs.outputFileSync(path.join(root, 'etc/docker/daemon.json'), '{}\n');
  const written: string[] = [];
  const output = { isTerminal: false, width: Number.POSITIVE_INFINITY };
  const io = {
    ...processIo(process),
    environment: {},
    stdout: { ...output, write: (text: string) => written.push(text) },
    stderr: { ...output, write: () => undefined },
  };
  const line = ['setup', '--root', root, '--engine', 'docker', '--mirror', 'https://a.example'];
  expect(await main(line, io)).toBe(0);
  expect(written.join('')).toContain(`Take it back with: registry-client rollback --root '${root}'\n`);
});
