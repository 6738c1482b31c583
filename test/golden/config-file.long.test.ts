// Who owns what when a configuration file is used, through the whole program on both engines.

import path from 'node:path';
import fs from 'fs-extra';
import { afterEach, describe, expect, it } from 'vitest';
import { runProgram } from '../support/program.ts';
import { makeTempHost, type TempHost } from '../support/temp-host.ts';
import { listState, listTouches } from '../support/tree.ts';

const DOCKER = '/etc/docker/daemon.json';
const PODMAN = '/etc/containers/registries.conf';
const HOSTS = '/etc/hosts';
const CONFIG = '/etc/registry-client/config.json5';
const PEM = fs.readFileSync(new URL('../../fixtures/docker/ca/ca.crt', import.meta.url), 'latin1');

const BEFORE = {
  [DOCKER]: '{\n  "data-root": "/data/docker",\n  "insecure-registries": ["theirs.example"]\n}\n',
  [PODMAN]: '# ours by hand\nunqualified-search-registries = ["theirs.example"]\n',
  [HOSTS]: '127.0.0.1 localhost\n',
} as const;

let temp: TempHost | undefined;
afterEach(() => temp?.remove());

type Run = Awaited<ReturnType<typeof runProgram>>;

function start() {
  const host = makeTempHost();
  temp = host;
  for (const [file, text] of Object.entries(BEFORE)) host.write(file, text);
  const run = (...argv: string[]) => runProgram(['--root', host.root, ...argv], '/');
  const files = () => Object.keys(BEFORE).map((file) => host.text(file));
  const configure = (text: string) => host.write(CONFIG, text);
  /** Sets the host up by a file that says this. */
  const apply = (text: string) => {
    configure(text);
    return run('setup', '--config');
  };
  return { host, run, files, configure, apply };
}

const summary = ({ code, document }: Run) => [code, document.outcome];
const codes = ({ document }: Run) => document.findings.map((one) => one.code);
const BY_HAND = Object.values(BEFORE);
const A = 'http://a.example:8001';
const B = 'https://b.example';

/** The values of a list of daemon.json. */
function listOf(host: TempHost, key: string): unknown {
  const document: Partial<Record<string, unknown>> = JSON.parse(host.text(DOCKER) ?? '{}');
  return document[key];
}

