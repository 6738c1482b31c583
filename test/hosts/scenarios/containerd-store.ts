// Docker's containerd image store from 28 on: mirrors are used, each with its CA, and Docker Hub stays verified.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { NAMES_WITH_OPEN_HUB } from '../lab/false-hub.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { STAND_INS, standInHost } from '../lab/stand-ins.ts';
import { engineOf, expectClient, findingOf, runClient } from './client.ts';
import { DAEMON_JSON, dockerRegistries, NO_REGISTRIES, residentPid, startResident } from './docker-engine.ts';
import { expectPull } from './served.ts';
import { takeContents } from './stock.ts';

const STORE = '"features": { "containerd-snapshotter": true }';
const BEFORE = `{ ${STORE} }\n`;
const CERTS = '/etc/docker/certs.d';
const TOML = `${CERTS}/docker.io/hosts.toml`;
const HTTP = 'http://nexushub.com:8001';
const TLS = `https://${standInHost('tls')}`;
const ALPINE = 'library/alpine';
const ONLY_HUB = 'library/debian:12';

/** Hosts that find a Docker Hub whose certificate nobody here trusts, and which wants no token. */
const WITH_FALSE_HUB = { names: NAMES_WITH_OPEN_HUB, files: { [DAEMON_JSON]: BEFORE } };

export function describeContainerdStore({ release, onHost }: Rig): void {
  if (release.name !== 'sid') return;
  onHost('S1 on the containerd image store: a plain-http mirror', WITH_FALSE_HUB, expectPlainMirror);
  onHost('S1 on the containerd image store: no gap while a mirror goes', WITH_FALSE_HUB, expectNoGap);
  onHost('S4 on the containerd image store: a private CA for a mirror', WITH_FALSE_HUB, expectAuthority);
  onHost('S1 on the containerd image store: certificates and lines of others', WITH_FALSE_HUB, expectForeign);
  onHost('S10 on the containerd image store: what others left open', WITH_FALSE_HUB, expectOpen);
}

async function expectPlainMirror(host: Host, lab: Lab): Promise<void> {
  expect(await host.must("docker info -f '{{json .DriverStatus}}'")).toContain(
    'io.containerd.snapshotter.v1',
  );
  const before = await takeContents(host, '/etc/docker');
  const pid = await startResident(host);
  const done = await setUp(host, `--mirror ${HTTP}`);
  expect(done.findings.map(({ code }) => code)).toEqual(['MIRROR_PLAIN_HTTP']);
  expect(await dockerRegistries(host)).toEqual({ mirrors: [`${HTTP}/`], insecure: [] });
  await expectPull(host, lab, 'docker pull alpine:3.19', 8001, ALPINE);
  await expectPull(host, lab, build('redis'), 8001, 'library/redis');
  await expectHubVerified(host);
  expect((await host.sh(build('debian:12'))).stdout).toContain('not found');
  expect((await explain(host, 'alpine:3.19')).code).toBe(0);
  expect((await explain(host, 'debian:12')).code).toBe(5);
  await expectClient(host, `setup --engine docker --mirror ${HTTP}`, { code: 0, outcome: 'unchanged' });
  await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
  // Also where somebody lists the mirror, as many guides say: without the file this would be the end of it.
  await host.must(`sed -i 's/ }$/, "insecure-registries": ["nexushub.com:8001"] }/' ${DAEMON_JSON}`);
  await host.must('systemctl reload docker && sleep 1');
  expect((await dockerRegistries(host)).insecure).toEqual(['nexushub.com:8001']);
  await expectHubVerified(host);
  await host.must(`sed -i 's/, "insecure-registries": .*\\]/ /; s/  }$/ }/' ${DAEMON_JSON}`);
  await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
  expect(await takeContents(host, '/etc/docker')).toBe(before);
  expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
  expect(await residentPid(host)).toBe(pid);
}

