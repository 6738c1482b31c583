// Writing the state: images, both copies of the intent, the journal, each on disk before the next thing happens.

import { posix } from 'node:path';
import type { WriteHost } from '../host/ports.ts';
import type { Moment } from '../model/deadline.ts';
import type { AbsPath, FileState } from '../model/file.ts';
import type { ImageRecord, Intent } from '../model/generation.ts';
import { err, ok, type Result } from '../model/result.ts';
import {
  attempt,
  isTemporaryName,
  keepAttributes,
  makeDirectory,
  throughDirectory,
  type WriteProblem,
  withDirectory,
  writeWhole,
} from './durable.ts';
import { encodeRecord, sha256 } from './record.ts';
import type { JournalStep, StatePlaces } from './store.ts';

/** Others may pass through to the summary, and see nothing else. */
const FOLDER_MODE = 0o711;
const PRIVATE_MODE = 0o700;
export const PUBLIC_MODE = 0o644;

type Written = Result<void, WriteProblem>;

const NEWLINE = 0x0a;

/** Makes the state folders where they are missing; a problem comes with the folder that it is about. */
export function makeStateFolders(
  host: WriteHost,
  places: StatePlaces,
): Result<void, { readonly problem: WriteProblem; readonly path: AbsPath }> {
  const folders = [
    ...missingParents(host, places.folder).map((path) => ({ path, mode: undefined })),
    { path: places.folder, mode: FOLDER_MODE },
    { path: places.generations, mode: PRIVATE_MODE },
  ];
  for (const { path, mode } of folders) {
    const made = makeDirectory(host, realOf(host, path), mode);
    if (!made.ok) return err({ problem: made.error, path });
  }
  return ok(undefined);
}

function missingParents(host: WriteHost, path: AbsPath): readonly AbsPath[] {
  const parent = posix.dirname(realOf(host, path));
  if (parent === '/' || host.look(parent).kind !== 'absent') return [];
  return [...missingParents(host, parent), parent];
}

function realOf(host: WriteHost, path: AbsPath): AbsPath {
  return host.look(path).real;
}

/** Writes a new private file and syncs it; one of that name that a killed run left is written anew. */
function writePrivate(host: WriteHost, path: AbsPath, bytes: Uint8Array, mode = 0o600): Written {
  const { disk } = host;
  return throughDirectory(host, path, (place) => {
    if (disk.lstat(place) !== undefined) disk.unlink(place);
    const fd = disk.createExclusive(place, 0o600);
    try {
      disk.chmod(fd, mode);
      writeWhole(disk, fd, bytes);
      disk.fsync(fd);
    } finally {
      disk.close(fd);
    }
    return ok(undefined);
  });
}

function syncDirectory(host: WriteHost, path: AbsPath): Written {
  return attempt(path, () => withDirectory(host, path, (fd) => ok(host.disk.fsync(fd))));
}

/** The open record of one change: a folder with its images, its intent and its journal. */
export interface Ledger {
  readonly id: string;
  readonly folder: AbsPath;
}

export function openLedger(host: WriteHost, places: StatePlaces, id: string): Ledger {
  return { id, folder: posix.join(realOf(host, places.generations), id) };
}

/** A generation that is there already is never written over, whatever was made of the state before. */
export function makeLedger(host: WriteHost, ledger: Ledger): Written {
  if (host.look(ledger.folder).kind !== 'absent') return err({ kind: 'changed' });
  return makeDirectory(host, ledger.folder, PRIVATE_MODE);
}

export function imageRecord(name: string, image: FileState): ImageRecord {
  if (image.kind === 'absent') return { kind: 'absent' };
  const { mode, uid, gid } = image;
  return { kind: 'file', name, sha256: sha256(image.bytes), mode, uid, gid };
}

/** Keeps an image; `like` is the file whose extended attributes it is to remember. */
export async function writeImage(
  host: WriteHost,
  ledger: Ledger,
  record: ImageRecord,
  image: FileState,
  like: AbsPath | undefined,
): Promise<Written> {
  if (record.kind === 'absent' || image.kind === 'absent') return ok(undefined);
  const path = posix.join(ledger.folder, record.name);
  const written = writePrivate(host, path, image.bytes);
  if (!written.ok || like === undefined) return written;
  const kept = await keepAttributes(host, host.locate(like), path, path);
  if (!kept.ok) return kept;
  return throughDirectory(host, path, (place) => {
    const fd = host.disk.openRead(place);
    try {
      if (host.user.uid === 0) host.disk.chown(fd, 0, 0);
      host.disk.chmod(fd, 0o600);
      host.disk.fsync(fd);
    } finally {
      host.disk.close(fd);
    }
    return ok(undefined);
  });
}

/**
 * The names of the images, both copies of the intent, the journal's first line: each is on disk before the next is
 * begun. From the intent on recovery acts.
 */
