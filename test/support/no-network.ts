// A host without any network: nothing is asked, and every question is answered with that.

import type { Network } from '../../src/host/ports.ts';

/** As on a host whose name servers do not answer: probes find registries that cannot be reached. */
export const NO_NETWORK: Network = {
  shakeHands: async () => ({ kind: 'failed', step: 'name', error: 'EAI_AGAIN' }),
  ask: async () => ({ outcome: { kind: 'failed', step: 'name', error: 'EAI_AGAIN' }, times: [], elapsed: 0 }),
  resolve: async () => [],
};
