// The edits of buildkitd.toml for wishes, and what is said of builders, on a host in memory.

import { describe, expect, it } from 'vitest';
import { buildkit } from '../../../src/engines/buildkit/index.ts';
import type { BuildkitObserved } from '../../../src/engines/buildkit/observed.ts';
import { type InspectScope, type Wish, withChanges } from '../../../src/engines/engine.ts';
import { writePem } from '../../../src/formats/pem.ts';
import { textOf } from '../../../src/model/file.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { NO_HOLDINGS } from '../../../src/model/managed.ts';
import type { Draft } from '../../../src/model/plan.ts';
import { parseMirror } from '../../../src/model/registry.ts';
import type { Request } from '../../../src/model/request.ts';
import { type FakeFile, type FakeParts, fakeHost } from '../../support/fake-host.ts';

const DER = Buffer.from('a certificate').toString('base64');
const CONF = '/etc/buildkit/buildkitd.toml';
const FOLDER = '/root/.docker/buildx';
const DEFAULT = `${FOLDER}/buildkitd.default.toml`;

type Files = Readonly<Record<string, FakeFile>>;

function mirror(text: string): Request {
  const parsed = parseMirror(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}
const insecure = (target: string): Request => ({ kind: 'insecure', target, form: 'host' });

interface Node {
  readonly conf?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly endpoint?: string;
}

function builder(name: string, ...nodes: readonly Node[]): Files {
  const text = JSON.stringify({
    Name: name,
    Driver: 'docker-container',
    Nodes: nodes.map(
      ({ conf, options = {}, flags = [], endpoint = 'unix:///var/run/docker.sock' }, index) => ({
        Name: `${name}${index}`,
        Endpoint: endpoint,
        Platforms: null,
        DriverOpts: options,
        Flags: flags,
        Files: conf === undefined ? null : { 'buildkitd.toml': Buffer.from(conf).toString('base64') },
      }),
    ),
    Dynamic: false,
  });
  return { [`${FOLDER}/instances/${name}`]: text };
}

async function observe(
  files: Files,
  scope: InspectScope = { expected: false, named: true },
  more: Partial<FakeParts> = {},
): Promise<BuildkitObserved> {
  const observed = await buildkit.inspect(fakeHost({ files, ...more }), scope);
  if (observed === undefined) throw new Error('no BuildKit');
  return observed;
}

function plan(observed: BuildkitObserved, ensure: readonly Request[], more: Partial<Wish> = {}): Draft {
  return buildkit.plan(
    {
      ensure,
      inForce: ensure,
      adopted: [],
      held: NO_HOLDINGS,
      named: true,
      dropIn: false,
      convert: false,
      ...more,
    },
    observed,
  );
}

const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code);

function textAfter(observed: BuildkitObserved, draft: Draft, path = CONF): string {
  return textOf(withChanges(observed, draft.changes).files.get(path) ?? { kind: 'absent' });
}

async function textFor(before: string, ensure: readonly Request[]): Promise<string> {
  const observed = await observe({ [CONF]: before });
  return textAfter(observed, plan(observed, ensure));
}

