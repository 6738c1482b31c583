// What every campaign runs: a host, what was done on it before, and the command line under test.
//
// The same scenarios run on the model (played engines), on folders (--root) and on hosts of the lab.

import { readFileSync } from 'node:fs';

/** A file of the host before the first command: its text alone (0644, root), or with rights. */
export type SeedFile =
  | string
  | { readonly text: string; readonly mode?: number; readonly uid?: number; readonly gid?: number };

export interface PlayedDocker {
  /** It takes the signal and keeps what it had, as dockerd does with a file that it does not like. */
  readonly ignoresReload?: boolean;
}

export interface PlayedPodman {
  /** podman.service runs, and keeps what it has read until it is told to look again. */
  readonly service?: boolean;
}

/** What happens before the command under test. */
export type Preparation =
  /** A command line that ends with 0. */
  | { readonly kind: 'run'; readonly words: readonly string[] }
  /** Somebody replaces the content of a file. */
  | { readonly kind: 'edit'; readonly path: string; readonly text: string }
  /** A command line that is killed right after it has put the new file in place at `after` for the first time. */
  | { readonly kind: 'cut'; readonly words: readonly string[]; readonly after: string };

export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly files: Readonly<Record<string, SeedFile>>;
  /** Empty directories (0755, root); those of the files are there by themselves. */
  readonly directories: readonly string[];
  /** undefined: this engine is not installed. */
  readonly engines: { readonly docker?: PlayedDocker; readonly podman?: PlayedPodman };
  /** Files of whoever calls, by the word of the command line that names them: see placeInputs. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly before: readonly Preparation[];
  /** Without --json and the global options. */
  readonly words: readonly string[];
  /** How an undisturbed run ends where the engines run. */
  readonly expected: { readonly code: number; readonly outcome: string };
  /** It needs running engines: under --root it would be another scenario, or none. */
  readonly liveOnly: boolean;
}

export const DAEMON_JSON = '/etc/docker/daemon.json';
export const REGISTRIES_CONF = '/etc/containers/registries.conf';
export const HOSTS = '/etc/hosts';
export const CONFIG = '/etc/registry-client/config.json5';
const DROP_IN = '/etc/containers/registries.conf.d/10-lab.conf';

/** A secret as it really stands in such files (docker run --log-opt splunk-token): nobody else may come to see it. */
export const CANARY = 'canary-7f3a91c2-do-not-tell';

const REGISTRIES_YAML = '/etc/rancher/k3s/registries.yaml';

/** The files in which it stands from the beginning. */
export const CANARY_HOMES: readonly string[] = [DAEMON_JSON, REGISTRIES_YAML];

/** The word for a file of the caller's; it has to be replaced by a real path. */
const CA_INPUT = '/inputs/ca.crt';

/** The command line with real paths in place of the words for the caller's files. */
export function placeInputs(words: readonly string[], folder: string): readonly string[] {
  return words.map((word) => word.replace('/inputs/', `${folder}/`));
}

const DAEMON: SeedFile = {
  text: `{
  "data-root": "/data/docker",
  "log-driver": "splunk",
  "proxies": { "http-proxy": "http://operator:${CANARY}@proxy.example:3128" },
  "log-opts": { "splunk-url": "https://logs.example", "splunk-token": "${CANARY}" }
}
`,
  mode: 0o600,
};
const CONF: SeedFile = {
  text: `# Images of the lab come first.
unqualified-search-registries = ["registry.example:5000"]

[[registry]]
location = "lab.example:5000"
insecure = true
`,
  mode: 0o640,
  gid: 4,
};
const CONF_VERSION_1 = `# CentOS 7
[registries.search]
registries = ['docker.io', 'registry.example']

[registries.insecure]
registries = ['lab.example:5000']

[registries.block]
registries = []
`;
const NAMES = '127.0.0.1 localhost\n::1 localhost ip6-localhost\n';
const PEM = readFileSync(new URL('../../fixtures/docker/ca/ca.crt', import.meta.url), 'latin1');
const BOTH = { docker: {}, podman: {} } as const;

