// The mutants: what a careless change of the protocol would look like, each as one replacement in one source file.

export interface Mutant {
  readonly name: string;
  /** Below src/. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly from: string;
  readonly to: string;
  /** Where it must be noticed: part of a path below test/faults or test/unit. */
  readonly by: readonly string[];
}

const KILLS = 'test/faults/model/kills';
const ERRORS = 'test/faults/model/errors';
const POWER = 'test/faults/model/power-cuts';
const DAMAGE = 'test/faults/model/corruption';
const CONFIRM = 'test/faults/model/confirm';
const EDITOR = 'test/faults/model/bystanders';

const DURABLE = 'transaction/durable.ts';
const WRITER = 'transaction/store-writer.ts';
const STORE = 'transaction/store.ts';
const TRANSACT = 'transaction/transact.ts';
const TAKE_BACK = 'transaction/take-back.ts';
const COURSE = 'transaction/course.ts';

/** Left out: every fsync, one by one. */
const SYNCS: readonly Mutant[] = [
  {
    name: 'the new content is not synced before it is renamed into place',
    file: DURABLE,
    from: 'disk.chmod(fd, image.mode);\n      disk.fsync(fd);',
    to: 'disk.chmod(fd, image.mode);',
    by: [POWER],
  },
  {
    name: 'the directory of a replaced file is not synced',
    file: DURABLE,
    from: '  disk.fsync(directory);\n  const back',
    to: '  const back',
    by: [POWER],
  },
  {
    name: 'the directory of a deleted file is not synced',
    file: DURABLE,
    from: 'disk.unlink(place);\n      disk.fsync(fd);',
    to: 'disk.unlink(place);',
    by: [POWER],
  },
  {
    name: 'the parent of a new directory is not synced',
    file: DURABLE,
    from: '      disk.fsync(parent);\n      return ok(undefined);',
    to: '      return ok(undefined);',
    by: [POWER],
  },
  {
    name: 'the parent of a removed directory is not synced',
    file: DURABLE,
    from: "      disk.fsync(parent);\n      return ok('removed');",
    to: "      return ok('removed');",
    by: [POWER],
  },
  {
    name: 'images and intents are not synced',
    file: WRITER,
    from: 'writeWhole(disk, fd, bytes);\n      disk.fsync(fd);',
    to: 'writeWhole(disk, fd, bytes);',
    by: [POWER],
  },
  {
    name: 'the journal is not synced',
    file: WRITER,
    from: 'line));\n      disk.fsync(fd);',
    to: 'line));',
    by: [POWER],
  },
  {
    name: 'the folder of a new generation is not synced',
    file: WRITER,
    from: '  if (!begun.ok) return begun;\n  return syncDirectory(host, ledger.folder);',
    to: '  return begun;',
    by: [POWER],
  },
];

/** The file gets its metadata when it is in place already. */
const LATE_METADATA = `    const early = current(disk, to);
    if (early.ok && sameFile(early.value, expected)) {
      disk.rename(from, to);
      const late = disk.openRead(to);
      disk.chown(late, image.uid, image.gid);
      disk.chmod(late, image.mode);
      disk.fsync(late);
      disk.close(late);
      disk.fsync(directory);
      return ok(undefined);
    }
    const fd = disk.openRead(from);`;

/** Swapped: the order in which things reach the disk. */
const ORDERS: readonly Mutant[] = [
  {
    name: 'the journal begins before the intents are written',
    file: WRITER,
    from: "  for (const name of ['intent.a', 'intent.b']) {",
    to: "  const early = appendJournal(host, ledger, 'begun');\n  if (!early.ok) return early;\n  for (const name of ['intent.a', 'intent.b']) {",
    by: [KILLS],
  },
  {
    name: 'the change is committed before the engines have taken it up',
    file: TRANSACT,
    from: '  const arrival = await followCourse(',
    to: "  appendJournal(host, ledger, 'committed');\n  const arrival = await followCourse(",
    by: [KILLS],
  },
  {
    name: 'the images are written after the intent',
    file: TRANSACT,
    from: '  const made = makeLedger(host, ledger);\n  if (!made.ok) return made;',
    to: '  const made = makeLedger(host, ledger);\n  if (!made.ok) return made;\n  const early = writeIntent(host, ledger, intent);\n  if (!early.ok) return early;',
    by: [KILLS],
  },
  {
    name: 'the intents of an old generation are deleted first',
    file: WRITER,
    from: '      names.filter((name) => !intents.includes(name)).forEach(unlink);\n      disk.fsync(fd);\n      intents.forEach(unlink);',
    to: '      intents.forEach(unlink);\n      disk.fsync(fd);\n      names.filter((name) => !intents.includes(name)).forEach(unlink);',
    by: [KILLS],
  },
  {
    name: 'the rename comes before the metadata',
    file: DURABLE,
    from: '    const fd = disk.openRead(from);',
    to: LATE_METADATA,
    by: [KILLS],
  },
];

