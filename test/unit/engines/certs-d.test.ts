// CA files below certs.d: where ours goes, what of others' stays, and that nothing is hidden.

import { describe, expect, it } from 'vitest';
import {
  type CertsLayout,
  certsEntries,
  inspectCertsD,
  recogniseCertsD,
} from '../../../src/engines/certs-d.ts';
import { type CertsDraft, planCertsD } from '../../../src/engines/certs-d-plan.ts';
import type { Wish } from '../../../src/engines/engine.ts';
import { writePem } from '../../../src/formats/pem.ts';
import { textOf } from '../../../src/model/file.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { type Holdings, NO_HOLDINGS } from '../../../src/model/managed.ts';
import type { CaRequest, Request } from '../../../src/model/request.ts';
import { type FakeParts, fakeHost } from '../../support/fake-host.ts';

const HOST = 'r1.test:5000';
const [A, B, THEIRS] = [pemOf('A'), pemOf('B'), pemOf('theirs')];

const DOCKER: CertsLayout = {
  engine: 'docker',
  roots: ['/etc/docker/certs.d'],
  home: '/etc/docker/certs.d',
  sharesLater: true,
  reader: 'exact',
  owner: { uid: 0, gid: 0 },
};
const CONTAINERD: CertsLayout = { ...DOCKER, reader: 'containerd' };
const PODMAN: CertsLayout = {
  ...DOCKER,
  engine: 'podman',
  roots: ['/root/.config/containers/certs.d', '/etc/containers/certs.d', '/etc/docker/certs.d'],
  home: '/etc/containers/certs.d',
};
const DIRECTORY = `/etc/docker/certs.d/${HOST}`;

/** The planner compares bytes: they need not be a certificate. */
function pemOf(word: string): string {
  return writePem([Buffer.from(`certificate ${word}`.repeat(9)).toString('base64')]);
}

function ca(pem: string, host = HOST): CaRequest {
  return { kind: 'ca', host, pem, attached: false };
}

type Files = Readonly<Record<string, string>>;

/** A run on some files: what it plans, and the files and holdings that it leaves. */
interface Run {
  readonly draft: CertsDraft;
  readonly files: Files;
  readonly held: Holdings;
  readonly findings: readonly string[];
}

interface Start {
  readonly files?: Files;
  readonly directories?: readonly string[];
  readonly held?: Holdings;
  readonly adopted?: readonly Request[];
  readonly inForce?: readonly Request[];
}

function wishOf(parts: Partial<Wish>): Wish {
  const nothing = { ensure: [], inForce: [], adopted: [], held: NO_HOLDINGS };
  return { ...nothing, named: true, dropIn: false, convert: false, ...parts };
}

function run(layout: CertsLayout, ensure: readonly Request[], start: Start = {}): Run {
  const { files = {}, directories = [], held = NO_HOLDINGS, adopted = [] } = start;
  const inForce = start.inForce ?? ensure;
  const wish = wishOf({ ensure, inForce, adopted, held });
  const view = inspectCertsD(fakeHost({ files, directories }), layout.roots);
  const draft = planCertsD(wish, layout, view);
  const after = new Map(Object.entries(files));
  for (const { path, after: state } of draft.changes) {
    if (state.kind === 'absent') after.delete(path);
    else after.set(path, textOf(state));
  }
  return {
    draft,
    files: Object.fromEntries(after),
    held: { ...NO_HOLDINGS, requests: inForce, entries: draft.entries, files: draft.files },
    findings: draft.findings.map(inWords),
  };
}

function inWords(found: Finding): string {
  return [found.severity, found.code, ...Object.values(found.arguments), found.path].join(' ');
}

describe('a CA that is not there', () => {
  it('becomes ca.crt in a directory with the very name of the request', () => {
    const { draft } = run(DOCKER, [ca(A)]);
    const path = `${DIRECTORY}/ca.crt`;
    expect(draft).toEqual({
      changes: [
        {
          path,
          before: { kind: 'absent' },
          after: { kind: 'file', bytes: Buffer.from(A), mode: 0o644, uid: 0, gid: 0 },
        },
      ],
      entries: [{ path, kind: 'certs.d', value: HOST }],
      files: [path],
      findings: [],
    });
  });

  it('belongs to the user whose engine it is', () => {
    const { draft } = run({ ...DOCKER, owner: { uid: 1000, gid: 100 } }, [ca(A)]);
    expect(draft.changes[0]?.after).toMatchObject({ uid: 1000, gid: 100 });
  });

  it('tells a host from the same host with a port', () => {
    const { files } = run(DOCKER, [ca(A, 'r1.test'), ca(B, 'r1.test:443'), ca(A, '[::1]:5000')]);
    expect(files).toEqual({
      '/etc/docker/certs.d/r1.test/ca.crt': A,
      '/etc/docker/certs.d/r1.test:443/ca.crt': B,
      '/etc/docker/certs.d/[::1]:5000/ca.crt': A,
    });
  });

  it('uses an empty directory', () =>
    expect(run(DOCKER, [ca(A)], { directories: [DIRECTORY] }).files).toEqual({ [`${DIRECTORY}/ca.crt`]: A }));
});

