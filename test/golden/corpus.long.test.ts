// Real files of public repositories through the whole program, with the engine's own verdict beside ours: edited
// without loss and given back byte for byte, or refused at a place for a reason that is true.

import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/formats/diff.ts';
import { type Run, runProgram } from '../support/program.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { listState } from '../support/tree.ts';
import { findingLine } from './golden-case.ts';

const corpus = new URL('../../../shared/corpus/', import.meta.url);
const manifest = new URL('manifest.tsv', corpus);

interface Sample {
  readonly kind: string;
  readonly file: string;
  readonly verdict: string;
}

const samples: readonly Sample[] = fs.existsSync(manifest)
  ? fs
      .readFileSync(manifest, 'utf8')
      .split('\n')
      .slice(1)
      .filter((line) => line !== '')
      .map((line) => line.split('\t'))
      .map(([kind = '', file = '', , , , , verdict = '']) => ({
        kind,
        file,
        verdict: verdict.replace(/.*:/, ''),
      }))
  : [];

const KINDS = {
  daemon: {
    path: '/etc/docker/daemon.json',
    words: ['--engine', 'docker', '--mirror', 'http://ours.test:5000', '--insecure', 'lab.ours.test'],
  },
  registries: {
    path: '/etc/containers/registries.conf',
    words: [
      ...['--engine', 'podman', '--mirror', 'http://ours.test:5000'],
      ...['--insecure', 'lab.ours.test', '--search', 'search.ours.test'],
    ],
  },
} as const;

/**
 * Files that the engine takes and we do not edit as they are, each with the true reason. The engine's verdict is about
 * the file alone: whether what is asked for would have an effect in it is not its question.
 */
const REASONS = new Map([
  // dockerd reads the file, and then does not start: the name of a registry is empty.
  ['jenningsloy318__Kubernetes-Handbook__1.json', 'VALUE_REFUSED'],
  ['jenningsloy318__Kubernetes-Handbook__2.json', 'VALUE_REFUSED'],
  // A table of docker.io/library: a mirror of docker.io would not be asked for its images.
  ['containers__podman__2.conf', 'HIDDEN_BY'],
  ['containers__podman__3.conf', 'HIDDEN_BY'],
  ['containers__podman__4.conf', 'HIDDEN_BY'],
  ['containers__podman__6.conf', 'HIDDEN_BY'],
  ['podman-container-tools__container-libs__4.conf', 'HIDDEN_BY'],
  ['x0rzavi__os-backup__1.conf', 'HIDDEN_BY'],
  // docker.io is blocked in it (and the file is in the old format).
  ['snyk__kubernetes-monitor__2.conf', 'HIDDEN_BY'],
  // Empty lists of the old format beside keys of the new one: podman refuses that from 4.4 on; no version is known here.
  ['containers__image__21.conf', 'FILE_REFUSED'],
  // A key of the top fell into the table above it, where podman ignores it: the list in the file has no effect.
  ['david-hill__binarystorm__1.conf', 'MISPLACED_KEY'],
  ['mylab947__lab_do188__1.conf', 'MISPLACED_KEY'],
  ['podman-container-tools__container-libs__7.conf', 'MISPLACED_KEY'],
  ['x0rzavi__os-backup__3.conf', 'MISPLACED_KEY'],
]);

describe.skipIf(samples.length === 0)('files of the corpus', () => {
  it('are there', () => expect(samples.length).toBeGreaterThan(150));

  it.each(samples.filter(({ verdict }) => verdict === 'reject'))('$file: refused', (sample) =>
    onHost(sample, async (host) => expectRefused(await host.run('setup', ...host.words), host)),
  );

  it.each(samples.filter(({ verdict, file }) => verdict === 'accept' && !REASONS.has(file)))(
    '$file: edited and given back',
    (sample) =>
      onHost(sample, async (host) => {
        const convert = await needsConversion(host);
        const words = convert ? [...host.words, '--convert'] : host.words;
        expectCommitted(await host.run('setup', ...words));
        if (!convert) expectOnlyOurs(host.before, host.bytes());
        const after = host.bytes();
        if (sample.kind === 'registries' && canJudge) expect(await judge(after)).toBe('accept');
        expectCommitted(await host.run('rollback'));
        expect(host.bytes().equals(host.before)).toBe(true);
        expectCommitted(await host.run('setup', ...words));
        expect(host.bytes().equals(after)).toBe(true);
        expectCommitted(await host.run('remove', ...host.words));
        if (!convert) expect(host.bytes().equals(host.before)).toBe(true);
      }),
  );

  it.each(samples.filter(({ file }) => REASONS.has(file)))(
    '$file: refused, though the engine takes it',
    (sample) =>
      onHost(sample, async (host) => {
        const refused = await host.run('setup', ...host.words, '--convert');
        expectRefused(refused, host);
        const codes = refused.document.findings
          .filter(({ severity }) => severity === 'error')
          .map(({ code }) => code);
        expect(new Set(codes)).toEqual(new Set([REASONS.get(sample.file)]));
      }),
  );
});

