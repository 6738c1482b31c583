// Ports that engines take in a name and nobody can connect to.

import { expect, it } from 'vitest';
import { network } from '../../../src/host/network.ts';
import { NO_ROOTS } from '../../../src/probe/chain.ts';
import { examine } from '../../../src/probe/examine.ts';
import { replyOf } from '../../../src/probe/reply.ts';

it.each(['127.0.0.1:99999', '127.0.0.1:65536', '127.0.0.1:0'])('%s cannot be reached', async (registry) => {
  for (const transport of ['http', 'https', 'insecure'] as const) {
    const endpoint = {
      registry,
      role: 'registry',
      upstream: null,
      transport,
      base: '',
      below: '',
      trust: { certificates: [], directory: null },
      proxies: { http: null, https: null },
      login: { kind: 'none' },
    } as const;
    const question = { endpoint, images: [{ repository: 'a', reference: '1' }], push: false };
    const examination = await examine(question, { network, roots: NO_ROOTS, now: Date.now(), limit: 5_000 });
    expect(replyOf(examination)).toBe('unreachable');
  }
});
