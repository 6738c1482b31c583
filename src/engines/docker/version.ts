// Docker Engine versions, and what changed between them that matters here.

/** Major, minor and patch. */
export type Version = readonly [number, number, number];

/** Reads `20.10.24`, `20.10.24+dfsg1`, `19.03.15-ce`, `29.0.0-rc.1`; undefined for anything else. */
export function parseVersion(text: string | null): Version | undefined {
  const match = /^v?([0-9]+)\.([0-9]+)\.([0-9]+)(?![0-9])/.exec(text ?? '');
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** The version as people know it: without what a distribution appends (`+dfsg1`). */
export function upstreamVersion(text: string): string {
  return text.replace(/\+.*$/s, '').trim();
}

/** Whether a version is this one or later; `since` is written as `24.0.8`, `23.0`, `29`. */
export function isAtLeast(version: Version, since: string): boolean {
  const [major = 0, minor = 0, patch = 0] = since.split('.').map(Number);
  return compareVersions(version, [major, minor, patch]) >= 0;
}

function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/**
 * Whether a reload loses `insecure-registries` when `registry-mirrors` is set as well (moby#45552: fixed in 23.0.7
 * and 24.0.1).
 */
export function losesInsecureOnReload(version: Version): boolean {
  const isIn = (from: string, before: string) => isAtLeast(version, from) && !isAtLeast(version, before);
  return isIn('23.0.0', '23.0.7') || isIn('24.0.0', '24.0.1');
}
