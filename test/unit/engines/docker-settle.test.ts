import { describe, expect, it } from 'vitest';
import { docker } from '../../../src/engines/docker/index.ts';
import type { DockerObserved } from '../../../src/engines/docker/observed.ts';
import { withChanges } from '../../../src/engines/engine.ts';
import { ABSENT, type FileChange, type FileState, invertChange, textOf } from '../../../src/model/file.ts';
import type { ApplyMode, Settlement } from '../../../src/model/plan.ts';
import { CONFIG, dockerObserved, type InfoParts, textFile } from '../../support/docker-observed.ts';

const change = (before: string | null, after: string | null): FileChange => ({
  path: CONFIG,
  before: before === null ? ABSENT : textFile(before),
  after: after === null ? ABSENT : textFile(after),
});
const BOTH = '{"insecure-registries": ["a"], "registry-mirrors": ["http://a"]}';
const BOTH_LOADED: InfoParts = { mirrors: ['http://a/'], insecure: ['a'] };
const CONTAINERS = [{ id: '1', name: 'web', image: 'nginx' }];

const settle = (
  before: string | null,
  after: string | null,
  info: InfoParts = {},
  changed: Partial<DockerObserved> = {},
  mode: ApplyMode = 'auto',
): Settlement => {
  const changes = before === after ? [] : [change(before, after)];
  return docker.settle(changes, dockerObserved(before, info, changed), mode);
};
const images = ({ transitional }: Settlement) => transitional.map(({ image }) => JSON.parse(textOf(image)));
const codes = ({ findings }: Settlement) => findings.map((one) => `${one.severity} ${one.code}`);

describe('settling Docker', () => {
  it('reloads what is added, by the unit or by a signal', () => {
    expect(settle(null, BOTH)).toEqual({
      activation: { kind: 'reload', by: { kind: 'unit', unit: 'docker.service' } },
      transitional: [],
      findings: [],
    });
    expect(settle(null, BOTH, {}, { unit: undefined }).activation).toEqual({
      kind: 'reload',
      by: { kind: 'signal', pid: 100 },
    });
  });
  it('needs nothing when the daemon has it', () => {
    expect(settle(BOTH, BOTH, BOTH_LOADED).activation.kind).toBe('none');
    expect(settle('{}', BOTH, BOTH_LOADED).activation.kind).toBe('none');
    expect(settle('{}', '{ }').activation.kind).toBe('none');
  });
  it('reloads when the daemon has something else, also without a change', () => {
    expect(settle(BOTH, BOTH, { mirrors: ['http://b/'] }).activation.kind).toBe('reload');
  });
  it('decides nothing about a file that may not be read', () => {
    const hidden = dockerObserved(null, BOTH_LOADED, { files: new Map() });
    expect(docker.settle([], hidden, 'auto').activation.kind).toBe('none');
  });
  it('empties keys that go, in an image of the file', () => {
    const only = settle(BOTH, '{}', BOTH_LOADED);
    expect(images(only)).toEqual([{ 'insecure-registries': [], 'registry-mirrors': [] }]);
    const one = settle(BOTH, '{"insecure-registries": ["a"]}', BOTH_LOADED);
    expect(images(one)).toEqual([{ 'insecure-registries': ['a'], 'registry-mirrors': [] }]);
  });
  it('empties them when the whole file goes, and when somebody took the key out before', () => {
    const gone = settle(BOTH, null, BOTH_LOADED);
    expect(images(gone)).toEqual([{ 'insecure-registries': [], 'registry-mirrors': [] }]);
    expect(gone.transitional[0]?.image).toMatchObject({ mode: 0o644 });
    expect(images(settle('{}', '{}', { mirrors: ['http://a/'] }))).toEqual([{ 'registry-mirrors': [] }]);
  });
  it('names the loopback networks from 29.10 on, where [] drops them', () => {
    const settled = settle(BOTH, '{}', { ...BOTH_LOADED, version: '29.10.0' });
    expect(images(settled)).toEqual([
      { 'insecure-registries': ['127.0.0.0/8', '::1/128'], 'registry-mirrors': [] },
    ]);
  });
  it('knows the way back of a first setup', () => {
    const before = dockerObserved(null);
    const changes = [change(null, BOTH)];
    const back = docker.settle(
      changes.map(invertChange),
      docker.assume(withChanges(before, changes)),
      'auto',
    );
    expect(back.activation.kind).toBe('reload');
    expect(images(back)).toEqual([{ 'insecure-registries': [], 'registry-mirrors': [] }]);
  });
  it('says which flags a reload makes forget', () => {
    const flags = [{ flag: 'max-concurrent-downloads', value: '10', directive: 'max-concurrent-downloads' }];
    expect(codes(settle(null, BOTH, {}, { flags }))).toEqual(['warning RELOAD_RESETS_FLAG']);
  });
  it('certs.d needs nothing', () => {
    const ca = { path: '/etc/docker/certs.d/a/ca.crt', before: ABSENT, after: textFile('x') };
    expect(docker.settle([ca], dockerObserved('{}'), 'auto')).toEqual({
      activation: { kind: 'none' },
      transitional: [],
      findings: [],
    });
    const stopped = dockerObserved('{}', {}, { running: false });
    expect(docker.settle([ca], stopped, 'auto').findings).toEqual([]);
  });
});

