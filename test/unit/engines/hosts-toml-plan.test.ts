// Our own hosts.toml: written, kept true, taken out; never somebody else's.

import { describe, expect, it } from 'vitest';
import {
  type HostsTomlDraft,
  type HostsTomlTask,
  planHostsToml,
} from '../../../src/engines/hosts-toml-plan.ts';
import {
  type OwnHostsToml,
  readOwnHostsToml,
  renderHostsToml,
} from '../../../src/engines/hosts-toml-text.ts';
import { ABSENT, type FileState, textOf } from '../../../src/model/file.ts';

const FOLDER = '/etc/containerd/certs.d/docker.io';
const PATH = `${FOLDER}/hosts.toml`;
const NOTHING_HELD = { entries: [], files: [] };

const ONE: OwnHostsToml = {
  server: null,
  hosts: [
    { url: 'http://m.test:5000', capabilities: ['pull', 'resolve'], authorities: [], skipVerify: false },
  ],
};
const TWO: OwnHostsToml = {
  server: { url: 'https://registry-1.docker.io', authorities: [], skipVerify: false },
  hosts: [
    ...ONE.hosts,
    {
      url: 'https://n.test/hub',
      capabilities: ['pull', 'resolve'],
      authorities: ['/etc/containerd/certs.d/n.test/ca.crt'],
      skipVerify: true,
    },
  ],
};

function fileOf(text: string): FileState {
  return { kind: 'file', bytes: new TextEncoder().encode(text), mode: 0o600, uid: 3, gid: 4 };
}

function plan(task: Partial<HostsTomlTask>): HostsTomlDraft {
  return planHostsToml({
    engine: 'toy',
    upstream: 'docker.io',
    path: PATH,
    wanted: undefined,
    held: NOTHING_HELD,
    before: ABSENT,
    names: [],
    owner: { uid: 0, gid: 0 },
    ...task,
  });
}

/** What stands there after the file was planned from nothing. */
function written(wanted: OwnHostsToml) {
  const draft = plan({ wanted });
  const after = draft.changes[0]?.after ?? ABSENT;
  return { before: after, held: draft, names: ['hosts.toml'] };
}

const codes = (draft: HostsTomlDraft) => draft.findings.map(({ code, severity }) => `${severity} ${code}`);

describe('the text', () => {
  it('holds the servers in their order, with what each needs', () => {
    expect(renderHostsToml(TWO).split('\n').slice(1)).toEqual([
      'server = "https://registry-1.docker.io"',
      '',
      '[host."http://m.test:5000"]',
      'capabilities = ["pull", "resolve"]',
      '',
      '[host."https://n.test/hub"]',
      'capabilities = ["pull", "resolve"]',
      'ca = ["/etc/containerd/certs.d/n.test/ca.crt"]',
      'skip_verify = true',
      '',
    ]);
  });

  it.each([ONE, TWO, { server: null, hosts: [] }])('is known again, and not with a word more', (own) => {
    const text = renderHostsToml(own);
    expect(readOwnHostsToml(text, FOLDER)).toEqual(own);
    expect(readOwnHostsToml(`${text}# a note\n`, FOLDER)).toBeUndefined();
    expect(readOwnHostsToml(text.replace('\n', '\n\n'), FOLDER)).toBeUndefined();
  });
});

describe('a plan', () => {
  it('writes a new file, readable for everybody, with an entry for each server', () => {
    const draft = plan({ wanted: TWO });
    expect(draft.changes).toMatchObject([
      { path: PATH, before: ABSENT, after: { mode: 0o644, uid: 0, gid: 0 } },
    ]);
    expect(draft.entries.map(({ value }) => value)).toEqual(['http://m.test:5000', 'https://n.test/hub']);
    expect(draft.files).toEqual([PATH]);
  });

  it('changes nothing the second time', () => {
    expect(plan({ ...written(TWO), wanted: TWO })).toMatchObject({
      changes: [],
      files: [PATH],
      findings: [],
    });
  });

  it('rewrites ours in place, and takes it away with its last cause', () => {
    const there = written(ONE);
    const before = { ...there.before, mode: 0o600 } as FileState;
    const [change] = plan({ ...there, before, wanted: TWO }).changes;
    expect(change?.after).toMatchObject({ mode: 0o600 });
    expect(textOf(change?.after ?? ABSENT)).toBe(renderHostsToml(TWO));
    expect(plan({ ...there, wanted: undefined })).toMatchObject({
      changes: [{ after: ABSENT }],
      entries: [],
      files: [],
    });
  });

  it.each([
    ['a comment', (text: string) => `${text}# mine\n`],
    [
      'a server',
      (text: string) => `${text}\n[host."https://other.test"]\ncapabilities = ["pull", "resolve"]\n`,
    ],
    ['something that is no TOML', (text: string) => `${text}[`],
  ])('refuses to rewrite ours with %s of somebody else in it', (_, edit) => {
    const there = written(ONE);
    const before = fileOf(edit(textOf(there.before)));
    const draft = plan({ ...there, before, wanted: TWO });
    expect(codes(draft)).toEqual(['error HOSTS_TOML_EDITED']);
    expect(draft).toMatchObject({ changes: [], entries: there.held.entries, files: [PATH] });
    expect(codes(plan({ ...there, before, wanted: undefined }))).toEqual(['error HOSTS_TOML_EDITED']);
  });

  it('leaves ours alone where only a comment was added and it says what is wanted', () => {
    const there = written(ONE);
    const before = fileOf(`# mine\n${textOf(there.before)}`);
    expect(plan({ ...there, before, wanted: ONE })).toMatchObject({
      changes: [],
      findings: [],
      files: [PATH],
    });
  });

  it("refuses somebody else's file, and takes it for enough where it says the same", () => {
    const before = fileOf('server = "https://registry-1.docker.io"\n');
    expect(codes(plan({ before, wanted: ONE }))).toEqual(['error HOSTS_TOML_FOREIGN']);
    expect(plan({ before, wanted: undefined })).toMatchObject({ changes: [], findings: [] });
    const same = fileOf('[host."http://m.test:5000"]\ncapabilities = ["resolve","pull"] # as wanted\n');
    expect(plan({ before: same, wanted: ONE })).toEqual({
      changes: [],
      entries: [],
      files: [],
      findings: [],
    });
  });

  it("refuses to put certificates of somebody else's out of use, and not our own", () => {
    const names = ['ca.crt', 'README'];
    expect(plan({ names, wanted: ONE }).findings).toMatchObject([{ arguments: { by: `${FOLDER}/ca.crt` } }]);
    const held = { entries: [], files: [`${FOLDER}/ca.crt`] };
    expect(codes(plan({ names, held, wanted: ONE }))).toEqual([]);
    expect(codes(plan({ names: ['README'], wanted: ONE }))).toEqual([]);
  });
});
