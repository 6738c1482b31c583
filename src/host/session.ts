// Becoming a user: looked up, permitted, and for good. What is his is then touched with his rights alone.

import { lstatSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import type { AbsPath } from '../model/file.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { UserSession } from '../model/session.ts';
import { errnoOf } from './paths.ts';
import { PROGRAM_FOLDERS, runCommand } from './run-command.ts';

/**
 * `lookup`: the user database could not be asked; `forbidden`: only root may act for somebody else; `program`: he may
 * not read the program itself.
 */
export type SessionProblem = 'unknown' | 'root' | 'no-home' | 'program' | 'lookup' | 'forbidden';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface EnteredSession {
  readonly session: UserSession;
  /** What his programs are started with: of root's environment nothing is left. */
  readonly environment: Environment;
}

export type BecomeUser = (
  asked: string,
  environment: Environment,
) => Promise<Result<EnteredSession, SessionProblem>>;

const LOOKUP_LIMIT = 30_000;

/**
 * Makes this process that user's. Started by root it gives up every right of root's for good, before anything of the
 * user's is read or written: no link in his home can then make root write somewhere. Started by himself it stays as it
 * is. Node.js and Bun change all threads (setxid of the C library).
 * @param asked a name, or a number as getent(1) takes it
 */
export async function becomeUser(
  asked: string,
  environment: Environment,
): Promise<Result<EnteredSession, SessionProblem>> {
  const found = await lookUp(asked);
  if (!found.ok) return found;
  const { name, uid, gid, home } = found.value;
  if (uid === 0) return err('root');
  const mine = process.geteuid?.();
  if (mine !== 0 && mine !== uid) return err('forbidden');
  if (mine === 0 && !mayRead(import.meta.dirname, uid)) return err('program');
  if (mine === 0) drop(found.value);
  if (!isDirectoryOf(home, undefined)) return err('no-home');
  const own = mine === 0 ? undefined : environment.XDG_RUNTIME_DIR;
  const runtime = [own, `/run/user/${uid}`].find((path) => path !== undefined && isDirectoryOf(path, uid));
  const session: UserSession = { kind: 'user', name, uid, gid, home, runtime };
  return ok({ session, environment: environmentOf(session, mine === 0 ? {} : environment) });
}

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: AbsPath;
}

/** getent(1) knows users of LDAP and systemd-homed, too; it is part of glibc, musl and BusyBox systems alike. */
async function lookUp(asked: string): Promise<Result<Account, SessionProblem>> {
  if (!/^[^-:\s][^:\s]*$/.test(asked)) return err('unknown');
  const program = PROGRAM_FOLDERS.map((folder) => `${folder}/getent`).find((path) => isThere(path));
  if (program === undefined) return err('lookup');
  const command = { program, arguments: ['passwd', asked], timeout: LOOKUP_LIMIT };
  const result = await runCommand(program, command, { LANG: 'C.UTF-8' });
  if (result.kind !== 'ended') return err('lookup');
  const [name = '', , uid = '', gid = '', , home = ''] = result.stdout.split('\n')[0]?.split(':') ?? [];
  if (result.code !== 0 || name === '') return err('unknown');
  if (!home.startsWith('/') || home === '/') return err('no-home');
  return ok({ name, uid: Number(uid), gid: Number(gid), home });
}

/**
 * Parts of the program are loaded when they are needed: from a folder that only root may enter (a Node.js below /root)
 * that would fail in the middle. The standalone executable has all in itself.
 */
function mayRead(folder: AbsPath, uid: number): boolean {
  if (folder.startsWith('/$bunfs')) return true;
  const { mode, uid: owner } = lstatSync(folder);
  const may = (mode & (owner === uid ? 0o100 : 0o001)) !== 0;
  return may && (folder === '/' || mayRead(dirname(folder), uid));
}

/** The groups first, the user last: after that nothing can be changed any more (credentials(7)). */
function drop({ name, uid, gid }: Account): void {
  // Node.js and Bun have it, the types do not.
  if ('initgroups' in process && typeof process.initgroups === 'function') process.initgroups(name, gid);
  else process.setgroups?.([gid]);
  process.setgid?.(gid);
  process.setuid?.(uid);
  if (process.getuid?.() !== uid || process.geteuid?.() !== uid || process.getegid?.() !== gid)
    throw new Error(`the rights of root could not be given up for those of ${name}`);
}

function environmentOf({ name, home, runtime }: UserSession, own: Environment): Environment {
  const bus = own.DBUS_SESSION_BUS_ADDRESS ?? `unix:path=${runtime}/bus`;
  const runs = runtime === undefined ? {} : { XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: bus };
  return { ...own, HOME: home, USER: name, LOGNAME: name, XDG_RUNTIME_DIR: undefined, ...runs };
}

function isDirectoryOf(path: AbsPath, owner: number | undefined): boolean {
  try {
    const stat = lstatSync(`${path}/.`);
    return stat.isDirectory() && (owner === undefined || stat.uid === owner);
  } catch (error) {
    errnoOf(error);
    return false;
  }
}

function isThere(path: AbsPath): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
