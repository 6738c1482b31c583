// What each version of Podman understands, and how it takes up changed files.

import { isAtLeast, type Rules } from '../registries-conf/rules.ts';

/**
 * An unknown version is taken for a current one, but for what came with Podman 6 (storage/pkg/configfile): none with it
 * is released widely yet. With a dangling link Podman 5.4 and 5.8 work, 3.0 and 4.3 do not.
 */
export function rulesOf(version: string | null): Rules {
  const isKnown = version !== null;
  return {
    layered: isKnown && isAtLeast(version, '6.0'),
    takesByteOrderMark: isKnown && isAtLeast(version, '5.8'),
    refusesMixed: isAtLeast(version, '4.4'),
    refusesDanglingLinks: !isKnown || !isAtLeast(version, '5.0'),
    knowsNamespaces: isAtLeast(version, '3.3'),
    takesOldTls: !isAtLeast(version, '5.0'),
    lacks: {
      mirrors: isAtLeast(version, '1.5') ? undefined : '1.5',
      dropIns: isAtLeast(version, '1.9') ? undefined : '1.9',
    },
  };
}

/**
 * Whether podman.service reads its files again on SIGHUP (libpod Runtime.Reload), as 3.0.1, 4.3.1 and 5.4.2 do; 5.8.6
 * and 6 have no handler any more and die of it. A version in between, or an unknown one, is not tried.
 */
export function reloadsOnSignal(version: string | null): boolean {
  return version !== null && !isAtLeast(version, '5.5');
}
