// When a change that waits to be confirmed has waited long enough: a decision on two moments. Pure.

/** The boot that the host is in. */
export interface Boot {
  /** Another one at each boot (/proc/sys/kernel/random/boot_id in random(4)). */
  readonly id: string;
  /** CLOCK_BOOTTIME, milliseconds: it counts while the host sleeps, and nobody can set it (clock_gettime(2)). */
  readonly uptime: number;
  /** For how long this boot has lasted, milliseconds. Less than `uptime` in a container, which has its host's clock. */
  readonly age: number;
}

/** A point in time by both clocks, so that it can be compared also when one of them has been set or started anew. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly wall: number;
  readonly boot: Boot;
}

/**
 * How much of a waiting time is left, milliseconds; 0: it is over. In the same boot only the clock counts that nobody
 * can set. After a reboot the wall clock has to do, but not further than it can be right: no more is left than there
 * was at the beginning, less what the new boot has lasted. So a host whose clock starts in 1970 does not wait for ever.
 * @param since when the waiting began
 * @param duration how long it lasts, milliseconds
 */
export function timeLeft(since: Moment, duration: number, now: Moment): number {
  const passed =
    since.boot.id === now.boot.id
      ? now.boot.uptime - since.boot.uptime
      : Math.max(now.wall - since.wall, now.boot.age);
  return Math.min(duration, Math.max(0, duration - passed));
}
