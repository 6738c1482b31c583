// S10: mirrors of Docker Hub that serve nobody: the engines fall back without a word, and doctor says why.

import type { Rig } from '../describe-release.ts';
import { NAMES_WITH_HUB, trustHub } from '../lab/false-hub.ts';
import { CLOSED_PORT, STAND_INS, type StandInName, standInHost } from '../lab/stand-ins.ts';
import type { DoctorCase } from './doctor-case.ts';
import { expectCases } from './doctor-registries.ts';
import { isInSample, isMyShare } from './shared-out.ts';

const PULL = '% pull docker.io/library/alpine:3.19';
const GOOD = setUp(`http://${standInHost('nexusProxy')}`);

const mirror = (name: StandInName, code: DoctorCase['code'], more: Partial<DoctorCase> = {}): DoctorCase =>
  mirrorAt(`http://${standInHost(name)}`, code, { title: `mirror: ${name}`, ...more });

const secure = (name: StandInName, code: DoctorCase['code'], more: Partial<DoctorCase> = {}): DoctorCase =>
  mirrorAt(`https://${standInHost(name)}`, code, { title: `https mirror: ${name}`, ...more });

function mirrorAt(url: string, code: DoctorCase['code'], more: Partial<DoctorCase> = {}): DoctorCase {
  return { title: url, prepare: setUp(url), code, command: PULL, deed: 'falls back', ...more };
}

function setUp(url: string): string {
  return `registry-client setup --mirror ${url} --replace --skip-probe --quiet`;
}

/** Docker sends no login to a mirror; Podman does, where there is one. */
const NO_LOGIN = { docker: 'MIRROR_LOGIN_UNUSED', podman: 'LOGIN_NEEDED' } as const;

/** After a page with 200 Podman asks nobody else. */
const PAGE: Partial<DoctorCase> = { deed: { docker: 'falls back', podman: 'fails' } };

const PLAIN: readonly DoctorCase[] = [
  mirror('nexusProxy', '', { deed: 'works' }),
  mirror('nexusHosted', 'MIRROR_HOSTED', { cure: GOOD }),
  mirror('nexusDeadUpstream', 'MIRROR_UPSTREAM_DEAD'),
  mirror('basic', NO_LOGIN),
  mirror('anonymous401', NO_LOGIN),
  mirror('anonymous403', NO_LOGIN),
  mirror('anonymousPowerless', NO_LOGIN),
  mirror('realmRefused', 'REALM_UNREACHABLE'),
  mirror('page200', 'HTML_ANSWER', PAGE),
  mirror('page404', 'HTML_NOT_FOUND'),
  mirror('loginPage', 'REDIRECTED', PAGE),
  mirror('nexusWeb', 'HTML_NOT_FOUND'),
  mirror('status403', NO_LOGIN),
  mirror('status404', 'NOT_A_REGISTRY'),
  mirror('status502', 'SERVER_ERROR'),
  mirror('manifests401', NO_LOGIN),
  mirror('manifests500', 'SERVER_ERROR'),
  mirrorAt(`http://nexushub.com:${CLOSED_PORT}`, 'CONNECTION_REFUSED', { cure: GOOD }),
];

const OTHERS: readonly DoctorCase[] = [
  // 30 s and more of Podman's own retries: explain says so.
  mirror('manifests429', 'TOO_MANY_REQUESTS', { deed: { docker: 'falls back', podman: 'not tried' } }),
  // Podman asks for TLS before: with a third answer as slow the limit is near.
  mirror(
    'slow3',
    { docker: 'ANSWERS_SLOWLY', podman: '' },
    {
      prepare: `${GOOD} && ${setUp(`http://${standInHost('slow3')}`)} --engine docker`,
      deed: 'not tried',
    },
  ),
  mirrorAt(
    `http://${standInHost('tls')}`,
    { docker: 'HTTPS_EXPECTED', podman: '' },
    {
      title: 'http to one that speaks TLS: Podman tries TLS first',
      deed: { docker: 'falls back', podman: 'works' },
    },
  ),
  mirrorAt(`https://${standInHost('distribution')}`, 'TLS_PLAIN_HTTP', {
    title: 'https to one that speaks plain HTTP',
  }),
  secure('tlsUnknownCa', 'TLS_AUTHORITY_UNKNOWN'),
  secure('tlsWrongName', 'TLS_NAME_WRONG'),
  secure('tlsCommonNameOnly', 'TLS_COMMON_NAME_ONLY'),
  mirrorAt(`https://192.168.56.11:${STAND_INS.tlsNoAddress.port}`, 'TLS_ADDRESS_MISSING'),
  secure('tlsExpired', 'TLS_EXPIRED'),
  secure('tlsNotYetValid', 'TLS_NOT_YET_VALID'),
  secure('tlsRealmHttp', 'REALM_PLAIN_HTTP'),
  secure('tlsBasic', NO_LOGIN, { cure: setUp(`https://${standInHost('tls')}`) }),
];

/**
 * Docker takes a mirror with a path from 24.0.8 on; Podman takes it for a part of every repository's name, and has
 * a good one meanwhile, whatever stood there before.
 */
const PATHS: readonly DoctorCase[] = [
  {
    title: 'the web address of a repository as a mirror',
    prepare: `${GOOD} && ${setUp(`http://${standInHost('nexusWeb')}/repository/docker-proxy`)} --engine docker`,
    code: { docker: 'WEB_ADDRESS', podman: '' },
    command: PULL,
    deed: { docker: 'falls back', podman: 'not tried' },
  },
  {
    title: 'a connector with the path of the repository',
    prepare: `${GOOD} && ${setUp(`http://${standInHost('nexusProxy')}/repository/docker-proxy`)} --engine docker`,
    code: { docker: 'NOT_A_DOCKER_REQUEST', podman: '' },
    command: PULL,
    deed: { docker: 'falls back', podman: 'not tried' },
    cure: `${GOOD} --engine docker`,
  },
];

export function describeMirrors({ release, onHost }: Rig): void {
  const takesPaths = release.name === 'trixie' || release.name === 'sid';
  const groups = [
    { title: 'mirrors that want a login, or have nothing', cases: PLAIN.slice(0, 8), share: 2 },
    { title: 'mirrors that are none', cases: PLAIN.slice(8), share: 1 },
    { title: 'mirrors over TLS', cases: [...OTHERS, ...(takesPaths ? PATHS : [])], share: 3 },
  ];
  for (const { title, cases, share } of groups) {
    if (!isMyShare(share, release.name)) continue;
    onHost(`S10 doctor: ${title}`, { names: NAMES_WITH_HUB }, async (host, lab) => {
      await trustHub(host);
      await expectCases(cases.filter(isInSample), host, lab);
    });
  }
}
