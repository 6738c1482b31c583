// Faults at the system calls of the real program, on folders: kills, kills of the recovery, errors, signals.

import fs from 'node:fs';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { SCENARIOS } from '../scenarios.ts';
import { FULL, sample } from '../seeded.ts';
import { inParallel } from './bounded.ts';
import { IS_ROOT, runCampaign } from './campaign.ts';
import { errorAndKillCases, errorCases, signalCases } from './errors.ts';
import { doubleKillCases, killCases } from './kills.ts';
import { buildForms } from './program.ts';
import { prepareStage, type Stage } from './stage.ts';
import { installTools } from './strace.ts';

/** Of the quick part. */
const SCENARIOS_AT_MOST = 4;

interface Counts {
  readonly kills: number;
  /** First kills, and second ones for each of them. */
  readonly twice: readonly [firsts: number, seconds: number];
  readonly errors: number;
  readonly signals: number;
  /** Errors, and kills after each of them. */
  readonly undone: readonly [errors: number, kills: number];
}

const QUICK: Counts = { kills: 3, twice: [1, 2], errors: 3, signals: 1, undone: [1, 1] };

/** Of each scenario in full: Node.js takes three times as long to start. */
const IN_FULL: Readonly<Record<'Node.js' | 'standalone', Counts>> = {
  'Node.js': { kills: 10, twice: [1, 4], errors: 10, signals: 4, undone: [1, 2] },
  standalone: { kills: 1000, twice: [6, 11], errors: 52, signals: 6, undone: [2, 4] },
};

describe.skipIf(!IS_ROOT).each(['Node.js', 'standalone'] as const)('%s', (name) => {
  let folder: string;
  let stages: readonly Stage[] = [];

  beforeAll(async () => {
    await installTools();
    const form = (await buildForms()).find((one) => one.name === name);
    if (form === undefined) throw new Error(`there is no form ${name}`);
    folder = makeTempFolder('faults');
    const possible = SCENARIOS.filter((scenario) => !scenario.liveOnly);
    const scenarios = sample(possible, SCENARIOS_AT_MOST, `scenarios ${name}`);
    stages = await inParallel(scenarios, (scenario) => prepareStage(scenario, form, folder));
  }, 600_000);

  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  const counts = FULL ? IN_FULL[name] : QUICK;

  test('SIGKILL at every call', async () => {
    const cases = stages.flatMap((stage) => killCases(stage, counts.kills));
    await runCampaign(`SIGKILL, ${name}`, cases);
  });

  test('SIGKILL of the recovery, too', async () => {
    const cases = await inParallel(stages, (stage) => doubleKillCases(stage, ...counts.twice));
    await runCampaign(`SIGKILL twice, ${name}`, cases.flat());
  });

  test('errors at every call', async () => {
    const cases = stages.flatMap((stage) => errorCases(stage, counts.errors));
    await runCampaign(`errors of the system, ${name}`, cases);
  });

  test('signals at every call', async () => {
    const cases = stages.flatMap((stage) => signalCases(stage, counts.signals));
    await runCampaign(`signals, ${name}`, cases);
  });

  test('an error, and a kill while it is undone', async () => {
    const cases = await inParallel(stages, (stage) => errorAndKillCases(stage, ...counts.undone));
    await runCampaign(`an error, then SIGKILL, ${name}`, cases.flat());
  });
});