describe('a file', () => {
  it('puts in what it lists, once', async () => {
    const { host, apply, run } = start();
    const done = await apply(`{mirror: "${A}", "host-alias": "a.example=10.0.0.1"}`);
    expect(summary(done)).toEqual([0, 'committed']);
    expect(listOf(host, 'registry-mirrors')).toEqual([A]);
    expect(listOf(host, 'insecure-registries')).toEqual(['a.example:8001', 'theirs.example']);
    expect(host.text(PODMAN)).toContain('location = "a.example:8001"');
    expect(host.text(HOSTS)).toContain('10.0.0.1');
    const touches = listTouches(host.root);
    expect(summary(await run('setup', '--config'))).toEqual([0, 'unchanged']);
    expect(summary(await run('setup', '--config', '--dry-run'))).toEqual([0, 'unchanged']);
    expect(summary(await run('status'))).toEqual([0, 'in-sync']);
    expect(listTouches(host.root)).toEqual(touches);
  });

  it('gives another address, and takes it back', async () => {
    const { host, apply, run } = start();
    await run('setup', '--host-alias', 'a.example=10.0.0.1');
    const byFlags = host.text(HOSTS);
    await apply('{"host-alias": "a.example=10.0.0.2"}');
    expect(host.text(HOSTS)).toContain('10.0.0.2');
    expect(summary(await apply('{}'))).toEqual([0, 'committed']);
    expect(host.text(HOSTS)).toBe(byFlags);
  });

  it('takes out what it no longer lists, and only that', async () => {
    const { host, apply, files } = start();
    await apply(`{mirror: ["${A}", "${B}"], search: "search.example", "host-alias": "a.example=10.0.0.1"}`);
    expect(summary(await apply(`{mirror: "${B}"}`))).toEqual([0, 'committed']);
    expect(listOf(host, 'registry-mirrors')).toEqual([B]);
    expect(listOf(host, 'insecure-registries')).toEqual(['theirs.example']);
    expect(host.text(PODMAN)).not.toMatch(/a\.example|search\.example/);
    expect(host.text(PODMAN)).toContain('theirs.example');
    expect(host.text(HOSTS)).toBe(BEFORE[HOSTS]);
    expect(summary(await apply('{}'))).toEqual([0, 'committed']);
    expect(files()).toEqual(BY_HAND);
  });

  it('that lists nothing finds nothing to do on a host that no file has set up', async () => {
    const { apply, files, host } = start();
    expect(summary(await apply('{}'))).toEqual([0, 'unchanged']);
    expect(files()).toEqual(BY_HAND);
    expect(listState(host.root)).toEqual(['/lock']);
  });

  it('forgets that it asked for what others had written, when it no longer does', async () => {
    const { host, apply, run } = start();
    await apply(`{mirror: "${B}", insecure: "theirs.example"}`);
    await apply('{insecure: "theirs.example"}');
    await apply('{}');
    host.write(DOCKER, '{"insecure-registries": []}\n');
    host.write(PODMAN, '');
    expect(summary(await run('status'))).toEqual([0, 'unmanaged']);
  });

  it('takes its empty lists for nothing', async () => {
    const { apply, files } = start();
    await apply(`{mirror: ["${A}"]}`);
    expect(summary(await apply('{mirror: [], registry: [], ca: []}'))).toEqual([0, 'committed']);
    expect(files()).toEqual(BY_HAND);
  });

  it('sets the order of its mirrors, also when it is changed', async () => {
    const { host, apply } = start();
    await apply(`{mirror: ["${A}", "${B}", "https://c.example"]}`);
    expect(listOf(host, 'registry-mirrors')).toEqual([A, B, 'https://c.example']);
    await apply(`{mirror: ["https://c.example", "${A}", "https://d.example", "${B}"]}`);
    expect(listOf(host, 'registry-mirrors')).toEqual(['https://c.example', A, 'https://d.example', B]);
    const mirrors = [...(host.text(PODMAN) ?? '').matchAll(/^\[\[registry\.mirror\]\]\nlocation = "(.*)"/gm)];
    expect(mirrors.map(([, at]) => at)).toEqual(['c.example', 'a.example:8001', 'd.example', 'b.example']);
    const touches = listTouches(host.root);
    expect(
      summary(await apply(`{mirror: ["https://c.example", "${A}", "https://d.example", "${B}"]}`)),
    ).toEqual([0, 'unchanged']);
    expect(listTouches(host.root).filter((line) => !line.startsWith('/etc/registry-client'))).toEqual(
      touches.filter((line) => !line.startsWith('/etc/registry-client')),
    );
  });

  it('moves a name of /etc/hosts to another address', async () => {
    const { host, apply, files } = start();
    await apply('{"host-alias": ["a.example=10.0.0.1", "b.example=10.0.0.2"]}');
    await apply('{"host-alias": ["a.example=10.0.0.9"]}');
    expect(host.text(HOSTS)).toMatch(/^10\.0\.0\.9\s+a\.example/m);
    expect(host.text(HOSTS)).not.toMatch(/b\.example|10\.0\.0\.1\b/);
    await apply('{}');
    expect(files()).toEqual(BY_HAND);
  });

  it('renews the certificate of its CA, which may stand in it', async () => {
    const { host, apply, files } = start();
    const place = '/etc/docker/certs.d/r.example/ca.crt';
    fs.outputFileSync(path.join(host.root, '/etc/registry-client/ca.crt'), PEM);
    await apply('{registry: "r.example", ca: "ca.crt"}');
    expect(host.text(place)).toBe(PEM);
    expect(summary(await apply(`{registry: "r.example", ca: ${JSON.stringify(PEM)}}`))).toEqual([
      0,
      'unchanged',
    ]);
    await apply('{registry: "r.example"}');
    expect(host.text(place)).toBeUndefined();
    await apply('{}');
    expect(files()).toEqual(BY_HAND);
  });
});