describe('where BuildKit is', () => {
  const found = async (
    files: Files,
    scope: InspectScope = { expected: false },
    more: Partial<FakeParts> = {},
  ) => (await buildkit.inspect(fakeHost({ files, ...more }), scope))?.targets.map(({ path }) => path);
  const plugin = { '/usr/libexec/docker/cli-plugins/docker-buildx': '' };

  it('is a file of a buildkitd, a program, a builder or a default configuration', async () => {
    expect(await found({})).toBeUndefined();
    expect(await found({ [CONF]: '' })).toEqual([CONF]);
    expect(
      await found({}, { expected: false }, { programs: { buildkitd: '/usr/local/bin/buildkitd' } }),
    ).toEqual([CONF]);
    expect(await found({ [DEFAULT]: '' })).toEqual([DEFAULT]);
    expect(await found(builder('ci', {}))).toEqual([DEFAULT]);
    expect(await found({ [CONF]: '', ...builder('ci', {}) })).toEqual([CONF, DEFAULT]);
  });

  it('is not where buildx has only builders within dockerd, or of somebody else', async () => {
    const remote = { [`${FOLDER}/instances/far`]: '{"Name":"far","Driver":"remote","Nodes":[]}' };
    expect(await found({ ...remote, ...plugin })).toBeUndefined();
    expect(await found({ [`${FOLDER}/instances/torn`]: '{"Name":' })).toBeUndefined();
  });

  it('is buildx alone where it was named, and nothing on a host without either', async () => {
    expect(await found(plugin, { expected: false, named: true })).toEqual([DEFAULT]);
    expect(await found({}, { expected: false, named: true })).toBeUndefined();
    expect(await found({}, { expected: true, named: true }, { live: false })).toEqual([CONF]);
  });

  it('is the folder that $BUILDX_CONFIG or $DOCKER_CONFIG names', async () => {
    const named = { expected: false };
    const variables = { BUILDX_CONFIG: '/srv/bx' };
    expect(await found({ '/srv/bx/buildkitd.default.toml': '' }, named, { variables })).toEqual([
      '/srv/bx/buildkitd.default.toml',
    ]);
    const docker = { DOCKER_CONFIG: '/srv/d' };
    expect(await found({ '/srv/d/buildx/buildkitd.default.toml': '' }, named, { variables: docker })).toEqual(
      ['/srv/d/buildx/buildkitd.default.toml'],
    );
  });

  it('is for a user his own files', async () => {
    const session = {
      kind: 'user',
      name: 'ann',
      uid: 1000,
      gid: 1000,
      home: '/home/ann',
      runtime: undefined,
    } as const;
    const files = { '/home/ann/.config/buildkit/buildkitd.toml': '', ...{ [CONF]: '' } };
    expect(await found(files, { expected: false }, { session })).toEqual([
      '/home/ann/.config/buildkit/buildkitd.toml',
    ]);
  });
});

describe('unless it was named', () => {
  it('nothing is planned, and that is said where something was asked', async () => {
    const observed = await observe(builder('ci', {}), { expected: false });
    const draft = plan(observed, [mirror('https://m.test')], { named: false });
    expect([draft.changes, draft.holdings]).toEqual([[], NO_HOLDINGS]);
    expect(draft.findings).toMatchObject([
      { code: 'BUILDKIT_LEFT_ALONE', severity: 'info', arguments: { builders: ['ci'], daemon: false } },
    ]);
    expect(plan(observed, [], { named: false }).findings).toEqual([]);
    expect(plan(observed, [{ kind: 'search', host: 'a.test' }], { named: false }).findings).toEqual([]);
  });

  it('a default configuration without builders is not worth a word', async () => {
    const observed = await observe({ [DEFAULT]: '' }, { expected: false });
    expect(plan(observed, [mirror('https://m.test')], { named: false }).findings).toEqual([]);
  });

  it('it follows later runs once something of it is held', async () => {
    const observed = await observe({ [CONF]: '' });
    const first = plan(observed, [mirror('https://a.test')]);
    const later = withChanges(observed, first.changes);
    const both = [mirror('https://a.test'), mirror('https://b.test')];
    const draft = plan(later, both, { named: false, held: first.holdings });
    expect(textAfter(later, draft)).toContain('mirrors = ["a.test", "b.test"]');
  });

  it('an unreadable file of it stops nobody', async () => {
    const files = { [CONF]: { errno: 'EACCES' } };
    const severities = async (scope: InspectScope) =>
      (await observe(files, scope)).findings.map(({ severity }) => severity);
    expect(await severities({ expected: false })).toEqual(['warning']);
    expect(await severities({ expected: false, named: true })).toEqual(['error']);
  });
});

