// The world as small ports: reading it, asking it, and (only for transaction/) changing it.

import type { Boot } from '../model/deadline.ts';
import type { Proxy as ProxyServer } from '../model/endpoint.ts';
import type { AbsPath, FileState, NodeKind } from '../model/file.ts';
import type { Result } from '../model/result.ts';
import type { Session } from '../model/session.ts';

/** An input or output error of the operating system: what was tried, on what, and the errno name. */
export interface IoProblem {
  readonly operation: string;
  readonly path: AbsPath;
  /** EACCES, ENOSPC, EROFS, EBUSY … */
  readonly errno: string;
  /** What stands there in place of a regular file, where that is what is wrong. */
  readonly found?: NodeKind;
}

export type ReadResult = FileState | { readonly kind: 'unreadable'; readonly problem: IoProblem };

/** What stands at a path, its symlinks followed (inside --root). `real` is where the links lead. */
export interface Looked {
  readonly kind: 'absent' | NodeKind | 'unreadable' | 'symlink-loop';
  readonly real: AbsPath;
  /** Hard links of a file. */
  readonly links: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes. */
  readonly size: number;
  /** Last change of the content, milliseconds since 1970. */
  readonly modified: number;
}

export interface Clock {
  /** Milliseconds since 1970, for people and for records. */
  now(): number;
  /** Milliseconds that only grow, for limits. */
  monotonic(): number;
  /** What outlasts this process and cannot be set: for deadlines that are written down. */
  boot(): Boot;
  sleep(milliseconds: number): Promise<void>;
}

export interface Command {
  /** A name that is searched in the system's own folders (never in $PATH), or an absolute path. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** Added to a scrubbed environment (PATH, HOME, LANG=C.UTF-8). */
  readonly environment?: Readonly<Record<string, string>>;
  /** Milliseconds; the child is killed then. */
  readonly timeout: number;
  /** What it is given on its standard input; nothing by default. It is shown nowhere. */
  readonly input?: string;
  /** It needs all the rights of root: where a hardened unit has cut ours, systemd starts it outside. */
  readonly outside?: boolean;
}

export type CommandResult =
  | { readonly kind: 'ended'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'absent' } // there is no such program
  | { readonly kind: 'timeout' }
  | { readonly kind: 'failed'; readonly error: string };

export type Answer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly errno: string };

/** Lines of a stream that stays open. */
export interface Subscription {
  /** The next line, or undefined when none came within `milliseconds` or the stream ended. */
  next(milliseconds: number): Promise<string | undefined>;
  close(): void;
}

/** All that commands, engines and planners may do. Nothing here changes a managed file. */
export interface ReadHost {
  /** False under --root: nothing runs there, nothing is asked or activated. */
  readonly live: boolean;
  readonly clock: Clock;
  /** Whose engines and files it is about; in a user's session all is done with his rights. */
  readonly session: Session;
  /** Effective user and group, for permissions and for the owner of new files. */
  readonly user: { readonly uid: number; readonly gid: number };
  /** The limit for one question to an engine, milliseconds (--timeout). */
  readonly timeout: number;
  variable(name: string): string | undefined;

  read(path: AbsPath): ReadResult;
  look(path: AbsPath): Looked;
  /** Why the file or directory at `path` (no symlink) may not be written, by access(2); undefined when it may. */
  writable(path: AbsPath): IoProblem | undefined;
  /** Names in a directory, sorted by byte value; empty when there is none or it cannot be read. */
  list(path: AbsPath): readonly string[];
  /** The same, where a directory that cannot be read must not pass for an empty one; without one there are no names. */
  listing(path: AbsPath): Result<readonly string[], IoProblem>;
  /**
   * What could not be looked at so far, by an error (EIO, EMFILE …) or for want of rights: there, an answer of `absent`
   * or of nothing in it says nothing.
   */
  unseen(): readonly IoProblem[];
  /** Where a program of that name is, in the host's own folders; undefined when it is not there. */
  program(name: string): AbsPath | undefined;

