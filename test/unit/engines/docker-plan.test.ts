import { describe, expect, it } from 'vitest';
import { docker } from '../../../src/engines/docker/index.ts';
import { withChanges } from '../../../src/engines/engine.ts';
import { textOf } from '../../../src/model/file.ts';
import type { Draft } from '../../../src/model/plan.ts';
import type { Request } from '../../../src/model/request.ts';
import { CONFIG, dockerObserved, mirror, wish } from '../../support/docker-observed.ts';

const written = (draft: Draft): string | undefined => {
  const change = draft.changes.find((one) => one.path === CONFIG);
  return change?.after.kind === 'file' ? textOf(change.after) : change?.after.kind;
};
const codes = (draft: Draft) => draft.findings.map((one) => `${one.severity} ${one.code}`);

/** Puts requests in, then takes them out again. */
const thereAndBack = (text: string | null, requests: readonly Request[]): string | undefined => {
  const before = dockerObserved(text);
  const put = docker.plan(wish({ ensure: requests }), before);
  const out = docker.plan(wish({ held: put.holdings }), withChanges(before, put.changes));
  expect(out.holdings).toMatchObject({ requests: [], entries: [], files: [], blanks: [] });
  return written(out);
};

const http = mirror('http://nexushub.com:8001');
const https = mirror('https://docker-registry.example.com');

describe('setup on Docker', () => {
  it('S1: adds both lists and nothing else', () => {
    const draft = docker.plan(
      wish({ ensure: [http] }),
      dockerObserved('{\n    "data-root": "/data/docker"\n}\n'),
    );
    expect(written(draft)).toBe(
      '{\n    "data-root": "/data/docker",\n    "insecure-registries": ["nexushub.com:8001"],\n    "registry-mirrors": ["http://nexushub.com:8001"]\n}\n',
    );
    expect(codes(draft)).toEqual(['warning MIRROR_PLAIN_HTTP']);
    expect(draft.holdings.entries.map(({ kind, value }) => `${kind} ${value}`)).toEqual([
      'insecure-registries nexushub.com:8001',
      'registry-mirrors http://nexushub.com:8001',
    ]);
  });
  it('S2: keeps the order given', () => {
    const ensure = [8001, 8002, 8003].map((port) => mirror(`http://nexushub.com:${port}`));
    const lists = JSON.parse(written(docker.plan(wish({ ensure }), dockerObserved(null))) ?? '');
    expect(lists).toEqual({
      'insecure-registries': ['nexushub.com:8001', 'nexushub.com:8002', 'nexushub.com:8003'],
      'registry-mirrors': [
        'http://nexushub.com:8001',
        'http://nexushub.com:8002',
        'http://nexushub.com:8003',
      ],
    });
  });
  it('S3: replaces ours with what it derived, and leaves others', () => {
    const start = dockerObserved('{"registry-mirrors": ["http://other"], "insecure-registries": ["other"]}');
    const first = docker.plan(wish({ ensure: [http] }), start);
    const next = docker.plan(
      wish({ ensure: [https], held: first.holdings }),
      withChanges(start, first.changes),
    );
    expect(written(next)).toBe(
      '{"registry-mirrors": ["https://docker-registry.example.com", "http://other"], "insecure-registries": ["other"]}',
    );
  });
  it('S3: with --adopt takes out what others wrote, with its insecure registry', () => {
    const start = dockerObserved(
      '{"registry-mirrors": ["http://old:5000/"], "insecure-registries": ["old:5000", "b"]}',
    );
    expect(docker.recognise(start)).toEqual([
      { ...mirror('http://old:5000'), kind: 'mirror' },
      { kind: 'insecure', target: 'b', form: 'host' },
    ]);
    const adopted = docker.recognise(start).filter((one) => one.kind === 'mirror');
    const draft = docker.plan(wish({ ensure: [https], adopted }), start);
    expect(written(draft)).toBe(
      '{"registry-mirrors": ["https://docker-registry.example.com"], "insecure-registries": ["b"]}',
    );
  });
  it('leaves alone what is there in another spelling', () => {
    const text =
      '{"registry-mirrors": ["http://nexushub.com:8001/"], "insecure-registries": ["http://nexushub.com:8001", "10.1.2.3/8"]}';
    const ensure: Request[] = [http, { kind: 'insecure', target: '10.0.0.0/8', form: 'cidr' }];
    const draft = docker.plan(wish({ ensure }), dockerObserved(text));
    expect(draft.changes).toEqual([]);
    expect(draft.holdings.entries).toEqual([]);
    expect(draft.holdings.requests).toEqual(ensure);
  });
  it('an insecure registry stays while a second cause needs it', () => {
    const plain: Request = { kind: 'insecure', target: 'nexushub.com:8001', form: 'host' };
    const start = dockerObserved(null);
    const both = docker.plan(wish({ ensure: [http, plain] }), start);
    const one = docker.plan(
      wish({ ensure: [], inForce: [plain], held: both.holdings }),
      withChanges(start, both.changes),
    );
    expect(JSON.parse(written(one) ?? '')).toEqual({ 'insecure-registries': ['nexushub.com:8001'] });
  });
  it.each([
    ['an absent file', null, 'absent'],
    ['an empty object', '{}\n', '{}\n'],
    ['a spaced object', '{ }', '{ }'],
    ['null', 'null', 'null'],
    ['an empty list', '{"registry-mirrors": [ ]}', '{"registry-mirrors": [ ]}'],
    ['null for a list', '{"insecure-registries": null}', '{"insecure-registries": null}'],
    [
      'lists of others',
      '{\r\n\t"registry-mirrors" : ["http://x"]\r\n}',
      '{\r\n\t"registry-mirrors" : ["http://x"]\r\n}',
    ],
  ])('%s is so again afterwards', (_name, text, expected) => {
    expect(thereAndBack(text, [http, https])).toBe(expected);
  });
  it('owns a file that it made: mode 0644, the owner of the host', () => {
    const owner = { uid: 7, gid: 8 };
    const draft = docker.plan(wish({ ensure: [https] }), dockerObserved(null, {}, { owner }));
    expect(draft.changes[0]?.after).toMatchObject({ mode: 0o644, ...owner });
    expect(draft.holdings.files).toEqual([CONFIG]);
  });
});