describe('restarts', () => {
  it.each(['23.0.0', '23.0.6', '24.0.0'])(
    '%s loses insecure-registries on a reload with both keys',
    (version) => {
      expect(settle(null, BOTH, { version }).activation.kind).toBe('restart');
      expect(settle(null, '{"insecure-registries": ["a"]}', { version }).activation.kind).toBe('reload');
    },
  );
  it.each(['23.0.7', '24.0.1', '26.1.5'])('%s does not', (version) => {
    expect(settle(null, BOTH, { version }).activation.kind).toBe('reload');
  });
  it('before 17.04 mirrors are not reloaded', () => {
    expect(settle(null, BOTH, { version: '17.03.2' }).activation.kind).toBe('restart');
  });
  it('what a reload does not change, or not reset, needs one', () => {
    expect(settle('{}', '{"data-root": "/x"}').activation.kind).toBe('restart');
    expect(settle('{"debug": true}', '{}').activation.kind).toBe('restart');
    expect(settle('{}', '{"debug": true}').activation.kind).toBe('reload');
  });
  it('auto never stops a running container', () => {
    const info = { version: '23.0.3' };
    const refused = settle(null, BOTH, info, { containers: CONTAINERS });
    expect(codes(refused)).toEqual(['error RESTART_NEEDED']);
    expect(refused.findings[0]).toMatchObject({
      arguments: { why: 'insecure-lost', about: '23.0.3', containers: ['web (nginx)'] },
    });
    expect(codes(settle(null, BOTH, { ...info, liveRestore: true }, { containers: CONTAINERS }))).toEqual([]);
    expect(codes(settle(null, BOTH, info))).toEqual([]);
  });
  it.each([
    ['{}', '{"data-root": "/x", "debug": true}', '26.1.5', { why: 'directive-stays', about: 'data-root' }],
    [null, BOTH, '17.03.2', { why: 'mirrors-not-reloaded', about: '17.03.2' }],
  ])('says why %j to %j needs one with %s', (before, after, version, why) => {
    const { findings } = settle(before, after, { version }, { containers: CONTAINERS });
    expect(findings).toMatchObject([{ code: 'RESTART_NEEDED', arguments: why }]);
  });
  it('restart permits it, reload refuses it', () => {
    const info = { version: '23.0.3' };
    const permitted = settle(null, BOTH, info, { containers: CONTAINERS }, 'restart');
    expect(permitted).toEqual({
      activation: { kind: 'restart', unit: 'docker.service', interrupts: ['web (nginx)'] },
      transitional: [],
      findings: [],
    });
    expect(codes(settle(null, BOTH, info, {}, 'reload'))).toEqual(['error RESTART_NEEDED']);
  });
  it('restart is a permission: where a reload will do, it is a reload', () => {
    expect(settle(null, BOTH, {}, {}, 'restart').activation.kind).toBe('reload');
    expect(settle(BOTH, BOTH, BOTH_LOADED, {}, 'restart').activation.kind).toBe('none');
  });
  it('without systemd it is left to the administrator', () => {
    const settled = settle(null, BOTH, { version: '23.0.3' }, { unit: undefined });
    expect(codes(settled)).toEqual(['error RESTART_BY_HAND']);
  });
});

describe('no activation', () => {
  it('is said when files are changed only', () => {
    expect(codes(settle(null, BOTH, {}, {}, 'none'))).toEqual(['info NOT_ACTIVATED']);
    expect(settle(null, BOTH, {}, { running: false, answered: undefined }).findings).toMatchObject([
      { code: 'NOT_ACTIVATED', arguments: { reason: 'not-running' } },
    ]);
    expect(settle(null, BOTH, {}, { running: false, live: false }).findings).toMatchObject([
      { code: 'NOT_ACTIVATED', arguments: { reason: 'root' } },
    ]);
    expect(codes(settle(BOTH, BOTH, BOTH_LOADED, {}, 'none'))).toEqual([]);
  });
  it('a daemon that gives no answer stops the change', () => {
    const silent = { answered: { kind: 'failed', error: 'ETIMEDOUT' } } as const;
    expect(codes(settle(null, BOTH, {}, silent))).toEqual(['error LOADED_UNKNOWN']);
    expect(codes(settle(BOTH, BOTH, {}, silent))).toEqual([]);
    const denied = { answered: { kind: 'failed', error: 'EACCES' } } as const;
    expect(settle(null, BOTH, {}, denied)).toMatchObject({ activation: { kind: 'reload' }, findings: [] });
  });
});

