// The agent on real hosts: it sets up, is quiet, corrects, holds, stops, goes on, and ends when it is told to.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { Host } from '../lab/host.ts';
import { waitFor } from '../lab/run.ts';
import { engineOf, expectClient, findingOf, type ReportDocument } from './client.ts';
import { DAEMON_JSON, dockerRegistries } from './docker-engine.ts';
import { takeStock } from './stock.ts';

const CONFIG = '/etc/registry-client/config.json5';
const REGISTRIES_CONF = '/etc/containers/registries.conf';
const ASKED = '{ mirror: "http://nexushub.com:8001", insecure: "nexushub.com:8002" }\n';
const MIRROR = 'http://nexushub.com:8001/';

const COMMITTED = { code: 0, outcome: 'committed' };
const UNCHANGED = { code: 0, outcome: 'unchanged' };
const FAILED = { code: 1, outcome: 'failed' };

export function describeAgent(rig: Rig): void {
  describeKeeping(rig);
  describeHolds(rig);
  describeStops(rig);
  describeResident(rig);
}

const look = (host: Host, expected: { code: number; outcome: string }): Promise<ReportDocument> =>
  expectClient(host, 'agent --once', expected);

/** Nothing said, and nothing written but the memo of the look. */
async function expectQuiet(host: Host): Promise<void> {
  const before = await takeStock(host);
  const done = await host.sh('registry-client agent --once 2>&1');
  expect(done).toMatchObject({ code: 0, stdout: '' });
  expect(await takeStock(host)).toBe(before);
}