describe('what Docker cannot use', () => {
  const search: Request = { kind: 'search', host: 'a' };
  const other = mirror('quay.io=https://a');
  it('is an info where Docker was found, an error where it was named', () => {
    const found = docker.plan(wish({ ensure: [search, other] }), dockerObserved('{}'));
    expect(codes(found)).toEqual(['info FLAG_NOT_FOR_ENGINE', 'info FLAG_NOT_FOR_ENGINE']);
    expect(found.holdings.requests).toEqual([]);
    const named = docker.plan(wish({ ensure: [search], named: true }), dockerObserved('{}'));
    expect(codes(named)).toEqual(['error FLAG_NOT_FOR_ENGINE']);
  });
  it('docker.io stays secure', () => {
    const hub: Request = { kind: 'insecure', target: 'docker.io', form: 'host' };
    expect(codes(docker.plan(wish({ ensure: [hub], named: true }), dockerObserved('{}')))).toEqual([
      'error HUB_STAYS_SECURE',
    ]);
  });
  it('a path needs 24.0.8', () => {
    const ensure = [mirror('https://a/hub')];
    expect(codes(docker.plan(wish({ ensure }), dockerObserved('{}')))).toEqual(['error VERSION_REFUSES']);
    expect(codes(docker.plan(wish({ ensure }), dockerObserved('{}', { version: '24.0.8' })))).toEqual([]);
    const unknown = dockerObserved('{}', {}, { version: null });
    expect(codes(docker.plan(wish({ ensure }), unknown))).toEqual(['warning VERSION_REFUSES']);
  });
});

describe('refusals', () => {
  it('a broken file stops a change of it, and only warns otherwise', () => {
    const broken = dockerObserved('{"debug": true,}');
    const wanted = docker.plan(wish({ ensure: [https] }), broken);
    expect(codes(wanted)).toEqual(['error FILE_REFUSED']);
    expect(wanted.findings[0]).toMatchObject({ path: CONFIG, position: { line: 1, column: 15 } });
    expect(wanted.changes).toEqual([]);
    expect(codes(docker.plan(wish({}), broken))).toEqual(['warning FILE_REFUSED']);
  });
  it('a file that may not be read is not taken for absent', () => {
    const hidden = dockerObserved(null, {}, { files: new Map() });
    const draft = docker.plan(wish({ ensure: [https] }), hidden);
    expect(draft.changes).toEqual([]);
    expect(codes(draft)).toEqual(['error NO_PERMISSION']);
  });
  it('names the line of a flag that sets the same', () => {
    const source = { path: '/etc/default/docker', position: { line: 3, column: 1 }, text: 'DOCKER_OPTS="…"' };
    const set = { flag: 'registry-mirror', value: 'http://m', directive: 'registry-mirrors', source };
    const draft = docker.plan(wish({ ensure: [https] }), dockerObserved('{}', {}, { flags: [set] }));
    expect(draft.findings).toMatchObject([
      { code: 'OPTION_SET_BY_FLAG', severity: 'error', path: '/etc/default/docker', position: { line: 3 } },
    ]);
    const later = docker.plan(wish({ ensure: [https] }), dockerObserved('{}', {}, { laterFlags: [set] }));
    expect(codes(later)).toEqual(['error OPTION_SET_BY_FLAG']);
    const runtime = { flag: 'add-runtime', value: 'x', directive: 'runtimes' };
    const merged = dockerObserved('{"runtimes": {}}', {}, { flags: [runtime] });
    expect(codes(docker.plan(wish({ ensure: [https] }), merged))).toEqual([]);
  });
});

describe('entries', () => {
  it('are those of both lists', () => {
    const observed = dockerObserved('{"registry-mirrors": ["http://a/"], "insecure-registries": ["a"]}');
    expect(docker.entries(observed)).toEqual([
      { path: CONFIG, kind: 'insecure-registries', value: 'a' },
      { path: CONFIG, kind: 'registry-mirrors', value: 'http://a/' },
    ]);
  });
});
