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

  test('SIGKILL at every call', async () => {
    await runCampaign(
      `SIGKILL, ${name}`,
      stages.flatMap((stage) => killCases(stage, 4)),
    );
  });

  test('SIGKILL of the recovery, too', async () => {
    const [firsts, seconds] = FULL ? [6, 12] : [1, 2];
    const cases = await inParallel(stages, (stage) => doubleKillCases(stage, firsts, seconds));
    await runCampaign(`SIGKILL twice, ${name}`, cases.flat());
  });

  test('errors at every call', async () => {
    const cases = stages.flatMap((stage) => errorCases(stage, 60, 4));
    await runCampaign(`errors of the system, ${name}`, cases);
  });

  test('signals at every call', async () => {
    await runCampaign(
      `signals, ${name}`,
      stages.flatMap((stage) => signalCases(stage, 16, 2)),
    );
  });

  test('an error, and a kill while it is undone', async () => {
    const [errors, kills] = FULL ? [5, 8] : [1, 2];
    const cases = await inParallel(stages, (stage) => errorAndKillCases(stage, errors, kills));
    await runCampaign(`an error, then SIGKILL, ${name}`, cases.flat());
  });
});
