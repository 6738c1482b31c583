// BuildKit's daemon and its ways: what it has loaded, what a change takes, its judgement, whom it asks.

import { describe, expect, it } from 'vitest';
import { buildkit } from '../../../src/engines/buildkit/index.ts';
import type { BuildkitObserved } from '../../../src/engines/buildkit/observed.ts';
import { type InspectScope, withChanges } from '../../../src/engines/engine.ts';
import { writePem } from '../../../src/formats/pem.ts';
import type { CommandResult, Looked, ReadHost } from '../../../src/host/ports.ts';
import type { Routes } from '../../../src/model/endpoint.ts';
import type { FileChange, FileState } from '../../../src/model/file.ts';
import type { ApplyMode } from '../../../src/model/plan.ts';
import { ended, type FakeFile, type FakeParts, fakeHost, SCRATCH } from '../../support/fake-host.ts';

const CONF = '/etc/buildkit/buildkitd.toml';
const FOLDER = '/root/.docker/buildx';
const DEFAULT = `${FOLDER}/buildkitd.default.toml`;
const UNIT = 'systemctl show --property=LoadState,ActiveState,MainPID,ExecStart buildkit.service';
const NOW = 1_700_000_000_000;
/** Hundredths of a second since the boot at which the daemon was started, and how long ago the boot was. */
const STARTED = 5_000;
const UPTIME = 100_000;
const START_TIME = NOW - UPTIME + STARTED * 10;

const NAMED: InspectScope = { expected: false, named: true };
const DER = Buffer.from('a certificate').toString('base64');

interface Run {
  readonly text?: string;
  /** Milliseconds after the daemon's start. */
  readonly written?: number;
  readonly folderWritten?: number;
  readonly unit?: string;
  readonly files?: Readonly<Record<string, FakeFile>>;
  readonly answers?: FakeParts['answers'];
}

function hostWith({
  text = '',
  written = -1_000,
  folderWritten = -1_000,
  unit,
  files,
  answers,
}: Run): ReadHost {
  const host = fakeHost({
    files: {
      [CONF]: text,
      '/proc/9/cmdline': '/usr/local/bin/buildkitd\0--addr\0fd://\0',
      '/proc/9/stat': `9 (buildkitd (x)) S ${Array(18).fill('0').join(' ')} ${STARTED} 0`,
      ...files,
    },
    programs: { buildkitd: '/usr/local/bin/buildkitd' },
    answers: {
      [UNIT]: unit ?? 'LoadState=loaded\nActiveState=active\nMainPID=9\nExecStart=\n',
      'buildkitd --version': 'buildkitd github.com/moby/buildkit v0.32.2 0123\n',
      ...answers,
    },
  });
  const times = new Map([
    [CONF, START_TIME + written],
    ['/etc/buildkit', START_TIME + folderWritten],
  ]);
  const look = (path: string): Looked => ({ ...host.look(path), modified: times.get(path) ?? 0 });
  const clock = { ...host.clock, now: () => NOW, boot: () => ({ id: '', uptime: UPTIME, age: UPTIME }) };
  return { ...host, look, clock };
}

async function observe(run: Run, scope = NAMED): Promise<BuildkitObserved> {
  const observed = await buildkit.inspect(hostWith(run), scope);
  if (observed === undefined) throw new Error('no BuildKit');
  return observed;
}

const file = (text: string): FileState => ({
  kind: 'file',
  bytes: Buffer.from(text),
  mode: 0o644,
  uid: 0,
  gid: 0,
});
const change = (path: string, text: string): FileChange => ({ path, before: file(''), after: file(text) });

const MIRROR = '[registry."docker.io"]\nmirrors = ["m.test:5000"]\n[registry."m.test:5000"]\nhttp = true\n';

