// The Debian releases of the lab and what is peculiar to each.

export type ReleaseName = 'bullseye' | 'bookworm' | 'trixie' | 'sid';

export interface Release {
  readonly name: ReleaseName;
  /** As people say it, and as the test files are called. */
  readonly title: string;
  /** Packages beyond those that every base has. */
  readonly packages: readonly string[];
  /** Its systemd refuses cgroup v1: nspawn must give it the unified hierarchy. */
  readonly unifiedCgroups: boolean;
  /** It changes every day: when its packages do not install, its tests are skipped, with the reason. */
  readonly mayFailToInstall: boolean;
  /** Third number of the addresses of its hosts, 192.168.N.*, so that releases can run side by side. */
  readonly addresses: number;
}

export const RELEASES = {
  bullseye: {
    name: 'bullseye',
    title: 'debian-11',
    packages: [],
    unifiedCgroups: false,
    mayFailToInstall: false,
    addresses: 61,
  },
  bookworm: {
    name: 'bookworm',
    title: 'debian-12',
    // What the benchmark compares with edits by it.
    packages: ['jq'],
    unifiedCgroups: false,
    mayFailToInstall: false,
    addresses: 62,
  },
  trixie: {
    name: 'trixie',
    title: 'debian-13',
    packages: ['docker-buildx', 'docker-cli', 'passt'],
    unifiedCgroups: false,
    mayFailToInstall: false,
    addresses: 63,
  },
  sid: {
    name: 'sid',
    title: 'debian-sid',
    packages: ['docker-buildx', 'docker-cli', 'passt'],
    unifiedCgroups: true,
    mayFailToInstall: true,
    addresses: 64,
  },
} as const satisfies Record<ReleaseName, Release>;

/** Finds a release by either of its names. */
export function findRelease(name: string): Release | undefined {
  return Object.values(RELEASES).find((release) => release.name === name || release.title === name);
}