describe('beside the files of others', () => {
  it.each([
    ['another CA', THEIRS],
    ['garbage', 'garbage'],
    ['nothing', ''],
  ])('leaves a ca.crt with %s and puts ours beside it', (_, text) => {
    const theirs = { [`${DIRECTORY}/ca.crt`]: text };
    const { files, draft } = run(DOCKER, [ca(A)], { files: theirs });
    expect(files).toEqual({ ...theirs, [`${DIRECTORY}/registry-client.crt`]: A });
    expect(draft.files).toEqual([`${DIRECTORY}/registry-client.crt`]);
  });

  it('leaves even a registry-client.crt that is not ours', () => {
    const theirs = { [`${DIRECTORY}/ca.crt`]: THEIRS, [`${DIRECTORY}/registry-client.crt`]: B };
    expect(run(DOCKER, [ca(A)], { files: theirs }).files).toEqual({
      ...theirs,
      [`${DIRECTORY}/registry-client-2.crt`]: A,
    });
  });

  it('adds nothing where the certificates are there, in one file or in several', () => {
    const files = { [`${DIRECTORY}/x.crt`]: `# first\n${THEIRS}${A}`, [`${DIRECTORY}/y.crt`]: B };
    expect(run(DOCKER, [ca(A + B)], { files }).draft).toEqual({
      changes: [],
      entries: [],
      files: [],
      findings: [],
    });
  });

  it('adds all where only some are there', () => {
    const files = { [`${DIRECTORY}/ca.crt`]: A };
    expect(run(DOCKER, [ca(A + B)], { files }).files).toEqual({
      ...files,
      [`${DIRECTORY}/registry-client.crt`]: A + B,
    });
  });

  it('does not count what the engines do not read', () => {
    const files = { [`${DIRECTORY}/ca.pem`]: A, [`${DIRECTORY}/CA.CRT`]: A };
    expect(run(DOCKER, [ca(A)], { files }).files).toEqual({ ...files, [`${DIRECTORY}/ca.crt`]: A });
  });

  it('does not write through a link that leads nowhere', () => {
    const parts: FakeParts = { files: { [`${DIRECTORY}/ca.crt`]: { link: '/gone' } } };
    const view = inspectCertsD(fakeHost(parts), DOCKER.roots);
    const draft = planCertsD(wishOf({ ensure: [ca(A)], inForce: [ca(A)] }), DOCKER, view);
    expect(draft.files).toEqual([`${DIRECTORY}/registry-client.crt`]);
  });
});

describe('a CA of ours', () => {
  const first = run(DOCKER, [ca(A)]);

  it('is left alone by the same wish again', () =>
    expect(run(DOCKER, [ca(A)], first).draft.changes).toEqual([]));

  it('stays ours when others bring it, too', () => {
    const files = { ...first.files, [`${DIRECTORY}/theirs.crt`]: A };
    expect(run(DOCKER, [ca(A)], { ...first, files }).draft).toMatchObject({
      changes: [],
      entries: first.held.entries,
    });
  });

  it('changes with the request', () => {
    const second = run(DOCKER, [ca(B)], first);
    expect(second.files).toEqual({ [`${DIRECTORY}/ca.crt`]: B });
    expect(run(DOCKER, [ca(A)], second).files).toEqual(first.files);
  });

  it('keeps the mode and the owner that it was given', () => {
    const file = { text: A, mode: 0o640, uid: 3, gid: 4 };
    const view = inspectCertsD(fakeHost({ files: { [`${DIRECTORY}/ca.crt`]: file } }), DOCKER.roots);
    const draft = planCertsD(wishOf({ ensure: [ca(B)], inForce: [ca(B)], held: first.held }), DOCKER, view);
    expect(draft.changes[0]?.after).toMatchObject({ mode: 0o640, uid: 3, gid: 4, bytes: Buffer.from(B) });
  });

  it('can lose one of two certificates', () => {
    const both = run(DOCKER, [ca(A + B)]);
    expect(run(DOCKER, [ca(B)], both).files).toEqual({ [`${DIRECTORY}/ca.crt`]: B });
  });

  it('goes when no request in force wants it', () => {
    const gone = run(DOCKER, [], first);
    expect(gone.files).toEqual({});
    expect(gone.held).toEqual(NO_HOLDINGS);
  });

  it('stays, untouched, when a run does not name it', () => {
    const other = run(DOCKER, [], { ...first, inForce: [ca(A)] });
    expect(other.draft).toMatchObject({ changes: [], entries: first.held.entries });
  });

  it('keeps what others added to the file, also when it goes', () => {
    const files = { [`${DIRECTORY}/ca.crt`]: `${A}# the other one\n${THEIRS}` };
    const changed = run(DOCKER, [ca(B)], { ...first, files });
    expect(changed.files).toEqual({ [`${DIRECTORY}/ca.crt`]: `${B}# the other one\n${THEIRS}` });
    const gone = run(DOCKER, [], { ...first, files });
    expect(gone.files).toEqual({ [`${DIRECTORY}/ca.crt`]: `# the other one\n${THEIRS}` });
    expect(gone.held.files).toEqual([]);
  });

  it('is not ours any more when others have replaced it', () => {
    const files = { [`${DIRECTORY}/ca.crt`]: THEIRS };
    expect(run(DOCKER, [], { ...first, files }).files).toEqual(files);
    expect(run(DOCKER, [ca(A)], { ...first, files }).files).toEqual({
      ...files,
      [`${DIRECTORY}/registry-client.crt`]: A,
    });
  });

  it('is made whole when it was damaged or deleted', () => {
    const damaged = { [`${DIRECTORY}/ca.crt`]: A.slice(0, 50) };
    expect(run(DOCKER, [ca(A)], { ...first, files: damaged }).files).toEqual(first.files);
    expect(run(DOCKER, [ca(A)], { ...first, files: {} }).files).toEqual(first.files);
  });
});

