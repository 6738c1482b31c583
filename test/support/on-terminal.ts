// The questions of the installed program on a real terminal, which python3 plays.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeBothEngines, treeOf } from './conversation.ts';
import type { TempHost } from './temp-host.ts';

const PYTHON = 'python3';
const PLACE = fileURLToPath(new URL('terminal.py', import.meta.url));

const ANSWERS = [
  ['Which of them', '\r'],
  ['What is the registry for', '\r'],
  ['Its address', 'http://r1.test:5000\r'],
  ['short names', '\r'],
  ['Make these changes?', 'y\r'],
] as const;

/** @param command the program and its first words; asked when a test runs */
export function describeOnTerminal(command: () => readonly string[]): void {
  let host: TempHost;
  beforeEach(() => {
    host = makeBothEngines();
  });
  afterEach(() => host.remove());

  function type(answers: readonly (readonly [string, string])[], columns = '100') {
    const words = [PLACE, columns, JSON.stringify(answers), ...command(), 'setup', '--root', host.root];
    const { status, stdout } = spawnSync(PYTHON, words, {
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { status, stdout };
  }

  const hasPython = spawnSync(PYTHON, ['--version']).status === 0;
  describe.skipIf(!hasPython)('the installed program on a terminal', () => {
    it('asks, changes, and says the command line', () => {
      const { status, stdout } = type(ANSWERS);
      expect(stdout).toContain(
        `\n  registry-client setup --root ${host.root} --mirror http://r1.test:5000\n`,
      );
      expect(status).toBe(0);
      expect(host.text('/etc/docker/daemon.json')).toContain('"registry-mirrors": ["http://r1.test:5000"]');
    });

    it.each([
      ['Ctrl-C on a narrow one', '\x03', '40'],
      ['its end', 'CLOSE', '100'],
    ] as const)('ends with %s, and changes nothing', (_, keys, columns) => {
      const before = treeOf(host.root);
      const { status, stdout } = type([...ANSWERS.slice(0, 4), ['Make these changes?', keys]], columns);
      expect(status, stdout).toBe(1);
      expect(treeOf(host.root)).toBe(before);
    });
  });
}