describe('a folder that could not be looked at', () => {
  const path = '/etc/buildkit/certs.d/m.test';
  const unseen = () => [{ operation: 'lstat', path, errno: 'EACCES' }];

  it('stops what is asked of its file: what is in it would pass for absent', async () => {
    const host = { ...fakeHost({ files: { [CONF]: '' } }), unseen };
    const auto = await buildkit.inspect(host, { expected: false });
    const named = await buildkit.inspect(host, { expected: false, named: true });
    if (auto === undefined || named === undefined) throw new Error('no BuildKit');
    expect(auto.findings).toMatchObject([{ code: 'FILE_UNREADABLE', severity: 'warning', path }]);
    const held = { ...NO_HOLDINGS, requests: [mirror('https://a.test')] };
    const draft = plan(auto, [mirror('https://b.test')], { named: false, held });
    expect(draft).toMatchObject({ changes: [], findings: [{ severity: 'error', path }] });
    expect(plan(named, [mirror('https://b.test')])).toMatchObject({ changes: [], findings: [] });
    expect(named.findings).toMatchObject([{ code: 'FILE_UNREADABLE', severity: 'error', path }]);
  });
});

describe('a mirror', () => {
  it('is looked up by host and port: that is where its transport is said', async () => {
    expect(await textFor('', [mirror('http://m.test:81/hub')])).toBe(
      '[registry."docker.io"]\n  mirrors = ["m.test:81/hub"]\n\n[registry."m.test:81"]\n  http = true\n',
    );
  });

  it('over TLS on a loopback address says that it is: BuildKit asks there in plain http', async () => {
    expect(await textFor('', [mirror('https://127.0.0.1:5000')])).toContain(
      '[registry."127.0.0.1:5000"]\n  http = false\n',
    );
    expect(await textFor('', [mirror('https://localhost')])).toContain('http = false');
    expect(await textFor('', [mirror('https://m.test')])).not.toContain('http');
  });

  it('that is there in another spelling is not put in again', async () => {
    const before = '[registry."docker.io"]\nmirrors = ["https://m.test/"]\n';
    expect(await textFor(before, [mirror('https://m.test')])).toBe(before);
  });

  it('that is insecure as well is asked over TLS first', async () => {
    const text = await textFor('', [mirror('https://m.test'), insecure('m.test')]);
    expect(text).toContain('[registry."m.test"]\n  http = true\n  insecure = true\n');
    const near = await textFor('', [mirror('https://127.0.0.1'), insecure('127.0.0.1')]);
    expect(near).toContain('[registry."127.0.0.1"]\n  http = true\n  insecure = true\n');
  });

  it('comes before those of others, in the order given', async () => {
    const before = '[registry."docker.io"]\n  mirrors = ["x.test", "b.test", "y.test"]\n';
    const text = await textFor(
      before,
      ['a', 'b'].map((name) => mirror(`https://${name}.test`)),
    );
    expect(text).toContain('["a.test", "x.test", "b.test", "y.test"]');
  });

  it('does not take over what others said of its registry for another one', async () => {
    const observed = await observe({ [CONF]: '[registry."m.test"]\nhttp = true\n' });
    expect(codes(plan(observed, [mirror('https://m.test')]).findings)).toEqual(['MIRROR_SET_TO_HTTP']);
    expect(codes(plan(observed, [mirror('http://m.test')]).findings)).toEqual(['MIRROR_PLAIN_HTTP']);
    const both = await observe({ [CONF]: '[registry."m.test"]\nhttp = true\ninsecure = true\n' });
    expect(codes(plan(both, [mirror('https://m.test')]).findings)).toEqual([]);
  });
});

describe('a table of ours', () => {
  it('stays with what others have put into it', async () => {
    const observed = await observe({ [CONF]: '' });
    const first = plan(observed, [mirror('http://m.test')]);
    const text = textAfter(observed, first).replace('http = true', 'http = true\n  ca = ["/x.crt"]');
    const later = await observe({ [CONF]: text });
    const gone = plan(later, [], { inForce: [], held: first.holdings });
    expect(textAfter(later, gone)).toBe('[registry."m.test"]\n  ca = ["/x.crt"]\n');
    expect(gone.holdings.entries).toEqual([]);
  });
});

