// S9: what explain says of an image, held against what the registries' access logs show when the engine then really pulls.

import { expect } from 'vitest';
import type { Before, Rig } from '../describe-release.ts';
import { criPull, prepareCri } from '../lab/cri.ts';
import { NAMES_WITH_HUB, trustHub } from '../lab/false-hub.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { readRequests, type ServedRequest } from '../lab/registry.ts';
import { CLOSED_PORT, HUB_LABEL, STAND_INS, type StandInName, standInHost } from '../lab/stand-ins.ts';
import { CONFIG_TOML, forgetImages, WITH_CONFIG_PATH } from './containerd-engine.ts';
import { DAEMON_JSON } from './docker-engine.ts';
import { isInSample, isMyShare } from './shared-out.ts';

const IMAGE = 'alpine:3.19';

/** One state of the host and an image: each engine is asked, and then pulls. */
interface Combination {
  readonly title: string;
  /** Flags of setup. */
  readonly flags: string;
  readonly image: string;
  /** The others wait longer than a test may. */
  readonly engines?: readonly EngineName[];
  /** Only with Docker's graph drivers, for the same reason. */
  readonly legacyOnly?: true;
}

/** How an engine is asked for an image, and made to forget all that it has. */
interface Tried {
  readonly forget: (host: Host) => Promise<unknown>;
  readonly pull: (image: string) => string;
}

const prune = (engine: string) => (host: Host) => host.sh(`${engine} image prune --all --force`);

const ENGINES = {
  docker: { forget: prune('docker'), pull: (image) => `docker pull ${image}` },
  podman: { forget: prune('podman'), pull: (image) => `podman pull ${image}` },
  // As the kubelet asks: by complete names.
  containerd: { forget: forgetImages, pull: (image) => criPull(completeName(image)) },
} as const satisfies Readonly<Record<string, Tried>>;

type EngineName = keyof typeof ENGINES;

function completeName(image: string): string {
  if (image.startsWith('nexushub.com')) return image;
  return image.includes('/') ? `docker.io/${image}` : `docker.io/library/${image}`;
}

const mirror = (
  name: StandInName,
  scheme: 'http' | 'https',
  more: Partial<Combination> = {},
): Combination => ({
  title: `${scheme} mirror: ${name}`,
  flags: `--mirror ${scheme}://${standInHost(name)}`,
  image: IMAGE,
  ...more,
});

const plain: readonly StandInName[] = [
  'distribution',
  'harbor',
  'nexusProxy',
  'nexusHosted',
  'nexusGroup',
  'nexusDeadUpstream',
  'basic',
  'bearer',
  'anonymous401',
  'anonymous403',
  'anonymousPowerless',
  'realmRefused',
  'realmNameUnknown',
  'readOnly',
  'nexusWeb',
  'page200',
  'page404',
  'loginPage',
  'status401',
  'status403',
  'status404',
  'status500',
  'status502',
  'status503',
  'manifests401',
  'manifests403',
  'manifests500',
];

const secure: readonly StandInName[] = [
  'tls',
  'tlsUnknownCa',
  'tlsWrongName',
  'tlsCommonNameOnly',
  'tlsExpired',
  'tlsNotYetValid',
  'tlsChainIncomplete',
  'tlsOld',
  'tlsRealmHttp',
  'tlsGo',
  'tlsPage200',
  'tlsBasic',
  'tlsBearer',
  'tlsSelfSigned',
];

const direct = (name: StandInName, flags: string): Combination => ({
  title: `by its own name: ${name} ${flags.includes('--insecure') ? 'insecure' : ''}`,
  flags,
  image: `${standInHost(name)}/library/alpine:3.19`,
});

const COMBINATIONS: readonly Combination[] = [
  ...plain.map((name) => mirror(name, 'http')),
  ...secure.map((name) => mirror(name, 'https')),
  mirror('status429', 'http', { engines: ['docker'] }),
  mirror('silentRequests', 'http', { engines: ['docker'], legacyOnly: true }),
  mirror('tls', 'http', { title: 'http mirror that speaks TLS' }),
  mirror('distribution', 'https', { title: 'https mirror that speaks plain HTTP' }),
  mirror('nexusProxy', 'http', { title: 'an image that only the hub has', image: 'grafana/grafana:10.4' }),
  mirror('nexusProxy', 'http', { title: 'an image that nobody has', image: 'nosuch:1' }),
  {
    title: 'nobody listens',
    flags: `--mirror http://nexushub.com:${CLOSED_PORT}`,
    image: IMAGE,
  },
  { title: 'a name that nobody knows', flags: '--mirror http://nosuch.example.com:9001', image: IMAGE },
  {
    title: 'the second of two mirrors',
    flags: `--mirror http://${standInHost('status500')} --mirror http://${standInHost('nexusProxy')}`,
    image: IMAGE,
  },
  {
    title: 'neither of two mirrors',
    flags: `--mirror http://${standInHost('nexusHosted')} --mirror https://${standInHost('tlsUnknownCa')}`,
    image: IMAGE,
  },
  direct('distribution', `--insecure ${standInHost('distribution')}`),
  direct('bearer', `--insecure ${standInHost('bearer')}`),
  direct('basic', `--insecure ${standInHost('basic')}`),
  direct('tls', `--registry ${standInHost('tls')}`),
  direct('tlsUnknownCa', `--registry ${standInHost('tlsUnknownCa')}`),
  direct('tlsUnknownCa', `--insecure ${standInHost('tlsUnknownCa')}`),
  direct('page200', `--insecure ${standInHost('page200')}`),
  searched('a short name that the search list has', 'distribution', 'redis'),
  searched('a short name that the search list has not', 'nexusHosted', 'redis'),
  searched('a short name with an alias', 'distribution', IMAGE),
  searched('a search list with a broken registry', 'status500', 'redis'),
  searched('a search list with a web page', 'page200', 'redis'),
];

