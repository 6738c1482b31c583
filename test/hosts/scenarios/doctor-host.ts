// S10: what is wrong on the host itself: its proxies, its certs.d.

import type { Rig } from '../describe-release.ts';
import { NAMES_WITH_HUB, trustHub } from '../lab/false-hub.ts';
import { standInHost } from '../lab/stand-ins.ts';
import { DAEMON_JSON } from './docker-engine.ts';
import type { DoctorCase } from './doctor-case.ts';
import { expectCases } from './doctor-registries.ts';
import { isMyShare } from './shared-out.ts';

const REGISTRY = standInHost('tls');
const MISNAMED = REGISTRY.replace(':', '_');
const PULL = `% pull ${REGISTRY}/library/alpine:3.19`;
const ASKED = `https://${REGISTRY}`;

/** Below certs.d of both engines: what people do there with a CA. */
function inCertsD(directory: string, command: string): string {
  const lines = ['docker', 'containers'].map(
    (engine) =>
      `rm -rf /etc/${engine}/certs.d && mkdir -p /etc/${engine}/certs.d/${directory} && cd /etc/${engine}/certs.d/${directory} && ${command}`,
  );
  return lines.join(' && ');
}

const CURED = inCertsD(REGISTRY, 'cp /opt/lab/ca.crt ca.crt');

const certsCase = (title: string, directory: string, command: string, code: string): DoctorCase => ({
  title,
  prepare: inCertsD(directory, command),
  asked: ASKED,
  code,
  command: PULL,
  deed: 'fails',
  cure: CURED,
});

const CERTS: readonly DoctorCase[] = [
  certsCase('a CA that is called .cert', REGISTRY, 'cp /opt/lab/ca.crt ca.cert', 'CERTS_D_CA_AS_CLIENT'),
  certsCase(
    'a CA in DER',
    REGISTRY,
    'openssl x509 -in /opt/lab/ca.crt -outform der -out ca.crt',
    'CERTS_D_NOT_PEM',
  ),
  certsCase('a CA that is called .pem', REGISTRY, 'cp /opt/lab/ca.crt ca.pem', 'CERTS_D_IGNORED_NAME'),
  {
    title: 'an empty directory that hides the one of Docker',
    prepare: `${CURED} && rm /etc/containers/certs.d/${REGISTRY}/ca.crt`,
    asked: ASKED,
    code: { docker: '', podman: 'CERTS_D_EMPTY' },
    command: PULL,
    deed: { docker: 'works', podman: 'fails' },
    cure: `rmdir /etc/containers/certs.d/${REGISTRY}`,
  },
  {
    title: 'a directory with _ for :',
    prepare: `${inCertsD(MISNAMED, 'cp /opt/lab/ca.crt ca.crt')} && registry-client setup --mirror ${ASKED} --skip-probe --quiet`,
    asked: ASKED,
    code: 'CERTS_D_MISNAMED',
    command: PULL,
    deed: 'fails',
    cure: `cd /etc/docker/certs.d && mv ${MISNAMED} ${REGISTRY}; cd /etc/containers/certs.d && mv ${MISNAMED} ${REGISTRY}`,
  },
];

/** As often as it takes: systemd ends it after three starts within a minute. */
const RESTART = 'systemctl daemon-reload && systemctl reset-failed docker && systemctl restart docker';

/** A proxy in the environment of the daemon's unit. */
function viaProxy(variables: string): string {
  return `mkdir -p /etc/systemd/system/docker.service.d &&
printf '[Service]\\nEnvironment=%s\\n' '${variables}' >/etc/systemd/system/docker.service.d/proxy.conf &&
${RESTART}`;
}

const REFUSING = `http://${standInHost('proxy403')}`;
const PROXIED = `HTTP_PROXY=${REFUSING} HTTPS_PROXY=${REFUSING}`;
const WITHOUT = `rm /etc/systemd/system/docker.service.d/proxy.conf && ${RESTART}`;

const DAEMON_PROXY: DoctorCase = {
  title: "the unit's HTTPS_PROXY refuses, and there is no NO_PROXY",
  prepare: viaProxy(PROXIED),
  asked: ASKED,
  code: { docker: 'PROXY_IN_THE_WAY', podman: '' },
  command: PULL,
  deed: { docker: 'fails', podman: 'works' },
  cure: viaProxy(`${PROXIED} NO_PROXY=nexushub.com`),
};

const PROXIES = (release: string): readonly DoctorCase[] => [
  DAEMON_PROXY,
  {
    ...DAEMON_PROXY,
    title: "the unit's HTTPS_PROXY cannot be reached",
    prepare: viaProxy('HTTPS_PROXY=http://nexushub.com:9099'),
    cure: WITHOUT,
  },
  ...(release === 'trixie' || release === 'sid'
    ? [
        {
          ...DAEMON_PROXY,
          title: 'proxies of daemon.json',
          prepare: `echo '{"proxies":{"https-proxy":"${REFUSING}","http-proxy":"${REFUSING}"}}' >${DAEMON_JSON} && ${RESTART}`,
          cure: `rm ${DAEMON_JSON} && ${RESTART}`,
        },
      ]
    : []),
  {
    title: 'the environment of podman',
    environment: `HTTPS_PROXY=${REFUSING}`,
    asked: ASKED,
    code: { docker: '', podman: 'PROXY_IN_THE_WAY' },
    command: PULL,
    deed: { docker: 'not tried', podman: 'fails' },
  },
];

export function describeHostStates({ release, onHost }: Rig): void {
  if (isMyShare(0, release.name))
    onHost('S10 doctor: certs.d', {}, async (host, lab) => {
      await expectCases(CERTS, host, lab);
    });
  if (isMyShare(1, release.name))
    onHost('S10 doctor: proxies', { names: NAMES_WITH_HUB }, async (host, lab) => {
      await trustHub(host);
      await expectCases(PROXIES(release.name), host, lab);
    });
}
