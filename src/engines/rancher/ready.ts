// When a started k3s or rke2 has taken up its files: its containerd begins some time after systemd calls it active.

import type { ReadHost } from '../../host/ports.ts';
import type { Distribution } from './distribution.ts';
import { isUp } from './inspect.ts';
import { findUnit } from './unit.ts';

/** Milliseconds: a server comes back to its cluster first, which takes longer than an answer of an engine that runs. */
const START_LIMIT = 120_000;
const PAUSE = 250;

/**
 * Waits while the unit is on its way, not only for the time of one question: what systemd calls started has not begun its
 * containerd yet (k3s pkg/cli/server, READY=1; an agent is started as soon as its program is).
 */
export async function isReady(distribution: Distribution, host: ReadHost): Promise<boolean> {
  const until = host.clock.monotonic() + START_LIMIT;
  for (;;) {
    const unit = await findUnit(distribution, host);
    // One that has ended leaves its socket behind.
    if (unit?.running !== true) return false;
    if (isUp(unit, host)) return true;
    if (host.clock.monotonic() >= until) return false;
    await host.clock.sleep(PAUSE);
  }
}
