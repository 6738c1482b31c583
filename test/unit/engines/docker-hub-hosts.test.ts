// Docker's containerd store from 28: what is written so that a mirror is used with its CA and Docker Hub stays verified.

import { describe, expect, it } from 'vitest';
import { docker } from '../../../src/engines/docker/index.ts';
import type { DockerObserved } from '../../../src/engines/docker/observed.ts';
import { withChanges } from '../../../src/engines/engine.ts';
import { writePem } from '../../../src/formats/pem.ts';
import { type AbsPath, type FileState, textOf } from '../../../src/model/file.ts';
import { type Holdings, NO_HOLDINGS } from '../../../src/model/managed.ts';
import type { Draft } from '../../../src/model/plan.ts';
import type { Request } from '../../../src/model/request.ts';
import {
  CONFIG,
  dockerObserved,
  type InfoParts,
  mirror,
  textFile,
  wish,
} from '../../support/docker-observed.ts';

const CERTS = '/etc/docker/certs.d';
const TOML = `${CERTS}/docker.io/hosts.toml`;
const MODERN = { version: '28.5.2', containerd: true } as const;
const A = writePem([Buffer.from('authority A').toString('base64')]);
const B = writePem([Buffer.from('authority B').toString('base64')]);

const http = mirror('http://nexushub.com:8001');
const https = mirror('https://m.test:8443');
const ca = (host: string, pem = A): Request => ({ kind: 'ca', host, pem, attached: false });
const insecure = (target: string): Request => ({ kind: 'insecure', target, form: 'host' });

/** A Docker 28 with the containerd store, and files below its certs.d by their names there. */
function modern(
  text = '{}',
  below: Readonly<Record<string, string>> = {},
  changed: Partial<DockerObserved> = {},
  info: InfoParts = MODERN,
): DockerObserved {
  const observed = dockerObserved(text, info, changed);
  const files = Object.entries(below).map(
    ([name, content]) => [`${CERTS}/${name}`, textFile(content)] as const,
  );
  return placed({ ...observed, files: new Map([...observed.files, ...files]) });
}

/** With its directories as the files are. */
function placed(observed: DockerObserved): DockerObserved {
  const names = new Map<AbsPath, string[]>();
  for (const [path, state] of observed.files) {
    if (!path.startsWith(`${CERTS}/`) || state.kind === 'absent') continue;
    const [directory = '', name = ''] = [
      path.slice(0, path.lastIndexOf('/')),
      path.slice(path.lastIndexOf('/') + 1),
    ];
    names.set(directory, [...(names.get(directory) ?? []), name]);
  }
  return { ...observed, certs: [...names].map(([path, there]) => ({ path, names: there.sort() })) };
}

const made = (observed: DockerObserved, { changes }: Pick<Draft, 'changes'>) =>
  placed(withChanges(observed, changes));