describe('what the daemon has loaded', () => {
  it('is what stands in a file that is older than it', async () => {
    const observed = await observe({ text: MIRROR });
    expect([observed.running, observed.version]).toEqual([true, '0.32.2']);
    expect(buildkit.known(observed)).toMatchObject({
      kind: 'known',
      facts: {
        config: CONF,
        registries: [
          { registry: 'docker.io', mirrors: ['m.test:5000'] },
          { registry: 'm.test:5000', http: true },
        ],
      },
    });
  });

  it.each([
    ['was written later', { written: 1_000 }, 'stale'],
    ['was written as early as clocks can tell', { written: 20 }, 'current'],
    ['may have been put there later with its old time', { folderWritten: 1_000 }, 'unknown'],
  ])('is not known where the file %s', async (_, run, reading) => {
    const observed = await observe(run);
    expect([observed.daemon?.reading, buildkit.known(observed).kind]).toEqual([
      reading,
      reading === 'current' ? 'known' : 'unknown',
    ]);
  });

  it('is not known of builders, nor where nothing runs', async () => {
    const stopped = await observe({ unit: 'LoadState=loaded\nActiveState=inactive\nMainPID=0\n' });
    expect([stopped.running, buildkit.known(stopped)]).toMatchObject([false, { reason: 'not running' }]);
    const host = fakeHost({ files: { [DEFAULT]: '' } });
    const builders = await buildkit.inspect(host, { expected: false });
    expect(builders?.running).toBe(false);
    expect(builders && buildkit.known(builders).kind).toBe('unknown');
  });

  it('is said to be old by status and doctor', async () => {
    const { findings } = await observe({ written: 1_000 }, { expected: false, witness: true });
    expect(findings).toMatchObject([{ code: 'BUILDKITD_STALE', severity: 'warning', path: CONF }]);
  });

  it('comes from the file that it was started with', async () => {
    const other = '/srv/bk.toml';
    const files = { [other]: MIRROR, '/proc/9/cmdline': 'rootlesskit\0buildkitd\0--config=/srv/bk.toml\0' };
    expect((await observe({ files })).targets.map(({ path }) => path)).toEqual([other]);
    const stopped = await observe({
      files,
      unit: 'LoadState=loaded\nActiveState=inactive\nMainPID=0\nExecStart={ path=/b ; argv[]=/b --config /srv/bk.toml ; x }\n',
    });
    expect(stopped.targets.map(({ path }) => path)).toEqual([other]);
  });
});

describe('a change', () => {
  const settle = async (run: Run, changes: readonly FileChange[], mode: ApplyMode, scope = NAMED) => {
    const { activation, findings } = buildkit.settle(changes, await observe(run, scope), mode);
    return [activation.kind, ...findings.map((one) => `${one.severity} ${one.code}`)];
  };
  const edited = [change(CONF, MIRROR)];

  it('takes a restart that a person has to permit: builds end by it', async () => {
    expect(await settle({}, edited, 'auto')).toEqual(['restart', 'error RESTART_NEEDED']);
    expect(await settle({}, edited, 'reload')).toEqual(['restart', 'error RESTART_NEEDED']);
    expect(await settle({}, edited, 'restart')).toEqual(['restart']);
    expect(await settle({}, edited, 'none')).toEqual(['none', 'info NOT_ACTIVATED']);
    expect(await settle({}, [change('/etc/buildkit/certs.d/m.test/ca.crt', 'x')], 'restart')).toEqual([
      'restart',
    ]);
  });

  it('of nothing takes nothing, unless the daemon is older than its file and was named', async () => {
    expect(await settle({}, [], 'restart')).toEqual(['none']);
    expect(await settle({ written: 1_000 }, [], 'restart')).toEqual(['restart']);
    expect(await settle({ written: 1_000 }, [], 'restart', { expected: false })).toEqual(['none']);
  });

  it('of the default configuration counts for builders to come', async () => {
    const host = fakeHost({ files: { [DEFAULT]: '' } });
    const observed = await buildkit.inspect(host, NAMED);
    if (observed === undefined) throw new Error('no BuildKit');
    expect(buildkit.settle([change(DEFAULT, MIRROR)], observed, 'auto')).toMatchObject({
      activation: { kind: 'none' },
      findings: [{ code: 'NOT_ACTIVATED', arguments: { reason: 'at-creation' } }],
    });
  });

  it('is loaded by a daemon that was started with it', async () => {
    const observed = await observe({ written: 1_000 });
    const after = buildkit.assume(withChanges(observed, edited));
    expect(buildkit.known(after)).toMatchObject({
      facts: { registries: [{ mirrors: ['m.test:5000'] }, {}] },
    });
  });
});

