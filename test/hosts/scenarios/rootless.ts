// R1: the rootless engines of one user, set up by root for him and by himself.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { CommandOptions, Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { waitFor } from '../lab/run.ts';
import { engineOf, expectClient, findingOf, runClient } from './client.ts';
import { expectPull } from './served.ts';
import { CONFIGURATION, takeContents } from './stock.ts';

const USER = 'visitor';
const HOME = `/home/${USER}`;
const RUNTIME = '/run/user/1000';
const SETUP = `setup --user ${USER} --mirror http://nexushub.com:8001 --registry docker-registry.example.com --ca /opt/lab/ca.crt`;
const ROLLBACK = `rollback --user ${USER}`;
const COMMITTED = { code: 0, outcome: 'committed' };
const HIMSELF: CommandOptions = { user: USER };

/** What is his to be changed. Podman itself makes ~/.config and what is in the runtime folder. */
const HIS_FILES = `${HOME}/.config/docker ${HOME}/.config/containers`;

export function describeRootless({ onHost }: Rig): void {
  onHost('R1 rootless Docker and Podman of a user', {}, async (host, lab) => {
    await startUserManager(host);
    await installRootlessDocker(host);
    const system = await takeContents(host, CONFIGURATION);
    const before = await takeContents(host, HIS_FILES);
    const daemon = await host.must(`cat ${RUNTIME}/docker.pid`);

    const done = await expectClient(host, SETUP, COMMITTED);
    expect(engineOf(done, 'docker')).toMatchObject({ running: true, activation: 'reload', inSync: true });
    expect(engineOf(done, 'podman')).toMatchObject({ running: true, inSync: true });
    await expectEnginesHaveIt(host);
    expect(await ownersOf(host)).toBe(USER);
    await expectPullsServed(host, lab);
    const same = { code: 0, outcome: 'unchanged' };
    await expectClient(host, SETUP, same, HIMSELF);
    await expectClient(host, `status --user ${USER}`, { code: 0, outcome: 'in-sync' }, HIMSELF);
    await expectClient(host, 'status', { code: 0, outcome: 'unmanaged' });

    await expectClient(host, ROLLBACK, COMMITTED, HIMSELF);
    expect(await takeContents(host, HIS_FILES)).toBe(before);
    expect(await mirrorsOfDocker(host)).toEqual([]);
    await expectClient(host, SETUP, COMMITTED, HIMSELF);
    await expectClient(host, ROLLBACK, COMMITTED);
    expect(await takeContents(host, HIS_FILES)).toBe(before);
    expect(await takeContents(host, CONFIGURATION)).toBe(system);
    expect(await host.must(`cat ${RUNTIME}/docker.pid`)).toBe(daemon);
    // Asking a rootless Podman leaves the one process that keeps its namespaces, as every podman command does.
    expect(Number(await host.must(`pgrep -c -u ${USER} -x 'podman|podman pause|catatonit'`))).toBe(1);
  });

  onHost('R1 a user without an engine that runs, and traps in a home', {}, async (host) => {
    const before = await takeContents(host, CONFIGURATION);
    await describeStrangers(host);
    const main = `${HOME}/.config/containers/registries.conf`;
    await asUser(host, `mkdir -p ${HOME}/.config/containers ${HOME}/.config/docker`);
    await asUser(host, `printf '# his\\nunqualified-search-registries = ["quay.io"]\\n' > ${main}`);
    await asUser(host, `printf '{}\\n' > ${HOME}/.config/docker/daemon.json`);

    const done = await expectClient(host, SETUP, COMMITTED);
    findingOf(done, 'NO_USER_MANAGER');
    expect(engineOf(done, 'docker')).toMatchObject({ running: false, inSync: null });
    expect(engineOf(done, 'podman')).toMatchObject({ inSync: true });
    expect(await host.read(main)).toContain('unqualified-search-registries = ["quay.io"]');
    expect(await host.read(main)).toContain('location = "nexushub.com:8001"');
    await expectClient(host, ROLLBACK, COMMITTED);
    expect(await host.read(main)).toBe('# his\nunqualified-search-registries = ["quay.io"]\n');

    // Wherever his links lead: what he may not write, root does not write for him.
    await asUser(host, `rm ${main} && ln -s /etc/containers/registries.conf ${main}`);
    const refused = await runClient(host, SETUP);
    expect(refused.code, JSON.stringify(refused.report)).toBe(77);
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
  });
}