const written = (draft: Draft, path: AbsPath): string | undefined => {
  const state: FileState | undefined = draft.changes.find((one) => one.path === path)?.after;
  return state?.kind === 'file' ? textOf(state) : state?.kind;
};
const listed = (draft: Draft) => JSON.parse(written(draft, CONFIG) ?? '');
/** The file without its heading. */
const tables = (draft: Draft): string | undefined => written(draft, TOML)?.replace(/^#.*\n\n?/, '');
const codes = (draft: Draft) => draft.findings.map((one) => `${one.severity} ${one.code}`);
const plan = (ensure: readonly Request[], observed: DockerObserved, held: Holdings = NO_HOLDINGS) =>
  docker.plan(wish({ ensure, inForce: [...held.requests, ...ensure], held }), observed);

const HTTP_TABLE = '[host."http://nexushub.com:8001"]\ncapabilities = ["pull", "resolve"]\n';
const CA_TABLE = `[host."https://m.test:8443"]\ncapabilities = ["pull", "resolve"]\nca = ["${CERTS}/m.test:8443/ca.crt"]\n`;

describe('what is written', () => {
  it('registry-mirrors alone where a mirror is verified as it is', () => {
    const draft = plan([https], modern());
    expect(draft.changes.map(({ path }) => path)).toEqual([CONFIG]);
    expect(draft.findings).toEqual([]);
  });

  it('a plain-http mirror in both, and in no list that would open Docker Hub', () => {
    const draft = plan([http], modern());
    expect(listed(draft)).toEqual({ 'registry-mirrors': ['http://nexushub.com:8001'] });
    expect(tables(draft)).toBe(HTTP_TABLE);
    expect(codes(draft)).toEqual(['warning MIRROR_PLAIN_HTTP']);
    expect(draft.holdings.files).toEqual([TOML]);
    expect(docker.entries(made(modern(), draft))).toEqual(draft.holdings.entries);
  });

  it('a mirror with its CA, and the CA before the file that names it', () => {
    const draft = plan([https, ca('m.test:8443')], modern());
    expect(tables(draft)).toBe(CA_TABLE);
    expect(draft.changes.map(({ path }) => path)).toEqual([CONFIG, `${CERTS}/m.test:8443/ca.crt`, TOML]);
    expect(draft.findings).toEqual([]);
  });

  it('all mirrors in force in their order, those of others too, each with its own CAs', () => {
    const others =
      '{"registry-mirrors": ["https://old.test/hub/v2/", "HTTPS://plain.test", "https://plain.test"]}';
    const below = { 'old.test/x.crt': B, 'old.test/garbage.crt': 'none', 'old.test/x.pem': A };
    const draft = plan([https, ca('m.test:8443'), http], modern(others, below));
    expect(tables(draft)).toBe(
      `${CA_TABLE}\n${HTTP_TABLE}\n[host."https://old.test/hub"]\ncapabilities = ["pull", "resolve"]\nca = ["${CERTS}/old.test/x.crt"]\n` +
        '\n[host."https://plain.test"]\ncapabilities = ["pull", "resolve"]\n',
    );
  });

  it.each([
    ['insecure-registries has it by name', [https, insecure('m.test:8443')], '{}'],
    ['a network of others holds its address', [https], '{"insecure-registries": ["10.0.0.0/8"]}'],
    ['it is of this machine', [mirror('https://127.0.0.1:5000')], '{}'],
  ])('skip_verify for the mirror alone where %s', (_, ensure, text) => {
    const addresses = new Map([['m.test', ['10.1.2.3']]]);
    const draft = plan(ensure, modern(text, { 'm.test:8443/ca.crt': A }, { addresses }));
    const url = ensure[0] === https ? 'https://m.test:8443' : 'https://127.0.0.1:5000';
    expect(tables(draft)).toBe(`[host."${url}"]\ncapabilities = ["pull", "resolve"]\nskip_verify = true\n`);
    expect(draft.findings).toEqual([]);
  });

  it('where only our insecure registry would open Docker Hub, by a mirror of others', () => {
    const text = '{"registry-mirrors": ["https://m.test:8443"]}';
    expect(tables(plan([insecure('m.test:8443')], modern(text)))).toContain('skip_verify = true');
    expect(tables(plan([insecure('n.test')], modern(text)))).toBeUndefined();
  });

  it('nothing for what others left open, as long as no mirror is asked for', () => {
    const text = '{"registry-mirrors": ["http://m.test"], "insecure-registries": ["m.test"]}';
    const registry: Request = { kind: 'registry', host: 'r.test' };
    expect(plan([registry, ca('r.test')], modern(text)).changes.map(({ path }) => path)).toEqual([
      `${CERTS}/r.test/ca.crt`,
    ]);
    expect(tables(plan([mirror('http://m.test')], modern(text)))).toContain('[host."http://m.test"]');
  });

  it('the CA of Docker Hub itself, which would not count beside the file', () => {
    const first = plan([ca('docker.io', B), http], modern());
    const top = `server = "https://registry-1.docker.io"\nca = ["${CERTS}/docker.io/ca.crt"]\n`;
    expect(tables(first)).toBe(`${top}\n${HTTP_TABLE}`);
    const again = plan([ca('docker.io', B), http], made(modern(), first), first.holdings);
    expect(again.changes.filter((one) => one.before !== one.after)).toEqual([]);
    expect(again.findings).toEqual([]);
  });

  it('registry-mirrors alone where certs.d/docker.io has the CA already', () => {
    const draft = plan([https, ca('m.test:8443')], modern('{}', { 'docker.io/corp.crt': A }));
    expect(tables(draft)).toBeUndefined();
    expect(draft.findings).toEqual([]);
  });
});

describe('later', () => {
  const both = plan([http, https, ca('m.test:8443')], modern());
  const there = made(modern(), both);

  it('the same again changes nothing', () => {
    const again = plan([http, https, ca('m.test:8443')], there, both.holdings);
    expect(again.changes).toEqual([]);
    expect(again.findings).toEqual([]);
    expect(again.holdings.entries).toEqual(both.holdings.entries);
  });

  it('a mirror that goes takes its table along, and its CA after that', () => {
    const less = docker.plan(wish({ inForce: [http], held: both.holdings }), there);
    expect(tables(less)).toBe(HTTP_TABLE);
    expect(less.changes.map(({ path }) => path)).toEqual([CONFIG, TOML, `${CERTS}/m.test:8443/ca.crt`]);
  });

  it('with its last cause the file goes, and the list alone is left', () => {
    const plain = mirror('https://n.test');
    const more = plan([plain], there, both.holdings);
    expect(tables(more)).toContain('[host."https://n.test"]');
    const less = docker.plan(wish({ inForce: [plain], held: more.holdings }), made(there, more));
    expect(written(less, TOML)).toBe('absent');
    expect(listed(less)).toEqual({ 'registry-mirrors': ['https://n.test'] });
    expect(less.holdings.files).toEqual([]);
    const none = docker.plan(wish({ held: both.holdings }), there);
    expect(none.holdings).toMatchObject({ entries: [], files: [], blanks: [] });
    expect(written(none, CONFIG)).toBe('{}');
  });

  it('a mirror that others add to the list comes into the file', () => {
    const text =
      '{"registry-mirrors": ["http://nexushub.com:8001", "https://m.test:8443", "https://new.test"]}';
    const changed = withChanges(there, [{ path: CONFIG, before: textFile(''), after: textFile(text) }]);
    expect(tables(plan(both.holdings.requests, changed, both.holdings))).toMatch(
      /^\[host."http:.*"https:\/\/m\.test.*"https:\/\/new\.test/s,
    );
  });

  it('what an earlier release derived from an http mirror goes', () => {
    const old = dockerObserved('{}', { version: '28.5.2' });
    const classic = plan([http], old);
    expect(written(classic, CONFIG)).toContain('insecure-registries');
    const draft = plan([http], { ...made(old, classic), store: 'containerd' }, classic.holdings);
    expect(listed(draft)).toEqual({ 'registry-mirrors': ['http://nexushub.com:8001'] });
    expect(tables(draft)).toBe(HTTP_TABLE);
  });

  it.each([
    ['the graph drivers', { store: 'legacy' }],
    ['a Docker before 28, which asks an http mirror only when it is listed', { version: '26.1.5' }],
  ] as const)('with %s the file goes and the mirror is listed', (_, changed) => {
    const draft = plan([http], { ...there, ...changed }, both.holdings);
    expect(written(draft, TOML)).toBe('absent');
    expect(written(draft, CONFIG)).toContain('"insecure-registries": ["nexushub.com:8001"]');
  });

  it('of a store that is not known, ours tells that it was the containerd one', () => {
    const stopped = { store: undefined, answered: undefined, running: false } as const;
    expect(plan([http], { ...there, ...stopped }, both.holdings).changes).toEqual([]);
    const unknown = plan([http], modern('{}', {}, { ...stopped, version: null }));
    expect(unknown.changes.map(({ path }) => path)).toEqual([CONFIG]);
    const asksFor = (wanted: boolean) => `{"features": {"containerd-snapshotter": ${wanted}}}`;
    expect(tables(plan([http], modern(asksFor(true), {}, { ...stopped, version: '28.5.2' })))).toBe(
      HTTP_TABLE,
    );
    expect(
      tables(plan([http], modern(asksFor(false), {}, { ...stopped, version: '29.1.0' }))),
    ).toBeUndefined();
    expect(tables(plan([http], modern('{}', {}, { ...stopped, version: '29.1.0' })))).toBe(HTTP_TABLE);
    expect(written(unknown, CONFIG)).toContain('insecure-registries');
  });

  it('stays as it is beside a daemon.json that cannot be read', () => {
    const broken = withChanges(there, [{ path: CONFIG, before: textFile(''), after: textFile('{,') }]);
    const draft = docker.plan(wish({ held: both.holdings }), broken);
    expect(written(draft, TOML)).toBeUndefined();
    expect(draft.holdings.files).toContain(TOML);
    expect(draft.holdings.entries.filter(({ path }) => path === TOML)).toHaveLength(2);
  });
});

describe('what others put there', () => {
  const foreign = '[host."https://other.test"]\n';

  it.each([
    ['a hosts.toml', { 'docker.io/hosts.toml': foreign }, TOML],
    ['certificates', { 'docker.io/corp.crt': B }, `${CERTS}/docker.io/corp.crt`],
    ['a hosts.toml for all registries', { '_default/hosts.toml': foreign }, `${CERTS}/_default/hosts.toml`],
    ['certificates for all registries', { '_default/corp.crt': B }, `${CERTS}/_default/corp.crt`],
  ])('%s: refused where our file is needed', (_, below, by) => {
    const draft = plan([https, ca('m.test:8443')], modern('{}', below));
    expect(draft.findings.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'HOSTS_TOML_FOREIGN', arguments: { upstream: 'docker.io', by } },
    ]);
    expect(tables(draft)).toBeUndefined();
  });

  it('certificates are no hindrance for a plain-http mirror, which does without the file', () => {
    const draft = plan([http], modern('{}', { 'docker.io/corp.crt': B }));
    expect(codes(draft)).toEqual(['warning MIRROR_PLAIN_HTTP']);
    expect(listed(draft)).toEqual({ 'registry-mirrors': ['http://nexushub.com:8001'] });
    expect(tables(draft)).toBeUndefined();
  });

  it('a hosts.toml that names other servers hides the mirrors', () => {
    const hidden = modern('{}', { 'docker.io/hosts.toml': foreign });
    expect(codes(plan([https], hidden))).toEqual(['error MIRRORS_HIDDEN']);
    expect(codes(plan([https], { ...hidden, store: 'legacy' }))).toEqual([]);
    const guessed = { ...hidden, version: '29.1.0', store: undefined };
    expect(codes(plan([https], guessed))).toEqual(['warning MIRRORS_HIDDEN']);
    expect(codes(plan([https, ca('m.test:8443')], guessed))).toEqual(['warning HOSTS_TOML_FOREIGN']);
  });

  it.each([
    ['that names ours, too', '[host."https://m.test:8443"]\n'],
    ['without servers', 'server = "https://registry-1.docker.io"\n'],
    ['that containerd cannot read', '[host."https://m.test"\n'],
  ])('a hosts.toml %s hides nothing', (_, content) => {
    expect(codes(plan([https], modern('{}', { 'docker.io/hosts.toml': content })))).toEqual([]);
  });

  it('one that could not be read may say anything', () => {
    const certs = [{ path: `${CERTS}/docker.io`, names: ['hosts.toml'] }];
    const observed = { ...modern(), certs };
    expect(codes(plan([https], observed))).toEqual(['error MIRRORS_HIDDEN']);
    expect(codes(plan([https, ca('m.test:8443')], observed))).toEqual(['error HOSTS_TOML_FOREIGN']);
  });

  it('lines in ours are not lost', () => {
    const first = plan([http], modern());
    const edited = withChanges(made(modern(), first), [
      {
        path: TOML,
        before: textFile(''),
        after: textFile(`${written(first, TOML)}# mine\n[host."http://x.test"]\n`),
      },
    ]);
    const draft = plan([https, ca('m.test:8443')], edited, first.holdings);
    expect(codes(draft)).toEqual(['error HOSTS_TOML_EDITED']);
    expect(draft.holdings.files).toContain(TOML);
  });
});