describe('our hosts.toml for docker.io that goes', () => {
  const CERTS = '/etc/docker/certs.d';
  const TOML = `${CERTS}/docker.io/hosts.toml`;
  const CA = `${CERTS}/a/ca.crt`;
  const URL = 'http://127.0.0.1:5000/';
  const LOADED: InfoParts = { version: '28.5.2', containerd: true, mirrors: [URL] };
  const MIRROR = `{"registry-mirrors": ["${URL}"]}`;
  const there = textFile(`[host."${URL}"]\n`);
  const goes = (path: string, before: FileState): FileChange => ({ path, before, after: ABSENT });
  const take = (
    changes: readonly FileChange[],
    info: InfoParts = LOADED,
    mode: ApplyMode = 'auto',
    addresses: DockerObserved['addresses'] = new Map(),
  ) => docker.settle(changes, dockerObserved(MIRROR, info, { addresses }), mode);
  const emptied = change(MIRROR, '{}');

  it('stands until the daemon has loaded the new lists, beside the emptied keys', () => {
    const settled = take([emptied, goes(TOML, there)]);
    expect(settled.activation.kind).toBe('reload');
    expect(settled.transitional).toMatchObject([{ path: CONFIG }, { path: TOML, image: there }]);
    const replaced = take([change(MIRROR, '{"registry-mirrors": ["https://b"]}'), goes(TOML, there)]);
    expect(replaced.transitional).toEqual([{ path: TOML, image: there }]);
  });
  it('stands until a restart, too', () => {
    const settled = take([change(MIRROR, '{"data-root": "/x"}'), goes(TOML, there)]);
    expect(settled.activation.kind).toBe('restart');
    expect(settled.transitional).toEqual([{ path: TOML, image: there }]);
  });
  it('has the CAs that it names beside it as long', () => {
    const ca = textFile('ca');
    const settled = take([change(MIRROR, '{"registry-mirrors": []}'), goes(TOML, there), goes(CA, ca)]);
    expect(settled.transitional).toEqual([
      { path: TOML, image: there },
      { path: CA, image: ca },
    ]);
    expect(take([change(MIRROR, '{"registry-mirrors": []}'), goes(CA, ca)]).transitional).toEqual([]);
  });
  it('goes at once where nothing has to be loaded, and is not held where it only changes', () => {
    expect(take([goes(TOML, there)])).toEqual({
      activation: { kind: 'none' },
      transitional: [],
      findings: [],
    });
    const edited = { path: TOML, before: there, after: textFile('[host."https://b"]\n') };
    expect(take([change(MIRROR, '{"registry-mirrors": []}'), edited]).transitional).toEqual([]);
  });
  it('stands on the way back of the setup that brought it', () => {
    const before = dockerObserved('{}', { ...LOADED, mirrors: [] });
    const changes = [change('{}', MIRROR), { path: TOML, before: ABSENT, after: there }];
    const after = docker.assume(withChanges(before, changes));
    const back = docker.settle(changes.map(invertChange).toReversed(), after, 'auto');
    expect(back.transitional).toMatchObject([{ path: CONFIG }, { path: TOML, image: there }]);
  });
  it.each([
    ['a loopback mirror', LOADED],
    ['a listed one', { ...LOADED, mirrors: ['http://a:1/'], insecure: ['a:1'] }],
    ['one in a listed network', { ...LOADED, mirrors: ['https://h/'], networks: ['10.0.0.0/8'] }],
    ['one that may lie there', { ...LOADED, mirrors: ['https://dns/'], networks: ['10.0.0.0/8'] }],
  ])('is said to leave Docker Hub unverified where nothing is activated: %s', (_, info) => {
    const addresses = new Map([['h', ['10.1.1.1']]]);
    const { findings, transitional } = take([emptied, goes(TOML, there)], info, 'none', addresses);
    expect(transitional).toEqual([]);
    expect(findings).toMatchObject([
      { code: 'NOT_ACTIVATED', severity: 'info' },
      {
        code: 'HUB_VERIFICATION_OFF',
        severity: 'warning',
        arguments: { url: info.mirrors?.[0], until: 'loaded' },
      },
    ]);
  });
  it('does so only where that is so', () => {
    const calm = (changes: readonly FileChange[], info: InfoParts) =>
      expect(codes(take(changes, info, 'none', new Map([['h', ['10.1.1.1']]])))).toEqual([
        'info NOT_ACTIVATED',
      ]);
    calm([emptied], LOADED);
    calm([emptied, goes(TOML, there)], { ...LOADED, mirrors: ['https://dns/'] });
    calm([emptied, goes(TOML, there)], { ...LOADED, mirrors: ['https://h/'], networks: ['10.2.0.0/16'] });
    calm([emptied, goes(TOML, there)], { ...LOADED, containerd: false });
    calm([emptied, goes(TOML, there)], { ...LOADED, version: '27.5.1' });
  });
});