async function describeStrangers(host: Host): Promise<void> {
  const wrong = { code: 64, outcome: 'failed' };
  await expectClient(host, SETUP.replace(USER, 'nobody-of-that-name'), wrong);
  await expectClient(host, SETUP.replace(USER, 'root'), wrong);
  await expectClient(host, `${SETUP} --host-alias a.test=192.0.2.1`, wrong);
  const forbidden = { code: 77, outcome: 'failed' };
  await expectClient(host, SETUP.replace(USER, 'www-data'), forbidden, HIMSELF);
}

/**
 * pam_systemd of sid cannot register a session in a namespace of nspawn (its boot ID is the outer machine's), so the
 * manager is told what it would have been told.
 */
async function startUserManager(host: Host): Promise<void> {
  await host.write(
    '/etc/systemd/system/user@.service.d/lab.conf',
    '[Service]\nEnvironment=XDG_RUNTIME_DIR=/run/user/%i\n',
  );
  await host.must(`systemctl daemon-reload; loginctl enable-linger ${USER}`);
  await host.sh('systemctl start user@1000.service');
  await waitFor(`the systemd of ${USER}`, 20, async () => {
    const state = await host.sh(`${asHim} systemctl --user is-system-running`, HIMSELF);
    return /running|degraded/.test(state.stdout) ? true : undefined;
  });
}

const asHim = `env XDG_RUNTIME_DIR=${RUNTIME}`;
const SOCKET = `${RUNTIME}/docker.sock`;

function asUser(host: Host, command: string): Promise<string> {
  return host.must(command, HIMSELF);
}

async function installRootlessDocker(host: Host): Promise<void> {
  const contrib = '/usr/share/docker.io/contrib';
  // Its last step wants a docker command beside it, which the packages keep elsewhere: it fails there.
  await host.sh(
    `${asHim} PATH=${contrib}:$PATH dockerd-rootless-setuptool.sh install --skip-iptables`,
    HIMSELF,
  );
  await waitFor('rootless Docker', 30, async () => {
    const ping = await host.sh(`curl -sf --unix-socket ${SOCKET} http://docker/_ping`, HIMSELF);
    return ping.stdout === 'OK' ? true : undefined;
  });
}

interface RegistryConfig {
  readonly Mirrors: readonly string[] | null;
}

async function mirrorsOfDocker(host: Host): Promise<readonly string[]> {
  const info: { readonly RegistryConfig: RegistryConfig } = JSON.parse(
    await asUser(host, `curl -sf --unix-socket ${SOCKET} http://docker/info`),
  );
  return info.RegistryConfig.Mirrors ?? [];
}

async function expectEnginesHaveIt(host: Host): Promise<void> {
  expect(await mirrorsOfDocker(host)).toEqual(['http://nexushub.com:8001/']);
  const info: { readonly registries: unknown } = JSON.parse(
    await asUser(host, `${asHim} podman info --format json`),
  );
  expect(info.registries).toMatchObject({
    search: ['docker.io'],
    'docker.io': { Mirrors: [{ Location: 'nexushub.com:8001', Insecure: true }] },
  });
}

/** Everything below his configuration that the program can have made. */
function ownersOf(host: Host): Promise<string> {
  return host.must(`find ${HIS_FILES} ${HOME}/.local/state -printf '%u\\n' | sort -u`);
}

async function expectPullsServed(host: Host, lab: Lab): Promise<void> {
  const himself = `cd ${HOME} && runuser -u ${USER} --`;
  await expectPull(host, lab, `${himself} ${asHim} podman pull redis`, 8001, 'library/redis');
  const pull = `${himself} curl -sf -X POST --unix-socket ${SOCKET} http://docker/images/create?fromImage`;
  await expectPull(host, lab, `${pull}=alpine:3.19`, 8001, 'library/alpine');
  // The certificate, too, is his own.
  const image = 'docker-registry.example.com/team/app:1.0';
  await expectPull(host, lab, `${pull}=${image}`, 443, 'team/app');
  await expectPull(host, lab, `${himself} ${asHim} podman pull ${image}`, 443, 'team/app');
}
