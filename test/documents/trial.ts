// How the commands of the documents are tried, and why some are not. Every entry has to stand in a document still.

import type { Block } from './blocks.ts';

interface Excused {
  readonly why: string;
  readonly commands: readonly string[];
}

/** Commands that are not typed on a host of the lab. Every other one of a `sh` or `console` block is. */
export const ELSEWHERE: readonly Excused[] = [
  {
    why: 'works on the tree, which hosts of the lab can only read: test/cli/demo.long.test.ts and CI run it',
    commands: [
      'npm ci',
      'npm ci && npm run demo',
      'npm ci && npm test',
      'npm ci && npm run build:packages -- --own deb',
      'npm run build:standalone              # for this machine, into out/linux-x64/registry-client',
      'npm run build:standalone -- --all     # for every platform',
      'npm run build:packages                # .deb and .rpm for both processors and the npm package, into out/packages',
      'npm run build:packages -- --own deb   # only for this processor, only the .deb',
      'npm run pictures',
      'npm run bench                          # all of it, five to ten minutes, and writes this page',
      'npm run bench -- --quick               # a few rounds, printed only',
      'npm run bench -- --only start,nothing  # parts: start change outage nothing growth safety',
      'npx vitest run -c vitest.hosts.config.ts debian-12 -t "S1"',
      "test/hosts/shell run bookworm 'registry-client status; docker info'",
      'REGISTRY_CLIENT_LAB_COST=1 npx vitest run -c vitest.hosts.config.ts fleet-cost',
    ],
  },
  {
    why: 'installs a package: test/packages, test/hosts/scenarios/packages.ts and security.ts do',
    commands: [
      'sudo apt-get install ./out/packages/registry-client_0.1.0_amd64.deb',
      'apt-get install ./registry-client_0.1.0_amd64.deb',
      'dnf install ./registry-client-0.1.0-1.x86_64.rpm',
      'npm install --global registry-client-0.1.0.tgz',
      'npm install --global ./registry-client-0.1.0.tgz',
      'install -o root -g root -m 755 registry-client /usr/local/bin/registry-client',
    ],
  },
  {
    why: 'asks a registry of npm for a version that the reader has put there',
    commands: ['npm pack registry-client@VERSION && sha256sum registry-client-VERSION.tgz'],
  },
  {
    why: 'an editor waits for somebody who types',
    commands: ['vi /etc/docker/daemon.json'],
  },
];

const notHere = new Set(ELSEWHERE.flatMap(({ commands }) => commands));

/** Whether a command is typed on a host of the lab. */
export function isTried(command: string): boolean {
  return !notHere.has(command);
}

/** What is there before the first command of a section, beyond what every host has (document-host.ts). */
export interface Before {
  readonly section: string;
  readonly script?: string;
  /** Docker Hub is there. */
  readonly hub?: boolean;
}

export const BEFORE: readonly Before[] = [
  {
    section: 'The configuration file',
    script: `mkdir /etc/registry-client
      echo "{ mirror: 'http://nexushub.com:8001' }" | tee mine.json5 > /etc/registry-client/config.json5`,
  },
  { section: 'Which registry did this image come from', hub: true },
  { section: 'Who serves an image', hub: true },
];

/** What ends with something else than what its kind ends with. */
export const ENDS: readonly {
  readonly section: string;
  readonly command: string;
  readonly code: number;
}[] = [{ section: 'Going back', command: 'registry-client rollback', code: 1 }];

/** The exit codes with which a command of this block may end. */
export function endsOf({ section }: Block, command: string): readonly number[] {
  const own = ENDS.find((one) => one.section === section && one.command === command);
  if (own !== undefined) return [own.code];
  if (!/^(?:sudo )?registry-client /.test(command)) return [0];
  if (/ --dry-run|registry-client status\b/.test(command)) return [0, 2];
  return /registry-client (?:doctor|explain)\b/.test(command) ? [0, 5] : [0];
}