describe('--adopt', () => {
  it("leaves others' CA files and says so", () => {
    const files = { [`${DIRECTORY}/ca.crt`]: THEIRS };
    const { draft, findings } = run(DOCKER, [], { files, adopted: [ca(THEIRS)] });
    expect(draft.changes).toEqual([]);
    expect(findings).toEqual([`info CERTS_D_STAYS ${DIRECTORY}/ca.crt`]);
  });
  it('takes ours out without a word', () => {
    const { files, findings } = run(DOCKER, [], { ...run(DOCKER, [ca(A)]), adopted: [ca(A)] });
    expect({ files, findings }).toEqual({ files: {}, findings: [] });
  });
});

describe('directories that hide one another', () => {
  const containers = `/etc/containers/certs.d/${HOST}`;

  it('Podman: makes its own directory where there is none', () =>
    expect(run(PODMAN, [ca(A)]).files).toEqual({ [`${containers}/ca.crt`]: A }));

  it("Podman: uses Docker's where only that is there", () => {
    const docker = { [`${DIRECTORY}/client.cert`]: 'c', [`${DIRECTORY}/client.key`]: 'k' };
    const first = run(PODMAN, [ca(A)], { files: docker });
    expect(first.files).toEqual({ ...docker, [`${DIRECTORY}/ca.crt`]: A });
    expect(run(PODMAN, [ca(A)], first).draft.changes).toEqual([]);
    expect(run(PODMAN, [], first).files).toEqual(docker);
  });

  it('Podman: moves when its own directory has come to hide the other', () => {
    const first = run(PODMAN, [ca(A)], { directories: [DIRECTORY] });
    const moved = run(PODMAN, [ca(A)], { ...first, directories: [DIRECTORY, containers] });
    expect(moved.files).toEqual({ [`${containers}/ca.crt`]: A });
  });

  it("Podman: an empty directory of the user's own is an error", () => {
    const own = `/root/.config/containers/certs.d/${HOST}`;
    expect(run(PODMAN, [ca(A)], { directories: [own] }).findings).toEqual([
      `error CERTS_D_SHADOWED ${own} ${containers}`,
    ]);
    expect(run(PODMAN, [ca(A)], { files: { [`${own}/x.crt`]: A } }).draft).toMatchObject({
      changes: [],
      findings: [],
    });
  });

  it('containerd: host_port_ comes first', () => {
    const hiding = '/etc/docker/certs.d/r1.test_5000_';
    const empty = { directories: [hiding] };
    expect(run(CONTAINERD, [ca(A)], empty).findings).toEqual([
      `error CERTS_D_SHADOWED ${hiding} ${DIRECTORY}`,
    ]);
    expect(run(DOCKER, [ca(A)], empty).findings).toEqual([]);
    const given = { files: { [`${hiding}/ca.crt`]: A } };
    expect(run(CONTAINERD, [ca(A)], given).draft).toMatchObject({ changes: [], findings: [] });
  });

  it('containerd: a hosts.toml stands in place of the certificates', () => {
    const files = { [`${DIRECTORY}/hosts.toml`]: '', [`${DIRECTORY}/x.crt`]: A };
    const found = run(CONTAINERD, [ca(A)], { files });
    expect(found.findings).toEqual([`warning CERTS_D_SHADOWED ${DIRECTORY}/hosts.toml ${DIRECTORY}`]);
    expect(found.files[`${DIRECTORY}/ca.crt`]).toBe(A);
  });

  it('containerd: a new directory puts _default out of use', () => {
    const fallback = '/etc/docker/certs.d/_default';
    const first = run(CONTAINERD, [ca(A)], { files: { [`${fallback}/ca.crt`]: THEIRS } });
    expect(first.findings).toEqual([`warning CERTS_D_HIDES ${fallback} ${DIRECTORY}`]);
    expect(run(CONTAINERD, [ca(A)], first).findings).toEqual([]);
    expect(run(CONTAINERD, [ca(A)], { directories: [fallback] }).findings).toEqual([]);
    const given = run(CONTAINERD, [ca(A)], { files: { [`${fallback}/ca.crt`]: A } });
    expect(given.draft).toMatchObject({ changes: [], findings: [] });
  });
});