describe('builders', () => {
  const outdated = async (files: Files, ensure: readonly Request[]) => {
    const observed = await observe(files);
    return plan(observed, ensure).findings.filter(({ code }) => code === 'BUILDER_OUTDATED');
  };
  const ours = '[registry."docker.io"]\nmirrors = ["m.test"]\n';

  it('that were created before are made anew by two lines, with all their options', async () => {
    const files = builder(
      'ci',
      {
        options: { network: 'host', 'env.A': 'b,c' },
        flags: ['--debug', '--allow-insecure-entitlement=network.host'],
      },
      { endpoint: 'ssh://b@x' },
    );
    const current = { [`${FOLDER}/current`]: '{"Key":"","Name":"ci"}' };
    expect(await outdated({ ...files, ...current }, [mirror('https://m.test')])).toMatchObject([
      {
        severity: 'warning',
        arguments: {
          builder: 'ci',
          own: false,
          lines: [
            'docker buildx rm --keep-state ci',
            `docker buildx create --name ci --driver docker-container --driver-opt network=host --driver-opt '"env.A=b,c"' --buildkitd-flags --debug --use`,
            'docker buildx create --append --name ci --driver docker-container ssh://b@x',
          ],
        },
      },
    ]);
  });

  it('that have it all are left out, whatever else they have', async () => {
    const files = { ...builder('a', { conf: ours }), ...builder('b', { conf: `debug = true\n${ours}` }) };
    expect(await outdated(files, [mirror('https://m.test')])).toEqual([]);
  });

  it('with a configuration of their own do not lose it', async () => {
    const files = builder('own', { conf: '[registry."quay.io"]\nmirrors = ["q.test"]\n' });
    const [found] = await outdated(files, [mirror('https://m.test')]);
    expect(found?.arguments).toMatchObject({
      own: true,
      lines: [
        'docker buildx rm --keep-state own',
        'docker buildx create --name own --driver docker-container --buildkitd-config FILE',
      ],
    });
  });

  it('with other settings of their own do not lose those either', async () => {
    const files = builder('own', { conf: 'debug = true\n' });
    const [found] = await outdated(files, [mirror('https://m.test')]);
    expect(found?.arguments).toMatchObject({ own: true });
  });

  it('that still have what has gone are outdated, too', async () => {
    const kept = `${ours}[registry."m.test"]\nca = ["/etc/buildkit/certs/m.test/ca.crt"]\n`;
    const observed = await observe({ [DEFAULT]: '', ...builder('ci', { conf: kept }) });
    const ca: Request = { kind: 'ca', host: 'm.test', pem: writePem([DER]), attached: false };
    const first = plan(observed, [mirror('https://m.test'), ca]);
    expect(codes(first.findings)).toEqual([]);
    const later = withChanges(observed, first.changes);
    const gone = plan(later, [], { inForce: [], held: first.holdings });
    expect(codes(gone.findings)).toEqual(['BUILDER_OUTDATED']);
    expect(gone.findings[0]?.arguments).toMatchObject({ own: false });
  });

  it('and their configurations are listed for status and doctor', async () => {
    const files = {
      ...builder('a', {}),
      ...builder('b', { conf: ours }),
      '/etc/docker/daemon.json': '{"registry-mirrors": ["https://m.test/"]}',
      '/run/docker.pid': '7',
      '/proc/7/stat': '',
    };
    const sockets = {
      '/run/docker.sock /containers/json': JSON.stringify([
        { Names: ['/buildx_buildkit_b0'] },
        { Names: ['/buildx_buildkit_theirs0'] },
        { Names: ['/web'] },
      ]),
    };
    const { findings } = await observe(files, { expected: false, witness: true }, { sockets });
    expect(findings).toMatchObject([
      { code: 'BUILDER_FOUND', arguments: { builder: 'a', config: 'none', mirrors: [] } },
      { code: 'BUILDER_FOUND', arguments: { builder: 'b', config: 'conf', mirrors: ['docker.io=m.test'] } },
      { code: 'BUILDER_FOUND', arguments: { builder: 'theirs', config: 'hidden', mirrors: [] } },
      { code: 'BUILDER_IGNORES', severity: 'warning', arguments: { builders: ['a'], mirrors: ['m.test'] } },
    ]);
    expect((await observe(files, { expected: false }, { sockets })).findings).toEqual([]);
  });

  it('of a Docker that does not run are not asked for: its socket would start it', async () => {
    const host = fakeHost({ files: { ...builder('a', {}), '/run/docker.pid': '7' } });
    await buildkit.inspect(host, { expected: false, witness: true });
    expect(host.asked).toEqual([]);
  });
});