function searched(title: string, name: StandInName, image: string): Combination {
  return { title, flags: `--search ${standInHost(name)} --insecure ${standInHost(name)}`, image };
}

/** So many in one test, on one host. */
const GROUP = 15;

const CONTAINERD = '{ "features": { "containerd-snapshotter": true } }\n';

/** A host, the engines that are asked on it, and for what. */
interface Table {
  readonly words: string;
  readonly files: Before['files'];
  readonly engines: readonly EngineName[];
  readonly some: readonly Combination[];
}

const QUICK = COMBINATIONS.filter(({ legacyOnly }) => legacyOnly !== true);

function tablesFor(release: string): readonly Table[] {
  const both = ['docker', 'podman'] as const;
  const store = { words: ' on the containerd store', files: { [DAEMON_JSON]: CONTAINERD }, engines: both };
  return [
    { words: '', files: {}, engines: both, some: COMBINATIONS },
    ...(release === 'sid' ? [{ ...store, some: QUICK }] : []),
    // Debian 11 has one without config_path.
    ...(release === 'bullseye'
      ? []
      : [{ ...OF_KUBERNETES, some: QUICK.filter((one) => !one.flags.includes('--search')) }]),
  ];
}

const OF_KUBERNETES: Omit<Table, 'some'> = {
  words: ' with containerd',
  files: { [CONFIG_TOML]: WITH_CONFIG_PATH },
  engines: ['containerd'],
};

export function describeExplain({ release, onHost }: Rig): void {
  for (const { words, files, engines, some } of tablesFor(release.name))
    for (let start = 0; start < some.length; start += GROUP) {
      if (!isMyShare(start / GROUP, release.name)) continue;
      const group = some.slice(start, start + GROUP).filter(isInSample);
      const title = `S9 explain says who serves${words}, ${group.length} from ${start + 1} on`;
      onHost(title, { names: NAMES_WITH_HUB, files: files ?? {} }, async (host, lab) => {
        await trustHub(host);
        if (engines.includes('containerd')) await prepareContainerd(host);
        const wrong: string[] = [];
        for (const one of group) wrong.push(...(await tryCombination(one, engines, host, lab)));
        expect(wrong, wrong.join('\n\n')).toEqual([]);
      });
    }
}

/** containerd has read the system's CAs at its start. */
async function prepareContainerd(host: Host): Promise<void> {
  await prepareCri(host);
  await host.must('systemctl restart containerd');
}

/** @returns where the verdict and the access logs differ */
async function tryCombination(
  one: Combination,
  asked: readonly EngineName[],
  host: Host,
  lab: Lab,
): Promise<readonly string[]> {
  const isUsual = asked.includes('docker');
  const choice = isUsual ? '' : `--engine ${asked.join(',')}`;
  await host.must(`registry-client setup ${choice} ${one.flags} --replace --skip-probe --quiet`);
  const engines = isUsual ? (one.engines ?? asked) : asked;
  const said = await host.sh(`registry-client explain ${one.image} --json --engine ${engines.join(',')}`);
  const report: ExplainDocument = JSON.parse(said.stdout);
  const wrong: string[] = [];
  for (const engine of engines) {
    const verdict = verdictOf(report, engine);
    const really = await pullReally(engine, one.image, host, lab);
    if (verdict !== really.served)
      wrong.push(
        `${one.title}, ${engine}: explain ${verdict}, the logs ${really.served}\n${really.said}\n${said.stdout}`,
      );
  }
  return wrong;
}

interface ExplainDocument {
  readonly engines: readonly {
    readonly engine: string;
    readonly images: readonly { readonly served: { readonly registry: string } | null }[];
  }[];
}

function verdictOf(report: ExplainDocument, engine: string): string {
  const images = report.engines.find((one) => one.engine === engine)?.images ?? [];
  return images[0]?.served?.registry ?? 'nobody';
}

interface Pulled {
  readonly served: string;
  readonly said: string;
}

/** Who gave the image's contents, by the access logs; nobody where the pull fails. */
async function pullReally(engine: EngineName, image: string, host: Host, lab: Lab): Promise<Pulled> {
  // All of them: what another name has brought is not fetched again.
  await ENGINES[engine].forget(host);
  const before = await readRequests(lab.logs, host.address);
  const pull = await host.sh(ENGINES[engine].pull(image), { seconds: 60 });
  const fresh = newRequests(before, await readRequests(lab.logs, host.address));
  const said = `${pull.code} ${pull.stdout}${pull.stderr} ${JSON.stringify(fresh)}`;
  if (pull.code !== 0) return { served: 'nobody', said };
  const blobs = fresh.filter(({ path, status }) => /\/blobs\/sha256:/.test(path) && status === 200);
  const served = new Set(blobs.map(({ port }) => registryAt(port)));
  return { served: [...served].join(' and ') || 'nobody that is known', said };
}

/** The logs only grow: what is beyond what was there, for each port. */
function newRequests(
  before: readonly ServedRequest[],
  after: readonly ServedRequest[],
): readonly ServedRequest[] {
  const known = new Map<number, number>();
  for (const { port } of before) known.set(port, (known.get(port) ?? 0) + 1);
  return after.filter(({ port }) => {
    const left = known.get(port) ?? 0;
    known.set(port, left - 1);
    return left <= 0;
  });
}

function registryAt(port: number): string {
  const isStandIn = Object.values(STAND_INS).some((one) => one.port === port);
  if (port === HUB_LABEL) return 'registry-1.docker.io';
  return isStandIn ? `nexushub.com:${port}` : `port ${port}`;
}