describe('what might open Docker Hub is taken for what does', () => {
  const network = { kind: 'insecure', target: '10.0.0.0/8', form: 'cidr' } as const;
  const named = (name: string) => ({ addresses: new Map([[name, ['10.1.2.3']]]) });

  it('a network beside a mirror whose addresses only a name server knows', () => {
    expect(tables(plan([https, network], modern()))).toContain('[host."https://m.test:8443"]');
    expect(tables(plan([https], modern('{"insecure-registries": ["10.0.0.0/8"]}')))).toContain('m.test');
  });

  it('and not where its address is known to lie elsewhere', () => {
    const elsewhere = modern('{}', {}, { addresses: new Map([['m.test', ['192.0.2.1']]]) });
    expect(tables(plan([https, network], elsewhere))).toBeUndefined();
  });

  it('a name in any case', () => {
    const shouted = mirror('https://M.Test:8443');
    expect(tables(plan([shouted, network], modern('{}', {}, named('m.test'))))).toContain(
      'skip_verify = true',
    );
  });

  it('a name that comes into /etc/hosts in the same change', () => {
    const names = [{ kind: 'host-alias', name: 'm.test', address: '127.0.0.1' }] as const;
    const asked = { ...wish({ ensure: [https], inForce: [https], held: NO_HOLDINGS }), names };
    expect(tables(docker.plan(asked, modern()))).toContain('skip_verify = true');
  });
});

