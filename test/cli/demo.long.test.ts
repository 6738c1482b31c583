// `npm run demo` keeps its promises, also for an ordinary user.

import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const DEMO = `${PROJECT}bin/demo.js`;
const NOBODY = ['--reuid=65534', '--regid=65534', '--clear-groups'] as const;

/** Whether this test may become nobody, and nobody may read the project. */
const canBeNobody = spawnSync('setpriv', [...NOBODY, process.execPath, '--check', DEMO]).status === 0;

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
}

function run(program: string, ...words: readonly string[]): Ended {
  const { status, stdout } = spawnSync(program, words, { cwd: '/', encoding: 'utf8' });
  return { status, stdout };
}

function expectPromises({ status, stdout }: Ended): void {
  expect(stdout).not.toContain('NOT AS');
  expect(status).toBe(0);
  const lines = stdout.split('\n');
  expect(
    lines.filter((line) => line.startsWith('$ registry-client ')).map((line) => line.split(' ')[2]),
  ).toEqual(['setup', 'setup', 'status', 'rollback']);
  expect(lines.filter((line) => line.endsWith('  = before'))).toHaveLength(3);
  expect(stdout).toContain('/etc/docker/daemon.json');
  expect(stdout).toContain('/etc/containers/registries.conf');
}

describe('the demo', () => {
  beforeAll(() => {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: PROJECT, stdio: 'ignore' });
  });

  it('shows setup, status and rollback, and that every byte is back', () => {
    expectPromises(run(process.execPath, DEMO));
  });

  it.skipIf(!canBeNobody)('works for an ordinary user', () => {
    expectPromises(run('setpriv', ...NOBODY, process.execPath, DEMO));
  });
});
