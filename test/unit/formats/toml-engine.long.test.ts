// What the installed podman makes of our edits, conversions and effective views. Skipped where there is no podman.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convertVersion1 } from '../../../src/formats/toml/convert-version1.ts';
import { type EffectiveView, mergeView } from '../../../src/formats/toml/effective.ts';
import { readRegistries } from '../../../src/formats/toml/read-registries.ts';
import { randomConf } from './toml-arbitrary.ts';
import { corpusFiles, edit, readConf, setUp } from './toml-support.ts';

interface Run {
  readonly code: number;
  readonly stdout: string;
}

function run(command: string, args: readonly string[], home: string): Promise<Run> {
  const env = { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home };
  return new Promise((resolve) => {
    execFile(command, args, { env, maxBuffer: 2 ** 26 }, (error, stdout) => {
      resolve({ code: error === null ? 0 : 1, stdout });
    });
  });
}

const hasPodman = (await run('podman', ['--version'], tmpdir())).stdout.startsWith('podman version 4.');
const root = await mkdtemp(join(tmpdir(), 'registries-conf-'));
let homes = 0;

beforeAll(() => mkdir(root, { recursive: true }));
afterAll(() => rm(root, { recursive: true, force: true }));

/**
 * The `registries` of `podman info`, or 'refused'. The files lie in a home directory of their own: with a user's
 * registries.conf podman reads nothing of /etc.
 */
async function askPodman(main: string, dropIns: readonly string[] = []): Promise<unknown> {
  homes += 1;
  const home = join(root, String(homes));
  const folder = join(home, '.config/containers');
  await mkdir(join(folder, 'registries.conf.d'), { recursive: true });
  await writeFile(join(folder, 'registries.conf'), main);
  for (const [index, text] of dropIns.entries()) {
    await writeFile(join(folder, 'registries.conf.d', `${index}.conf`), text);
  }
  const storage = [
    '--root',
    join(home, 'root'),
    '--runroot',
    join(home, 'run'),
    '--tmpdir',
    join(home, 'tmp'),
  ];
  const args = [...storage, '--storage-driver', 'vfs', 'info', '--format', 'json'];
  const { code, stdout } = await run('podman', args, home);
  if (code !== 0) return 'refused';
  return JSON.parse(stdout, normalize).registries;
}

/** Podman tells `null` from no mirrors, and `all` from no restriction; both mean the same. */
function normalize(key: string, value: unknown): unknown {
  if (key === 'Mirrors' && value === null) return [];
  return key === 'PullFromMirror' && value === 'all' ? '' : value;
}

/** Our view in the words of `podman info`. */
function inPodmanWords({ search, registries }: EffectiveView): unknown {
  const tables = registries.map(({ value }) => [
    value.prefix,
    {
      Prefix: value.prefix,
      Location: value.location,
      Insecure: value.insecure,
      PullFromMirror: '',
      Mirrors: value.mirrors.map((mirror) => ({
        Location: mirror.location,
        Insecure: mirror.insecure,
        PullFromMirror: mirror.pullFromMirror === 'all' ? '' : mirror.pullFromMirror,
      })),
      Blocked: value.blocked,
      MirrorByDigestOnly: value.mirrorByDigestOnly,
    },
  ]);
  const list = search.kind === 'set' && search.value.length > 0 ? { search: search.value } : {};
  return { ...Object.fromEntries(tables), ...list };
}

const viewOf = (...texts: readonly string[]): EffectiveView =>
  mergeView(texts.map((text, index) => ({ path: String(index), conf: readConf(text) })));

/** A few at a time: each call takes a fifth of a second, nearly all of it waiting. */
async function forEach<T>(items: readonly T[], check: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await check(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

describe.skipIf(!hasPodman)('podman 4', () => {
  it('judges as the reader does', { timeout: 600_000 }, async () => {
    const texts = [
      '[[Registry]]\nLocation = "a.test"\n',
      '[[registry]]\nlocation = "a.test"\ninsecure = "true"\n',
      '[registry]\nlocation = "a.test"\n',
      'registries = ["a.test"]\n',
      'unqualified-search-registries = ["a.test/b"]\n',
      '[[registry]]\nlocation = "a.test"\n[[registry]]\nlocation = "a.test/"\ninsecure = true\n',
      '[[registry]]\nlocation = ""\nprefix = "a.test"\n',
      '[[registry]]\nprefix = "*.a.test/b"\n',
      '[aliases]\n"a.test/b" = "c.test/d"\n',
      '[aliases]\n"a" = "b"\n',
      'a = 1\r',
    ];
    await forEach(texts, async (text) => {
      const spelling = text.startsWith('[[Registry]]');
      expect([text, await askPodman(text)]).toEqual([text, spelling ? expect.anything() : 'refused']);
      expect([text, readRegistries(text).ok]).toEqual([text, false]);
    });
  });

  it('merges files as mergeView does', { timeout: 600_000 }, async () => {
    const conflicts = (texts: readonly string[]): boolean => texts.some((text) => !readRegistries(text).ok);
    const samples = fc.sample(fc.tuple(randomConf, randomConf, randomConf), { numRuns: 40, seed: 7 });
    await forEach(samples, async (confs) => {
      const [main, ...dropIns] = confs.map(({ text }) => text);
      if (main === undefined || conflicts([main, ...dropIns])) throw new Error('a bad sample');
      expect(await askPodman(main, dropIns)).toEqual(inPodmanWords(viewOf(main, ...dropIns)));
    });
  });

  it.skipIf(corpusFiles.length === 0)(
    'reads what we wrote into real files',
    { timeout: 600_000 },
    async () => {
      const accepted = corpusFiles.filter(({ verdict }) => verdict === 'accept');
      await forEach(accepted, async ({ file, text }) => {
        const converted = convertVersion1(text);
        if (!converted.ok) return;
        const edited = edit({ text: converted.value.text, blanks: [] }, setUp(converted.value.text).there);
        expect([file, await askPodman(edited.text)]).toEqual([file, inPodmanWords(viewOf(edited.text))]);
      });
    },
  );

  it('has the same view of a v1 file and of its conversion', { timeout: 600_000 }, async () => {
    const handMade = [
      '[registries.insecure]\nregistries = ["b.test", # the lab\n  "a.test//"]\n\n[registries.search]\nregistries = ["a.test/"]\n',
      '[registries.block]\nregistries = ["a.test"]\n[registries.insecure]\nregistries = ["c.test", "a.test"]',
      '[registries.search]\r\nregistries = []\r\n',
    ];
    const real = corpusFiles.map(({ text }) => text).filter((text) => versionOf(text) === 1);
    await forEach([...handMade, ...real], async (text) => {
      const converted = convertVersion1(text);
      if (!converted.ok) return;
      expect([text, await askPodman(converted.value.text)]).toEqual([text, await askPodman(text)]);
    });
  });
});

function versionOf(text: string): number | undefined {
  const read = readRegistries(text);
  return read.ok ? read.value.version : undefined;
}