describe('one engine at a time', () => {
  it('takes what files put into an engine out when they no longer name it', async () => {
    const { host, apply, files } = start();
    await apply(`{engine: "docker", mirror: "${A}"}`);
    expect(host.text(PODMAN)).toBe(BEFORE[PODMAN]);
    expect(summary(await apply(`{engine: ["podman"], mirror: "${A}"}`))).toEqual([0, 'committed']);
    expect(host.text(DOCKER)).toBe(BEFORE[DOCKER]);
    expect(host.text(PODMAN)).toContain('a.example:8001');
    await apply('{engine: "docker"}');
    expect(files()).toEqual(BY_HAND);
  });

  it('leaves what flags put into the other engine', async () => {
    const { host, apply, run } = start();
    await run('setup', '--mirror', B, '--engine', 'podman');
    const podman = host.text(PODMAN);
    await apply(`{engine: "docker", mirror: "${A}"}`);
    expect(host.text(PODMAN)).toBe(podman);
    await apply('{engine: "docker"}');
    expect([host.text(DOCKER), host.text(PODMAN)]).toEqual([BEFORE[DOCKER], podman]);
  });

  it('refuses what an engine that it names cannot use', async () => {
    const { apply, files } = start();
    const refused = await apply('{engine: ["docker"], search: "search.example"}');
    expect([...summary(refused), codes(refused)]).toEqual([65, 'failed', ['FLAG_NOT_FOR_ENGINE']]);
    expect(refused.document.findings[0]?.path).toBe(CONFIG);
    expect(files()).toEqual(BY_HAND);
  });
});

describe('beside flags', () => {
  it('what flags asked for before stays when a file has listed it, too', async () => {
    const { host, apply, run } = start();
    await run('setup', '--mirror', A);
    const byFlags = host.text(DOCKER);
    await apply(`{mirror: ["${A}", "${B}"]}`);
    expect(listOf(host, 'registry-mirrors')).toEqual([A, B]);
    await apply('{}');
    expect(host.text(DOCKER)).toBe(byFlags);
  });

  it('what flags ask for afterwards is no longer of the file', async () => {
    const { host, apply, run } = start();
    await apply(`{mirror: ["${A}", "${B}"]}`);
    expect(summary(await run('setup', '--mirror', A))).toEqual([0, 'unchanged']);
    await apply('{}');
    expect(listOf(host, 'registry-mirrors')).toEqual([A]);
  });

  it('what flags add stands beside it', async () => {
    const { host, apply, run } = start();
    await apply(`{mirror: "${A}"}`);
    await run('setup', '--mirror', B);
    expect(listOf(host, 'registry-mirrors')).toEqual([A, B]);
    expect(summary(await run('setup', '--config'))).toEqual([0, 'unchanged']);
    await apply('{}');
    expect(listOf(host, 'registry-mirrors')).toEqual([B]);
  });

  it('setup --replace takes out what a file put in, and the file brings it back', async () => {
    const { host, apply, run } = start();
    await apply(`{mirror: "${A}"}`);
    await run('setup', '--mirror', B, '--replace');
    expect(listOf(host, 'registry-mirrors')).toEqual([B]);
    await run('setup', '--config');
    expect(listOf(host, 'registry-mirrors')).toEqual([B, A]);
    await apply('{}');
    expect(listOf(host, 'registry-mirrors')).toEqual([B]);
  });

  it('remove takes it out, and the same file puts it in again', async () => {
    const { host, apply, run, files } = start();
    await apply(`{mirror: "${A}", search: "search.example"}`);
    const full = files();
    await run('remove', '--mirror', A);
    expect(listOf(host, 'registry-mirrors')).toBeUndefined();
    expect(summary(await run('setup', '--config'))).toEqual([0, 'committed']);
    expect(listOf(host, 'registry-mirrors')).toEqual([A]);
    await run('remove', '--all');
    expect(files()).toEqual(BY_HAND);
    await run('setup', '--config');
    expect(files()).toEqual(full);
  });
});

