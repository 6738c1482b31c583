// Figures of repeated runs: medians, spreads, ratios, and what was promised of them.

/** What one run took: until its end, and the memory of its largest process. */
export interface Sample {
  readonly milliseconds: number;
  readonly megabytes: number;
}

/** By the name of the command, in the order of the rounds. */
export type Samples = Readonly<Record<string, readonly Sample[]>>;

/** The samples of a command that has been measured. */
export function samplesOf(samples: Samples, name: string): readonly Sample[] {
  const found = samples[name];
  if (found === undefined || found.length === 0) throw new Error(`nothing was measured of ${name}`);
  return found;
}

export const times = (samples: readonly Sample[]): readonly number[] =>
  samples.map(({ milliseconds }) => milliseconds);

export const memories = (samples: readonly Sample[]): readonly number[] =>
  samples.map(({ megabytes }) => megabytes);

/** The value below which this share of the others lies, between the two that are nearest. */
function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [below = 0, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);

/** The middle half. */
export function spread(numbers: readonly number[]): string {
  return [0.25, 0.75].map((share) => number(quantile(numbers, share))).join('–');
}

/** For people: three digits, which is what such a measurement is worth. */
export function number(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

export const ratio = (value: number): string => `${value.toFixed(2)} ×`;

/** Something that was promised, and what came of it. */
export interface Goal {
  /** What the reasons of reasons.ts are found by. */
  readonly id: string;
  readonly what: string;
  readonly limit: string;
  readonly measured: string;
  readonly kept: boolean;
}

/** A ratio that must not be above a limit. */
export function atMost(id: string, what: string, value: number, limit: number): Goal {
  return { id, what, limit: `≤ ${limit} ×`, measured: ratio(value), kept: value <= limit };
}
