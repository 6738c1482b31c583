// The edits of registries.conf for wishes, one after the other, on a host in memory.

import { describe, expect, it } from 'vitest';
import { type Wish, withChanges } from '../../../src/engines/engine.ts';
import { podman } from '../../../src/engines/podman/index.ts';
import type { PodmanObserved } from '../../../src/engines/podman/observed.ts';
import { MAIN, OUR_DROP_IN } from '../../../src/engines/registries-conf/places.ts';
import { textOf } from '../../../src/model/file.ts';
import { type Finding, isBlocker } from '../../../src/model/finding.ts';
import { type Holdings, NO_HOLDINGS } from '../../../src/model/managed.ts';
import type { Draft } from '../../../src/model/plan.ts';
import { parseMirror } from '../../../src/model/registry.ts';
import type { Request } from '../../../src/model/request.ts';
import { type FakeFile, fakeHost } from '../../support/fake-host.ts';

const SHORTNAMES = '/etc/containers/registries.conf.d/shortnames.conf';

function mirror(text: string): Request {
  const parsed = parseMirror(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}
const search = (host: string): Request => ({ kind: 'search', host });
const registry = (host: string): Request => ({ kind: 'registry', host });
const insecure = (target: string): Request => ({ kind: 'insecure', target, form: 'host' });

async function observe(
  files: Readonly<Record<string, FakeFile>>,
  variables: Readonly<Record<string, string>> = {},
  version = '4.3.1',
): Promise<PodmanObserved> {
  const host = fakeHost({
    files,
    directories: ['/etc/containers'],
    programs: { podman: '/usr/bin/podman' },
    answers: { 'podman --version': `podman version ${version}\n` },
    variables,
  });
  const observed = await podman.inspect(host, { expected: false });
  if (observed === undefined) throw new Error('no podman');
  return observed;
}

function plan(observed: PodmanObserved, ensure: readonly Request[], more: Partial<Wish> = {}): Draft {
  const wish: Wish = {
    ensure,
    inForce: ensure,
    adopted: [],
    held: NO_HOLDINGS,
    named: false,
    dropIn: false,
    convert: false,
    ...more,
  };
  return podman.plan(wish, observed);
}

const codes = (findings: readonly Finding[]) => findings.filter(isBlocker).map((one) => one.code);
const textAt = (observed: PodmanObserved, path: string) =>
  textOf(observed.files.get(path) ?? { kind: 'absent' });

/** A host that goes from run to run, as the command line would take it. */
class Course {
  held: Holdings = NO_HOLDINGS;
  draft: Draft = { changes: [], holdings: NO_HOLDINGS, findings: [] };

  constructor(public observed: PodmanObserved) {}

  setup(named: readonly Request[], more: Partial<Wish> = {}): this {
    const known = this.held.requests.map((one) => JSON.stringify(one));
    const inForce = [...this.held.requests, ...named.filter((one) => !known.includes(JSON.stringify(one)))];
    return this.run(named, inForce, more);
  }

  remove(gone: readonly Request[]): this {
    const texts = gone.map((one) => JSON.stringify(one));
    return this.run(
      [],
      this.held.requests.filter((one) => !texts.includes(JSON.stringify(one))),
      {},
    );
  }

  private run(ensure: readonly Request[], inForce: readonly Request[], more: Partial<Wish>): this {
    this.draft = plan(this.observed, ensure, { inForce, held: this.held, ...more });
    expect(codes(this.draft.findings)).toEqual([]);
    this.observed = withChanges(this.observed, this.draft.changes);
    this.held = JSON.parse(JSON.stringify(this.draft.holdings));
    return this;
  }

  edit(path: string, text: string): this {
    const state = {
      kind: 'file',
      bytes: new TextEncoder().encode(text),
      mode: 0o644,
      uid: 0,
      gid: 0,
    } as const;
    this.observed = { ...this.observed, files: new Map([...this.observed.files, [path, state]]) };
    return this;
  }

  text(path: string): string {
    return textAt(this.observed, path);
  }
}

const S5 = [mirror('http://mirror.docker.com'), search('mirror.docker.com')];

describe('S5', () => {
  const after = `unqualified-search-registries = ["mirror.docker.com", "docker.io"]

[[registry]]
prefix = "docker.io"
location = "docker.io"
[[registry.mirror]]
location = "mirror.docker.com"
insecure = true

[[registry]]
location = "mirror.docker.com"
insecure = true
`;

  it('makes the file where there is none, and takes it away again', async () => {
    const course = new Course(await observe({})).setup(S5);
    expect(course.text(MAIN)).toBe(after);
    expect(course.held.files).toEqual([MAIN]);
    expect(course.setup(S5).draft.changes).toEqual([]);
    course.remove(S5);
    expect(course.observed.files.get(MAIN)).toEqual({ kind: 'absent' });
    expect(course.held.entries).toEqual([]);
  });

  it('keeps every comment of a file of comments, and gives the bytes back', async () => {
    const text = '# a\n# unqualified-search-registries = ["example.com"]\n#\n# [[registry]]\n';
    const course = new Course(await observe({ [MAIN]: text })).setup(S5);
    expect(course.text(MAIN)).toContain(text);
    expect(course.setup(S5).draft.changes).toEqual([]);
    expect(course.remove(S5).text(MAIN)).toBe(text);
  });

  it('stands in front of a list of somebody else, without docker.io', async () => {
    const text = 'unqualified-search-registries = ["quay.io"] # ours\n';
    const course = new Course(await observe({ [MAIN]: text })).setup(S5);
    expect(course.text(MAIN)).toContain(
      'unqualified-search-registries = ["mirror.docker.com", "quay.io"] # ours',
    );
    expect(course.remove(S5).text(MAIN)).toBe(text);
  });

  it('leaves an empty list empty', async () => {
    const text = 'unqualified-search-registries = []\n';
    const course = new Course(await observe({ [MAIN]: text })).setup(S5);
    expect(course.text(MAIN)).toContain('unqualified-search-registries = ["mirror.docker.com"]');
    expect(course.setup(S5).draft.changes).toEqual([]);
    expect(course.remove(S5).text(MAIN)).toBe(text);
  });

  it('puts docker.io at the end, whether the mirror or the search comes first', async () => {
    const list = 'unqualified-search-registries = ["mirror.docker.com", "docker.io"]';
    const one = new Course(await observe({})).setup([...S5.slice(0, 1)]).setup(S5.slice(1));
    const other = new Course(await observe({})).setup([...S5.slice(1)]).setup(S5.slice(0, 1));
    expect(one.text(MAIN)).toContain(list);
    expect(other.text(MAIN)).toContain(list);
  });

  it('asks for no docker.io with a mirror of another registry', async () => {
    const course = new Course(await observe({})).setup([mirror('quay.io=https://m.test')]);
    expect(course.text(MAIN)).not.toContain('unqualified');
  });
});

describe('findings', () => {
  it.each([
    '',
    'unqualified-search-registries = ["quay.io"]\n',
    '[[registry]]\nlocation = "docker.io/team"\n',
  ])('of a plan for %j are few', async (text) => {
    const course = new Course(await observe({ [MAIN]: text })).setup(S5);
    const partly = text.includes('team') ? ['HIDDEN_BY'] : [];
    expect(course.draft.findings.map((one) => one.code)).toEqual([...partly, 'MIRROR_PLAIN_HTTP']);
  });
});

describe('entries of others', () => {
  const text = `[[registry]]
prefix = "docker.io"
location = "docker.io"

[[registry.mirror]]
location = "theirs.test"
`;

  it('come after ours, and stay', async () => {
    const course = new Course(await observe({ [MAIN]: text })).setup([mirror('https://m.test')]);
    expect(course.text(MAIN).indexOf('m.test')).toBeLessThan(course.text(MAIN).indexOf('theirs.test'));
    expect(course.remove([mirror('https://m.test')]).text(MAIN)).toBe(text);
  });

  it('that are named already are not ours', async () => {
    const named = mirror('https://theirs.test');
    const course = new Course(await observe({ [MAIN]: text })).setup([named]);
    expect(course.held.entries.map((entry) => entry.kind)).toEqual(['unqualified-search-registries']);
    expect(course.remove([named]).text(MAIN)).toBe(text);
  });

  it('go with --adopt', async () => {
    const named = mirror('https://theirs.test');
    const observed = await observe({ [MAIN]: text });
    expect(podman.recognise(observed)).toContainEqual(named);
    const draft = plan(observed, [], { adopted: [named] });
    expect(draft.changes[0]?.after).toEqual({ ...observed.files.get(MAIN), bytes: new Uint8Array() });
  });

  it('in a table of ours keep the table', async () => {
    const course = new Course(await observe({})).setup([registry('r.test'), insecure('r.test')]);
    course.edit(MAIN, `${course.text(MAIN)}\n[[registry.mirror]]\nlocation = "theirs.test"\n`);
    course.remove([registry('r.test'), insecure('r.test')]);
    expect(course.text(MAIN)).toContain('theirs.test');
    expect(course.text(MAIN)).not.toContain('insecure');
    expect(course.held.entries).toEqual([]);
  });

  it('get only the key that is missing', async () => {
    const before = '[[registry]]\nlocation = "r.test"\nblocked = false\n';
    const course = new Course(await observe({ [MAIN]: before })).setup([insecure('r.test')]);
    expect(course.text(MAIN)).toBe('[[registry]]\nlocation = "r.test"\ninsecure = true\nblocked = false\n');
    expect(course.held.entries).toEqual([{ path: MAIN, kind: 'registry.insecure', value: 'r.test' }]);
    expect(course.remove([insecure('r.test')]).text(MAIN)).toBe(before);
  });
});

describe('derived entries', () => {
  it('go with their last cause', async () => {
    const http = mirror('http://m.test:8001');
    const course = new Course(await observe({})).setup([http, insecure('m.test:8001')]).remove([http]);
    expect(course.text(MAIN)).toBe('[[registry]]\nlocation = "m.test:8001"\ninsecure = true\n');
    course.remove([insecure('m.test:8001')]);
    expect(course.observed.files.get(MAIN)?.kind).toBe('absent');
  });

  it('do not flap: one, the other, the first again', async () => {
    const [a, b] = [mirror('https://a.test'), mirror('https://b.test')];
    const course = new Course(await observe({})).setup([a]).setup([b]);
    const text = course.text(MAIN);
    expect(course.setup([a]).text(MAIN)).toBe(text);
    expect(course.setup([b, a]).text(MAIN)).toMatch(/b\.test[\s\S]*a\.test/);
  });
});

describe('what could not take effect is refused', () => {
  it.each([
    ['a longer prefix', { [MAIN]: '\n[[registry]]\nlocation = "docker.io/library"\n' }, MAIN, 2],
    [
      'a table in a drop-in',
      { '/etc/containers/registries.conf.d/50.conf': '[[registry]]\nlocation = "docker.io"\n' },
      '/etc/containers/registries.conf.d/50.conf',
      1,
    ],
    [
      'a list in a drop-in',
      { '/etc/containers/registries.conf.d/50.conf': '# x\nunqualified-search-registries = ["a.test"]\n' },
      '/etc/containers/registries.conf.d/50.conf',
      2,
    ],
    [
      "the user's own file",
      { '/root/.config/containers/registries.conf': '# mine\n' },
      '/root/.config/containers/registries.conf',
      undefined,
    ],
  ])('%s', async (_, files, path, line) => {
    const draft = plan(await observe(files), S5);
    const [found] = draft.findings.filter(isBlocker);
    expect(found).toMatchObject({ code: 'HIDDEN_BY', path });
    expect(found?.position?.line).toBe(line);
  });

  it('the variable of the session', async () => {
    const draft = plan(await observe({}, { CONTAINERS_REGISTRIES_CONF: '/tmp/x.conf' }), S5);
    expect(codes(draft.findings)).toEqual(['HIDDEN_BY']);
  });

  it('but not when the drop-in gives the same already', async () => {
    const text = '[[registry]]\nlocation = "r.test"\n';
    const draft = plan(await observe({ '/etc/containers/registries.conf.d/50.conf': text }), [
      registry('r.test'),
    ]);
    expect(draft.changes).toEqual([]);
    expect(draft.findings).toEqual([]);
  });

  it('taking out is not refused', async () => {
    const course = new Course(await observe({})).setup(S5);
    course.edit('/etc/containers/registries.conf.d/50.conf', '[[registry]]\nlocation = "docker.io"\n');
    course.remove(S5);
    expect(course.observed.files.get(MAIN)?.kind).toBe('absent');
  });
});

describe('files that Podman refuses or ignores', () => {
  it.each([
    ['# x\nx = = 1\n', 'FILE_REFUSED', 2],
    ['# v1\n[registries.search]\nregistries = ["a.test"]\n', 'VERSION_1', 2],
    ['[[registry]]\nlocation = "a"\nunqualified-search-registries = ["b"]\n', 'MISPLACED_KEY', 3],
    ['\uFEFF# x\n', 'FILE_REFUSED', 1],
  ])('%j', async (text, code, line) => {
    const draft = plan(await observe({ [MAIN]: text }), S5);
    const [found] = draft.findings.filter(isBlocker);
    expect(found).toMatchObject({ code, path: MAIN });
    expect(found?.position?.line).toBe(line);
    expect(draft.changes).toEqual([]);
  });

  it('a broken drop-in is named', async () => {
    const draft = plan(await observe({ [SHORTNAMES]: 'x = \n' }), S5);
    expect(draft.findings.filter(isBlocker)).toMatchObject([{ code: 'FILE_REFUSED', path: SHORTNAMES }]);
  });

  it('a link that leads nowhere is named', async () => {
    const observed = await observe({ '/etc/containers/registries.conf.d/x.conf': { link: '/nowhere' } });
    expect(observed.findings).toMatchObject([
      { code: 'DANGLING_LINK', path: '/etc/containers/registries.conf.d/x.conf' },
    ]);
  });

  it('unknown keys are a warning', async () => {
    const draft = plan(await observe({ [MAIN]: 'colour = "red"\n' }), [registry('r.test')]);
    expect(draft.findings).toMatchObject([
      { code: 'CONF_DOUBTFUL', severity: 'warning', position: { line: 1 } },
    ]);
  });

  it('v1 is converted when asked', async () => {
    const text = '[registries.search]\nregistries = ["a.test"]\n';
    const draft = plan(await observe({ [MAIN]: text }), S5, { convert: true });
    const after = textOf(draft.changes[0]?.after ?? { kind: 'absent' });
    expect(after).toContain('unqualified-search-registries = ["mirror.docker.com", "a.test"]');
    expect(codes(draft.findings)).toEqual([]);
  });
});

describe('--drop-in', () => {
  const text = `unqualified-search-registries = ["quay.io"]

[[registry]]
location = "docker.io"
blocked = false
mirror-by-digest-only = true

[[registry.mirror]]
location = "theirs.test"
`;

  it('carries over what it hides, leaves the main file, and goes without a trace', async () => {
    const course = new Course(await observe({ [MAIN]: text })).setup(S5, { dropIn: true });
    expect(course.text(MAIN)).toBe(text);
    const written = course.text(OUR_DROP_IN);
    expect(written).toContain('unqualified-search-registries = ["mirror.docker.com", "quay.io"]');
    expect(written).toContain('mirror-by-digest-only = true');
    expect(written.indexOf('"mirror.docker.com"\ninsecure')).toBeLessThan(written.indexOf('"theirs.test"'));
    expect(written.startsWith('# Made by registry-client')).toBe(true);
    expect(course.setup(S5).draft.changes).toEqual([]);
    expect(course.held.dropIn).toBe(true);
    course.remove(S5);
    expect(course.observed.files.get(OUR_DROP_IN)?.kind).toBe('absent');
    expect(course.held.entries).toEqual([]);
  });

  it('follows what it hides', async () => {
    const course = new Course(await observe({ [MAIN]: text })).setup(S5, { dropIn: true });
    course.edit(MAIN, text.replace('quay.io', 'ghcr.io').replace('theirs.test', 'new.test'));
    course.setup(S5);
    expect(course.text(OUR_DROP_IN)).toContain('["mirror.docker.com", "ghcr.io"]');
    expect(course.text(OUR_DROP_IN)).toContain('new.test');
    expect(course.text(OUR_DROP_IN)).not.toContain('theirs.test');
  });

  it('is not hidden by another drop-in', async () => {
    const other = '/etc/containers/registries.conf.d/50.conf';
    const files = {
      [other]: 'unqualified-search-registries = ["a.test"]\n[[registry]]\nlocation = "docker.io"\n',
    };
    const course = new Course(await observe(files)).setup(S5, { dropIn: true });
    expect(course.text(OUR_DROP_IN)).toContain('["mirror.docker.com", "a.test"]');
  });

  it('works beside a v1 main file', async () => {
    const v1 =
      '[registries.search]\nregistries = ["a.test"]\n[registries.insecure]\nregistries = ["docker.io"]\n';
    const course = new Course(await observe({ [MAIN]: v1 })).setup(S5, { dropIn: true });
    expect(course.text(MAIN)).toBe(v1);
    expect(course.text(OUR_DROP_IN)).toContain('["mirror.docker.com", "a.test"]');
    expect(course.text(OUR_DROP_IN)).toContain(
      'prefix = "docker.io"\nlocation = "docker.io"\ninsecure = true',
    );
  });

  it('takes ours along from the main file', async () => {
    const course = new Course(await observe({ [MAIN]: text })).setup(S5);
    course.setup([search('s.test')], { dropIn: true });
    expect(course.text(MAIN)).toBe(text);
    expect(course.text(OUR_DROP_IN)).toContain('["mirror.docker.com", "s.test", "quay.io"]');
    expect(course.draft.findings.map((one) => one.code)).toContain('MOVED_TO_DROP_IN');
  });
});

describe('flags', () => {
  it('a network is for Docker alone', async () => {
    const cidr: Request = { kind: 'insecure', target: '10.0.0.0/8', form: 'cidr' };
    const observed = await observe({});
    expect(plan(observed, [cidr]).findings).toMatchObject([
      { code: 'FLAG_NOT_FOR_ENGINE', severity: 'info' },
    ]);
    expect(codes(plan(observed, [cidr], { named: true }).findings)).toEqual(['FLAG_NOT_FOR_ENGINE']);
    expect(plan(observed, [cidr]).holdings.requests).toEqual([]);
  });

  it('a mirror is refused where Podman has none', async () => {
    expect(codes(plan(await observe({}, {}, '1.4.4'), S5).findings)).toEqual(['VERSION_TOO_OLD']);
  });

  it('a path belongs to the mirror, not to its host', async () => {
    const course = new Course(await observe({})).setup([mirror('http://m.test:81/hub')]);
    expect(course.text(MAIN)).toContain('location = "m.test:81/hub"\ninsecure = true');
    expect(course.text(MAIN)).toContain('[[registry]]\nlocation = "m.test:81"\ninsecure = true');
  });
});
