// The campaigns notice what they are there for: the program is broken on purpose, and they have to say so.

import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { scenarioNamed } from '../scenarios.ts';
import { findFailures, IS_ROOT } from './campaign.ts';
import { killCases } from './kills.ts';
import { withMountFolder } from './mounts.ts';
import { makeDisks, powerCases } from './power.ts';
import { buildForms, type Patch } from './program.ts';
import { spread } from './spread.ts';
import { prepareStage } from './stage.ts';
import { installTools } from './strace.ts';

const DURABLE = 'src/transaction/durable.ts';

const UNSYNCED_FILE: Patch = {
  file: DURABLE,
  from: 'disk.chmod(fd, image.mode);\n      disk.fsync(fd);',
  to: 'disk.chmod(fd, image.mode);',
};
const UNSYNCED_NAME: Patch = {
  file: DURABLE,
  from: '  disk.fsync(directory);\n  const back',
  to: '  const back',
};
/** Files are replaced, and nothing says by what. */
const NO_INTENT: Patch = {
  file: 'src/transaction/store-writer.ts',
  from: '  const imaged = syncDirectory(host, ledger.folder);',
  to: "  if (ledger.id !== '') return ok(undefined);\n  const imaged = syncDirectory(host, ledger.folder);",
};

/** Enough to come past the calls that matter. */
const CASES = 12;

async function brokenStage(patch: Patch, folder: string) {
  await installTools();
  const form = (await buildForms(patch)).find(({ name }) => name === 'standalone');
  if (form === undefined) throw new Error('nothing was built');
  return prepareStage(scenarioNamed('everything'), form, folder);
}

describe.skipIf(!IS_ROOT)('a program that is broken is caught', () => {
  test.each([
    { what: 'a file that is not synced', patch: UNSYNCED_FILE },
    { what: 'a name that is not synced', patch: UNSYNCED_NAME },
  ])('by power cuts: $what', async ({ patch }) => {
    await withMountFolder(async (folder) => {
      const stage = await brokenStage(patch, folder);
      const cases = powerCases(stage, await makeDisks(stage, folder), folder, CASES);
      expect((await findFailures(cases)).length).toBeGreaterThan(0);
    });
  });

  test('by kills: files that are replaced before it is written down by what', async () => {
    const folder = makeTempFolder('faults');
    try {
      const stage = await brokenStage(NO_INTENT, folder);
      expect((await findFailures(spread(killCases(stage, CASES), CASES))).length).toBeGreaterThan(0);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
