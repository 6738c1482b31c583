// The thread that runs cases: it says in shared memory which one it is at, so that one that hangs can be named.

import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { describeFailure, type Failure, headOf, tryCase } from './case.ts';
import { Desk, type Reply, type Slice, type WorkerSetup } from './desk.ts';
import { grow, type Material, mutate } from './mutator.ts';
import { type Random, randomOf, seedOfCase } from './random.ts';
import { openSamples } from './samples.ts';
import type { Target } from './target.ts';
import { TARGETS } from './targets/index.ts';
import { ownThread, workedBy } from './thread-time.ts';

/** Of the same failure one is enough, of different ones a few. */
const MOST_FAILURES = 8;

/** A grown input and one four times its size. A quadratic function takes sixteen times as long for it. */
const SMALL = 8192;
const BIG = 4 * SMALL;
/** More than four times as long, with room for memory and noise; below so many milliseconds nothing can be told. */
const SUSPICIOUS = { ratio: 9, milliseconds: 150 };

const setup: WorkerSetup = workerData;
const thread = ownThread();
const desk = new Desk(setup.shared);
desk.sit(thread);
const samples = openSamples(setup.project, setup.certificates);
const materials = new Map<string, Material>();

parentPort?.on('message', (slice: Slice) => parentPort?.postMessage(runSlice(slice)));

function runSlice(slice: Slice): Reply {
  const target = TARGETS.find(({ name }) => name === slice.target);
  if (target === undefined) throw new Error(`no target ${slice.target}`);
  const material = materials.get(target.name) ?? target.material(samples);
  materials.set(target.name, material);
  const failures = new Map<string, Failure>();
  let executions = 0;
  for (const { index, seed, inputs } of casesOf(slice, target, material)) {
    executions += inputs.length;
    const runCase = slice.form === 'grown' ? runGrown : runSmall;
    const failed = runCase(target, inputs, seed, index);
    const head = headOf(failed?.error ?? '');
    if (failed === undefined || failures.has(head) || failures.size >= MOST_FAILURES) continue;
    failures.set(head, failed.describe());
  }
  return { executions, failures: [...failures.values()] };
}

interface Case {
  readonly index: number;
  readonly seed: number;
  /** One, or a small and a big one of a kind. */
  readonly inputs: readonly Uint8Array[];
}

/** Mutated files and generated documents by turns; or grown ones. */
function* casesOf(slice: Slice, target: Target, material: Material): Generator<Case> {
  const { base, from, count, form } = slice;
  const made =
    form === 'small'
      ? fc.sample(target.generated, { seed: seedOfCase(base, from) | 0, numRuns: Math.ceil(count / 2) })
      : [];
  for (let index = from; index < from + count; index += 1) {
    const seed = seedOfCase(base, index);
    const random = randomOf(seed);
    if (form === 'grown') yield { index, seed, inputs: grownInputs(random, material) };
    else {
      const document = index % 2 === 0 ? undefined : made[(index - from) >> 1];
      yield {
        index,
        seed,
        inputs: [document === undefined ? mutate(random, material) : Buffer.from(document)],
      };
    }
  }
}

function grownInputs(random: Random, material: Material): readonly Uint8Array[] {
  const grown = grow(random, material);
  return [grown.of(SMALL), grown.of(BIG)];
}

/** To make a failing input smaller takes a thousand times as long as to find it. */
interface Failed {
  readonly error: string;
  readonly describe: () => Failure;
}

/** Without a look at the clock: asking the kernel takes as long as most cases do. */
function runSmall(
  target: Target,
  inputs: readonly Uint8Array[],
  seed: number,
  index: number,
): Failed | undefined {
  for (const input of inputs) {
    const error = run(target, input, seed, index);
    if (error !== undefined) return failedAt(target, input, seed, error);
  }
  return undefined;
}

function runGrown(
  target: Target,
  inputs: readonly Uint8Array[],
  seed: number,
  index: number,
): Failed | undefined {
  const times: number[] = [];
  for (const input of inputs) {
    const { error, milliseconds } = runTimed(target, input, seed, index);
    if (error !== undefined) return failedAt(target, input, seed, error);
    times.push(milliseconds);
  }
  return isSuspicious(times) ? confirmGrowth(target, inputs, seed, index) : undefined;
}

function failedAt(target: Target, input: Uint8Array, seed: number, error: string): Failed {
  return { error, describe: () => describeFailure(target, input, seed, error) };
}

function run(target: Target, input: Uint8Array, seed: number, index: number): string | undefined {
  desk.begin(index, seed, input);
  const error = tryCase(target, input, seed);
  desk.end();
  return error;
}

interface Timed {
  readonly error: string | undefined;
  readonly milliseconds: number;
}

function runTimed(target: Target, input: Uint8Array, seed: number, index: number): Timed {
  const start = workedBy(thread);
  const error = run(target, input, seed, index);
  return { error, milliseconds: workedBy(thread) - start };
}

function isSuspicious([small, big]: readonly number[]): boolean {
  return (
    big !== undefined &&
    small !== undefined &&
    big > SUSPICIOUS.milliseconds &&
    big > SUSPICIOUS.ratio * small
  );
}

/** The collector of garbage works in between: the best of several runs of each counts. */
function confirmGrowth(
  target: Target,
  inputs: readonly Uint8Array[],
  seed: number,
  index: number,
): Failed | undefined {
  const best = inputs.map((input) =>
    Math.min(...Array.from({ length: 4 }, () => runTimed(target, input, seed, index).milliseconds)),
  );
  if (!isSuspicious(best)) return undefined;
  const [small = new Uint8Array()] = inputs;
  const sizes = inputs.map((input, place) => `${input.length} bytes ${best[place]?.toFixed(0)} ms`);
  const error = `grows faster than its input: ${sizes.join(', ')}\n  ${JSON.stringify(shorten(small))}`;
  const input = Buffer.from(small).toString('base64');
  return { error, describe: () => ({ target: target.name, seed, input, error }) };
}

function shorten(input: Uint8Array): string {
  const text = Buffer.from(input).toString('latin1');
  return text.length > 400 ? `${text.slice(0, 200)} … ${text.slice(-200)}` : text;
}
