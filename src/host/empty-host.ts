// A host on which nothing is: what is refused here is refused on every host.

import { err, ok } from '../model/result.ts';
import { SYSTEM_SESSION } from '../model/session.ts';
import type { ReadHost } from './ports.ts';

/** Like the folder of --root, it does not run: nothing on it is asked. */
export const EMPTY_HOST: ReadHost = {
  live: false,
  session: SYSTEM_SESSION,
  clock: {
    now: () => 0,
    monotonic: () => 0,
    boot: () => ({ id: '', uptime: 0, age: 0 }),
    sleep: () => Promise.resolve(),
  },
  user: { uid: 0, gid: 0 },
  timeout: 0,
  variable: () => undefined,
  read: () => ({ kind: 'absent' }),
  look: (path) => ({ kind: 'absent', real: path, links: 0, mode: 0, uid: 0, gid: 0, size: 0, modified: 0 }),
  writable: () => undefined,
  list: () => [],
  unseen: () => [],
  listing: () => ok([]),
  program: () => undefined,
  query: () => Promise.resolve({ kind: 'absent' }),
  anonymous: (_, _use) => Promise.resolve(err(NOT_THERE)),
  get: () => Promise.resolve({ kind: 'failed', errno: NOT_THERE.errno }),
  follow: () => Promise.resolve(undefined),
  scratch: (_, _use) => Promise.resolve(err(NOT_THERE)),
};

const NOT_THERE = { operation: 'open', path: '/', errno: 'ENOENT' } as const;
