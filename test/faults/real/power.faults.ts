// Power cuts under the real program, with /etc and /var on disks of their own.

import { describe, expect, test } from 'vitest';
import { SCENARIOS } from '../scenarios.ts';
import { FULL, sample } from '../seeded.ts';
import { inParallel } from './bounded.ts';
import { IS_ROOT, runCampaign } from './campaign.ts';
import { withMountFolder } from './mounts.ts';
import { makeDisks, powerCases, proveCut } from './power.ts';
import { buildForms } from './program.ts';
import { prepareStage } from './stage.ts';
import { installTools } from './strace.ts';

const SCENARIOS_AT_MOST = 2;
/** Of each scenario: Node.js takes three times as long to start. */
const CASES = FULL ? { 'Node.js': 6, standalone: 25 } : { 'Node.js': 6, standalone: 7 };

describe.skipIf(!IS_ROOT)('power cuts', () => {
  test('what is not synced is lost, and what is synced is not', async () => {
    await installTools();
    await withMountFolder(async (folder) => {
      expect(await proveCut(folder, 'all')).toEqual({ synced: 'here', unsynced: 'here' });
      expect(await proveCut(folder, 'names')).toEqual({ synced: 'here', unsynced: '' });
      expect(await proveCut(folder, 'nothing')).toEqual({ synced: 'here', unsynced: 'absent' });
    });
  });

  test.each(['Node.js', 'standalone'] as const)('%s', async (name) => {
    await installTools();
    const forms = (await buildForms()).filter((one) => one.name === name);
    const possible = SCENARIOS.filter((scenario) => !scenario.liveOnly);
    await withMountFolder(async (folder) => {
      const pairs = forms.flatMap((form) =>
        sample(possible, SCENARIOS_AT_MOST, `power ${name}`).map((scenario) => ({ form, scenario })),
      );
      const cases = await inParallel(pairs, async ({ form, scenario }) => {
        const stage = await prepareStage(scenario, form, folder);
        return powerCases(stage, await makeDisks(stage, folder), folder, CASES[name]);
      });
      await runCampaign(`power cuts, ${name}`, cases.flat());
    });
  });
});
