// What stands in for registries in the lab, and where: every behaviour has a port of its own on nexushub.com.

import type {
  Access,
  Behaviour,
  PlainWords,
  RegistryBehaviour,
  StandInImage,
} from '../../support/registry-stand-in-behaviour.ts';
import { HUB_SERVER, OPEN_HUB_SERVER, SERVER } from './network.ts';
import type { StandInCertificate } from './stand-in-certificates.ts';

export interface StandInPlan {
  readonly port: number;
  readonly behaviour: Behaviour;
  /** Speaks TLS with this certificate. */
  readonly certificate?: StandInCertificate;
  /** TLS 1.0 and 1.1 alone. */
  readonly protocols?: 'old';
  readonly plainWords?: PlainWords;
  /** nexushub.com's when not given. */
  readonly address?: string;
  /** What its log is called (ServedRequest.port); its port when not given. */
  readonly label?: number;
}

/** Who may log in where a stand-in asks for a login. */
export const STAND_IN_ACCOUNT = { user: 'robot', password: 'correct-horse' } as const;

/** The port of the false Docker Hub in the access logs: 443 is another server's. */
export const HUB_LABEL = 1443;
const OPEN_HUB_LABEL = 2443;

const images = (label: string, ...names: readonly string[]): readonly StandInImage[] =>
  names.map((name) => {
    const [repository = '', reference = ''] = name.split(':');
    return { repository, reference, label: `${label} ${name}` };
  });

/** What the mirrors have, and the hub too, with other contents: a digest tells who served. */
const MIRRORED = ['library/alpine:3.19', 'library/redis:latest', 'library/busybox:latest'] as const;

/** The same in a mirror and in the hub, as a real mirror has it: an engine may take blobs from both. */
const shared = images('both', 'library/node:20');

const mirrored = [...images('mirror', ...MIRRORED, 'alpine:3.19', 'redis:latest', 'team/app:1.0'), ...shared];

/** What the hub has and no mirror: a pull of it succeeds only by falling back. */
const HUB_ONLY = ['library/debian:12', 'library/hello-world:latest', 'grafana/grafana:10.4'] as const;

const registry: RegistryBehaviour = {
  kind: 'registry',
  make: 'distribution',
  images: mirrored,
  access: { kind: 'open' },
  push: 'taken',
};

const bearer = (
  anonymous: Extract<Access, { kind: 'bearer' }>['anonymous'],
  more: { readonly realm?: string; readonly realmScheme?: 'http' } = {},
): Access => ({ kind: 'bearer', anonymous, accounts: [STAND_IN_ACCOUNT], ...more });

const nexus: RegistryBehaviour = { ...registry, make: 'nexus', push: 'page' };
const hosted: RegistryBehaviour = { ...nexus, images: images('hosted', 'team/app:1.0'), push: 'taken' };
const hub: RegistryBehaviour = {
  ...registry,
  make: 'hub',
  images: [...images('hub', ...MIRRORED, ...HUB_ONLY), ...shared],
  access: bearer('token', { realm: 'https://auth.docker.io/token' }),
};

const status = (code: number): Behaviour => ({ kind: 'status', status: code });
const slow = (milliseconds: number): Behaviour => ({ kind: 'slow', milliseconds, behaviour: registry });
const tls = (
  port: number,
  certificate: StandInCertificate,
  behaviour: Behaviour = registry,
): StandInPlan => ({ port, certificate, behaviour });

