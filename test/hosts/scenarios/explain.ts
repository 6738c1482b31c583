// S9: what explain says of an image, held against what the registries' access logs show when the engine then really pulls.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { NAMES_WITH_HUB, trustHub } from '../lab/false-hub.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { readRequests, type ServedRequest } from '../lab/registry.ts';
import { CLOSED_PORT, HUB_LABEL, STAND_INS, type StandInName, standInHost } from '../lab/stand-ins.ts';
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

type EngineName = 'docker' | 'podman';

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

export function describeExplain({ release, onHost }: Rig): void {
  const stores = [
    { words: '', files: {}, some: COMBINATIONS },
    {
      words: ' on the containerd store',
      files: { [DAEMON_JSON]: CONTAINERD },
      some: COMBINATIONS.filter(({ legacyOnly }) => legacyOnly !== true),
    },
  ];
  for (const { words, files, some } of release.name === 'sid' ? stores : stores.slice(0, 1))
    for (let start = 0; start < some.length; start += GROUP) {
      if (!isMyShare(start / GROUP, release.name)) continue;
      const group = some.slice(start, start + GROUP).filter(isInSample);
      const title = `S9 explain says who serves${words}, ${group.length} from ${start + 1} on`;
      onHost(title, { names: NAMES_WITH_HUB, files }, async (host, lab) => {
        await trustHub(host);
        const wrong: string[] = [];
        for (const one of group) wrong.push(...(await tryCombination(one, host, lab)));
        expect(wrong, wrong.join('\n\n')).toEqual([]);
      });
    }
}

/** @returns where the verdict and the access logs differ */
async function tryCombination(one: Combination, host: Host, lab: Lab): Promise<readonly string[]> {
  await host.must(`registry-client setup ${one.flags} --replace --skip-probe --quiet`);
  const engines = one.engines ?? ['docker', 'podman'];
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
  await host.sh(`${engine} image prune --all --force`);
  const before = await readRequests(lab.logs, host.address);
  const pull = await host.sh(`${engine} pull ${image}`, { seconds: 60 });
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
