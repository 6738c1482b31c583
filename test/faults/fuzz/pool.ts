// Runs the cases of a target on a few threads, and ends a thread whose case takes longer than any case may.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { Failure } from './case.ts';
import { Desk, type Reply, type Slice, type WorkerSetup } from './desk.ts';
import { makeCertificates } from './samples.ts';
import { workedBy } from './thread-time.ts';

/** The longest that one case may work, milliseconds. Nearly all take less than one. */
const LONGEST_CASE = 10_000;
const LOOK_EVERY = 250;

export interface CampaignRow {
  readonly executions: number;
  readonly failures: readonly Failure[];
  readonly seconds: number;
}

export interface Campaign {
  readonly target: string;
  readonly base: number;
  readonly count: number;
  readonly form: Slice['form'];
}

export interface Pool {
  run(campaign: Campaign): Promise<CampaignRow>;
  close(): Promise<void>;
}

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));

/** Threads cannot load TypeScript on every version of Node that we support, so they get a bundle of their own. */
export async function openPool(size: number): Promise<Pool> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fuzz-'));
  const program = path.join(folder, 'worker.mjs');
  await build({
    entryPoints: [path.join(PROJECT, 'test/faults/fuzz/worker.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    sourcemap: 'inline',
    logLevel: 'error',
  });
  const certificates = makeCertificates();
  const threads = Array.from({ length: size }, () => new Thread(program, certificates));
  return {
    run: (campaign) => runCampaign(threads, campaign),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
      fs.rmSync(folder, { recursive: true });
    },
  };
}

async function runCampaign(threads: readonly Thread[], campaign: Campaign): Promise<CampaignRow> {
  const start = performance.now();
  const failures: Failure[] = [];
  let executions = 0;
  const slices = slicesOf(campaign);
  const work = async (thread: Thread): Promise<void> => {
    for (let slice = slices.pop(); slice !== undefined; slice = slices.pop()) {
      const reply = await thread.run(slice);
      executions += reply.executions;
      failures.push(...reply.failures);
    }
  };
  await Promise.all(threads.map(work));
  return { executions, failures, seconds: (performance.now() - start) / 1000 };
}

/** Small enough that both threads end at about the same time. */
function slicesOf({ target, base, count, form }: Campaign): Slice[] {
  const size = form === 'small' ? 500 : 10;
  return Array.from({ length: Math.ceil(count / size) }, (_, place) => ({
    target,
    base,
    form,
    from: place * size,
    count: Math.min(size, count - place * size),
  })).reverse();
}

class Thread {
  readonly #program: string;
  readonly #certificates: readonly string[];
  #running: Running;

  constructor(program: string, certificates: readonly string[]) {
    this.#program = program;
    this.#certificates = certificates;
    this.#running = this.#start();
  }

  /** The slice to its end: after a case that hangs, or that ends the thread, with the next one. */
  async run(slice: Slice): Promise<Reply> {
    const { worker, shared } = this.#running;
    const attempt = await this.#attempt(slice);
    if (attempt.kind === 'done') return attempt.reply;
    const desk = new Desk(shared);
    if (desk.tick() === undefined) throw new Error(`${slice.target}, between two cases: ${attempt.error}`);
    await worker.terminate();
    this.#running = this.#start();
    const { index, seed, input } = desk.read();
    const { target } = slice;
    const failure = { target, seed, input: Buffer.from(input).toString('base64'), error: attempt.error };
    const next = index + 1;
    const left = slice.from + slice.count - next;
    const rest = left > 0 ? await this.run({ ...slice, from: next, count: left }) : NOTHING;
    return { executions: next - slice.from + rest.executions, failures: [failure, ...rest.failures] };
  }

  async close(): Promise<void> {
    await this.#running.worker.terminate();
  }

  #start(): Running {
    const shared = Desk.memory();
    const setup: WorkerSetup = { project: PROJECT, certificates: this.#certificates, shared };
    const worker = new Worker(pathToFileURL(this.#program), { workerData: setup, stderr: true });
    const died = new Promise<Attempt>((resolve) => {
      worker.once('error', (error) =>
        resolve({ kind: 'lost', error: `the thread died: ${error.stack ?? error.message}` }),
      );
    });
    return { worker, shared, died };
  }

  async #attempt(slice: Slice): Promise<Attempt> {
    const { worker, shared, died } = this.#running;
    const stop = new AbortController();
    const answer = new Promise<Attempt>((resolve) => {
      worker.once('message', (reply: Reply) => resolve({ kind: 'done', reply }));
    });
    worker.postMessage(slice);
    const first = await Promise.race([answer, died, watch(new Desk(shared), stop.signal)]);
    stop.abort();
    return first;
  }
}

/** Ends when a case has worked for longer than any may. */
async function watch(desk: Desk, stop: AbortSignal): Promise<Attempt> {
  let seen: number | undefined;
  let since = 0;
  while (!stop.aborted) {
    await sleep(LOOK_EVERY);
    const tick = desk.tick();
    if (tick === undefined) continue;
    const worked = workedBy(desk.thread());
    if (tick !== seen) since = worked;
    seen = tick;
    if (worked - since > LONGEST_CASE) break;
  }
  return { kind: 'lost', error: `hangs: longer than ${LONGEST_CASE / 1000} s` };
}

interface Running {
  readonly worker: Worker;
  readonly shared: SharedArrayBuffer;
  /** Settles when the thread ends by an exception, of its memory for example. */
  readonly died: Promise<Attempt>;
}

type Attempt =
  | { readonly kind: 'done'; readonly reply: Reply }
  | { readonly kind: 'lost'; readonly error: string };

const NOTHING: Reply = { executions: 0, failures: [] };