describe('what others wrote', () => {
  it('is never taken over, also when the file lists it', async () => {
    const { apply, files } = start();
    await apply('{insecure: "theirs.example"}');
    await apply('{}');
    expect(files()).toEqual(BY_HAND);
  });

  it('stays when it was added beside ours', async () => {
    const { host, apply } = start();
    await apply(`{mirror: "${A}"}`);
    host.write(DOCKER, (host.text(DOCKER) ?? '').replace('"data-root"', '"debug": true,\n  "data-root"'));
    await apply('{}');
    expect(host.text(DOCKER)).toBe(BEFORE[DOCKER].replace('"data-root"', '"debug": true,\n  "data-root"'));
  });

  it('and is taken out by hand comes back with the next run', async () => {
    const { host, apply, run } = start();
    await apply(`{mirror: "${A}"}`);
    const full = host.text(DOCKER);
    host.write(DOCKER, BEFORE[DOCKER]);
    expect(summary(await run('status'))).toEqual([2, 'drifted']);
    expect(summary(await run('setup', '--config'))).toEqual([0, 'committed']);
    expect(host.text(DOCKER)).toBe(full);
  });
});

describe('going back', () => {
  it('from a file, and from what the next one took out', async () => {
    const { apply, run, files } = start();
    await apply(`{mirror: ["${A}", "${B}"]}`);
    const full = files();
    await apply(`{mirror: "${B}"}`);
    expect(summary(await run('rollback'))).toEqual([0, 'committed']);
    expect(files()).toEqual(full);
    // It is the first file's again: what the second does not list goes once more.
    expect(summary(await run('setup', '--config'))).toEqual([0, 'committed']);
    await run('rollback');
    await run('rollback');
    expect(files()).toEqual(BY_HAND);
    expect(summary(await run('rollback'))).toEqual([0, 'unchanged']);
    await apply('{}');
    expect(files()).toEqual(BY_HAND);
  });

  it('history names the file', async () => {
    const { apply, run } = start();
    await apply(`{mirror: "${A}"}`);
    expect(JSON.stringify((await run('history')).document)).toContain(`--config ${CONFIG}`);
  });
});

describe('which file', () => {
  it('is one of the caller when it is named, with its CAs beside it', async () => {
    const { host } = start();
    const folder = path.join(host.root, 'mine');
    fs.outputFileSync(path.join(folder, 'my.json5'), '{registry: "r.example", ca: "ca.crt"}');
    fs.outputFileSync(path.join(folder, 'ca.crt'), PEM);
    const done = await runProgram(['--root', host.root, 'setup', '--config', 'my.json5'], folder);
    expect(summary(done)).toEqual([0, 'committed']);
    expect(host.text('/etc/docker/certs.d/r.example/ca.crt')).toBe(PEM);
  });

  it('follows links inside the root when it is not named', async () => {
    const { host, run } = start();
    const place = (file: string) => path.join(host.root, file);
    fs.outputFileSync(place('/srv/config.json5'), '{registry: "r.example", ca: "/etc/ssl/ca.crt"}');
    fs.outputFileSync(place('/usr/share/ca/only-in-this-root.crt'), PEM);
    for (const folder of ['/etc/registry-client', '/etc/ssl']) fs.ensureDirSync(place(folder));
    fs.symlinkSync('/srv/config.json5', place(CONFIG));
    fs.symlinkSync('/usr/share/ca/only-in-this-root.crt', place('/etc/ssl/ca.crt'));
    expect(summary(await run('setup', '--config'))).toEqual([0, 'committed']);
    expect(host.text('/etc/docker/certs.d/r.example/ca.crt')).toBe(PEM);
    fs.removeSync(place('/srv/config.json5'));
    fs.symlinkSync('config.json5', place('/srv/config.json5'));
    expect((await run('setup', '--config')).document.findings).toMatchObject([
      { code: 'INPUT_FILE', reason: 'unreadable', error: 'ELOOP' },
    ]);
  });

  it('is said when there is none', async () => {
    const { run, host } = start();
    const none = await run('setup', '--config');
    expect([...summary(none), codes(none)]).toEqual([65, 'failed', ['INPUT_FILE']]);
    expect(none.document.findings[0]?.path).toBe(path.join(host.root, CONFIG));
  });

  it.each([
    ['{registry: 5}', 'USAGE'],
    ['{registry: "a"', 'CONFIG_SYNTAX'],
    ['{engine: "dokcer"}', 'ENGINE_UNKNOWN'],
    ['{mirror: "https://m/path"}', 'PATH_FOR_ONE_ENGINE'],
    ['{ca: "r1=gone.crt"}', 'INPUT_FILE'],
    [' ', 'CONFIG_SYNTAX'],
  ])('%s is refused with exit code 65: %s', async (text, code) => {
    const { apply, files, host } = start();
    const refused = await apply(text);
    expect([...summary(refused), codes(refused)]).toEqual([65, 'failed', [code]]);
    expect(files()).toEqual(BY_HAND);
    expect(fs.existsSync(path.join(host.root, '/var'))).toBe(false);
  });

  it.each([
    ['--mirror', 'http://x'],
    ['--ca', 'x'],
    ['--engine', 'docker'],
    ['--replace'],
    ['--adopt'],
    ['--drop-in'],
    ['--convert'],
  ])('cannot stand beside %s', async (...words) => {
    const { configure, run } = start();
    configure('{}');
    const refused = await run('setup', ...words, '--config');
    expect([...summary(refused), codes(refused)]).toEqual([64, 'failed', ['USAGE']]);
  });
});