describe('the judgement of the installed buildkitd', () => {
  const judge = async (answer: CommandResult, path = CONF) => {
    const answers = { '/usr/local/bin/buildkitd --config': answer };
    const host = hostWith({ answers });
    const found = await buildkit.check([change(path, MIRROR)], await observe({}), host);
    return found.map(({ code, arguments: args }) => [code, args]);
  };

  it('is asked with the new file, and stops the change where it does not take it', async () => {
    const words =
      'buildkitd: toml: cannot decode TOML string into struct field\nfailed to parse config\nmain.main\n\t/src';
    expect(await judge(ended(1, '', words))).toEqual([
      ['CANDIDATE_REFUSED', { error: 'toml: cannot decode TOML string into struct field' }],
    ]);
  });

  it('is content where it only does not like the format of the log', async () => {
    expect(await judge(ended(1, '', 'buildkitd: unsupported log type "none"\nmain.main\n'))).toEqual([]);
  });

  it('is none where it cannot be asked: our own rules have judged', async () => {
    const unknown = 'flag provided but not defined: -log-format';
    expect(await judge(ended(1, '', unknown))).toEqual([]);
    expect(await judge(ended(1, '', 'failed to parse config'), DEFAULT)).toEqual([]);
  });

  it('reads the file in a folder of ours', async () => {
    const host = fakeHost({ programs: { buildkitd: '/b' } });
    await buildkit.check([change(CONF, MIRROR)], await observe({}), host);
    expect(host.asked).toEqual([`/b --config ${SCRATCH}/buildkitd.toml --log-format none`]);
    expect([...host.scratched.values()]).toEqual([MIRROR]);
  });
});

