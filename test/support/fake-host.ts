// A host in memory for unit tests: files from a map, programs and sockets answered from tables, everything asked noted.

import type {
  Answer,
  Command,
  CommandResult,
  Looked,
  ReadHost,
  ReadResult,
  Subscription,
} from '../../src/host/ports.ts';
import type { AbsPath, FileState } from '../../src/model/file.ts';
import { ok } from '../../src/model/result.ts';
import { type Session, SYSTEM_SESSION } from '../../src/model/session.ts';

/** A file by its text alone (0644, root), or with what else there is to say; `errno` makes it unreadable. */
export type FakeFile =
  | string
  | {
      readonly text?: string;
      readonly bytes?: Uint8Array;
      readonly mode?: number;
      readonly uid?: number;
      readonly gid?: number;
      readonly errno?: string;
      /** Where the path leads when it is a symbolic link; nothing else is looked at then. */
      readonly link?: AbsPath;
    };

export interface FakeParts {
  readonly live?: boolean;
  readonly session?: Session;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly variables?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<AbsPath, FakeFile>>;
  /** Directories without any file in them; those of the files are there by themselves. */
  readonly directories?: readonly AbsPath[];
  /** Where programs are, by name: `{ dockerd: '/usr/sbin/dockerd' }`. */
  readonly programs?: Readonly<Record<string, AbsPath>>;
  /**
   * Answers by the beginning of the command line (`systemctl show docker.service`), the longest that fits wins; a
   * string is the output of a command that ended with 0. A command that no line fits is `absent`.
   */
  readonly answers?: Readonly<Record<string, string | CommandResult | ((command: Command) => CommandResult)>>;
  /** Answers by `SOCKET PATH`; a string is the body of a 200. A socket without any answer fails with ENOENT. */
  readonly sockets?: Readonly<Record<string, string | Answer>>;
  /** Lines of the streams, by `SOCKET PATH`. */
  readonly streams?: Readonly<Record<string, readonly string[]>>;
}

export interface FakeHost extends ReadHost {
  /** The command lines and `GET SOCKET PATH`s that were asked, in order. */
  readonly asked: readonly string[];
  /** The texts that stand, or stood, in the folder of `scratch`. */
  readonly scratched: ReadonlyMap<AbsPath, string>;
}

/** The folder of the first `scratch`; each has its own. */
export const SCRATCH = '/run/scratch';

/** The path of a file that exists in memory only. */
export const ANONYMOUS = '/proc/1/fd/3';

export const ended = (code: number, stdout = '', stderr = ''): CommandResult => ({
  kind: 'ended',
  code,
  stdout,
  stderr,
});

/** Makes a host; what is not said is the simplest: live, root, nothing there. */
export function fakeHost(parts: FakeParts = {}): FakeHost {
  const files = parts.files ?? {};
  const asked: string[] = [];
  const scratched = new Map<AbsPath, string>();
  let folders = 0;
  return {
    asked,
    scratched,
    live: parts.live ?? true,
    session: parts.session ?? SYSTEM_SESSION,
    user: parts.user ?? { uid: 0, gid: 0 },
    timeout: 10_000,
    clock: {
      now: () => 0,
      monotonic: () => 0,
      boot: () => ({ id: '', uptime: 0, age: 0 }),
      sleep: () => Promise.resolve(),
    },
    variable: (name) => parts.variables?.[name],
    read: (path) => readFake(files, path),
    look: (path) => lookFake(files, directoriesOf(parts), path),
    unseen: () => [],
    list: (path) => listFake(files, directoriesOf(parts), path),
    listing: (path) => ok(listFake(files, directoriesOf(parts), path)),
    writable: () => undefined,
    program: (name) => parts.programs?.[name],
    query: (command) => {
      const line = [command.program, ...command.arguments].join(' ');
      asked.push(line);
      return Promise.resolve(answerOf(parts, line, command));
    },
    get: (socket, path) => {
      asked.push(`GET ${socket} ${path}`);
      const body = parts.sockets?.[`${socket} ${path}`];
      if (body === undefined) return Promise.resolve({ kind: 'failed', errno: 'ENOENT' });
      return Promise.resolve(typeof body === 'string' ? { kind: 'answer', status: 200, body } : body);
    },
    follow: (socket, path) => {
      asked.push(`FOLLOW ${socket} ${path}`);
      const lines = parts.streams?.[`${socket} ${path}`];
      return Promise.resolve(lines === undefined ? undefined : streamOf(lines));
    },
    scratch: async (contents, use) => {
      folders += 1;
      const folder = folders === 1 ? SCRATCH : `${SCRATCH}-${folders}`;
      for (const [name, bytes] of Object.entries(contents))
        scratched.set(`${folder}/${name}`, new TextDecoder().decode(bytes));
      return ok(await use(folder));
    },
    anonymous: async (bytes, use) => {
      scratched.set(ANONYMOUS, new TextDecoder().decode(bytes));
      return ok(await use(ANONYMOUS));
    },
  };
}

