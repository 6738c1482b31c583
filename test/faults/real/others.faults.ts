// Other runs of the program at the same time, and others who put things in its way.

import fs from 'node:fs';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { scenarioNamed } from '../scenarios.ts';
import { FULL, type Share, sample } from '../seeded.ts';
import { attackCases, swapCases } from './attacks.ts';
import { IS_ROOT, runCampaign } from './campaign.ts';
import { manyCases } from './many.ts';
import { buildForms, type Form } from './program.ts';
import { prepareStage } from './stage.ts';
import { installTools } from './strace.ts';

/** Of each scenario. */
const TRAPS: Share = { part: 5, full: 100 };

describe.skipIf(!IS_ROOT).each(['Node.js', 'standalone'] as const)('%s', (name) => {
  let folder: string;
  let form: Form | undefined;
  const open = async (scenario: string) => {
    if (form === undefined) throw new Error(`there is no form ${name}`);
    return prepareStage(scenarioNamed(scenario), form, folder);
  };

  beforeAll(async () => {
    await installTools();
    folder = makeTempFolder('faults');
    form = (await buildForms()).find((one) => one.name === name);
  }, 600_000);

  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('many runs at once', async () => {
    const counts = FULL ? [2, 8, 50] : [2, 8];
    await runCampaign(`runs at once, ${name}`, manyCases(await open('setup'), counts));
  });

  test('traps at every component', async () => {
    const stages = [await open('everything'), await open('replace'), await open('recover')];
    const cases = stages.flatMap((stage) =>
      sample(attackCases(stage), TRAPS, `traps ${name} ${stage.scenario.name}`),
    );
    await runCampaign(`traps in the way, ${name}`, cases);
  });

  test('a racing swapper', async () => {
    const runs = FULL ? 40 : 6;
    await runCampaign(`folders swapped with links, ${name}`, swapCases(await open('everything'), runs));
  });
});
