// What the pool and its threads share: the messages, and the memory in which a thread says what it is doing.

import type { Failure } from './case.ts';

export interface WorkerSetup {
  /** The project's top folder. */
  readonly project: string;
  /** Certificates that were made for this run, in PEM. */
  readonly certificates: readonly string[];
  readonly shared: SharedArrayBuffer;
}

/** Cases `from` up to `from + count` of a target. `grown`: two inputs each, and how their times compare. */
export interface Slice {
  readonly target: string;
  readonly base: number;
  readonly from: number;
  readonly count: number;
  readonly form: 'small' | 'grown';
}

export interface Reply {
  readonly executions: number;
  readonly failures: readonly Failure[];
}

const HEADER_WORDS = 6;
const LONGEST_INPUT = 1 << 20;

/** The case at which a thread is, or was when it stopped answering. */
export interface DeskCase {
  readonly index: number;
  readonly seed: number;
  readonly input: Uint8Array;
}

/** One thread's piece of memory: words for tick, busy, index, seed, length and thread, then the input. */
export class Desk {
  readonly #words: Int32Array;
  readonly #input: Uint8Array;

  constructor(shared: SharedArrayBuffer) {
    this.#words = new Int32Array(shared, 0, HEADER_WORDS);
    this.#input = new Uint8Array(shared, HEADER_WORDS * 4);
  }

  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(HEADER_WORDS * 4 + LONGEST_INPUT);
  }

  /** Said once by the thread: its number. */
  sit(thread: number): void {
    Atomics.store(this.#words, 5, thread);
  }

  thread(): number {
    return Atomics.load(this.#words, 5);
  }

  begin(index: number, seed: number, input: Uint8Array): void {
    const kept = input.subarray(0, LONGEST_INPUT);
    this.#input.set(kept);
    this.#words[2] = index;
    this.#words[3] = seed | 0;
    this.#words[4] = kept.length;
    Atomics.add(this.#words, 0, 1);
    Atomics.store(this.#words, 1, 1);
  }

  end(): void {
    Atomics.store(this.#words, 1, 0);
  }

  /** Grows with every case; undefined between cases. */
  tick(): number | undefined {
    return Atomics.load(this.#words, 1) === 0 ? undefined : Atomics.load(this.#words, 0);
  }

  read(): DeskCase {
    const [, , index = 0, seed = 0, length = 0] = this.#words;
    return { index, seed: seed >>> 0, input: this.#input.slice(0, length) };
  }
}
