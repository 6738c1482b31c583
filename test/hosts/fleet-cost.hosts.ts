// Measures what a run costs the hosts and the controller, for docs/fleet.md. Minutes long, so only on demand:
// REGISTRY_CLIENT_LAB_COST=1 npx vitest run -c vitest.hosts.config.ts fleet-cost

import { describe, inject, test } from 'vitest';
import { openLab } from './lab/lab.ts';
import { measureFleet } from './scenarios/fleet-cost.ts';

describe.skipIf(process.env.REGISTRY_CLIENT_LAB_COST === undefined)('cost', () => {
  test('ten hosts by push and by pull', async () => measureFleet(await openLab(inject('lab'))), 900_000);
});
