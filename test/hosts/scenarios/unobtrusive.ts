// What must not happen: dry runs and status that write, stopped engines that start, drift that nobody sees.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { engineOf, expectClient, findingOf } from './client.ts';
import { DAEMON_JSON, dockerRegistries } from './docker-engine.ts';
import { takeStock } from './stock.ts';

const SETUP = 'setup --mirror http://nexushub.com:8001';

const COMMITTED = { code: 0, outcome: 'committed' };

export function describeUnobtrusive(rig: Rig): void {
  describeReaders(rig);
  describeStopped(rig);
  describeNotApplied(rig);
  describeDrift(rig);
}

function describeReaders({ onHost }: Rig): void {
  onHost('S1 --dry-run and status write nothing, also unprivileged', {}, async (host) => {
    const everything = '/etc /var/lib/registry-client /usr/local /root /home';
    const temporary = (): Promise<string> => host.must('find /tmp /run/user -mindepth 1 2> /dev/null | sort');
    const planned = { code: 2, outcome: 'planned' };
    const stock = await takeStock(host, everything);
    const temporaryBefore = await temporary();
    await host.must('touch /run/mark; sleep 1');
    for (const options of [{}, { user: 'visitor' }]) {
      const report = await expectClient(host, `${SETUP} --dry-run`, planned, options);
      expect(report.id).toBeNull();
      const docker = engineOf(report, 'docker');
      expect(docker).toMatchObject({ changes: [{ path: DAEMON_JSON, kind: 'create' }] });
      expect(docker.changes[0]?.diff).toContain('http://nexushub.com:8001');
      await expectClient(host, 'status', { code: 0, outcome: 'unmanaged' }, options);
      await expectClient(host, 'remove --all --dry-run', { code: 0, outcome: 'unchanged' }, options);
    }
    expect(await takeStock(host, everything)).toBe(stock);
    expect(await temporary()).toBe(temporaryBefore);
    // Engines and the journal keep writing; of all other files none is newer than the mark.
    const newer =
      'find / -xdev -newer /run/mark -type f -not -path "/var/log/*" -not -path "/var/lib/systemd/*"';
    expect(await host.must(newer)).toBe('');

    await expectClient(host, SETUP, COMMITTED);
    const after = await takeStock(host, everything);
    await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
    await expectClient(host, 'rollback --dry-run', planned);
    expect(await takeStock(host, everything)).toBe(after);
  });
}

function describeStopped({ onHost }: Rig): void {
  onHost('S1 a stopped Docker is never started', {}, async (host) => {
    await host.must('systemctl stop docker.service docker.socket && systemctl start docker.socket');
    const isDown = async (): Promise<void> => {
      expect((await host.sh('systemctl is-active docker.service')).stdout.trim()).toBe('inactive');
    };
    await expectClient(host, 'status', { code: 0, outcome: 'unmanaged' });
    await isDown();
    const done = await expectClient(host, SETUP, COMMITTED);
    expect(engineOf(done, 'docker')).toMatchObject({ running: false, inSync: null });
    findingOf(done, 'NOT_ACTIVATED');
    await isDown();
    await expectClient(host, SETUP, { code: 0, outcome: 'unchanged' });
    await expectClient(host, 'rollback', COMMITTED);
    await expectClient(host, SETUP, COMMITTED);
    await isDown();
    await host.must('systemctl start docker.service');
    expect((await dockerRegistries(host)).mirrors).toEqual(['http://nexushub.com:8001/']);
    await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
  });
}

function describeNotApplied({ onHost }: Rig): void {
  onHost('S1 --apply none; status tells; a later run activates', {}, async (host) => {
    const done = await expectClient(host, `${SETUP} --apply none`, COMMITTED);
    expect(engineOf(done, 'docker')).toMatchObject({ running: true, activation: 'none', inSync: null });
    findingOf(done, 'NOT_ACTIVATED');
    expect((await dockerRegistries(host)).mirrors).toEqual([]);
    const drifted = await expectClient(host, 'status', { code: 2, outcome: 'drifted' });
    expect(engineOf(drifted, 'docker').inSync).toBe(false);
    const later = await expectClient(host, SETUP, COMMITTED);
    expect(engineOf(later, 'docker')).toMatchObject({ activation: 'reload', inSync: true, changes: [] });
    expect((await dockerRegistries(host)).mirrors).toEqual(['http://nexushub.com:8001/']);
    await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
  });
}

function describeDrift({ onHost }: Rig): void {
  onHost('S1 drift is seen, and a later setup mends it', {}, async (host) => {
    await expectClient(host, SETUP, COMMITTED);
    await host.write(DAEMON_JSON, '{ "registry-mirrors": [], "insecure-registries": [] }\n');
    await host.must('systemctl reload docker.service; sleep 1');
    const drifted = await expectClient(host, 'status', { code: 2, outcome: 'drifted' });
    expect(engineOf(drifted, 'docker').changes).toMatchObject([{ path: DAEMON_JSON, kind: 'edit' }]);
    await expectClient(host, SETUP, COMMITTED);
    expect(await dockerRegistries(host)).toEqual({
      mirrors: ['http://nexushub.com:8001/'],
      insecure: ['nexushub.com:8001'],
    });
    await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
  });
}
