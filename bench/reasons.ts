// Why a goal is not reached where it cannot be, by the goal's id: what stands in docs/benchmarks.md when it is missed.

export const REASONS: Readonly<Record<string, string>> = {};