async function expectAuthority(host: Host, lab: Lab): Promise<void> {
  const before = await takeContents(host, '/etc/docker');
  const { port } = STAND_INS.tls;
  await setUp(host, `--mirror ${TLS} --ca /opt/lab/ca.crt`);
  await expectPull(host, lab, 'docker pull alpine:3.19', port, ALPINE);
  await expectPull(host, lab, build('redis'), port, 'library/redis');
  await expectHubVerified(host);
  const doctored = await runClient(host, 'doctor --engine docker');
  expect({ code: doctored.code, findings: doctored.report.findings }).toEqual({ code: 0, findings: [] });

  // Without the file of the CA nothing of docker.io can be pulled: doctor says so, and the same setup cures it.
  await host.must(`rm ${CERTS}/${standInHost('tls')}/ca.crt`);
  expect((await host.sh('docker pull busybox')).stderr).toContain('unable to read CA cert');
  const broken = await runClient(host, 'doctor --engine docker');
  expect(broken.report.findings.map(({ code }) => code)).toContain('HOSTS_TOML_CA_MISSING');
  expect((await explain(host, 'busybox')).code).toBe(5);
  await setUp(host, `--mirror ${TLS} --ca /opt/lab/ca.crt`);
  await expectPull(host, lab, 'docker pull busybox', port, 'library/busybox');

  // A second one in plain http, first: asked in this order, and a hole is filled by the next.
  await setUp(host, `--mirror http://${standInHost('nexusDeadUpstream')} --mirror ${TLS}`);
  await host.must('docker rmi alpine:3.19');
  await expectPull(host, lab, 'docker pull alpine:3.19', port, ALPINE);
  const asked = await explain(host, 'alpine:3.19');
  expect(JSON.stringify(engineOf(asked.report, 'docker').images)).toMatch(
    new RegExp(`${standInHost('nexusDeadUpstream')}.*${standInHost('tls')}.*registry-1.docker.io`),
  );
  await expectHubVerified(host);

  const less = await expectClient(host, `remove --engine docker --mirror ${TLS} --ca /opt/lab/ca.crt`, {
    code: 0,
    outcome: 'committed',
  });
  expect(engineOf(less, 'docker').changes.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
    `edit ${DAEMON_JSON}`,
    `edit ${TOML}`,
    `delete ${CERTS}/${standInHost('tls')}/ca.crt`,
  ]);
  await expectClient(host, 'rollback --original', { code: 0, outcome: 'committed' });
  expect(await takeContents(host, '/etc/docker')).toBe(before);
}

async function expectForeign(host: Host, lab: Lab): Promise<void> {
  await host.must(`mkdir -p ${CERTS}/docker.io && cp /opt/lab/stranger-ca.crt ${CERTS}/docker.io/corp.crt`);
  const before = await takeContents(host, '/etc/docker');
  const wanted = `setup --engine docker --mirror ${TLS} --ca /opt/lab/ca.crt`;
  const refused = await expectClient(host, wanted, { code: 1, outcome: 'failed' });
  expect(findingOf(refused, 'HOSTS_TOML_FOREIGN')).toMatchObject({ severity: 'error', path: TOML });
  expect(await takeContents(host, '/etc/docker')).toBe(before);
  // What is told to do helps.
  await host.must(/mv '[^']+' '[^']+'/.exec(findingOf(refused, 'HOSTS_TOML_FOREIGN').hint)?.[0] ?? 'false');
  await expectClient(host, wanted, { code: 0, outcome: 'committed' });
  await expectPull(host, lab, 'docker pull alpine:3.19', STAND_INS.tls.port, ALPINE);
  await host.must(`echo '# by hand' >> ${TOML}`);
  const edited = await runClient(host, `setup --engine docker --mirror ${HTTP}`);
  expect({ code: edited.code, codes: edited.report.findings.map(({ code }) => code) }).toMatchObject({
    code: 1,
    codes: expect.arrayContaining(['HOSTS_TOML_EDITED']),
  });
}

