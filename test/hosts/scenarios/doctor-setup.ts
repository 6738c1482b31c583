// S10: what setup asks before it changes anything, and what it tries out afterwards: pulls and logins.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { NAMES_WITH_HUB, trustHub } from '../lab/false-hub.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { BLACK_HOLE } from '../lab/network.ts';
import { readRequests } from '../lab/registry.ts';
import {
  CLOSED_PORT,
  HUB_LABEL,
  STAND_IN_ACCOUNT,
  STAND_INS,
  type StandInName,
  standInHost,
} from '../lab/stand-ins.ts';
import { type ClientRun, expectClient, findingOf, runClient } from './client.ts';
import { isMyShare } from './shared-out.ts';
import { CONFIGURATION, takeContents } from './stock.ts';

export function describeTryOut({ release, onHost }: Rig): void {
  if (isMyShare(0, release.name))
    onHost('S10 setup asks: what is wrong beyond doubt is refused, the rest is said', {}, expectProbes);
  if (isMyShare(1, release.name))
    onHost(
      'S10 setup --pull says who served, and the access logs agree',
      { names: NAMES_WITH_HUB },
      expectPulls,
    );
  if (isMyShare(2, release.name))
    onHost('S10 setup --login, and where the password is not', {}, expectLogins);
}

async function expectProbes(host: Host): Promise<void> {
  const before = await takeContents(host, CONFIGURATION);
  const refused: readonly (readonly [string, string])[] = [
    [`http://${standInHost('page200')}`, 'HTML_ANSWER'],
    [`http://${standInHost('page404')}`, 'HTML_NOT_FOUND'],
    [`https://${standInHost('tlsUnknownCa')}`, 'TLS_AUTHORITY_UNKNOWN'],
    [`https://${standInHost('distribution')}`, 'TLS_PLAIN_HTTP'],
  ];
  for (const [url, code] of refused) {
    const report = await expectClient(host, `setup --mirror ${url}`, { code: 1, outcome: 'failed' });
    expect(errorsIn(report.findings)).toEqual([code]);
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
  }
  const warned: readonly (readonly [string, string])[] = [
    [`http://nexushub.com:${CLOSED_PORT}`, 'CONNECTION_REFUSED'],
    [`http://${standInHost('silentRequests')}`, 'REGISTRY_SLOW'],
    [`http://${BLACK_HOLE}:5000`, 'REGISTRY_SLOW'],
  ];
  for (const [url, code] of warned) {
    const setup = `setup --mirror ${url} --replace --timeout 3s`;
    const report = await expectClient(host, setup, { code: 0, outcome: 'committed' });
    expect(findingOf(report, code).severity).toBe('warning');
  }
}

async function expectPulls(host: Host, lab: Lab): Promise<void> {
  await trustHub(host);
  const pull = async (mirror: StandInName, image: string): Promise<ClientRun & { readonly by: Served }> => {
    const before = await servedBlobs(host, lab, mirror);
    const run = await runClient(
      host,
      `setup --mirror http://${standInHost(mirror)} --replace --pull ${image} --skip-probe`,
    );
    const after = await servedBlobs(host, lab, mirror);
    return { ...run, by: { mirror: after.mirror - before.mirror, hub: after.hub - before.hub } };
  };

  const served = await pull('nexusProxy', 'alpine:3.19');
  expect(said(served, 'PULLED')).toEqual([standInHost('nexusProxy'), standInHost('nexusProxy')]);
  expect({ code: served.code, hub: served.by.hub, mirror: served.by.mirror > 0 }).toEqual({
    code: 0,
    hub: 0,
    mirror: true,
  });

  const here = await pull('nexusProxy', 'alpine:3.19');
  // Podman asks for the image's configuration, too, whatever is there.
  expect(here.by.hub).toBe(0);
  expect(here.by.mirror).toBeLessThan(served.by.mirror);
  expect(findingOf(here.report, 'PULLED').message).toContain('was on this host already');

  const fallen = await pull('nexusHosted', 'redis:latest');
  expect(said(fallen, 'PULLED_FROM_FALLBACK')).toEqual(['registry-1.docker.io', 'registry-1.docker.io']);
  expect(fallen.by.mirror).toBe(0);
  expect(fallen.by.hub).toBeGreaterThan(0);

  const failed = await pull('nexusProxy', 'nosuch:1');
  expect({ code: failed.code, errors: errorsIn(failed.report.findings) }).toEqual({
    code: 5,
    errors: ['PULL_FAILED', 'PULL_FAILED'],
  });
  expect(failed.report.outcome).toBe('committed');
}