/** Every stand-in of the lab. 90xx is not to be changed: measured tables cite these ports. */
export const STAND_INS = {
  // Registries that work, each with its way of asking for a login.
  distribution: { port: 9001, behaviour: registry },
  harbor: { port: 9002, behaviour: { ...registry, make: 'harbor', access: bearer('token') } },
  nexusProxy: { port: 9003, behaviour: nexus },
  nexusHosted: { port: 9004, behaviour: hosted },
  nexusGroup: { port: 9005, behaviour: { ...nexus, push: 'paid' } },
  /** A Nexus proxy whose remote is no registry: `manifest unknown` for everything. */
  nexusDeadUpstream: { port: 9007, behaviour: { ...nexus, images: [] } },
  basic: { port: 9008, behaviour: { ...registry, access: { kind: 'basic', accounts: [STAND_IN_ACCOUNT] } } },
  bearer: { port: 9009, behaviour: { ...nexus, access: bearer('token') } },
  anonymous401: { port: 9010, behaviour: { ...nexus, access: bearer('unauthorized') } },
  anonymous403: { port: 9011, behaviour: { ...nexus, access: bearer('forbidden') } },
  /** As Harbor's private projects: a token for everybody, which opens nothing. */
  anonymousPowerless: { port: 9012, behaviour: { ...registry, make: 'harbor', access: bearer('powerless') } },
  realmRefused: realmAt(9013, 'http://nexushub.com:9099/token'),
  realmNameUnknown: realmAt(9014, 'http://tokens.example.com/token'),
  realmSilent: realmAt(9015, 'http://nexushub.com:9041/token'),
  readOnly: { port: 9016, behaviour: { ...registry, push: 'read-only' } },
  // What is no registry, or a broken one.
  nexusWeb: { port: 8081, behaviour: { kind: 'nexus-web' } },
  page200: { port: 9020, behaviour: { kind: 'page', status: 200 } },
  page404: { port: 9021, behaviour: { kind: 'page', status: 404 } },
  loginPage: { port: 9022, behaviour: { kind: 'login-page' } },
  status401: { port: 9023, behaviour: status(401) },
  status403: { port: 9024, behaviour: status(403) },
  status404: { port: 9025, behaviour: status(404) },
  status429: { port: 9026, behaviour: status(429) },
  status500: { port: 9027, behaviour: status(500) },
  status502: { port: 9028, behaviour: status(502) },
  status503: { port: 9029, behaviour: status(503) },
  blobsMissing: { port: 9030, behaviour: { ...registry, blobs: 'missing' } },
  /** A registry that answers `GET /v2/` as it should, and manifests so: what limits of an account look like. */
  manifests401: { port: 9032, behaviour: { ...registry, manifests: 401 } },
  manifests403: { port: 9033, behaviour: { ...registry, manifests: 403 } },
  manifests429: { port: 9034, behaviour: { ...registry, manifests: 429 } },
  manifests500: { port: 9035, behaviour: { ...registry, manifests: 500 } },
  manifests503: { port: 9036, behaviour: { ...registry, manifests: 503 } },
  blobsElsewhere: { port: 9037, behaviour: { ...registry, blobs: 'elsewhere' } },
  uploadLimit: { port: 9031, behaviour: { ...registry, uploadLimit: 16 } },
  // Slow ones, and silent ones.
  silentConnections: { port: 9040, behaviour: { kind: 'silent', to: 'connections' } },
  silentRequests: { port: 9041, behaviour: { kind: 'silent', to: 'requests' } },
  silentManifests: { port: 9042, behaviour: { ...registry, manifests: 'silent' } },
  slow2: { port: 9043, behaviour: slow(2_000) },
  slow8: { port: 9044, behaviour: slow(8_000) },
  slow3: { port: 9045, behaviour: slow(3_100) },
  // TLS, right and wrong.
  tls: tls(9060, 'good'),
  tlsUnknownCa: tls(9061, 'stranger'),
  tlsWrongName: tls(9062, 'wrongName'),
  tlsCommonNameOnly: tls(9063, 'commonNameOnly'),
  /** Fine by its name, wrong by its address. */
  tlsNoAddress: tls(9064, 'noAddress'),
  tlsExpired: tls(9065, 'expired'),
  tlsNotYetValid: tls(9066, 'notYetValid'),
  tlsChainIncomplete: tls(9067, 'chainIncomplete'),
  tlsOld: { ...tls(9068, 'good'), protocols: 'old' },
  /** The X-Forwarded-Proto fault: https itself, but its realm is http://. */
  tlsRealmHttp: tls(9069, 'good', { ...nexus, access: bearer('token', { realmScheme: 'http' }) }),
  tlsSilentRequests: tls(9070, 'good', { kind: 'silent', to: 'requests' }),
  /** A Go server without nginx in front. */
  tlsGo: { ...tls(9071, 'good'), plainWords: 'go' },
  tlsPage200: tls(9072, 'good', { kind: 'page', status: 200 }),
  tlsBasic: tls(9073, 'good', { ...registry, access: { kind: 'basic', accounts: [STAND_IN_ACCOUNT] } }),
  tlsBearer: tls(9074, 'good', { ...nexus, access: bearer('unauthorized') }),
  tlsSelfSigned: tls(9075, 'selfSigned'),
  // Forward proxies.
  proxy: {
    port: 9080,
    behaviour: {
      kind: 'forward-proxy',
      names: {
        'nexushub.com': SERVER,
        'registry-1.docker.io': HUB_SERVER,
        'auth.docker.io': HUB_SERVER,
      },
    },
  },
  proxy403: { port: 9081, behaviour: { kind: 'refusing-proxy', status: 403 } },
  proxy503: { port: 9082, behaviour: { kind: 'refusing-proxy', status: 503 } },
  proxy407: { port: 9083, behaviour: { kind: 'refusing-proxy', status: 407 } },
  /** The false Docker Hub: hosts reach it when their names have HUB_NAMES, and trust it when they trust the lab's CA. */
  hub: { port: 443, certificate: 'hub', behaviour: hub, address: HUB_SERVER, label: HUB_LABEL },
  /**
   * One that an engine can pull from although it trusts no CA of it: the token server of the other one is verified also
   * where the registry itself is not.
   */
  openHub: {
    port: 443,
    certificate: 'hub',
    behaviour: { ...hub, access: { kind: 'open' } },
    address: OPEN_HUB_SERVER,
    label: OPEN_HUB_LABEL,
  },
} as const satisfies Readonly<Record<string, StandInPlan>>;

function realmAt(port: number, realm: string): StandInPlan {
  return { port, behaviour: { ...nexus, access: bearer('token', { realm }) } };
}

export type StandInName = keyof typeof STAND_INS;

/** Nothing listens there: a port that the container did not publish. */
export const CLOSED_PORT = 9099;

/** What a stand-in is called in a reference or a mirror's URL, without a scheme. */
export const standInHost = (name: StandInName): string => `nexushub.com:${STAND_INS[name].port}`;