interface SampleHost {
  readonly words: readonly string[];
  readonly before: Buffer;
  bytes(): Buffer;
  run(command: string, ...words: readonly string[]): Promise<Run>;
  state(): readonly string[];
}

async function onHost({ kind, file }: Sample, use: (host: SampleHost) => Promise<void>): Promise<void> {
  const { path: place, words } = kind === 'daemon' ? KINDS.daemon : KINDS.registries;
  const before = fs.readFileSync(new URL(`${kind}/${file}`, corpus));
  const root = makeTempFolder('corpus');
  fs.mkdirSync(path.dirname(path.join(root, place)), { recursive: true });
  fs.writeFileSync(path.join(root, place), before);
  try {
    await use({
      words,
      before,
      bytes: () => fs.readFileSync(path.join(root, place)),
      run: (command, ...rest) => runProgram([command, ...rest, '--root', root], root),
      state: () => listState(root).filter((name) => name !== '/lock'),
    });
  } finally {
    fs.rmSync(root, { recursive: true });
  }
}

/** A file in the old format is refused as it is, and converted when that is asked for. */
async function needsConversion(host: SampleHost): Promise<boolean> {
  const planned = await host.run('setup', ...host.words, '--dry-run');
  if (planned.code === 2) return false;
  expect(errorsOf(planned)).toEqual([expect.stringMatching(/^error podman VERSION_1 .*:\d+:\d+$/)]);
  return true;
}

function errorsOf({ document }: Run): readonly string[] {
  return document.findings.filter(({ severity }) => severity === 'error').map(findingLine);
}

function expectCommitted(run: Run): void {
  expect([run.code, run.document.outcome], errorsOf(run).join()).toEqual([0, 'committed']);
}

/** Exit code 1, a place and a sentence for every reason, and nothing touched. */
function expectRefused(refused: Run, host: SampleHost): void {
  expect([refused.code, refused.document.outcome]).toEqual([1, 'failed']);
  const errors = refused.document.findings.filter(({ severity }) => severity === 'error');
  expect(errors.length).toBeGreaterThan(0);
  for (const { line, column, message, hint } of errors) {
    expect([line, column]).toEqual([expect.any(Number), expect.any(Number)]);
    expect([message === '', hint === '']).toEqual([false, false]);
    expect(`${message} ${hint}`).not.toMatch(/undefined|\[object|\w+Error\b|\bat \S+:\d+/);
  }
  expect(host.bytes().equals(host.before)).toBe(true);
  expect(host.state()).toEqual([]);
}

/** Without our words, the keys they stand under and the marks around them, the changed lines are as before. */
function expectOnlyOurs(before: Buffer, after: Buffer): void {
  const lines = unifiedDiff('file', before.toString('utf8'), after.toString('utf8'), 0).split('\n').slice(2);
  const rest = (sign: string) =>
    lines
      .filter((line) => line.startsWith(sign))
      .map((line) => line.slice(1).replace(OURS, '').replace(MARKS, ''))
      .join('');
  expect(rest('+')).toBe(rest('-'));
  expect(lines.filter((line) => line.startsWith('+')).join('\n')).toContain('ours.test:5000');
}

const KEYS =
  'registry-mirrors|insecure-registries|unqualified-search-registries|registry\\.mirror|registry|mirror';
const OURS = new RegExp(
  `(?:lab|search)\\.ours\\.test|(?:http://)?ours\\.test:5000|docker\\.io|${KEYS}|prefix|location|insecure|true`,
  'g',
);
const MARKS = /[\s"'=,:[\]{}]/g;

/** What the podman of this machine says to a file as its main file. */
function judge(bytes: Uint8Array | string): Promise<'accept' | 'refuse'> {
  const home = makeTempFolder('podman');
  const file = path.join(home, 'candidate.conf');
  fs.writeFileSync(file, bytes);
  const storage = ['--root', `${home}/root`, '--runroot', `${home}/run`, '--tmpdir', `${home}/tmp`];
  const env = { PATH: process.env.PATH, HOME: home, CONTAINERS_REGISTRIES_CONF: file };
  return new Promise((resolve) => {
    execFile('podman', [...storage, '--storage-driver', 'vfs', 'info'], { env }, (error) => {
      fs.rmSync(home, { recursive: true });
      resolve(error === null ? 'accept' : 'refuse');
    });
  });
}

/** Proved with a good and a bad file: without podman, or where it may not run, nothing is asked. */
const canJudge = samples.length > 0 && (await judge('')) === 'accept' && (await judge('[')) === 'refuse';