  /** Runs a command that changes nothing. Only on a live host. */
  query(command: Command): Promise<CommandResult>;
  /** Lets a command of `query` read bytes as a file that exists in memory only, by the path that `use` is given. */
  anonymous<T>(bytes: Uint8Array, use: (path: AbsPath) => Promise<T>): Promise<Result<T, IoProblem>>;
  /** GET on a unix socket. Only on a live host. */
  get(socket: AbsPath, path: string, timeout?: number): Promise<Answer>;
  /** GET on a unix socket whose answer goes on; resolves when the answer has begun. */
  follow(socket: AbsPath, path: string): Promise<Subscription | undefined>;
  /**
   * A folder of our own, in memory where it may be, with these files in it, for programs that insist on writing
   * while they are asked or take a candidate only by its path; gone when `use` has ended. Only on a live host.
   */
  scratch<T>(
    files: Readonly<Record<string, Uint8Array>>,
    use: (folder: AbsPath) => Promise<T>,
  ): Promise<Result<T, IoProblem>>;
}

/**
 * Raw, synchronous file system calls with the semantics of node:fs; they throw ErrnoException. What opens a file opens
 * regular ones alone (NotRegularError) and never waits: a FIFO would keep us until somebody opens its other end.
 */
export interface Disk {
  openDirectory(path: AbsPath): number;
  openRead(path: AbsPath): number;
  /** O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY */
  createExclusive(path: AbsPath, mode: number): number;
  openAppend(path: AbsPath, mode: number): number;
  /** Writes some of the bytes from `offset` on and returns how many: the caller loops. */
  write(fd: number, bytes: Uint8Array, offset: number): number;
  fsync(fd: number): void;
  close(fd: number): void;
  fstat(fd: number): DiskStat;
  lstat(path: AbsPath): DiskStat | undefined;
  readlink(path: AbsPath): string;
  /** EFBIG where it is larger than any file that is read here should be. */
  readFile(path: AbsPath): Uint8Array;
  readDirectory(path: AbsPath): readonly string[];
  /** access(2) with W_OK */
  checkWritable(path: AbsPath): void;
  chown(fd: number, uid: number, gid: number): void;
  chmod(fd: number, mode: number): void;
  rename(from: AbsPath, to: AbsPath): void;
  unlink(path: AbsPath): void;
  /** With exactly this mode, whatever the umask says. */
  makeDirectory(path: AbsPath, mode: number): void;
  removeDirectory(path: AbsPath): void;
  /** The path of `name` in an open directory that no renamed parent can redirect: /proc/self/fd/N/name. */
  within(directory: number, name: string): AbsPath;
}

export interface DiskStat {
  readonly kind: NodeKind;
  readonly device: number;
  readonly inode: number;
  readonly links: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly modified: number;
}

/** All that a transaction may do. Nobody else gets one. */
export interface WriteHost extends ReadHost {
  readonly disk: Disk;
  /** The folder of --root, '' for the running system. */
  readonly root: string;
  /** Where a path of the host is for `disk`: itself, or inside --root. */
  locate(path: AbsPath): AbsPath;
  /**
   * Copies extended attributes, ACLs and the SELinux label from one file to another (both for `disk`); `absent` where
   * the system has no program that can.
   */
  copyAttributes(from: AbsPath, to: AbsPath): Promise<CommandResult>;
  /** An exclusive lock that lasts until `fd` is closed or this process ends. */
  lockDescriptor(fd: number): Promise<'held' | 'busy' | 'unavailable'>;
  /** Runs a command that changes the host. Only on a live host. */
  execute(command: Command): Promise<CommandResult>;
  signal(pid: number, signal: 'SIGHUP'): void;
  /** The words that start this program again, the first an absolute path: for units. */
  readonly self: readonly string[];
  randomName(): string;
  /** The signal that asks us to end, if one has come. */
  interruption(): string | undefined;
}