export function writeIntent(host: WriteHost, ledger: Ledger, intent: Intent): Written {
  const imaged = syncDirectory(host, ledger.folder);
  if (!imaged.ok) return imaged;
  const bytes = new TextEncoder().encode(encodeRecord(intent));
  for (const name of ['intent.a', 'intent.b']) {
    const written = writePrivate(host, posix.join(ledger.folder, name), bytes);
    if (!written.ok) return written;
  }
  // Both names are on disk before the journal's: a journal without an intent means that the intent was lost.
  const named = syncDirectory(host, ledger.folder);
  if (!named.ok) return named;
  const begun = appendJournal(host, ledger, 'begun');
  if (!begun.ok) return begun;
  return syncDirectory(host, ledger.folder);
}

export interface JournalNote {
  readonly engine?: string;
  readonly activation?: unknown;
  readonly since?: Moment;
}

/**
 * Adds a line to the journal; it is on disk when this returns. A line that an earlier call could only write in part
 * (a full disk) is ended first, so that it spoils no other.
 */
export function appendJournal(
  host: WriteHost,
  ledger: Ledger,
  step: JournalStep,
  note: JournalNote = {},
): Written {
  const path = posix.join(ledger.folder, 'journal');
  const { disk } = host;
  return throughDirectory(host, path, (place, directory) => {
    const found = disk.lstat(place);
    const written = found === undefined ? undefined : disk.readFile(place);
    if (written !== undefined && found !== undefined && found.links > 1) {
      const own = disown(host, ledger, written, directory);
      if (!own.ok) return own;
    }
    const torn = written !== undefined && ![undefined, NEWLINE].includes(written.at(-1));
    const line = encodeRecord({ step, time: host.clock.now(), ...note });
    const fd = disk.openAppend(place, 0o600);
    try {
      writeWhole(disk, fd, new TextEncoder().encode(torn ? `\n${line}` : line));
      disk.fsync(fd);
    } finally {
      disk.close(fd);
    }
    return ok(undefined);
  });
}

/** A journal that is a hard link of a copy (`cp -al`) becomes a file of its own: the copy stays what it is. */
function disown(host: WriteHost, { folder }: Ledger, bytes: Uint8Array, directory: number): Written {
  const { disk } = host;
  const written = writePrivate(host, posix.join(folder, 'journal.own'), bytes);
  if (!written.ok) return written;
  disk.rename(disk.within(directory, 'journal.own'), disk.within(directory, 'journal'));
  disk.fsync(directory);
  return ok(undefined);
}

/** Writes the end of a change once more, beside the journal, against damage: see readJournal. */
export function guardOutcome(
  host: WriteHost,
  ledger: Ledger,
  step: 'committed' | 'rolled-back' | 'awaiting',
  note: Pick<JournalNote, 'since'> = {},
): Written {
  const bytes = new TextEncoder().encode(encodeRecord({ step, time: host.clock.now(), ...note }));
  const written = writePrivate(host, posix.join(ledger.folder, 'outcome'), bytes);
  return written.ok ? syncDirectory(host, ledger.folder) : written;
}

/** Deletes a generation's folder with the files that we put into it. */
export function deleteGeneration(host: WriteHost, places: StatePlaces, id: string): Written {
  const { folder } = openLedger(host, places, id);
  const { disk } = host;
  const emptied = attempt(folder, () =>
    withDirectory(host, folder, (fd) => {
      // The intents go last, also on disk: a folder that is half deleted still tells what it was.
      const names = disk.readDirectory(disk.within(fd, '.'));
      const intents = names.filter((name) => name.startsWith('intent.'));
      const unlink = (name: string) => disk.unlink(disk.within(fd, name));
      names.filter((name) => !intents.includes(name)).forEach(unlink);
      disk.fsync(fd);
      intents.forEach(unlink);
      return ok(undefined);
    }),
  );
  if (!emptied.ok) return emptied;
  return throughDirectory(host, folder, (place, parent) => {
    disk.removeDirectory(place);
    return ok(disk.fsync(parent));
  });
}

/** Replaces a file of the state that readers may have open. */
export function replacePublic(host: WriteHost, path: AbsPath, text: string): Written {
  const { disk } = host;
  const folder = posix.dirname(realOf(host, path));
  const name = `.registry-client.${host.randomName()}.tmp`;
  const temporary = posix.join(folder, name);
  const written = writePrivate(host, temporary, new TextEncoder().encode(text), PUBLIC_MODE);
  if (!written.ok) return written;
  return throughDirectory(host, temporary, (place, fd) => {
    disk.rename(place, disk.within(fd, posix.basename(path)));
    for (const stray of disk.readDirectory(disk.within(fd, '.')).filter(isTemporaryName)) {
      disk.unlink(disk.within(fd, stray));
    }
    return ok(disk.fsync(fd));
  });
}
