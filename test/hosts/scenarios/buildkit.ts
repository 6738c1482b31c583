// S13: BuildKit. A unit of systemd that reads its file only when it starts; builders that keep what they were created with.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { Host } from '../lab/host.ts';
import { engineOf, expectClient, findingOf } from './client.ts';
import { takeContents, takeStock } from './stock.ts';

const COMMITTED = { code: 0, outcome: 'committed' };
const REFUSED = { code: 1, outcome: 'failed' };
const SETUP = 'setup --engine buildkit --skip-probe';
const CONF = '/etc/buildkit/buildkitd.toml';
const BEFORE = '# of the build team\n[worker.oci]\n  max-parallelism = 2 # two cores\n';
const BUILDX = '/root/.docker/buildx';

/**
 * Stands in for buildkitd, which Debian does not package: it reads its file when it starts and then tells systemd, ends
 * over some of what can stand there, and judges a file as buildkitd 0.32 does.
 */
const STAND_IN = `#!/usr/bin/python3
import os, signal, socket, sys
words = sys.argv[1:]
if '--version' in words:
    sys.exit(print('buildkitd github.com/moby/buildkit v0.32.2 stand-in'))
path = words[words.index('--config') + 1] if '--config' in words else '${CONF}'
text = open(path).read() if os.path.exists(path) else ''
if 'refused.test' in text:
    sys.exit('buildkitd: toml: not for me\\nfailed to parse config')
if '--log-format' in words:
    sys.exit('buildkitd: unsupported log type "none"')
if 'no-start.test' in text:
    sys.exit('buildkitd: no')
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'READY=1', os.environ['NOTIFY_SOCKET'])
signal.pause()
`;

const UNIT = `[Unit]
Description=BuildKit
[Service]
Type=notify
ExecStart=/usr/local/bin/buildkitd
`;

const FILES = {
  [CONF]: BEFORE,
  '/usr/local/bin/buildkitd': STAND_IN,
  '/etc/systemd/system/buildkit.service': UNIT,
};

export function describeBuildkit({ release, onHost }: Rig): void {
  onHost(
    'S13 BuildKit: a daemon is restarted only where that is permitted, and back',
    { files: FILES },
    expectRestart,
  );
  onHost(
    'S13 BuildKit: what the daemon refuses, or does not start with, is undone',
    { files: FILES },
    expectUndone,
  );
  if (release.packages.some((name) => name === 'docker-buildx'))
    onHost('S13 BuildKit: a builder made anew by the lines that were said', {}, expectBuilders);
}

const pidOf = (host: Host) => host.must('systemctl show -p MainPID --value buildkit');

async function startDaemon(host: Host): Promise<string> {
  await host.must(
    'chmod 755 /usr/local/bin/buildkitd && systemctl daemon-reload && systemctl start buildkit',
  );
  return pidOf(host);
}

async function expectRestart(host: Host): Promise<void> {
  const pid = await startDaemon(host);
  const start = await takeContents(host, '/etc/buildkit');
  const left = await expectClient(host, 'setup --skip-probe --mirror http://nexushub.com:8001', COMMITTED);
  expect(findingOf(left, 'BUILDKIT_LEFT_ALONE').severity).toBe('info');
  expect(await host.read(CONF)).toBe(BEFORE);

  const setup = `${SETUP} --mirror http://nexushub.com:8001 --mirror quay.io=https://mirror.docker.com --ca mirror.docker.com=/opt/lab/ca.crt`;
  const stock = await takeStock(host, '/etc/buildkit');
  findingOf(await expectClient(host, setup, REFUSED), 'RESTART_NEEDED');
  expect([await takeStock(host, '/etc/buildkit'), await pidOf(host)]).toEqual([stock, pid]);

  const done = await expectClient(host, `${setup} --apply restart`, COMMITTED);
  expect(engineOf(done, 'buildkit')).toMatchObject({ activation: 'restart', inSync: true });
  const text = await host.read(CONF);
  expect(text.startsWith(BEFORE)).toBe(true);
  const restarted = await pidOf(host);
  expect(restarted).not.toBe(pid);
  expect(await expectClient(host, setup, { code: 0, outcome: 'unchanged' })).toMatchObject({ id: null });
  expect(await pidOf(host)).toBe(restarted);

  // Changed by somebody since: what is loaded is no longer known, and that is said.
  await host.must(`sleep 0.1; echo '# later' >> ${CONF}`);
  const later = await expectClient(host, 'status --engine buildkit', { code: 0, outcome: 'in-sync' });
  expect(engineOf(later, 'buildkit').inSync).toBe(null);
  findingOf(later, 'BUILDKITD_STALE');
  await host.must(`sed -i '$d' ${CONF}`);
  await expectClient(host, 'rollback --apply restart', COMMITTED);
  expect(await takeContents(host, '/etc/buildkit')).toBe(start);
  expect(await pidOf(host)).not.toBe(restarted);
}

async function expectUndone(host: Host): Promise<void> {
  await startDaemon(host);
  const start = await takeContents(host, '/etc/buildkit');
  const refused = await expectClient(host, `${SETUP} --mirror https://refused.test --apply restart`, REFUSED);
  expect(findingOf(refused, 'CANDIDATE_REFUSED').message).toContain('toml: not for me');
  const failed = await expectClient(host, `${SETUP} --mirror https://no-start.test --apply restart`, {
    code: 3,
    outcome: 'rolled-back',
  });
  findingOf(failed, 'ACTIVATION_FAILED');
  expect(await takeContents(host, '/etc/buildkit')).toBe(start);
  expect(await host.must('systemctl is-active buildkit')).toContain('active');
}

async function expectBuilders(host: Host): Promise<void> {
  await host.must('docker buildx create --name ci --driver-opt network=host --buildkitd-flags --debug --use');
  const setup = `${SETUP} --mirror https://mirror.docker.com --ca /opt/lab/ca.crt`;
  const done = await expectClient(host, setup, COMMITTED);
  expect(engineOf(done, 'buildkit')).toMatchObject({ activation: 'none', inSync: null });
  const lines = /docker buildx rm .*/.exec(findingOf(done, 'BUILDER_OUTDATED').hint)?.[0] ?? '';
  await host.must(lines);
  const kept = JSON.parse(await host.read(`${BUILDX}/instances/ci`));
  const [node] = kept.Nodes;
  expect(node).toMatchObject({ DriverOpts: { network: 'host' }, Flags: expect.arrayContaining(['--debug']) });
  const text = Buffer.from(node.Files['buildkitd.toml'], 'base64').toString();
  expect(text).toContain('mirrors = ["mirror.docker.com"]');
  expect(Object.keys(node.Files)).toContain('certs/mirror.docker.com/ca.crt');
  const status = await expectClient(host, 'status --engine buildkit', { code: 0, outcome: 'in-sync' });
  expect(findingOf(status, 'BUILDER_FOUND').message).toContain('docker.io=mirror.docker.com');
  expect(status.findings.map(({ code }) => code)).not.toContain('BUILDER_OUTDATED');

  await expectClient(host, 'rollback', COMMITTED);
  expect(await host.must(`ls ${BUILDX}`)).not.toMatch(/default\.toml|certs/);
}