const A = ['--mirror', 'http://a.example:8001'] as const;
const B = ['--mirror', 'http://b.example:8002', '--search', 'b.example:8002'] as const;
const REGISTRY = ['--registry', '192.168.129.112:10001', '--ca', CA_INPUT] as const;
const ALIAS = ['--host-alias', 'a.example=192.168.56.11'] as const;

/**
 * Engines that are there and do not run: their files change in the same transaction. Programs are empty, and answer
 * nothing; a file with --root is as good.
 */
const OTHERS: Readonly<Record<string, SeedFile>> = {
  '/usr/bin/containerd': { text: '', mode: 0o755 },
  '/etc/containerd/config.toml':
    'version = 2\n\n# Of the lab.\n[plugins."io.containerd.grpc.v1.cri".registry]\n  config_path = "/etc/containerd/certs.d"\n',
  '/etc/containerd/certs.d/quay.io/README': 'kept\n',
  '/usr/bin/crio': { text: '', mode: 0o755 },
  '/usr/bin/k3s': { text: '', mode: 0o755 },
  [REGISTRIES_YAML]: {
    text: `# Of the lab.
mirrors:
  quay.io:
    endpoint:
      - https://quay.lab.example
configs:
  quay.lab.example:
    auth: {username: lab, password: ${CANARY}}
`,
    mode: 0o600,
  },
  '/usr/bin/rke2': { text: '', mode: 0o755 },
  '/etc/rancher/rke2/config.yaml': 'node-name: lab\n',
};
const MIRRORS = [...A, '--mirror', 'ghcr.io=http://a.example:8001'] as const;

const BUILDKIT = ['--engine', 'buildkit'] as const;
const BUILDERS: Readonly<Record<string, SeedFile>> = {
  '/etc/buildkit/buildkitd.toml':
    '# Of the lab.\n[registry."docker.io"]\n  mirrors = ["lab.example"] # kept\n',
  '/root/.docker/buildx/instances/ci': '{"Name":"ci","Driver":"docker-container","Nodes":[{"Name":"ci0"}]}',
};

const FILES = { [DAEMON_JSON]: DAEMON, [REGISTRIES_CONF]: CONF, [HOSTS]: NAMES };
const COMMITTED = { code: 0, outcome: 'committed' } as const;

function run(...words: readonly string[]): Preparation {
  return { kind: 'run', words };
}

/** Most scenarios: both engines, the usual files, a change that is kept. */
function scenario(
  name: string,
  about: string,
  words: readonly string[],
  parts: Partial<Scenario> = {},
): Scenario {
  return {
    name,
    about,
    words,
    files: FILES,
    directories: [],
    engines: BOTH,
    inputs: { [CA_INPUT]: PEM },
    before: [],
    expected: COMMITTED,
    liveOnly: false,
    ...parts,
  };
}

/** The first setup of a host, taken over by the scenarios that go on from it. */
const SET_UP = run('setup', ...A, ...REGISTRY, ...ALIAS);

