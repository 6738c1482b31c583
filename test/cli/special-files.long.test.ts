// What stands in place of a file may be a FIFO, a device, a socket or a folder: every command ends, and says so.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';

/** A run takes a fraction of a second; one that opens a FIFO without a writer takes for ever. */
const LIMIT = 20_000;
const STATE = '/var/lib/registry-client';
const CONFIG = '/etc/registry-client/config.json5';
const DAEMON = '/etc/docker/daemon.json';
const REGISTRIES = '/etc/containers/registries.conf';

const folder = makeTempFolder('special');
const prepared = join(folder, 'prepared');
const program = join(folder, 'bin/registry-client.js');

interface Ended {
  readonly code: number | undefined;
  readonly findings: readonly string[];
  readonly messages: string;
  readonly hints: string;
}

beforeAll(async () => {
  execFileSync('npm', ['run', '--silent', 'build', '--', '--outdir', join(folder, 'dist')]);
  cpSync('bin', join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  put(DAEMON, '{}\n');
  put(REGISTRIES, '');
  put('/etc/hosts', '127.0.0.1 localhost\n');
  put(CONFIG, '{ mirror: "https://file.example" }');
  const first = ['setup', '--mirror', 'https://a.example', '--host-alias', 'a.lab=10.0.0.1'];
  expect((await run(prepared, first)).code).toBe(0);
  put(`${STATE}/agent.json`, '{}');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(prepared, path)), { recursive: true });
  writeFileSync(join(prepared, path), text);
}

async function run(root: string, words: readonly string[]): Promise<Ended> {
  const ended = await execa(process.execPath, [program, '--root', root, '--json', ...words], {
    timeout: LIMIT,
    killSignal: 'SIGKILL',
    reject: false,
    stdin: 'ignore',
    maxBuffer: 4 * 1024 * 1024,
  });
  const { findings }: { findings: { code: string; path?: string; message: string; hint: string }[] } =
    ended.exitCode === undefined ? { findings: [] } : JSON.parse(ended.stdout);
  return {
    code: ended.exitCode,
    findings: findings.map(({ code, path = '' }) => `${code} ${path}`),
    messages: findings.map(({ message }) => message).join('\n'),
    hints: findings.map(({ hint }) => hint).join('\n'),
  };
}

let copies = 0;

