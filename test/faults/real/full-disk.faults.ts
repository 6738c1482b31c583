// Full disks, full inode tables and short writes under the real program.

import { describe, test } from 'vitest';
import { FULL, type Share, sample } from '../seeded.ts';
import { IS_ROOT, runCampaign } from './campaign.ts';
import { fullDiskCases, LARGE_SCENARIO, shortWriteCases } from './full-disk.ts';
import { withMountFolder } from './mounts.ts';
import { buildForms } from './program.ts';
import { prepareStage } from './stage.ts';
import { installTools } from './strace.ts';

/** So many pages or inodes more than there are: with the last ones everything fits. */
const ROOM = 48;
/** Bytes; primes, so that the end of a write falls on all sorts of places. */
const STEP = FULL ? 211 : 1_499;
const LARGEST = 22_000;
/** Sizes of disks and numbers of inodes. */
const DISKS: Share = { part: 8, full: 96 };

describe.skipIf(!IS_ROOT).each(['Node.js', 'standalone'] as const)('%s', (name) => {
  test('full disks and short writes', async () => {
    await installTools();
    const form = (await buildForms()).find((one) => one.name === name);
    if (form === undefined) throw new Error(`there is no form ${name}`);
    await withMountFolder(async (folder) => {
      const stage = await prepareStage(LARGE_SCENARIO, form, folder);
      const full = sample(fullDiskCases(stage, folder, ROOM), DISKS, `full disks ${name}`);
      await runCampaign(`full disks and inode tables, ${name}`, full);
      const limits = Array.from({ length: Math.ceil(LARGEST / STEP) }, (_, index) => index * STEP);
      await runCampaign(`short writes, ${name}`, sample(shortWriteCases(stage, limits), 8, `short ${name}`));
    });
  });
});