interface Served {
  readonly mirror: number;
  readonly hub: number;
}

async function servedBlobs(host: Host, lab: Lab, mirror: StandInName): Promise<Served> {
  const blobs = (await readRequests(lab.logs, host.address)).filter(
    ({ path, status }) => path.includes('/blobs/sha256:') && status === 200,
  );
  const at = (wanted: number): number => blobs.filter(({ port }) => port === wanted).length;
  return { mirror: at(STAND_INS[mirror].port), hub: at(HUB_LABEL) };
}

/** Whom these findings name, of both engines. */
function said({ report }: ClientRun, code: string): readonly (string | undefined)[] {
  return report.findings.filter((each) => each.code === code).map(({ registry }) => registry);
}

const PASSWORD = STAND_IN_ACCOUNT.password;
const SECURE = standInHost('tlsBasic');
const LOGIN = `--registry ${SECURE} --ca /opt/lab/ca.crt --login robot --password-stdin`;

async function expectLogins(host: Host): Promise<void> {
  const traced = `strace -f -qq -s 4096 -e trace=execve -o /root/trace registry-client setup ${LOGIN} --json`;
  const done = await host.sh(traced, { input: PASSWORD, seconds: 120 });
  expect(done.code, done.stdout + done.stderr).toBe(0);
  expect(done.stdout.match(/"LOGGED_IN"/g)).toHaveLength(2);
  for (const engine of ['docker', 'podman'])
    await host.must(`${engine} pull -q ${SECURE}/library/alpine:3.19`);
  expect(await host.read('/root/trace')).toMatch(/"login"/);
  await expectNowhere(host);

  const wrong = await runClient(host, `setup ${LOGIN}`, { input: 'not-that-horse' });
  expect(wrong.code).toBe(5);
  expect(errorsIn(wrong.report.findings)).toEqual(['LOGIN_FAILED', 'LOGIN_FAILED']);
  await host.must(`test -f /etc/docker/certs.d/${SECURE}/ca.crt`);

  const plain = standInHost('basic');
  const insecure = `setup --registry ${plain} --insecure ${plain} --password-stdin`;
  const skipped = await runClient(host, `${insecure} --login robot`, { input: PASSWORD });
  expect(codesIn(skipped, LOGINS)).toEqual(['LOGIN_SKIPPED', 'LOGIN_SKIPPED']);
  const named = await runClient(host, `${insecure} --login ${plain}=robot`, { input: PASSWORD });
  expect(codesIn(named, LOGINS)).toEqual(['LOGGED_IN', 'LOGGED_IN']);
  await expectNowhere(host);
}

const LOGINS = /^(?:LOGGED_IN|LOGIN_SKIPPED|LOGIN_FAILED)$/;

/** Neither as it is nor in base64, but in the files of the engines' own commands. */
async function expectNowhere(host: Host): Promise<void> {
  const forms = [PASSWORD, ...[0, 1, 2].map((pad) => inBase64(pad))].map((form) => `-e '${form}'`).join(' ');
  const places =
    '/var/lib/registry-client /run/registry-client /var/log /etc /root/trace /tmp /var/tmp /var/cache/registry-client';
  const files = await host.sh(`grep -rlaF ${forms} ${places} 2>/dev/null`);
  expect(files.stdout).toBe('');
  const said = await host.sh(
    `{ journalctl --no-pager -o export; registry-client history --json; } | grep -caF ${forms}`,
  );
  expect(said.stdout.trim()).toBe('0');
}

/** What stays the same of it, wherever it stands in a text that is encoded. */
function inBase64(pad: number): string {
  const text = Buffer.from(`${'x'.repeat(pad)}${PASSWORD}`)
    .toString('base64')
    .replace(/=+$/, '');
  return text.slice(pad === 0 ? 0 : pad + 1, -2);
}

function errorsIn(findings: ClientRun['report']['findings']): readonly string[] {
  return findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

function codesIn({ report }: ClientRun, pattern: RegExp): readonly string[] {
  return report.findings.map(({ code }) => code).filter((code) => pattern.test(code));
}