/** A registry that is to be asked, and how long that may take. */
export interface HandshakeQuestion {
  /** A DNS name, or an address without brackets. */
  readonly name: string;
  readonly port: number;
  /** Where the name leads, when that is known already; else it is looked up. */
  readonly address: string | undefined;
  /** Milliseconds, over all. */
  readonly limit: number;
}

export type Handshake =
  /** What the server presented, its own certificate first, in DER; nothing about it has been verified. */
  | { readonly kind: 'presented'; readonly certificates: readonly Uint8Array[] }
  /** It answers in plain HTTP. */
  | { readonly kind: 'plain-http' }
  /** It speaks no TLS that engines still speak. */
  | { readonly kind: 'old-protocol' }
  | { readonly kind: 'failed'; readonly step: HandshakeStep; readonly error: string }
  | { readonly kind: 'late'; readonly step: HandshakeStep };

/** What was under way when it ended. */
export type HandshakeStep = 'name' | 'connection' | 'handshake';

/** One request in HTTP/1.1, over a connection of its own. No redirect is followed, nothing of the environment is used. */
export interface HttpQuestion {
  readonly scheme: 'http' | 'https';
  /** A DNS name, or an address without brackets. */
  readonly name: string;
  readonly port: number;
  /** Where the name leads, when that is known already; else it is looked up. */
  readonly address: string | undefined;
  /** Through which it is asked; it looks the name up itself then. */
  readonly proxy: ProxyServer | null;
  /**
   * Whether what was presented in a TLS handshake may be given the request: asked for the server, and before that for a
   * proxy that speaks TLS (by its own `name`), each time before anything is sent. DER, the server's own certificate first.
   */
  accepts(presented: readonly Uint8Array[], name: string): boolean;
  /** TLS 1.0 and 1.1 will do, too. */
  readonly oldProtocols?: true;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query, as they are sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, in UTF-8. */
  readonly content: string;
  /** So many bytes are announced (`Expect: 100-continue`) and never sent; 0: none. */
  readonly announced: number;
  /** Bytes of the answer's body that are read at most. */
  readonly keep: number;
  /** Milliseconds, over all. */
  readonly limit: number;
}

/** How far one request came. */
export type HttpStep = HandshakeStep | 'proxy' | 'answer';

export interface StepTime {
  readonly step: HttpStep;
  readonly milliseconds: number;
}

/** An answer: what was announced and not sent is answered with 100 where it would be taken. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Names in lower case; of several with one name the values in one, with commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The body was there to its end. */
  readonly complete: boolean;
}

/** Why there is no answer. */
export type HttpEnd =
  /** `accepts` said no; nothing was sent. DER, the server's own first; of which server, by its name. */
  | { readonly kind: 'refused'; readonly certificates: readonly Uint8Array[]; readonly name: string }
  | { readonly kind: 'plain-http' }
  | { readonly kind: 'old-protocol' }
  /** It did not let us through; the status is 0 where there was no answer. */
  | { readonly kind: 'proxy'; readonly status: number; readonly error: string }
  /** `error` is an errno name, or the code of the TLS library or of the HTTP reader. */
  | { readonly kind: 'failed'; readonly step: HttpStep; readonly error: string }
  | { readonly kind: 'late'; readonly step: HttpStep };

export interface HttpReply {
  readonly outcome: HttpAnswer | HttpEnd;
  /** The steps that were come to, in order. */
  readonly times: readonly StepTime[];
  /** Over all, milliseconds. */
  readonly elapsed: number;
}

/** The registries' side of the world. Only the probes of a live host ask it; planners and engines have no network. */
export interface Network {
  /** Looks the name up, connects and makes a TLS handshake; sends nothing of ours. Never rejects. */
  shakeHands(question: HandshakeQuestion): Promise<Handshake>;
  /** Looks the name up, connects, makes a TLS handshake for https, asks, and closes the connection. Never rejects. */
  ask(question: HttpQuestion): Promise<HttpReply>;
  /** The addresses of a name as this host looks it up; none where it is unknown, or not found in time. Never rejects. */
  resolve(name: string): Promise<readonly string[]>;
}
