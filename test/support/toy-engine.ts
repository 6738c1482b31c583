// An engine small enough to see through: one file, taken up by a reload, with Docker's habit of keeping what it had
// when the file is gone.

import type { Engine, Loaded, Observed } from '../../src/engines/engine.ts';
import type { Command, CommandResult, ReadHost } from '../../src/host/ports.ts';
import type { Routes } from '../../src/model/endpoint.ts';
import { ABSENT, type FileChange, type FileState, textOf } from '../../src/model/file.ts';
import { finding } from '../../src/model/finding.ts';
import { NO_HOLDINGS } from '../../src/model/managed.ts';
import type { Settlement } from '../../src/model/plan.ts';

export const TOY_FILE = '/etc/toy/toy.conf';

export interface ToyObserved extends Observed {
  readonly memory: string;
}

/** The engine's process: what it has in memory, and how it takes orders. */
export class ToyDaemon {
  memory: string;
  reloads = 0;
  /** Ignores this many reloads before it obeys. */
  deaf = 0;
  private readonly read: () => string | undefined;
  constructor(read: () => string | undefined) {
    this.read = read;
    this.memory = read() ?? '';
  }
  execute(command: Command): CommandResult {
    if (command.arguments.includes('reload')) this.reload();
    return { kind: 'ended', code: 0, stdout: '', stderr: '' };
  }
  private reload(): void {
    this.reloads += 1;
    if (this.deaf > 0) {
      this.deaf -= 1;
      return;
    }
    this.memory = this.read() ?? this.memory;
  }
}

/** Its unit has its name. */
export function toyEngine(daemon: ToyDaemon, id = 'toy', holder = id): Engine<ToyObserved> {
  const fileOf = (observed: Observed): FileState => observed.files.get(TOY_FILE) ?? ABSENT;
  const compare = (observed: ToyObserved, memory: string) =>
    textOf(fileOf(observed)) === memory
      ? []
      : [
          finding(
            'error',
            'NOT_LOADED',
            { what: 'toy', expected: [textOf(fileOf(observed))], loaded: [memory] },
            { engine: id },
          ),
        ];
  return {
    id,
    holder,
    units: [`${id}.service`],
    inspect: async (host: ReadHost) => {
      const read = host.read(TOY_FILE);
      if (read.kind === 'unreadable') throw new Error(read.problem.errno);
      return {
        version: '1',
        running: true,
        files: new Map([[TOY_FILE, read]]),
        findings: [],
        memory: daemon.memory,
      };
    },
    entries: () => [],
    recognise: () => [],
    plan: () => ({ changes: [], holdings: NO_HOLDINGS, findings: [] }),
    settle: (changes, observed): Settlement => settleToy(changes, observed, `${id}.service`),
    assume: (observed) => ({ ...observed, memory: textOf(fileOf(observed)) }),
    check: async () => [],
    ready: async () => true,
    watchReload: async () => undefined,
    known: (observed): Loaded => ({ kind: 'known', facts: { memory: observed.memory } }),
    loaded: async (): Promise<Loaded> => ({ kind: 'known', facts: { memory: daemon.memory } }),
    compare: (observed, loaded) =>
      compare(observed, loaded.kind === 'known' ? String(loaded.facts.memory) : '?'),
    routes: async ({ images }): Promise<Routes> => ({
      configured: [],
      named: [],
      images: images.map((image) => ({ image, candidates: [], findings: [] })),
      findings: [],
    }),
    logIn: ({ registry }, _observed, host) => toyCommand(['login', registry], host),
    pull: (image, _observed, host) => ({
      isHere: toyCommand(['has', image], host),
      pull: toyCommand(['pull', image], host),
      servedBy: () => undefined,
      process: null,
    }),
  };
}

function toyCommand(words: readonly string[], { timeout }: ReadHost): Command {
  return { program: 'toy', arguments: words, timeout };
}

function settleToy(changes: readonly FileChange[], observed: ToyObserved, unit: string): Settlement {
  const after =
    changes.find((change) => change.path === TOY_FILE)?.after ?? observed.files.get(TOY_FILE) ?? ABSENT;
  if (textOf(after) === observed.memory)
    return { activation: { kind: 'none' }, transitional: [], findings: [] };
  const emptied: FileState = { kind: 'file', bytes: new Uint8Array(), mode: 0o644, uid: 0, gid: 0 };
  const transitional = after.kind === 'absent' ? [{ path: TOY_FILE, image: emptied }] : [];
  return {
    activation: { kind: 'reload', by: { kind: 'unit', unit } },
    transitional,
    findings: [],
  };
}