function describeKeeping({ onHost }: Rig): void {
  onHost('agent: sets up, is quiet, puts drift right', { files: { [CONFIG]: ASKED } }, async (host) => {
    await host.must(`mv ${CONFIG} /etc/there`);
    findingOf(await look(host, UNCHANGED), 'AGENT_NO_CONFIG');
    expect((await host.sh('test -e /var/lib/registry-client')).code).toBe(1);
    await host.must(`mv /etc/there ${CONFIG}; mv /usr/bin/podman /usr/bin/podman.off`);
    const first = await look(host, COMMITTED);
    expect(first.engines.map(({ engine }) => engine)).toEqual(['docker']);
    // An engine that appears later.
    await host.must('mv /usr/bin/podman.off /usr/bin/podman');
    expect(engineOf(await look(host, COMMITTED), 'podman')).toMatchObject({ inSync: true });
    await expectQuiet(host);

    await expectByMemory(host);
    await host.write(DAEMON_JSON, '{"debug": false}\n');
    await host.must('systemctl reload docker');
    const drift = await look(host, COMMITTED);
    expect(findingOf(drift, 'AGENT_CORRECTED').message).toContain(DAEMON_JSON);
    expect((await dockerRegistries(host)).mirrors).toEqual([MIRROR]);
    const told = await host.must('journalctl REGISTRY_CLIENT_EVENT=corrected -o json --no-pager');
    expect(JSON.parse(told)).toMatchObject({
      REGISTRY_CLIENT_GENERATION: drift.id,
      REGISTRY_CLIENT_PATH: DAEMON_JSON,
      PRIORITY: '4',
      SYSLOG_IDENTIFIER: 'registry-client',
    });

    // An edit of somebody's other key, and a package that replaces the other file as dpkg does.
    await host.must(`sed -i 's/"debug": false/"debug": false, "log-level": "warn"/' ${DAEMON_JSON}`);
    await expectQuiet(host);
    await host.must(
      `echo '# as shipped' > ${REGISTRIES_CONF}.dpkg-new; mv ${REGISTRIES_CONF}.dpkg-new ${REGISTRIES_CONF}`,
    );
    await look(host, COMMITTED);
    expect(await host.read(REGISTRIES_CONF)).toMatch(/^# as shipped\n[\s\S]*nexushub\.com:8001/);
    expect(await host.read(DAEMON_JSON)).toContain('"log-level": "warn"');

    // A key that the file no longer names goes, and nothing else.
    await host.write(CONFIG, ASKED.replace(/, insecure: .*" /, ' '));
    await look(host, COMMITTED);
    expect(await dockerRegistries(host)).toEqual({ mirrors: [MIRROR], insecure: ['nexushub.com:8001'] });
    expect(await host.read(DAEMON_JSON)).toContain('"log-level": "warn"');
  });
}

/** No child at all is started by a look that finds everything as it was; what may have changed is looked at. */
async function expectByMemory(host: Host): Promise<void> {
  const children = async () => {
    const traced = 'strace -f -qq -e trace=execve -e signal=none -o /run/trace registry-client agent --once';
    await host.must(`${traced}; grep -v ENOENT /run/trace > /run/calls || true`);
    return (await host.must('cat /run/calls')).match(/(?:podman|systemctl|docker)"/g)?.length ?? 0;
  };
  for (const change of [
    'systemctl restart docker && sleep 1',
    'cp -p /usr/bin/podman /run/p; mv /run/p /usr/bin/podman',
  ]) {
    // A file that has only just changed is not trusted: two looks until one is by memory.
    await host.must('sleep 2.1; registry-client agent --once');
    expect(await children(), `before ${change}`).toBe(0);
    await expectCheap(host);
    await host.must(change);
    expect(await children(), change).toBeGreaterThan(0);
  }
}

const MEASURE = `import resource, subprocess
subprocess.run(["registry-client", "agent", "--once"], check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(round((used.ru_utime + used.ru_stime) * 1000), used.ru_maxrss // 1024)`;

/** What a look by memory costs: the time of the processor, which the load of this machine changes little, and memory. */
async function expectCheap(host: Host): Promise<void> {
  const [milliseconds = 0, megabytes = 0] = (await host.must('python3 -', { input: MEASURE }))
    .split(' ')
    .map(Number);
  expect(milliseconds).toBeLessThan(150);
  expect(megabytes).toBeLessThan(60);
}

function describeHolds({ onHost }: Rig): void {
  onHost('agent: is held by an administrator, and goes on', { files: { [CONFIG]: ASKED } }, async (host) => {
    const expectHeld = async (command: string) => {
      const stock = await takeStock(host, '/etc');
      expect(findingOf(await look(host, UNCHANGED), 'AGENT_HELD').message).toContain(command);
      expect(await takeStock(host, '/etc')).toBe(stock);
      for (const options of [{}, { user: 'visitor' }]) {
        const status = await host.sh('registry-client status --json', options);
        expect(status.stdout).toContain('"AGENT_HELD"');
      }
    };
    await look(host, COMMITTED);
    await expectClient(host, 'rollback', COMMITTED);
    await expectHeld('rollback');
    findingOf(await expectClient(host, 'agent --resume', UNCHANGED), 'AGENT_RESUMED');
    await look(host, COMMITTED);
    await expectClient(host, 'remove --all', COMMITTED);
    await expectHeld('remove');
    await host.write(CONFIG, `// again\n${ASKED}`);
    await look(host, COMMITTED);
    expect((await dockerRegistries(host)).mirrors).toEqual([MIRROR]);

    await expectClient(host, 'agent --pause 1h', UNCHANGED);
    await host.must(`rm ${DAEMON_JSON}`);
    findingOf(await look(host, UNCHANGED), 'AGENT_PAUSED');
    await expectClient(host, 'agent --resume', UNCHANGED);
    await look(host, COMMITTED);
  });
}

function describeStops({ onHost }: Rig): void {
  onHost(
    'agent: does not fight, and does not fail for ever',
    { files: { [CONFIG]: ASKED } },
    async (host) => {
      await look(host, COMMITTED);
      const before = await host.read(DAEMON_JSON);
      await host.write(DAEMON_JSON, '{ "debug": \n');
      for (const stopped of [false, false, true, true]) {
        const report = await look(host, FAILED);
        findingOf(report, 'FILE_REFUSED');
        expect(report.findings.some(({ code }) => code === 'AGENT_STOPPED')).toBe(stopped);
      }
      await host.write(DAEMON_JSON, before);
      await look(host, UNCHANGED);

      const theirs = '# Ansible managed\nunqualified-search-registries = ["docker.io"]\n';
      for (const fought of [false, false, true]) {
        await host.write(REGISTRIES_CONF, theirs);
        const report = await look(host, COMMITTED);
        expect(report.findings.some(({ code }) => code === 'AGENT_FOUGHT')).toBe(fought);
      }
      await host.write(REGISTRIES_CONF, theirs);
      expect(findingOf(await look(host, UNCHANGED), 'AGENT_FOUGHT').message).toContain('Ansible');
      expect(await host.read(REGISTRIES_CONF)).toBe(theirs);
      const figures = '/var/lib/registry-client.prom';
      await host.must(`registry-client agent --once --metrics ${figures}`);
      expect(await host.read(figures)).toContain('\nregistry_client_agent_held 1\n');
    },
  );
}

function describeResident({ onHost }: Rig): void {
  onHost(
    'agent: stays under systemd, sees an edit, ends cleanly',
    { files: { [CONFIG]: ASKED } },
    async (host) => {
      await host.must(
        'systemd-run --quiet --unit agent -p Type=notify -p NotifyAccess=all -p WatchdogSec=6 ' +
          '/usr/local/bin/registry-client agent --interval 1h',
      );
      const mirrors = async () => (await dockerRegistries(host)).mirrors.length > 0 || undefined;
      await waitFor('the agent to set up', 30, mirrors);
      const status = () => host.must('systemctl show agent -p ActiveState,SubState,StatusText');
      await waitFor('the agent to rest', 30, async () => (await status()).includes('in sync') || undefined);
      await host.write(DAEMON_JSON, '{"debug": false}\n');
      const corrected = async () => (await host.read(DAEMON_JSON)).includes(MIRROR.slice(0, -1)) || undefined;
      await waitFor('the agent to see the edit', 30, corrected);
      // Longer than the watchdog waits.
      await host.must('sleep 7');
      const now = await status();
      expect([now.includes('ActiveState=active'), now.includes('in sync')], now).toEqual([true, true]);
      await host.must('systemctl stop agent');
      expect(await host.must('systemctl show agent -p Result --value')).toBe('success');
    },
  );
}