export const SCENARIOS: readonly Scenario[] = [
  scenario('setup', 'a mirror and a search registry on both engines', ['setup', ...B]),
  scenario('first-setup', 'neither files nor folders are there', ['setup', ...B, ...REGISTRY], {
    files: { [HOSTS]: NAMES },
  }),
  scenario('ca', 'a CA for a registry on both engines', ['setup', ...REGISTRY]),
  scenario('hosts', 'a name in /etc/hosts and nothing else', ['setup', ...ALIAS]),
  scenario('everything', 'a mirror, a CA and a name in one change', ['setup', ...A, ...REGISTRY, ...ALIAS]),
  scenario('replace', 'another mirror in place of ours', ['setup', ...B, '--replace'], { before: [SET_UP] }),
  scenario('remove', 'one of two mirrors goes', ['remove', ...A], { before: [SET_UP, run('setup', ...B)] }),
  scenario('remove-all', 'all goes, and Docker is emptied by []', ['remove', '--all'], { before: [SET_UP] }),
  scenario('rollback', 'back to the files as they were', ['rollback'], { before: [SET_UP] }),
  scenario('rollback-first-setup', 'files and folders that we made go again', ['rollback'], {
    files: { [HOSTS]: NAMES },
    before: [SET_UP],
  }),
  scenario('rollback-older', 'over two generations at once', ['rollback', '1'], {
    before: [SET_UP, run('setup', ...B)],
  }),
  scenario('rollback-force', 'over an edit, which is kept as a generation', ['rollback', '--force'], {
    before: [
      SET_UP,
      {
        kind: 'edit',
        path: REGISTRIES_CONF,
        text: 'unqualified-search-registries = ["elsewhere.example"]\n',
      },
    ],
  }),
  scenario('engine-refuses', 'Docker ignores the reload: all is undone', ['setup', ...A, ...ALIAS], {
    engines: { docker: { ignoresReload: true }, podman: {} },
    expected: { code: 3, outcome: 'rolled-back' },
    liveOnly: true,
  }),
  scenario(
    'convert',
    'a registries.conf of version 1 becomes one of version 2',
    ['setup', ...B, '--convert'],
    {
      files: { ...FILES, [REGISTRIES_CONF]: CONF_VERSION_1 },
    },
  ),
  scenario('drop-in', 'a file of our own beside the one of somebody else', ['setup', ...B, '--drop-in'], {
    files: { ...FILES, [DROP_IN]: '[[registry]]\nlocation = "later.example"\nblocked = true\n' },
  }),
  scenario('config-file', 'everything that a configuration file says', ['setup', '--config'], {
    files: {
      ...FILES,
      [CONFIG]: `{ mirror: 'http://a.example:8001', search: 'a.example:8001', 'host-alias': 'a.example=192.168.56.11' }\n`,
    },
  }),
  scenario('service', 'a running podman.service has to be told', ['setup', ...B], {
    engines: { podman: { service: true } },
    liveOnly: true,
  }),
  scenario(
    'all-engines',
    'every engine that reads registry configuration',
    ['setup', ...MIRRORS, ...REGISTRY],
    {
      files: { ...FILES, ...OTHERS },
    },
  ),
  scenario('all-engines-rollback', 'back on all of them', ['rollback'], {
    files: { ...FILES, ...OTHERS },
    before: [run('setup', ...MIRRORS, ...REGISTRY)],
  }),
  scenario('all-engines-remove', 'all goes, on all of them', ['remove', '--all'], {
    files: { ...FILES, ...OTHERS },
    before: [run('setup', ...MIRRORS, ...REGISTRY)],
  }),
  scenario(
    'builders',
    'BuildKit, which is changed only when it is named',
    ['setup', ...BUILDKIT, ...MIRRORS, ...REGISTRY],
    { files: { ...FILES, ...BUILDERS } },
  ),
  scenario('builders-remove', 'and back', ['remove', ...BUILDKIT, '--all'], {
    files: { ...FILES, ...BUILDERS },
    before: [run('setup', ...BUILDKIT, ...MIRRORS, ...REGISTRY)],
  }),
  scenario('recover', 'the recovery itself, of a setup that was cut off half way', ['recover'], {
    before: [{ kind: 'cut', words: ['setup', ...A, ...REGISTRY, ...ALIAS], after: DAEMON_JSON }],
    expected: { code: 0, outcome: 'rolled-back' },
  }),
  scenario('recover-removal', 'the recovery of a removal that was cut off half way', ['recover'], {
    before: [SET_UP, { kind: 'cut', words: ['remove', '--all'], after: DAEMON_JSON }],
    expected: { code: 0, outcome: 'rolled-back' },
  }),
];

export function scenarioNamed(name: string): Scenario {
  const found = SCENARIOS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no scenario "${name}"`);
  return found;
}
