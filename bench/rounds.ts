// Commands measured side by side, by inside/rounds.py.

import { join } from 'node:path';
import type { Host } from '../test/hosts/lab/host.ts';
import type { Lab } from '../test/hosts/lab/lab.ts';
import { describeFailure } from '../test/hosts/lab/run.ts';
import { runInLab } from '../test/hosts/lab/ssh.ts';
import { ENVIRONMENT, INSIDE } from './bench.ts';
import { type Sample, type Samples, samplesOf } from './figures.ts';
import { FOLDER } from './program.ts';

export interface Measured {
  readonly name: string;
  /** The program's absolute path, and its words. */
  readonly words: readonly string[];
  /** A shell script that runs before each run and is not measured. */
  readonly before?: string;
  /** The exit codes that are right; 0 when not given. */
  readonly codes?: readonly number[];
}

/** All runs of one call together. */
const SECONDS = 900;

/** Runs them on the host in turn, so many times. */
export async function measure(
  host: Host,
  rounds: number,
  commands: readonly Measured[],
  environment: Readonly<Record<string, string>> = ENVIRONMENT,
): Promise<Samples> {
  const input = JSON.stringify({ environment, rounds, commands });
  const said = await host.must(`python3 ${INSIDE}/rounds.py`, { input, seconds: SECONDS });
  const samples: Samples = JSON.parse(said);
  return samples;
}

/** Runs one once. */
export async function measureOnce(host: Host, measured: Omit<Measured, 'name'>): Promise<Sample> {
  return first(await measure(host, 1, [{ name: 'it', ...measured }]));
}

/** Runs one once on the outer machine, in the lab's network. */
export async function measureOutside(
  lab: Lab,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Sample> {
  const input = JSON.stringify({ environment, rounds: 1, commands: [{ name: 'it', words }] });
  const done = await runInLab(lab, ['python3', join(FOLDER, 'inside/rounds.py')], {
    input,
    seconds: SECONDS,
  });
  if (done.code !== 0) throw new Error(describeFailure(words, done));
  const samples: Samples = JSON.parse(done.stdout);
  return first(samples);
}

function first(samples: Samples): Sample {
  const [sample] = samplesOf(samples, 'it');
  if (sample === undefined) throw new Error('nothing was measured');
  return sample;
}
