// What each version of CRI-O makes of registries.conf: by the containers/image that its go.mod names.

import { isAtLeast, type Rules } from '../registries-conf/rules.ts';

/**
 * 1.18: 5.4; 1.22: 5.15; 1.26: 5.23; 1.27: 5.25; 1.30: 5.29; 1.31: 5.32; 1.36: 5.38. None that is released has the layers
 * of 5.40, or passes over a byte-order mark (5.39).
 */
export function rulesOf(version: string | null): Rules {
  return {
    layered: false,
    takesByteOrderMark: false,
    refusesMixed: isAtLeast(version, '1.27'),
    refusesDanglingLinks: version === null || !isAtLeast(version, '1.31'),
    knowsNamespaces: isAtLeast(version, '1.22'),
    takesOldTls: !isAtLeast(version, '1.31'),
    lacks: { mirrors: undefined, dropIns: isAtLeast(version, '1.18') ? undefined : '1.18' },
  };
}

/** 1.35 says of insecure_registries that it is "no longer effective" (internal/storage/image.go, GetImageService). */
export function heedsInsecureKey(version: string | null): boolean {
  return !isAtLeast(version, '1.35');
}

/** Before 1.34 every registry of the search list was tried, whatever registries.conf said; then short_name_mode came. */
export function hasShortNameMode(version: string | null): boolean {
  return isAtLeast(version, '1.34');
}