/** A mirror that is listed as insecure, as many guides say: doctor finds it, and its cure is one. */
async function expectOpen(host: Host, lab: Lab): Promise<void> {
  const open = `{ ${STORE}, "registry-mirrors": ["${HTTP}"], "insecure-registries": ["nexushub.com:8001"] }\n`;
  await host.must(`cat > ${DAEMON_JSON} && systemctl reload docker && sleep 1`, { input: open });
  await host.must('docker pull -q debian:12 && docker rmi debian:12');
  const found = await runClient(host, 'doctor --engine docker');
  expect({ code: found.code, codes: found.report.findings.map(({ code }) => code) }).toEqual({
    code: 5,
    codes: ['HUB_VERIFICATION_OFF'],
  });
  const hint = findingOf(found.report, 'HUB_VERIFICATION_OFF').hint;
  await host.must(/registry-client setup .*--mirror \S+/.exec(hint)?.[0] ?? 'false');
  expect(await host.read(DAEMON_JSON)).toBe(open);
  await expectHubVerified(host);
  await expectPull(host, lab, 'docker pull alpine:3.19', 8001, ALPINE);
  expect((await runClient(host, 'doctor --engine docker')).code).toBe(0);
  await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
  await host.must('docker pull -q debian:12 && docker rmi debian:12');

  const skipping = `server = "https://registry-1.docker.io"\nskip_verify = true\n\n[host."${HTTP}"]\n`;
  await host.must(`mkdir -p ${CERTS}/docker.io && cat > ${TOML}`, { input: skipping });
  await host.must('docker pull -q debian:12');
  const skipped = await runClient(host, 'doctor --engine docker');
  expect(skipped.report.findings.map(({ code }) => code)).toEqual(['HUB_UNVERIFIED']);
}

const setUp = (host: Host, words: string) =>
  expectClient(host, `setup --engine docker ${words}`, { code: 0, outcome: 'committed' });

const explain = (host: Host, image: string) => runClient(host, `explain --engine docker ${image}`);

/** Docker's own builder, as `docker build` asks it; the command's part of it is another package. */
function build(image: string): string {
  return `rm -rf /tmp/build && mkdir /tmp/build && echo 'FROM ${image}' > /tmp/build/Dockerfile && echo 'LABEL built=1' >> /tmp/build/Dockerfile && tar -C /tmp/build -c Dockerfile | curl -sS --unix-socket /run/docker.sock -H 'Content-Type: application/x-tar' --data-binary @- 'http://docker/build?version=2&t=built:1'`;
}

/** An image that the hub alone has cannot be pulled, and what is wrong is its certificate. */
async function expectHubVerified(host: Host): Promise<void> {
  const since = (await host.must('date +%s.%N')).trim();
  const { code } = await host.sh(`docker pull docker.io/${ONLY_HUB}`);
  const journal = await host.must(`journalctl -u docker --since @${since} -o cat`);
  expect({ code, journal }).toEqual({
    code: 1,
    journal: expect.stringMatching(
      /host=registry-1\.docker\.io.*\n?.*x509|x509.*host=registry-1\.docker\.io/,
    ),
  });
}

/** With a reload that takes its time, somebody pulls all the while what only the false hub has. */
async function expectNoGap(host: Host): Promise<void> {
  const before = await takeContents(host, '/etc/docker');
  await host.must(
    `mkdir -p /run/systemd/system/docker.service.d && printf '[Service]\\nExecReload=\\nExecReload=/bin/sh -c "sleep 4; kill -HUP $MAINPID"\\n' > /run/systemd/system/docker.service.d/slow.conf && systemctl daemon-reload`,
  );
  await setUp(host, '--mirror http://127.0.0.1:5000 --skip-probe');
  await expectHubVerified(host);
  const pulls = `(while [ ! -e /tmp/stop ]; do
    docker pull -q docker.io/${ONLY_HUB} > /dev/null 2>&1 && echo served || echo refused
  done > /tmp/pulls) &`;
  await host.must(
    `${pulls} registry-client remove --all; echo $? > /tmp/code; sleep 1; touch /tmp/stop; wait`,
  );
  expect((await host.must('cat /tmp/code')).trim()).toBe('0');
  const pulled = await host.must('sort -u /tmp/pulls');
  expect(pulled.trim()).toBe('refused');
  expect(await takeContents(host, '/etc/docker')).toBe(before);
}
