// What the service manager is told: ready, alive, stopping, and how it stands (sd_notify(3), through systemd-notify).

import type { Figures } from '../../agent/metrics.ts';
import type { ReadHost } from '../../host/ports.ts';

export interface Notifier {
  /** From now on the watchdog hears of us. */
  ready(): Promise<void>;
  status(figures: Figures): Promise<void>;
  stopping(): Promise<void>;
  /** Does something that ends in a bounded time: when it does not, the watchdog hears no more of us. */
  whileBusy<T>(work: () => Promise<T>): Promise<T>;
}

/** A look with a restart in it takes minutes at most: what takes longer hangs. */
const BUSY_AT_MOST = 15 * 60 * 1000;

/** Without $NOTIFY_SOCKET nobody is told anything. */
export function serviceNotifier(host: ReadHost): Notifier {
  const socket = host.variable('NOTIFY_SOCKET') ?? '';
  const watchdog = Number(host.variable('WATCHDOG_USEC') ?? 0) / 1000;
  let heartbeat: NodeJS.Timeout | undefined;
  let busySince: number | undefined;
  const send = async (word: string): Promise<void> => {
    if (socket === '') return;
    const environment = { NOTIFY_SOCKET: socket };
    await host.query({ program: 'systemd-notify', arguments: [word], environment, timeout: host.timeout });
  };
  const hangs = () => busySince !== undefined && host.clock.monotonic() - busySince > BUSY_AT_MOST;
  return {
    ready: async () => {
      await send('--ready');
      if (socket === '' || watchdog <= 0) return;
      // Half of it, as sd_watchdog_enabled(3) recommends; a beat is a child process, which takes its time, too.
      heartbeat = setInterval(() => hangs() || send('WATCHDOG=1'), watchdog / 2).unref();
    },
    status: (figures) => send(`--status=${statusWords(figures)}`),
    stopping: async () => {
      clearInterval(heartbeat);
      await send('STOPPING=1');
    },
    whileBusy: async (work) => {
      busySince = host.clock.monotonic();
      try {
        return await work();
      } finally {
        busySince = undefined;
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
