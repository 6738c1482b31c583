// A disk that dies: it lets some calls through, and then nothing happens any more, as in a process that was killed.

import type { Disk } from '../../src/host/ports.ts';

export class Crash extends Error {}

/** @param passing is told of each call that is let through */
export function crashingDisk(disk: Disk, allowed: number, passing: () => void = () => undefined): Disk {
  let left = allowed;
  return new Proxy(disk, {
    get(target, name, receiver) {
      const real: unknown = Reflect.get(target, name, receiver);
      if (typeof real !== 'function' || name === 'within') return real;
      return (...args: unknown[]) => {
        left -= 1;
        if (left < 0) throw new Crash(String(name));
        passing();
        return Reflect.apply(real, target, args);
      };
    },
  });
}