function answerOf(parts: FakeParts, line: string, command: Command): CommandResult {
  const fits = Object.entries(parts.answers ?? {})
    .filter(([start]) => line.startsWith(start))
    .sort(([a], [b]) => b.length - a.length);
  const answer = fits[0]?.[1];
  if (answer === undefined) return { kind: 'absent' };
  if (typeof answer === 'string') return ended(0, answer);
  return typeof answer === 'function' ? answer(command) : answer;
}

function streamOf(lines: readonly string[]): Subscription {
  const rest = [...lines];
  return { next: () => Promise.resolve(rest.shift()), close: () => rest.splice(0) };
}

function readFake(files: Readonly<Record<AbsPath, FakeFile>>, path: AbsPath): ReadResult {
  const real = follow(files, path);
  const file = files[real];
  if (file === undefined) return { kind: 'absent' };
  if (typeof file !== 'string' && file.errno !== undefined)
    return { kind: 'unreadable', problem: { operation: 'open', path, errno: file.errno } };
  return stateOf(file);
}

function stateOf(file: FakeFile): FileState {
  const {
    text = '',
    bytes,
    mode = 0o644,
    uid = 0,
    gid = 0,
  } = typeof file === 'string' ? { text: file } : file;
  return { kind: 'file', bytes: bytes ?? new TextEncoder().encode(text), mode, uid, gid };
}

function lookFake(
  files: Readonly<Record<AbsPath, FakeFile>>,
  directories: ReadonlySet<AbsPath>,
  path: AbsPath,
): Looked {
  const real = follow(files, path);
  const state = readFake(files, real);
  const size = state.kind === 'file' ? state.bytes.length : 0;
  const common = { real, links: 1, size, modified: 0, uid: 0, gid: 0 };
  if (state.kind === 'file')
    return { ...common, kind: 'file', mode: state.mode, uid: state.uid, gid: state.gid };
  if (state.kind === 'unreadable') return { ...common, kind: 'file', mode: 0o600 };
  return { ...common, kind: directories.has(real) ? 'directory' : 'absent', mode: 0o755 };
}

function listFake(
  files: Readonly<Record<AbsPath, FakeFile>>,
  directories: ReadonlySet<AbsPath>,
  path: AbsPath,
): readonly string[] {
  const prefix = path.endsWith('/') ? path : `${path}/`;
  const below = [...Object.keys(files), ...directories].filter((name) => name.startsWith(prefix));
  const names = below.map((name) => name.slice(prefix.length).split('/')[0] ?? '');
  return [...new Set(names)].filter((name) => name !== '').sort();
}

function directoriesOf(parts: FakeParts): ReadonlySet<AbsPath> {
  const all = new Set<AbsPath>();
  const addWithParents = (path: AbsPath) => {
    for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) all.add(at);
  };
  for (const path of parts.directories ?? []) addWithParents(path);
  for (const path of Object.keys(parts.files ?? {})) addWithParents(path.slice(0, path.lastIndexOf('/')));
  return all.add('/');
}

/** Follows links of the path itself, of at most eight; links in the middle of a path are not modelled. */
function follow(files: Readonly<Record<AbsPath, FakeFile>>, path: AbsPath): AbsPath {
  let at = path;
  for (let step = 0; step < 8; step += 1) {
    const file = files[at];
    if (file === undefined || typeof file === 'string' || file.link === undefined) return at;
    at = file.link;
  }
  return at;
}
