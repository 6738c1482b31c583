// How much of a campaign runs, and chance that can be repeated.

/** REGISTRY_CLIENT_FAULTS=full (`npm run test:faults -- --full` sets it): all cases; else a seeded part of them. */
export const FULL = process.env.REGISTRY_CLIENT_FAULTS === 'full';

/** REGISTRY_CLIENT_FAULTS=brief: half of the seeded part, where time is short. */
const BRIEF = process.env.REGISTRY_CLIENT_FAULTS === 'brief';

/** The seed of this run: REGISTRY_CLIENT_FAULTS_SEED, which a failure prints. */
export const SEED = Number(process.env.REGISTRY_CLIENT_FAULTS_SEED ?? 1);

/** Numbers from 0 (included) to 1 (excluded), the same for the same seed (mulberry32, a public-domain generator). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A seed of its own for each name, so that one campaign more or less changes no other. */
export function seedOf(name: string, seed = SEED): number {
  let hash = 2166136261 ^ seed;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 16777619);
  return hash >>> 0;
}

/** How many of its cases a campaign takes for each scenario: in the seeded part, and in full (0: all). */
export interface Share {
  readonly part: number;
  readonly full: number;
}

/** Up to as many as the share says, spread by chance; a number alone is that of the seeded part. */
export function sample<T>(all: readonly T[], share: number | Share, name: string): readonly T[] {
  const { part, full } = typeof share === 'number' ? { part: share, full: 0 } : share;
  const count = FULL ? full : BRIEF ? Math.ceil(part / 2) : part;
  if ((FULL && full === 0) || all.length <= count) return all;
  const random = randomFrom(seedOf(name));
  return all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ one }) => one);
}
