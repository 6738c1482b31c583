// S10: registries that are used by their own names, and what is wrong with them.

import { join } from 'node:path';
import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { trustHub } from '../lab/false-hub.ts';
import { offerDownload } from '../lab/front.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { CLOSED_PORT, STAND_INS, type StandInName, standInHost } from '../lab/stand-ins.ts';
import { DAEMON_JSON } from './docker-engine.ts';
import { type DoctorCase, tryCase } from './doctor-case.ts';
import { isInSample, isMyShare } from './shared-out.ts';

const pull = (registry: string): string => `% pull ${registry}/library/alpine:3.19`;

const http = (name: StandInName, code: string, more: Partial<DoctorCase> = {}): DoctorCase => ({
  title: `http: ${name}`,
  asked: `http://${standInHost(name)}`,
  code,
  command: pull(standInHost(name)),
  deed: 'fails',
  ...more,
});

const https = (name: StandInName, code: string, more: Partial<DoctorCase> = {}): DoctorCase =>
  http(name, code, { title: `https: ${name}`, asked: `https://${standInHost(name)}`, ...more });

/** A name server that knows nothing (RFC 1035, 4.1.1: the question again, with NXDOMAIN). */
const NAME_SERVER = `cat >/root/names.py <<'END'
import socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 53))
while True:
    asked, client = server.recvfrom(4096)
    server.sendto(asked[:2] + b"\\x81\\x83" + asked[4:6] + bytes(4) + asked[10:], client)
END
systemd-run -q python3 /root/names.py && echo nameserver 127.0.0.1 >/etc/resolv.conf && systemctl restart docker`;

/** Both engines wait for ever; Docker with its graph drivers for 15 s. */
const SILENT: DoctorCase['deed'] = { docker: 'waits', podman: 'waits' };

/** Podman 3 and 4 ask again and again for more than a minute. */
const LIMITED = (old: boolean): DoctorCase['deed'] => ({
  docker: 'fails',
  podman: old ? 'waits' : 'not tried',
});

const ANSWERS = (old: boolean): readonly DoctorCase[] => [
  http('page200', 'HTML_ANSWER'),
  http('page404', 'HTML_NOT_FOUND'),
  http('loginPage', 'REDIRECTED'),
  http('status404', 'NOT_A_REGISTRY'),
  http('status429', 'TOO_MANY_REQUESTS', { deed: LIMITED(old) }),
  http('status500', 'SERVER_ERROR'),
  http('status502', 'SERVER_ERROR'),
  http('status503', 'SERVER_ERROR'),
  http('status401', 'LOGIN_NEEDED'),
  http('status403', 'LOGIN_NEEDED'),
  http('basic', 'LOGIN_NEEDED'),
  http('anonymous401', 'LOGIN_NEEDED'),
  http('anonymous403', 'LOGIN_NEEDED'),
  http('realmRefused', 'REALM_UNREACHABLE'),
  http('realmNameUnknown', 'REALM_UNREACHABLE'),
  http('silentRequests', 'REGISTRY_SLOW', {
    asked: `http://${standInHost('silentRequests')} --timeout 3s`,
    deed: SILENT,
  }),
  // Nobody has said that it is insecure: the engines would not come so far (doctor-mirrors.ts has one that does).
  http('nexusWeb', 'WEB_ADDRESS', {
    asked: `http://${standInHost('nexusWeb')}/repository/docker-proxy`,
    deed: 'not tried',
  }),
  {
    title: 'nobody listens',
    asked: `nexushub.com:${CLOSED_PORT}`,
    code: 'CONNECTION_REFUSED',
    command: pull(`nexushub.com:${CLOSED_PORT}`),
    deed: 'fails',
  },
  {
    title: 'a name that nobody knows',
    prepare: NAME_SERVER,
    asked: 'registry.nowhere.example:5000',
    code: 'NAME_UNKNOWN',
    command: pull('registry.nowhere.example:5000'),
    deed: 'fails',
  },
];