describe('CAs of others', () => {
  it('are not named beside one of ours: they may go at any time', () => {
    const draft = plan([https, ca('m.test:8443')], modern('{}', { 'm.test:8443/ca.crt': B }));
    expect(tables(draft)).toContain(`ca = ["${CERTS}/m.test:8443/registry-client.crt"]`);
  });

  it('that are put beside our file stay without effect', () => {
    const first = plan([https, ca('m.test:8443')], modern());
    const there = made(modern(), first);
    for (const pem of [A, B]) {
      const beside = {
        ...there,
        files: new Map([...there.files, [`${CERTS}/docker.io/x.crt`, textFile(pem)]]),
      };
      expect(plan([https], placed(beside), first.holdings).changes).toEqual([]);
    }
  });

  it('a CA that is given for a mirror of others makes it used', () => {
    const others = '{"registry-mirrors": ["https://m.test:8443"]}';
    expect(tables(plan([ca('m.test:8443')], modern(others)))).toBe(CA_TABLE);
  });
});

describe("somebody else's file", () => {
  const file = (text: string) => modern('{}', { 'docker.io/hosts.toml': text });

  it.each([
    ['takes no tags', '[host."http://nexushub.com:8001"]\ncapabilities = ["pull"]\n'],
    ['speaks another way', '[host."https://nexushub.com:8001"]\n'],
    ['asks at another place', '[host."http://nexushub.com:8001/other"]\n'],
  ])('is not taken for one that uses the mirror where it %s', (_, text) => {
    expect(codes(plan([http], file(text)))).toContain('error MIRRORS_HIDDEN');
  });

  it('is enough where it names what is wanted besides others', () => {
    const text = `[host."http://other.test"]\n[host."https://m.test:8443"]\nca = "/their/ca.crt"\n`;
    expect(codes(plan([https, ca('m.test:8443')], file(text)))).toEqual([]);
  });
});

it('our file, emptied, is written again, and goes', () => {
  const first = plan([http], modern());
  const there = made(modern(), first);
  const emptied = placed({ ...there, files: new Map([...there.files, [TOML, textFile('')]]) });
  expect(tables(plan([http], emptied, first.holdings))).toBe(HTTP_TABLE);
  expect(written(plan([], emptied, { ...first.holdings, requests: [] }), TOML)).toBe('absent');
});
