// What the service manager is told: ready, alive, stopping, and how it stands (sd_notify(3), through systemd-notify).

import type { Figures } from '../agent/metrics.ts';
import type { ReadHost } from '../host/ports.ts';

export interface Notifier {
  ready(): Promise<void>;
  /** Tells the watchdog that we are still there. */
  alive(): Promise<void>;
  status(figures: Figures): Promise<void>;
  stopping(): Promise<void>;
  /** How often it wants to hear of us, milliseconds; Infinity where nobody listens. */
  readonly every: number;
  /** Keeps the watchdog quiet while something is done that may take longer than it has patience. */
  whileBusy<T>(work: () => Promise<T>): Promise<T>;
}

/** A look with a restart in it takes minutes at most: what takes longer hangs, and the watchdog may see it. */
const BUSY_AT_MOST = 15 * 60 * 1000;

/** Without $NOTIFY_SOCKET nobody is told anything. */
export function serviceNotifier(host: ReadHost): Notifier {
  const socket = host.variable('NOTIFY_SOCKET') ?? '';
  const watchdog = Number(host.variable('WATCHDOG_USEC') ?? 0) / 1000;
  // Half of it, as sd_watchdog_enabled(3) recommends.
  const every = socket !== '' && watchdog > 0 ? watchdog / 2 : Number.POSITIVE_INFINITY;
  const send = async (...words: readonly string[]): Promise<void> => {
    if (socket === '') return;
    const environment = { NOTIFY_SOCKET: socket };
    await host.query({ program: 'systemd-notify', arguments: words, environment, timeout: host.timeout });
  };
  const alive = () => (every === Number.POSITIVE_INFINITY ? Promise.resolve() : send('WATCHDOG=1'));
  return {
    ready: () => send('--ready'),
    alive,
    status: (figures) => send(`--status=${statusWords(figures)}`),
    stopping: () => send('STOPPING=1'),
    every,
    whileBusy: async (work) => {
      if (every === Number.POSITIVE_INFINITY) return work();
      const begun = host.clock.monotonic();
      const timer = setInterval(() => {
        if (host.clock.monotonic() - begun < BUSY_AT_MOST) void alive();
      }, every);
      try {
        return await work();
      } finally {
        clearInterval(timer);
      }
    },
  };
}

/** One line for `systemctl status`. */
function statusWords({ inSync, held, paused, stopped, generation }: Figures): string {
  const change = generation === undefined ? '' : ` (change ${generation})`;
  if (paused) return 'paused';
  if (held) return `held${change}`;
  if (stopped) return 'stopped after failures';
  if (inSync === undefined) return 'nothing to keep';
  return inSync ? `in sync${change}` : 'not in sync';
}