const TLS = (old: boolean): readonly DoctorCase[] => [
  https('tls', '', { deed: 'works' }),
  https('tlsUnknownCa', 'TLS_AUTHORITY_UNKNOWN', {
    cure: `registry-client setup --registry ${standInHost('tlsUnknownCa')} --ca /opt/lab/stranger-ca.crt --quiet`,
  }),
  https('tlsSelfSigned', 'TLS_AUTHORITY_UNKNOWN'),
  https('tlsWrongName', 'TLS_NAME_WRONG'),
  https('tlsCommonNameOnly', 'TLS_COMMON_NAME_ONLY'),
  {
    title: 'an address that the certificate has not',
    asked: `https://192.168.56.11:${STAND_INS.tlsNoAddress.port}`,
    code: 'TLS_ADDRESS_MISSING',
    command: pull(`192.168.56.11:${STAND_INS.tlsNoAddress.port}`),
    deed: 'fails',
  },
  https('tlsExpired', 'TLS_EXPIRED'),
  https('tlsNotYetValid', 'TLS_NOT_YET_VALID'),
  https('tlsChainIncomplete', 'TLS_CHAIN_INCOMPLETE'),
  https('tlsOld', '', {
    code: { docker: 'TLS_PROTOCOL_OLD', podman: old ? '' : 'TLS_PROTOCOL_OLD' },
    deed: { docker: 'fails', podman: old ? 'works' : 'fails' },
  }),
  https('tlsRealmHttp', 'REALM_PLAIN_HTTP'),
  https('tlsPage200', 'HTML_ANSWER'),
  https('harbor', 'TLS_PLAIN_HTTP'),
  https('tlsBasic', 'LOGIN_NEEDED', { cure: logIn(standInHost('tlsBasic'), 'correct-horse') }),
  https('tlsBasic', 'LOGIN_WRONG', { prepare: logIn(standInHost('tlsBasic'), 'wrong') }),
  https('tlsBearer', 'LOGIN_WRONG', { prepare: logIn(standInHost('tlsBearer'), 'wrong') }),
  https('tlsBasic', 'LOGIN_ELSEWHERE', {
    title: 'a login under the name without its port',
    prepare: logIn('nexushub.com', 'correct-horse'),
    cure: logIn(standInHost('tlsBasic'), 'correct-horse'),
  }),
];

/** Writes it into the files of both engines, whatever it is worth; no other login is left. */
function logIn(registry: string, password: string): string {
  const auth = Buffer.from(`robot:${password}`).toString('base64');
  const text = JSON.stringify({ auths: { [registry]: { auth } } });
  return `mkdir -p /root/.docker /run/containers/0 && echo '${text}' | tee /root/.docker/config.json >/run/containers/0/auth.json`;
}

/** What speaks plain HTTP has to be named so: insecure. */
const PLAIN: readonly StandInName[] = [
  ...(['page200', 'page404', 'loginPage', 'status404', 'status429', 'status500', 'status502'] as const),
  ...(['status503', 'status401', 'status403', 'basic', 'anonymous401', 'anonymous403'] as const),
  ...(['realmRefused', 'realmNameUnknown', 'silentRequests'] as const),
];

export function describeRegistries({ release, onHost }: Rig): void {
  const old = release.name === 'bullseye' || release.name === 'bookworm';
  const groups = [
    { title: 'what registries answer', cases: ANSWERS(old), share: 0 },
    { title: 'TLS and logins', cases: TLS(old), share: 1 },
  ];
  const stores = release.name === 'sid' ? ['{}', '{"features":{"containerd-snapshotter":true}}'] : ['{}'];
  for (const { title, cases, share } of groups) {
    if (!isMyShare(share, release.name)) continue;
    for (const store of stores) {
      const where = store === '{}' ? '' : ' (containerd store)';
      onHost(`S10 doctor: ${title}${where}`, { files: { [DAEMON_JSON]: store } }, async (host, lab) => {
        await trustHub(host);
        await offerDownload(lab, join(lab.folder, 'keys', 'middle.crt'));
        const insecure = PLAIN.map((name) => `--insecure ${standInHost(name)}`).join(' ');
        await host.must(
          `registry-client setup ${insecure} --insecure nexushub.com:${CLOSED_PORT} --skip-probe --quiet`,
        );
        await expectCases(cases.filter(isInSample), host, lab);
      });
    }
  }
}

/** Tries them one after the other, and says of all of them what is wrong. */
export async function expectCases(cases: readonly DoctorCase[], host: Host, lab: Lab): Promise<void> {
  const wrong: string[] = [];
  for (const one of cases) wrong.push(...(await tryCase(one, host, lab)));
  expect(wrong, wrong.join('\n\n')).toEqual([]);
}
