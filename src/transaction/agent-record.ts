// What the agent keeps: its record in the state folder, which everybody may read, and the memo of its last look.

import { posix } from 'node:path';
import type { LookMemo } from '../agent/memo.ts';
import { type AgentRecord, NO_RECORD } from '../agent/record.ts';
import type { ReadHost, WriteHost } from '../host/ports.ts';
import type { AbsPath } from '../model/file.ts';
import { ok, type Result } from '../model/result.ts';
import { makeDirectory, type WriteProblem } from './durable.ts';
import { publishFile } from './publish.ts';
import { sha256 } from './record.ts';
import { replacePublic } from './store-writer.ts';

export function agentRecordPath(stateDir: AbsPath): AbsPath {
  return posix.join(stateDir, 'agent.json');
}

/** Gone with a boot, as everything is that it tells of. undefined: this session has no such folder. */
function memoFolder({ session }: ReadHost): AbsPath | undefined {
  const runtime = session.kind === 'system' ? '/run' : session.runtime;
  return runtime === undefined ? undefined : posix.join(runtime, 'registry-client');
}

const MEMO = 'agent-look.json';

/** @returns an empty record where there is none; undefined where it is damaged or cannot be read */
export function readAgentRecord(host: ReadHost, stateDir: AbsPath): AgentRecord | undefined {
  const state = host.read(agentRecordPath(stateDir));
  if (state.kind === 'absent') return NO_RECORD;
  const value = state.kind === 'file' ? openSeal(state.bytes) : undefined;
  return isVersion1<AgentRecord>(value) ? value : undefined;
}

/** The lock is held: two runs must not take each other's words back. */
export function writeAgentRecord(
  host: WriteHost,
  stateDir: AbsPath,
  record: AgentRecord,
): Result<void, WriteProblem> {
  return replacePublic(host, agentRecordPath(stateDir), seal(record));
}

/** undefined: there is none that can be used. */
export function readLookMemo(host: ReadHost): LookMemo | undefined {
  const folder = memoFolder(host);
  if (folder === undefined) return undefined;
  const state = host.read(posix.join(folder, MEMO));
  const value = state.kind === 'file' && state.uid === host.user.uid ? openSeal(state.bytes) : undefined;
  return isVersion1<LookMemo>(value) ? value : undefined;
}

/** Needs no lock, and nothing depends on its success: without a memo the next look takes longer. */
export function writeLookMemo(host: WriteHost, memo: LookMemo): Result<void, WriteProblem> {
  const folder = memoFolder(host);
  if (folder === undefined) return ok(undefined);
  const made = makeDirectory(host, host.look(folder).real);
  return made.ok ? publishFile(host, posix.join(folder, MEMO), seal(memo)) : made;
}

/** JSON for everybody, with a hash that tells whether it is whole. */
function seal(value: AgentRecord | LookMemo): string {
  return `${JSON.stringify({ sha256: sha256(JSON.stringify(value)), value }, null, 1)}\n`;
}

function openSeal(bytes: Uint8Array): unknown {
  const document = parsed(new TextDecoder().decode(bytes));
  if (typeof document !== 'object' || document === null) return undefined;
  if (!('sha256' in document && 'value' in document)) return undefined;
  return sha256(JSON.stringify(document.value)) === document.sha256 ? document.value : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The hash says that we wrote it; what is left to check is that this version of the program did. */
function isVersion1<T extends AgentRecord | LookMemo>(value: unknown): value is T {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1;
}
