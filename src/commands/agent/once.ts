// One look with everything that it has to say said: the figures, the journal.

import { posix } from 'node:path';
import type { AgentInvocation } from '../../desired/invocation.ts';
import type { ReadHost, ReadResult, WriteHost } from '../../host/ports.ts';
import type { CommandIo } from '../../io.ts';
import type { AbsPath } from '../../model/file.ts';
import { recallLook } from './recall.ts';
import { type AgentWorld, type Look, publishFigures, tellJournal } from './world.ts';

/** Milliseconds. An editor, Ansible or a package writes beside a file, renames and syncs within this time. */
export const SETTLING = 300;

const TURNS = 3;

/**
 * One look for the path unit, which does not watch while the service that it started runs, and checks afterwards only
 * whether its folders are there (systemd, src/core/path.c, path_enter_running and path_enter_waiting): an edit of the
 * configuration file that is under way is waited for, and one during the look is looked at before this ends.
 */
export async function lookWhenStill(
  invocation: AgentInvocation,
  host: WriteHost,
  io: CommandIo,
): Promise<Look> {
  const { config } = invocation;
  for (let turn = 1; turn < TURNS && isBeingChanged(config, host); turn += 1)
    await host.clock.sleep(SETTLING);
  for (let turn = 1; ; turn += 1) {
    const before = contentOf(host.read(config));
    const look = await lookAndTell(invocation, host, io);
    if (turn === TURNS || contentOf(host.read(config)) === before) return look;
  }
}

function isBeingChanged(file: AbsPath, host: ReadHost): boolean {
  return [file, posix.dirname(file)].some((path) => {
    const age = host.clock.now() - host.look(path).modified;
    return age >= 0 && age < SETTLING;
  });
}

function contentOf(state: ReadResult): string {
  return state.kind === 'file' ? `file ${Buffer.from(state.bytes).toString('latin1')}` : state.kind;
}

/** Loads the engines only when something may have changed. */
export async function lookAndTell(
  invocation: AgentInvocation,
  host: WriteHost,
  io: CommandIo,
): Promise<Look> {
  const look = recallLook({ invocation, host }) ?? (await lookFully(invocation, host, io));
  const unpublished = await publishFigures({ invocation, host }, look.figures);
  if (unpublished.length === 0) return look;
  const { silent: _, ...report } = look.report;
  return { ...look, report: { ...report, findings: [...report.findings, ...unpublished] } };
}

async function lookFully(invocation: AgentInvocation, host: WriteHost, io: CommandIo): Promise<Look> {
  const [{ ENGINES }, { lookOnce }] = await Promise.all([
    import('../../engines/index.ts'),
    import('./look.ts'),
  ]);
  const world: AgentWorld = { invocation, host, engines: ENGINES, io };
  const look = await lookOnce(world);
  await tellJournal(world, look.events);
  return look;
}
