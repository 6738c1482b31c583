// --user: what a command is given for a user, and how a run ends that may not act for him.

import { describe, expect, it } from 'vitest';
import type { SessionProblem } from '../../src/host/session.ts';
import type { CommandIo, Io } from '../../src/io.ts';
import { finding } from '../../src/model/finding.ts';
import { failedReport } from '../../src/model/outcome.ts';
import { err, ok } from '../../src/model/result.ts';
import type { UserSession } from '../../src/model/session.ts';
import { run } from './run.ts';

const ANN: UserSession = {
  kind: 'user',
  name: 'ann',
  uid: 1000,
  gid: 1000,
  home: '/home/ann',
  runtime: undefined,
};

describe('--user', () => {
  it('gives a command the session, its environment and a state in his home', async () => {
    let given: CommandIo | undefined;
    const becomeUser: Io['becomeUser'] = async (asked) =>
      asked === 'ann' ? ok({ session: ANN, environment: { HOME: '/home/ann' } }) : err('unknown');
    const command = async (_: unknown, io: CommandIo) => {
      given = io;
      return { ...failedReport('status', []), outcome: 'unmanaged' } as const;
    };
    const world = { becomeUser, command, environment: { SECRET: 'of root' } };
    const { code, invocation } = await run(['status', '--user', 'ann'], world);
    expect(code).toBe(0);
    expect(given).toMatchObject({ session: ANN, environment: { HOME: '/home/ann' } });
    expect(given?.environment).not.toHaveProperty('SECRET');
    expect(invocation?.global.stateDir).toBe('/home/ann/.local/state/registry-client');
    const other = await run(['status', '--user', 'ann', '--state-dir', '/srv/state'], world);
    expect(other.invocation?.global.stateDir).toBe('/srv/state');
  });

  it('no cure is the rights of root, which are given up', async () => {
    const findings = [
      finding('error', 'NO_PERMISSION', { error: 'EACCES' }, { path: '/home/ann/.config' }),
      finding('error', 'FILE_UNREADABLE', { error: 'EACCES' }, { path: '/home/ann/x' }),
    ];
    const command = async () => failedReport('setup', findings);
    const becomeUser: Io['becomeUser'] = async () => ok({ session: ANN, environment: {} });
    const words = ['setup', '--registry', 'r'];
    const { code, stderr } = await run([...words, '--user', 'ann'], { becomeUser, command });
    expect(code).toBe(77);
    expect(stderr).not.toMatch(/sudo|as root/);
    expect(stderr).toContain(
      '  This is done with the rights of ann. See who has it: namei -l /home/ann/.config\n',
    );
    expect((await run(words, { command })).stderr).toMatch(/sudo/);
  });

  it('nobody becomes anybody without it', async () => {
    const becomeUser: Io['becomeUser'] = () => Promise.reject(new Error('it was not asked for'));
    const { code, invocation } = await run(['status'], { becomeUser });
    expect(code).toBe(0);
    expect(invocation?.global.stateDir).toBe('/var/lib/registry-client');
  });

  it.each([
    ['unknown', 64],
    ['root', 64],
    ['no-home', 64],
    ['program', 64],
    ['lookup', 64],
    ['forbidden', 77],
  ] satisfies readonly [SessionProblem, number][])(
    '%s ends with %i and no command',
    async (problem, exit) => {
      const { code, invocation, stderr } = await run(['status', '--user', 'ann'], {
        becomeUser: async () => err(problem),
      });
      expect(code).toBe(exit);
      expect(invocation).toBeUndefined();
      expect(stderr).toMatch(/^error: .*ann.*\.\n {2}\S/);
    },
  );
});