describe('whom it asks', () => {
  const ask = async (text: string, images: readonly string[], files: Run['files'] = {}): Promise<Routes> => {
    const host = hostWith({ text, files });
    const observed = await buildkit.inspect(host, { expected: false });
    if (observed === undefined) throw new Error('no BuildKit');
    const registries = [{ registry: 'n.test', scheme: null, path: '' }];
    return buildkit.routes({ images, registries }, observed, host);
  };
  const wayTo = ({ images }: Routes) =>
    (images[0]?.candidates[0]?.attempts ?? []).map(({ endpoint, repository }) =>
      [endpoint.transport, endpoint.registry, repository].join(' '),
    );

  it('is the mirrors in their order, then the registry itself', async () => {
    const text = '[registry."docker.io"]\nmirrors = ["http://a.test/hub/", "b.test:81"]\n';
    const routes = await ask(text, ['alpine']);
    expect(wayTo(routes)).toEqual([
      'https a.test hub/library/alpine',
      'https b.test:81 library/alpine',
      'https registry-1.docker.io library/alpine',
    ]);
    expect(routes.images[0]?.candidates[0]?.attempts.map(({ ends }) => ends)).toEqual([
      ['no-registry', 'silent', 'silent-image'],
      ['no-registry', 'silent', 'silent-image'],
      [],
    ]);
  });

  it.each([
    ['http = true', 'http'],
    ['insecure = true', 'unverified'],
    ['http = true\ninsecure = true', 'insecure'],
    ['http = false', 'https'],
  ])('over what %s says', async (said, transport) => {
    const text = `[registry."q.test"]\nmirrors = ["m.test"]\n[registry."m.test"]\n${said}\n`;
    expect(wayTo(await ask(text, ['q.test/a']))).toEqual([`${transport} m.test a`, 'https q.test a']);
  });

  it('in plain http on a loopback address, unless it says that it is not', async () => {
    const text = '[registry."q.test"]\nmirrors = ["127.0.0.1:5000", "localhost"]\n';
    const closed = `${text}[registry."localhost"]\nhttp = false\n`;
    expect(wayTo(await ask(closed, ['q.test/a'])).slice(0, 2)).toEqual([
      'http 127.0.0.1:5000 a',
      'https localhost a',
    ]);
  });

  it('with the CA that the file names; without that file there is no way at all', async () => {
    const text = `[registry."docker.io"]\nmirrors = ["m.test"]\n[registry."m.test"]\nca = ["/x/ca.crt"]\n`;
    const there = await ask(text, ['alpine', 'n.test/a'], { '/x/ca.crt': writePem([DER]) });
    expect(there.configured.map(({ trust }) => trust.certificates)).toEqual([[DER]]);
    expect(there.findings).toEqual([]);
    const gone = await ask(text, ['alpine', 'n.test/a']);
    expect(gone.images.map(({ candidates }) => candidates.length)).toEqual([0, 1]);
    expect(gone.images[0]?.findings).toMatchObject([{ code: 'BUILDKITD_CA_MISSING', severity: 'error' }]);
    expect(gone.findings).toMatchObject([{ code: 'BUILDKITD_CA_MISSING', severity: 'warning', path: CONF }]);
  });

  it('with a CA that has not been written yet, where the observation has it', async () => {
    const text = `[registry."docker.io"]\nmirrors = ["m.test"]\n[registry."m.test"]\nca = ["/x/ca.crt"]\n`;
    const observed = withChanges(await observe({ text }), [change('/x/ca.crt', writePem([DER]))]);
    const routes = await buildkit.routes({ images: [], registries: [] }, observed, hostWith({ text }));
    expect(routes.configured.map(({ trust }) => trust.certificates)).toEqual([[DER]]);
  });

  it('with the login that the docker command has, also of a mirror', async () => {
    const auth = Buffer.from('robot:secret').toString('base64');
    const files = { '/root/.docker/config.json': JSON.stringify({ auths: { 'm.test': { auth } } }) };
    const text = '[registry."docker.io"]\nmirrors = ["m.test"]\n';
    const { configured } = await ask(text, [], files);
    expect(configured[0]?.login).toMatchObject({ kind: 'password', user: 'robot' });
  });

  it('is for a builder what it was created with, with the CA that was copied into it', async () => {
    const conf =
      '[registry."docker.io"]\nmirrors = ["b.test"]\n[registry."b.test"]\nca = ["/etc/buildkit/certs/b.test/ca.crt"]\n';
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const node = {
      Name: 'ci0',
      Files: { 'buildkitd.toml': base64(conf), 'certs/b.test/ca.crt': base64(writePem([DER])) },
    };
    const files = {
      [`${FOLDER}/instances/ci`]: JSON.stringify({ Name: 'ci', Driver: 'docker-container', Nodes: [node] }),
      [`${FOLDER}/current`]: '{"Name":"ci"}',
    };
    const routes = await ask('[registry."docker.io"]\nmirrors = ["d.test"]\n', ['alpine'], files);
    expect(wayTo(routes)[0]).toBe('https b.test library/alpine');
    expect(routes.images[0]?.findings).toMatchObject([
      { code: 'BUILDER_ASKED', arguments: { builder: 'ci' } },
    ]);
    expect(routes.configured.map(({ registry, trust }) => [registry, trust.certificates.length])).toEqual([
      ['d.test', 0],
      ['b.test', 1],
    ]);
  });

  it('is nobody for a name that it refuses; and what it does not know in its file is said', async () => {
    const routes = await ask('[registry."docker.io"]\nmirror = ["m.test"]\n', ['UPPER']);
    expect(routes.images[0]?.findings).toMatchObject([{ code: 'IMAGE_NAME_REFUSED' }]);
    expect(routes.findings).toMatchObject([
      { code: 'BUILDKITD_KEY_IGNORED', arguments: { key: 'mirror' }, path: CONF, position: { line: 2 } },
    ]);
    expect((await ask('[registry."a"\n', [])).findings).toMatchObject([
      { code: 'FILE_REFUSED', severity: 'warning', path: CONF },
    ]);
    expect(routes.named.map(({ transport, role }) => `${transport} ${role}`)).toEqual(['https named']);
  });
});