describe('pairs that are broken', () => {
  it.each<readonly [string, readonly Request[], readonly string[]]>([
    ['ca.cert', [ca(A)], ['ca.cert']],
    ['client.key', [{ kind: 'registry', host: HOST }], ['client.key']],
    ['client.cert', [{ kind: 'insecure', target: HOST, form: 'host' }], ['client.cert']],
    ['client.cert', [{ kind: 'registry', host: 'other' }], []],
    ['client.cert', [{ kind: 'insecure', target: '10.0.0.0/8', form: 'cidr' }], []],
    ['ca.certificate', [ca(A)], []],
  ])('%s', (file, requests, expected) => {
    const { findings } = run(DOCKER, requests, { files: { [`${DIRECTORY}/${file}`]: 'x' } });
    expect(findings).toEqual(
      expected.map((name) => `warning CERTS_D_BROKEN_PAIR ${name} ${DIRECTORY}/${name}`),
    );
  });
});

describe('what stands there', () => {
  const files = {
    [`${DIRECTORY}/ca.crt`]: A,
    [`${DIRECTORY}/more.crt`]: B + A,
    [`${DIRECTORY}/client.key`]: 'secret',
    '/etc/docker/certs.d/_default/ca.crt': THEIRS,
    '/etc/docker/certs.d/empty/broken.crt': '',
    '/etc/docker/certs.d/README': '',
  };
  const view = inspectCertsD(fakeHost({ files }), DOCKER.roots);

  it('is read without the keys', () => {
    expect([...view.files.keys()].sort()).toEqual([
      '/etc/docker/certs.d/_default/ca.crt',
      '/etc/docker/certs.d/empty/broken.crt',
      `${DIRECTORY}/ca.crt`,
      `${DIRECTORY}/more.crt`,
    ]);
    expect(view.directories.map(({ path }) => path.slice(20))).toEqual(['_default', 'empty', HOST]);
  });

  it('is recognised, one request for a registry', () => {
    expect(recogniseCertsD(DOCKER, view)).toEqual([ca(A + B)]);
    expect(certsEntries(view).map(({ path }) => path.slice(20))).toEqual([
      '_default/ca.crt',
      `${HOST}/ca.crt`,
      `${HOST}/more.crt`,
    ]);
  });

  it('is recognised only where the engine reads it', () => {
    const hidden = { ...files, [`/etc/containers/certs.d/${HOST}/ca.crt`]: THEIRS };
    const seen = inspectCertsD(fakeHost({ files: hidden }), PODMAN.roots);
    expect(recogniseCertsD(PODMAN, seen)).toEqual([ca(THEIRS)]);
  });

  it("is said when it cannot be read, and taken for somebody else's", () => {
    const path = `${DIRECTORY}/ca.crt`;
    const seen = inspectCertsD(fakeHost({ files: { [path]: { errno: 'EACCES' } } }), DOCKER.roots);
    expect(seen.findings.map(inWords)).toEqual([`warning FILE_UNREADABLE EACCES ${path}`]);
    const draft = planCertsD(wishOf({ ensure: [ca(A)], inForce: [ca(A)] }), DOCKER, seen);
    expect(draft.files).toEqual([`${DIRECTORY}/registry-client.crt`]);
  });

  it.each([
    [0o700, 0, 0, 1],
    [0o750, 0, 100, 0],
    [0o710, 0, 100, 1],
    [0o755, 0, 0, 0],
    [0o300, 1000, 0, 1],
  ])('is said when a directory of mode %o may not be listed', (mode, uid, gid, count) => {
    const host = fakeHost({ user: { uid: 1000, gid: 100 }, directories: [DIRECTORY] });
    const closed = {
      ...host,
      look: (path: string) => (path === DIRECTORY ? { ...host.look(path), mode, uid, gid } : host.look(path)),
    };
    expect(inspectCertsD(closed, DOCKER.roots).findings).toHaveLength(count);
  });
});