/** A host of its own for every run, on which `replace` has put something else in place of `path`. */
async function runWith(path: string, replace: (place: string) => void, words: readonly string[]) {
  copies += 1;
  const root = join(folder, `root-${copies}`);
  cpSync(prepared, root, { recursive: true });
  rmSync(join(root, path), { recursive: true, force: true });
  replace(join(root, path));
  try {
    return await run(root, words);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const fifo = (place: string) => execFileSync('mkfifo', [place]);

const READING = [['status'], ['history', 'show', '1']] as const;
const CHANGING = [['setup', '--config'], ['rollback', '--force'], ['recover'], ['remove', '--all']] as const;

const PLACES = [
  STATE,
  `${STATE}/lock`,
  `${STATE}/summary.json`,
  `${STATE}/agent.json`,
  `${STATE}/generations`,
  `${STATE}/generations/1`,
  `${STATE}/generations/1/intent.a`,
  `${STATE}/generations/1/intent.b`,
  `${STATE}/generations/1/journal`,
  `${STATE}/generations/1/outcome`,
  `${STATE}/generations/1/before.0`,
  DAEMON,
  REGISTRIES,
  '/etc/hosts',
  CONFIG,
  dirname(CONFIG),
] as const;

describe('a FIFO', () => {
  it.each(PLACES)('in place of %s: every command ends', { timeout: 120_000 }, async (path) => {
    const lines = [...READING, ...CHANGING];
    const ends = await Promise.all(lines.map((words) => runWith(path, fifo, words)));
    const codes = lines.map((words, index) => `${words.join(' ')}: ${ends[index]?.code}`);
    expect(codes.filter((line) => !/: [0-4]$|: 65$/.test(line))).toEqual([]);
  });

  it.each(CHANGING.map((words) => ({ words })))('as the lock is refused by $words', async ({ words }) => {
    const ended = await runWith(`${STATE}/lock`, fifo, words);
    expect([ended.code, ended.findings]).toEqual([1, [`TARGET_REFUSED ${STATE}/lock`]]);
    expect(ended.messages).toBe('This is a FIFO, not a regular file.');
    expect(ended.hints).toContain(`mv ${STATE}/lock `);
  });

  it.each([
    [STATE, `TARGET_REFUSED ${STATE}`],
    [`${STATE}/generations`, `TARGET_REFUSED ${STATE}/generations`],
    [`${STATE}/generations/1`, `RECOVERY_IMPOSSIBLE ${STATE}/generations/1`],
    [`${STATE}/generations/1/journal`, 'STATE_DAMAGED '],
    [`${STATE}/generations/1/outcome`, 'STATE_DAMAGED '],
    [`${STATE}/generations/1/intent.a`, 'STATE_DAMAGED '],
    [`${STATE}/generations/1/before.0`, 'STATE_DAMAGED '],
  ])('as the record %s is said by status and history', async (path, finding) => {
    for (const command of ['status', 'history']) {
      expect((await runWith(path, fifo, [command])).findings).toContain(finding);
    }
  });

  it.each([STATE, `${STATE}/generations`])('in place of the folder %s is named by a change', async (path) => {
    const ended = await runWith(path, fifo, ['setup', '--mirror', 'https://b.example']);
    expect([ended.code, ended.findings]).toEqual([1, [`TARGET_REFUSED ${path}`]]);
    expect(ended.messages).toBe('This is a FIFO, not a directory.');
  });

  it('in place of a change says what to do by hand', async () => {
    const ended = await runWith(`${STATE}/generations/1`, fifo, ['recover']);
    expect([ended.code, ended.findings]).toEqual([4, [`RECOVERY_IMPOSSIBLE ${STATE}/generations/1`]]);
    expect(ended.hints).toBe(`1. mv ${STATE}/generations/1 ${STATE}/generations/1.damaged`);
  });

  it.each([
    [DAEMON, ['setup', '--mirror', 'https://b.example', '--engine', 'docker']],
    [DAEMON, ['rollback']],
    [REGISTRIES, ['setup', '--mirror', 'https://b.example', '--engine', 'podman']],
    [REGISTRIES, ['status']],
    ['/etc/hosts', ['setup', '--host-alias', 'b.lab=10.0.0.2']],
  ])('as %s is called one by %j', async (path, words) => {
    const ended = await runWith(path, fifo, words);
    expect(ended.findings).toContain(`TARGET_REFUSED ${path}`);
    expect(ended.messages).toContain('This is a FIFO, not a regular file.');
    expect(ended.messages + ended.hints).not.toMatch(/EISDIR|as root/);
  });

  it('in place of a file that held something of ours is no "in sync"', async () => {
    expect((await runWith(DAEMON, fifo, ['status'])).code).toBe(2);
  });

  it('as the configuration file is called one', async () => {
    const ended = await runWith(CONFIG, fifo, ['setup', '--config']);
    expect(ended.code).toBe(65);
    expect(ended.messages).toContain('it is a FIFO, not a regular file');
  });
});

describe('other things', () => {
  const zero = (place: string) => execFileSync('mknod', [place, 'c', '1', '5']);
  const folderAt = (place: string) => mkdirSync(place);
  const endless = (place: string) => {
    writeFileSync(place, '');
    truncateSync(place, 2 ** 40);
  };
  const setup = ['setup', '--mirror', 'https://b.example', '--engine', 'docker'];

  it('are named: a folder', async () => {
    const ended = await runWith(`${STATE}/lock`, folderAt, setup);
    expect([ended.code, ended.messages]).toEqual([1, 'This is a directory, not a regular file.']);
  });

  it('are named: a symbolic link', async () => {
    const ended = await runWith(`${STATE}/lock`, (place) => symlinkSync('elsewhere', place), setup);
    expect([ended.code, ended.messages]).toEqual([1, 'This is a symbolic link, not a regular file.']);
  });

  it('are named: a socket', async () => {
    const server = createServer();
    // The path of a socket is short (unix(7)): it is made elsewhere and moved.
    const socket = join(folder, 's');
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    const ended = await runWith(`${STATE}/lock`, (place) => renameSync(socket, place), setup);
    expect([ended.code, ended.messages]).toEqual([1, 'This is a socket, not a regular file.']);
    await new Promise((resolve) => server.close(resolve));
  });

  it.skipIf(process.geteuid?.() !== 0)('are named: a device', async () => {
    const ended = await runWith(`${STATE}/lock`, zero, setup);
    expect([ended.code, ended.messages]).toEqual([1, 'This is a device, not a regular file.']);
  });

  it.each([`${STATE}/generations/1/journal`, DAEMON])(
    'a file without end as %s is not read',
    async (path) => {
      const ended = await runWith(path, endless, ['status']);
      expect(ended.code).toBeLessThan(3);
      expect(ended.findings.join()).toMatch(path === DAEMON ? /FILE_UNREADABLE/ : /STATE_DAMAGED/);
    },
  );
});

describe('what is named on the command line', () => {
  const shell = async (line: string) => {
    const ended = await execa('bash', ['-c', line, process.execPath, program, prepared], {
      timeout: LIMIT,
      reject: false,
      stdin: 'ignore',
    });
    return { code: ended.exitCode, text: ended.stderr + ended.stdout };
  };

  it('may be a pipe of the shell', async () => {
    const { code, text } = await shell(
      `"$0" "$1" --root "$2" setup --dry-run --config <(sleep 0.3; echo '{ mirror: "https://p.example" }')`,
    );
    expect([code, text]).toEqual([2, expect.stringContaining('https://p.example')]);
  });

  it('may be standard input', async () => {
    const { code, text } = await shell(
      `echo '{ mirror: "https://p.example" }' | "$0" "$1" --root "$2" setup --dry-run --config /dev/stdin`,
    );
    expect([code, text]).toEqual([2, expect.stringContaining('https://p.example')]);
  });

  it.each(['cat /dev/zero', 'head -c 5000000 /dev/zero'])('is read up to a limit: %s', async (source) => {
    const { code, text } = await shell(`"$0" "$1" --root "$2" setup --config <(${source})`);
    expect([code, text]).toEqual([65, expect.stringContaining('too large')]);
  });

  it('is no FIFO of the file system', async () => {
    const { code, text } = await shell(
      `mkfifo "$1.pipe"; "$0" "$1" --root "$2" setup --registry r.example --ca "$1.pipe"`,
    );
    expect([code, text]).toEqual([65, expect.stringContaining('it is a FIFO, not a regular file')]);
  });

  it.each([
    ['a folder', '/etc', 'it is a directory, not a regular file'],
    ['a device', '/dev/zero', 'it is a device, not a regular file'],
  ])('is no %s', async (_, file, words) => {
    const { code, text } = await shell(`"$0" "$1" --root "$2" setup --config ${file}`);
    expect([code, text]).toEqual([65, expect.stringContaining(words)]);
  });

  it.each(['status', 'setup --insecure x.example', 'recover'])(
    'as the root has to be a folder: %s',
    async (words) => {
      for (const file of ['$2/etc/hosts', '/dev/null']) {
        const { code, text } = await shell(`"$0" "$1" --root "${file}" ${words}`);
        expect([code, text]).toEqual([65, expect.stringContaining('--root: it is not a directory')]);
      }
    },
  );
});

describe('a symbolic link that leads nowhere', () => {
  const dangling = (place: string) => symlinkSync('/srv/gone/config.json5', place);

  it.each([
    ['setup', '--config'],
    ['setup', '--config', '--dry-run'],
  ])('is said where the configuration file is: %s %s %s', async (...words) => {
    const ended = await runWith(CONFIG, dangling, words);
    expect([ended.code, ended.findings]).toEqual([
      65,
      [expect.stringMatching(/^INPUT_FILE .*config\.json5$/)],
    ]);
    expect(ended.messages).toMatch(/it is a symbolic link to .*\/srv\/gone\/config\.json5, where nothing is/);
    expect(ended.hints).toMatch(/ln -sfn TARGET .*\/etc\/registry-client\/config\.json5/);
  });

  it('is said where its folder is', async () => {
    const ended = await runWith(dirname(CONFIG), (place) => symlinkSync('/srv/gone', place), [
      'setup',
      '--config',
    ]);
    expect(ended.code).toBe(65);
    expect(ended.messages).toMatch(
      /\/etc\/registry-client is a symbolic link to .*\/srv\/gone, where nothing is/,
    );
  });
});