/** Removed: the checks. */
const CHECKS: readonly Mutant[] = [
  {
    name: 'a write that wrote less than asked is taken for whole',
    file: DURABLE,
    from: '  for (let written = 0; written < bytes.length; ) {\n    written += disk.write(fd, bytes, written);\n  }',
    to: '  disk.write(fd, bytes, 0);',
    by: [ERRORS],
  },
  {
    name: 'a file that changed since it was read is replaced all the same',
    file: DURABLE,
    from: "    if (!sameFile(found.value, expected)) return withoutTemporary(disk, from, err({ kind: 'changed' }));\n",
    to: '',
    by: [EDITOR],
  },
  {
    name: 'a file that changed since it was read is deleted all the same',
    file: DURABLE,
    from: "      if (!sameFile(found.value, expected)) return err({ kind: 'changed' });\n",
    to: '',
    by: [EDITOR],
  },
  {
    name: 'a new file keeps the private mode of its temporary',
    file: DURABLE,
    from: '      disk.chmod(fd, image.mode);\n      disk.fsync(fd);',
    to: '      disk.fsync(fd);',
    by: [KILLS],
  },
  {
    name: 'where there is no cp, a file keeps the owner of its temporary',
    file: DURABLE,
    from: 'disk.chown(fd, image.uid, image.gid);',
    to: 'disk.chown(fd, stat.uid, stat.gid);',
    by: [ERRORS],
  },
  {
    name: 'temporary files are left where a write failed',
    file: DURABLE,
    from: '    if (disk.lstat(from) !== undefined) disk.unlink(from);\n    throw error;',
    to: '    throw error;',
    by: [ERRORS],
  },
  {
    name: 'temporary files of a killed run are not swept',
    file: TAKE_BACK,
    from: '  const swept = sweepAll(intent, host);',
    to: '  const swept: readonly Finding[] = [];\n  sweepAll.toString();',
    by: [KILLS],
  },
  {
    name: 'a record is believed without its hash',
    file: 'transaction/record.ts',
    from: '  if (space !== 64 || sha256(body) !== line.slice(0, space)) return undefined;',
    to: '  if (space !== 64) return undefined;',
    by: [DAMAGE],
  },
  {
    name: 'an image is believed without its hash',
    file: STORE,
    from: "if (stored.kind !== 'file' || sha256(stored.bytes) !== image.sha256) return",
    to: "if (stored.kind !== 'file') return",
    by: [DAMAGE],
  },
  {
    name: 'there is one intent only',
    file: WRITER,
    from: "['intent.a', 'intent.b']",
    to: "['intent.a']",
    by: [DAMAGE],
  },
  {
    name: 'the end of a change is written once only',
    file: WRITER,
    from: "  const written = writePrivate(host, posix.join(ledger.folder, 'outcome'), bytes);",
    to: '  const written = ok(bytes.length);',
    by: [DAMAGE],
  },
  {
    name: 'a torn line of the journal spoils the next one',
    file: WRITER,
    from: 'encode(torn ?',
    to: "encode(torn && step === 'begun' ?",
    by: [CONFIRM],
  },
  {
    name: 'success is said though the journal could not be written',
    file: TRANSACT,
    from: '  if (!written.ok) return err([writeFinding(written.error, ledger.folder)]);\n  return ok',
    to: '  return ok',
    by: [ERRORS],
  },
  {
    name: 'a failed write does not stop the change',
    file: COURSE,
    from: "    if (manner === 'onwards' && findings.length > 0) break;",
    to: '    if (findings.length < 0) break;',
    by: [ERRORS],
  },
];

/** Left out: parts of going back. */
const RECOVERY: readonly Mutant[] = [
  {
    name: 'a failure is reported, and nothing put back',
    file: TRANSACT,
    from: '  const back = await takeBack(',
    to: "  if (cause.length > 0) return { kind: 'rolled-back', id: ledger.id, findings: cause };\n  const back = await takeBack(",
    by: [ERRORS],
  },
  {
    name: "somebody's edit is taken for ours",
    file: TAKE_BACK,
    from: 'ours: recorded.some((image) => image !== null && holdsImage(now.value, image)),',
    to: 'ours: recorded.length > 0,',
    by: [EDITOR],
  },
  {
    name: 'the recovery does not activate the engines again',
    file: TAKE_BACK,
    from: '    activations: settled.map(({ subject, activation }) => ({ subject, activation })),',
    to: '    activations: [],',
    by: [KILLS],
  },
  {
    name: 'an activation is not written down before it begins',
    file: COURSE,
    from: "    const noted = watch.note('activating', engine.id, activation);\n    if (!noted.ok) return [writeFinding(noted.error, '/')];\n",
    to: '',
    by: [KILLS],
  },
  {
    name: 'new directories stay when the change is taken back',
    file: TAKE_BACK,
    from: "const [make, remove] = aim === 'before' ? (['remove', 'make'] as const) : (['make', 'remove'] as const);",
    to: "const [make, remove] = ['make', 'remove'] as const;",
    by: [KILLS],
  },
  {
    name: 'a damaged before-image stops the recovery instead of turning it round',
    file: TAKE_BACK,
    from: "      ? 'after'\n      : undefined;",
    to: '      ? undefined\n      : undefined;',
    by: [DAMAGE],
  },
  {
    name: 'the recovery is not written down as done',
    file: TAKE_BACK,
    from: '  const closed = appendJournal(host, ledger, end, note);',
    to: '  const closed = ok(end === undefined ? undefined : undefined);',
    by: [DAMAGE],
  },
  {
    name: 'a generation that had not begun stays in the state',
    file: 'transaction/recover.ts',
    from: '    const deleted = deleteGeneration(host, state.places, newest.id);',
    to: '    const deleted = newest.id === "" ? deleteGeneration(host, state.places, newest.id) : ok(undefined);',
    by: [KILLS],
  },
];

export const MUTANTS: readonly Mutant[] = [...SYNCS, ...ORDERS, ...CHECKS, ...RECOVERY];
