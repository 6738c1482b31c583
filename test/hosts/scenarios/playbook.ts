// Runs the playbooks of packaging/ansible and reads their recap.

import { join } from 'node:path';
import { expect } from 'vitest';
import type { Ansible } from '../lab/ansible.ts';
import { PROJECT } from '../lab/lab.ts';

const PLAYBOOKS = join(PROJECT, 'packaging/ansible');

/** What the recap says of a host. */
export type Verdict = 'ok' | 'changed' | 'failed' | 'not run';

export interface Played {
  /** By the host's name. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** All that Ansible said. */
  readonly output: string;
  readonly seconds: number;
}

/** A dozen playbooks one after the other, on a machine that has other things to do, too. */
export const PATIENCE = 400_000;

/** The role's variables. */
export type Variables = Readonly<Record<string, unknown>>;

/**
 * Plays a playbook over the hosts of an inventory, as root.
 * @param names the hosts that a verdict is wanted of
 * @param options of ansible-playbook, such as --check
 */
export async function play(
  ansible: Ansible,
  playbook: 'site.yml' | 'rolling.yml',
  names: readonly string[],
  variables: Variables,
  options: readonly string[] = [],
): Promise<Played> {
  const begun = performance.now();
  const file = join(PLAYBOOKS, playbook);
  const done = await ansible.playbook([file, '-u', 'root', '-e', JSON.stringify(variables), ...options], {
    environment: { ANSIBLE_PIPELINING: '1' },
  });
  const output = `${done.stdout}\n${done.stderr}`;
  expect(done.stdout, output).toContain('PLAY RECAP');
  const verdicts = Object.fromEntries(names.map((name) => [name, verdictOf(name, done.stdout)]));
  const failures = Object.values(verdicts).filter((verdict) => verdict === 'failed');
  expect(done.code === 0, output).toBe(failures.length === 0);
  return { verdicts, output, seconds: (performance.now() - begun) / 1000 };
}

function verdictOf(name: string, output: string): Verdict {
  const line = new RegExp(`^${name} +: ok=\\d+ +changed=(\\d+) +unreachable=(\\d+) +failed=(\\d+)`, 'm');
  const [found, changed, unreachable, failed] = line.exec(output) ?? [];
  if (found === undefined) return 'not run';
  if (unreachable !== '0' || failed !== '0') return 'failed';
  return changed === '0' ? 'ok' : 'changed';
}

/** The same verdict for each of these hosts. */
export const each = (names: readonly string[], verdict: Verdict): Readonly<Record<string, Verdict>> =>
  Object.fromEntries(names.map((name) => [name, verdict]));
