// The roots whose growth is measured: what grows in them, how they are made, and what is asked of the program.

import { command } from './bench.ts';
import { lengthenHistory } from './histories.ts';

/** How many there are of what grows. */
export type Size = number;

export interface Case {
  readonly id: string;
  readonly title: string;
  /** Ascending; with the half of the largest, 10 and 1,000 among them. */
  readonly sizes: readonly Size[];
  /** Whether a thousand must take hardly more than ten. */
  readonly flat: boolean;
  /** A shell script that makes a root in `folder` for each size, called as its size. */
  readonly make: (sizes: readonly Size[], folder: string) => string;
  /** What is done from outside to each root then. */
  readonly finish?: (root: string, size: Size) => Promise<void>;
  /** `setup` first. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
}

const SIZES: readonly Size[] = [10, 100, 500, 1000, 5000, 10_000];
const FEWER = SIZES.filter((size) => size <= 1000);

const MIRROR = ['--mirror', 'https://mirror.example'] as const;

/** One script for each root. */
const each =
  (write: (size: Size) => string): Case['make'] =>
  (sizes, folder) =>
    sizes
      .map(
        (size) =>
          `mkdir -p ${folder}/${size}/etc/docker ${folder}/${size}/etc/containers; cd ${folder}/${size}/etc\n${write(size)}`,
      )
      .join('\n');

const TABLE = '[[registry]]\\nprefix = "r&.example\\/team"\\nlocation = "r&.example:5000\\/team"\\n';

export const TABLES_CASE: Case = {
  id: 'registries.conf',
  title: 'Tables of registries.conf',
  sizes: SIZES,
  flat: true,
  make: each((size) => `seq ${size} | sed 's/.*/${TABLE}/' > containers/registries.conf`),
  commands: { setup: ['setup', '--engine', 'podman', ...MIRROR], status: ['status'] },
};

export const ENTRIES_CASE: Case = {
  id: 'daemon.json',
  title: 'Entries of daemon.json',
  sizes: SIZES,
  flat: true,
  make: each(
    (size) => `{ printf '{\\n  "insecure-registries": [\\n'
  seq ${size} | sed 's/.*/    "r&.example:5000"/; $!s/$/,/'
  printf '  ]\\n}\\n'; } > docker/daemon.json`,
  ),
  commands: { setup: ['setup', '--engine', 'docker', ...MIRROR], status: ['status'] },
};

export const CASES: readonly Case[] = [
  TABLES_CASE,
  ENTRIES_CASE,
  {
    id: 'certs.d',
    title: 'Directories of certs.d',
    sizes: FEWER,
    flat: false,
    make: each(
      (size) => `echo '{}' > docker/daemon.json
for n in $(seq ${size}); do mkdir -p docker/certs.d/r$n.example; cp /opt/lab/ca.crt docker/certs.d/r$n.example/; done`,
    ),
    commands: {
      setup: ['setup', '--engine', 'docker', ...MIRROR, '--ca', '/opt/lab/ca.crt'],
      status: ['status'],
    },
  },
  {
    id: 'history',
    title: 'Generations of history',
    sizes: FEWER,
    flat: false,
    make: makeHistories,
    finish: lengthenHistory,
    commands: { setup: ['setup', '--engine', 'docker', ...MIRROR], status: ['status'], history: ['history'] },
  },
];

/** Four changes between two mirrors; `finish` makes more of them. */
function makeHistories(sizes: readonly Size[], folder: string): string {
  const change = command(
    'executable',
    'setup',
    '--root',
    'root',
    '--engine',
    'docker',
    '--replace',
    '--quiet',
  );
  return `cd ${folder}
mkdir -p root/etc/docker
echo '{}' > root/etc/docker/daemon.json
for n in 1 2 3 4; do ${change.join(' ')} --mirror https://mirror$((n % 2)).example > /dev/null; done
for n in ${sizes.join(' ')}; do cp -a root $n; done
rm -r root`;
}