describe('a drop-in that the file no longer asks for', () => {
  const DROP_IN = '/etc/containers/registries.conf.d/zz-registry-client.conf';

  it.each(['', ', "drop-in": false'])('stays, and that is said (mirror%s)', async (words) => {
    const { host, apply, run, files } = start();
    const wanted = `{mirror: "${B}"${words}}`;
    await apply(`{mirror: "${B}", "drop-in": true}`);
    const dropIn = host.text(DROP_IN);
    expect(dropIn).toContain('b.example');
    const kept = await apply(wanted);
    expect([...summary(kept), codes(kept)]).toEqual([0, 'unchanged', ['STAYS_IN_DROP_IN']]);
    expect(kept.document.findings[0]).toMatchObject({ severity: 'info', engine: 'podman', path: CONFIG });
    expect(codes(await run('setup', '--config', '--dry-run'))).toEqual(['STAYS_IN_DROP_IN']);
    expect(host.text(DROP_IN)).toBe(dropIn);
    // As the hint says.
    await apply('{}');
    expect([host.text(DROP_IN), ...files()]).toEqual([undefined, ...BY_HAND]);
    const moved = await apply(wanted);
    expect(codes(moved)).not.toContain('STAYS_IN_DROP_IN');
    expect(host.text(DROP_IN)).toBeUndefined();
    expect(host.text(PODMAN)).toContain('b.example');
  });

  it('stays for what flags put in, too, until that is removed', async () => {
    const { host, apply, run } = start();
    await run('setup', '--mirror', A, '--drop-in');
    expect(codes(await apply(`{mirror: "${B}"}`))).toContain('STAYS_IN_DROP_IN');
    expect(host.text(DROP_IN)).toContain('b.example');
    expect(codes(await apply('{}'))).toContain('STAYS_IN_DROP_IN');
    await run('remove', '--all');
    expect(host.text(DROP_IN)).toBeUndefined();
    await apply(`{mirror: "${B}"}`);
    expect(host.text(PODMAN)).toContain('b.example');
  });

  it('is no news to who gives flags', async () => {
    const { run } = start();
    await run('setup', '--mirror', A, '--drop-in');
    expect(codes(await run('setup', '--mirror', B))).not.toContain('STAYS_IN_DROP_IN');
  });
});

describe('--adopt', () => {
  it('takes out what others wrote, also when it was asked for', async () => {
    const { host, run } = start();
    await run('setup', '--insecure', 'theirs.example', '--insecure', 'a.example');
    const removed = await run('remove', '--insecure', 'theirs.example', '--adopt', '--engine', 'docker');
    expect(summary(removed)).toEqual([0, 'committed']);
    expect(listOf(host, 'insecure-registries')).toEqual(['a.example']);
  });
});
