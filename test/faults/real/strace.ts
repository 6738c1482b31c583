// Runs of the program under strace(1): which calls it makes on the host's files, and a fault at one of them.

import fs from 'node:fs';
import { type Ended, must, runBounded } from './bounded.ts';

/** One system call of the program's main thread, which makes all of its file calls. */
export interface Call {
  readonly name: string;
  /** The how-many-th call of that name in the thread: what strace counts for `when=`. */
  readonly nth: number;
  /** The path inside the root, random parts replaced; '' for calls on anything else. */
  readonly target: string;
  /** It may change something on the disk, or makes a change last. */
  readonly changes: boolean;
}

export interface Traced extends Ended {
  readonly calls: readonly Call[];
  /** The call at which the fault was really put in; undefined: it was not reached. */
  readonly hit: Call | undefined;
}

/** What is put in at a call: a signal that comes as it begins, or an error instead of it. */
export interface Fault {
  readonly kind: 'signal' | 'error';
  readonly at: Call;
  /** SIGKILL, EIO … */
  readonly name: string;
}

const CHANGING = [
  ...['write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'fsync', 'fdatasync', 'ftruncate', 'fallocate'],
  ...['rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'mkdir', 'mkdirat', 'rmdir'],
  ...['link', 'linkat', 'symlink', 'symlinkat', 'chmod', 'fchmod', 'fchmodat', 'chown', 'fchown', 'fchownat'],
  ...['setxattr', 'fsetxattr', 'copy_file_range', 'sendfile', 'utimensat', 'truncate', 'sync_file_range'],
];
const READING = [
  'openat',
  'openat2',
  'read',
  'pread64',
  'readv',
  'preadv',
  'getdents64',
  'close',
  'flock',
  'connect',
];
const LOOKING = [
  'statx',
  'newfstatat',
  'fstat',
  'lstat',
  'stat',
  'access',
  'faccessat2',
  'readlink',
  'readlinkat',
];

/** Their first word is a descriptor; what else looks like a path there is data. */
const ON_DESCRIPTOR = new Set([
  ...[
    'read',
    'pread64',
    'readv',
    'preadv',
    'write',
    'pwrite64',
    'writev',
    'pwritev',
    'pwritev2',
    'close',
    'fsync',
  ],
  ...['fdatasync', 'ftruncate', 'fallocate', 'fchmod', 'fchown', 'fsetxattr', 'flock', 'getdents64', 'fstat'],
  ...['copy_file_range', 'sendfile', 'sync_file_range'],
]);

/** x86 has calls that arm64 never had; the question mark lets strace pass over them (strace(1), -e trace). */
const known = (names: readonly string[]) => names.map((name) => `?${name}`).join(',');

/**
 * Runs a command under strace.
 * @param root whose paths count
 * @param file where strace writes; removed afterwards
 */
export async function trace(
  command: readonly string[],
  root: string,
  file: string,
  ...faults: readonly Fault[]
): Promise<Traced> {
  const names = faults.map((fault) => fault.at.name);
  // Where a fault is to be put in nobody has to see all the looks, which are most of the calls.
  const looked = names.length === 0 || names.some((name) => LOOKING.includes(name)) ? LOOKING : [];
  const traced = ['-y', '-qq', '-o', file, '-e', `trace=${known([...CHANGING, ...READING, ...looked])}`];
  const ended = await runBounded(['strace', ...traced, ...faults.flatMap(injection), '--', ...command]);
  const isError = faults.some((fault) => fault.kind === 'error');
  const log = fs.readFileSync(file, 'utf8');
  fs.rmSync(file);
  return { ...ended, ...readLog(log, root, isError ? '(INJECTED)' : undefined) };
}

function injection({ kind, at, name }: Fault): readonly string[] {
  return ['-e', `inject=${at.name}:${kind}=${name}:when=${at.nth}`];
}

/** Whether the fault was put in where it was meant to be: the same call on the same path, of whatever generation. */
export function hasHit({ hit }: Traced, meant: Call): boolean {
  const plain = ({ target }: Call) => target.replace(/(?<=\/generations\/)[0-9]+/, 'N');
  return hit !== undefined && hit.name === meant.name && plain(hit) === plain(meant);
}

/** One call for people. */
export function describeCall({ name, nth, target }: Call): string {
  return `${name} ${nth} on ${target}`;
}

/**
 * Reads what strace wrote of one thread.
 * @param mark stands in the line of a call that was made to fail; undefined: the fault is a signal
 */
function readLog(
  log: string,
  root: string,
  mark: string | undefined,
): { readonly calls: readonly Call[]; readonly hit: Call | undefined } {
  const descriptors = new Map<string, string>();
  const counts = new Map<string, number>();
  const calls: Call[] = [];
  let hit: Call | undefined;
  for (const line of log.split('\n')) {
    const [, name, rest = ''] = /^([a-z][a-z0-9_]*)\((.*)$/s.exec(line) ?? [];
    // A signal stands in a line of its own, behind the call on whose entry it came.
    if (name === undefined) {
      if (mark === undefined && /^(?:---|\+\+\+ killed by) SIG(?!CHLD)/.test(line)) hit ??= calls.at(-1);
      continue;
    }
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    const place = placeOf(name, rest, descriptors);
    const call = { name, nth, target: inside(place, root), changes: isChanging(name, rest) };
    calls.push(call);
    const [, fd, opened] = / = (\d+)<(.*)>$/.exec(line) ?? [];
    if (fd !== undefined && opened !== undefined) descriptors.set(fd, opened);
    if (mark !== undefined && line.includes(mark)) hit ??= call;
  }
  return { calls, hit };
}

function isChanging(name: string, rest: string): boolean {
  return CHANGING.includes(name) || (name.startsWith('openat') && rest.includes('O_CREAT'));
}

const FROM_DESCRIPTOR = /^(\d+)<([^>]*)>/;

/** The path that a call is about: of its descriptor, or the last path among its words. */
function placeOf(name: string, rest: string, descriptors: ReadonlyMap<string, string>): string {
  const byDescriptor = FROM_DESCRIPTOR.exec(rest)?.[2] ?? '';
  if (ON_DESCRIPTOR.has(name)) return byDescriptor;
  const words = [...rest.matchAll(/(?<=^|, |sun_path=)"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word);
  const word = words.at(-1) ?? '';
  const [, fd, below] = /^\/proc\/self\/fd\/(\d+)(\/.*)?$/.exec(word) ?? [];
  if (fd !== undefined) return `${descriptors.get(fd) ?? ''}${below ?? ''}`;
  return word === '' ? byDescriptor : word;
}

/** The path as the host sees it; the same for every run. */
function inside(place: string, root: string): string {
  const plain = place
    .replace(/\/\.$/, '')
    .replace(/\/$/, '')
    .replace(/(?<=\.registry-client\.)[0-9a-f]{16}/, 'RANDOM');
  if (plain === '') return '';
  return plain === root ? '/' : plain.startsWith(`${root}/`) ? plain.slice(root.length) : '';
}

/** Where it is missing it is installed, without any service. */
export async function installTools(): Promise<void> {
  const wanted = [
    { program: '/usr/bin/strace', from: 'strace' },
    { program: '/usr/sbin/mkfs.ext4', from: 'e2fsprogs' },
    { program: '/usr/bin/python3', from: 'python3' },
    { program: '/usr/bin/flock', from: 'util-linux' },
  ].filter(({ program }) => !fs.existsSync(program));
  if (wanted.length === 0) return;
  await must('apt-get', 'update');
  await must('apt-get', 'install', '-y', '--no-install-recommends', ...wanted.map(({ from }) => from));
}
