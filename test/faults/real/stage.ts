// Scenarios on folders: prepared once with the real program, copied for every run, and judged after it.

import fs from 'node:fs';
import path from 'node:path';
import { check, type Evidence } from '../checker.ts';
import { type Said, saidBy } from '../said.ts';
import { CANARY, CANARY_HOMES, CONFIG, type Preparation, placeInputs, type Scenario } from '../scenarios.ts';
import { readTree, type Tree } from '../tree.ts';
import { type Ended, must, runBounded } from './bounded.ts';
import type { Form } from './program.ts';
import { type Call, trace } from './strace.ts';

/** A scenario, ready to be run any number of times. */
export interface Stage {
  readonly scenario: Scenario;
  readonly form: Form;
  /** Everything of this stage is below it. */
  readonly folder: string;
  /** The prepared host. */
  readonly prepared: string;
  readonly before: Tree;
  /** What an undisturbed run makes of it. */
  readonly after: Tree;
  /** The calls of the undisturbed run on files of the host and of the state, in their order. */
  readonly calls: readonly Call[];
}

/** What stands in for the engines' programs: under --root an engine is there when its program is. */
const PROGRAMS = { docker: ['/usr/bin/dockerd', '/usr/bin/docker'], podman: ['/usr/bin/podman'] } as const;

/** Does everything of a scenario that comes before the command under test, and one undisturbed run. */
export async function prepareStage(scenario: Scenario, form: Form, parent: string): Promise<Stage> {
  const folder = fs.mkdtempSync(path.join(parent, `${scenario.name}-`));
  const prepared = path.join(folder, 'prepared');
  buildHost(scenario, prepared);
  fs.mkdirSync(path.join(folder, 'inputs'));
  for (const [word, text] of Object.entries(scenario.inputs)) {
    fs.writeFileSync(path.join(folder, word), text);
  }
  const draft = { scenario, form, folder, prepared };
  let before: Tree | undefined;
  for (const step of scenario.before) {
    // What was cut off half way counts as never begun.
    if (step.kind === 'cut') before = treeOf(prepared);
    await prepare(step, draft);
  }
  before ??= treeOf(prepared);
  return withRoot(draft, async (root) => {
    const traced = await trace(lineFor(draft, root, scenario.words), root, `${root}.trace`);
    if (traced.code !== 0) throw new Error(`${scenario.name} ended with ${traced.code}: ${traced.stdout}`);
    const calls = traced.calls.filter(({ target }) => target !== '');
    return { ...draft, before, after: treeOf(root), calls };
  });
}

type Draft = Pick<Stage, 'scenario' | 'form' | 'folder' | 'prepared'>;

function buildHost({ files, directories, engines }: Scenario, root: string): void {
  const stubs = [engines.docker && PROGRAMS.docker, engines.podman && PROGRAMS.podman].flatMap(
    (one) => one ?? [],
  );
  // On every system; a folder that the state made for itself would count as a change.
  for (const folder of ['/etc', '/var/lib', ...directories])
    fs.mkdirSync(path.join(root, folder), { recursive: true });
  for (const name of stubs) writeSeed(root, name, { text: '', mode: 0o755 });
  for (const [name, seed] of Object.entries(files)) {
    writeSeed(root, name, typeof seed === 'string' ? { text: seed } : seed);
  }
}

function writeSeed(
  root: string,
  name: string,
  seed: { readonly text: string; readonly mode?: number; readonly uid?: number; readonly gid?: number },
): void {
  const place = path.join(root, name);
  fs.mkdirSync(path.dirname(place), { recursive: true });
  fs.writeFileSync(place, seed.text);
  fs.chownSync(place, seed.uid ?? 0, seed.gid ?? 0);
  fs.chmodSync(place, seed.mode ?? 0o644);
}

async function prepare(step: Preparation, stage: Draft): Promise<void> {
  const { prepared, folder } = stage;
  switch (step.kind) {
    case 'edit':
      return fs.writeFileSync(path.join(prepared, step.path), step.text);
    case 'run':
      await must(...lineFor(stage, prepared, step.words));
      return;
    case 'cut': {
      const line = lineFor(stage, prepared, step.words);
      const copy = path.join(folder, 'whole');
      await must('cp', '-a', '--', prepared, copy);
      const { calls } = await trace(lineFor(stage, copy, step.words), copy, `${copy}.trace`);
      fs.rmSync(copy, { recursive: true });
      const renamed = calls.findIndex((one) => one.name.startsWith('rename') && one.target === step.after);
      const at = calls.find((one, index) => index > renamed && one.name === 'fsync');
      if (renamed < 0 || at === undefined) throw new Error(`nothing is renamed to ${step.after}`);
      await trace(line, prepared, `${prepared}.trace`, { kind: 'signal', name: 'SIGKILL', at });
    }
  }
}

/** The whole command line for a root. */
export function lineFor(
  { form, folder }: Pick<Stage, 'form' | 'folder'>,
  root: string,
  words: readonly string[],
): readonly string[] {
  const [command = '', ...rest] = placeInputs(words, path.join(folder, 'inputs'));
  const placed = rest.map((word, index) => (rest[index - 1] === '--config' ? path.join(root, word) : word));
  const config = words.at(-1) === '--config' ? [path.join(root, CONFIG)] : [];
  return [...form.command, command, ...placed, ...config, '--root', root, '--json'];
}

let copies = 0;

/** Lends a fresh copy of the prepared host. */
export async function withRoot<T>(
  { folder, prepared }: Pick<Stage, 'folder' | 'prepared'>,
  use: (root: string) => Promise<T>,
  from = prepared,
): Promise<T> {
  copies += 1;
  const root = path.join(folder, `run-${copies}`);
  await must('cp', '-a', '--', from, root);
  try {
    return await use(root);
  } finally {
    fs.rmSync(root, { recursive: true });
  }
}

/** Everything that stands on a prepared host, the state too. */
export function treeOf(root: string): Tree {
  return readTree(root, ['/etc', '/usr', '/var']);
}

/** What a run said; a run that was killed said nothing that counts. */
export function saidIn(words: readonly string[], ended: Ended): Said {
  return saidBy(words.join(' '), ended.code, ended.stdout, ended.stderr);
}

export interface Recovered {
  readonly problems: readonly string[];
  /** How long the recovery took, from the start of the process to its end. */
  readonly milliseconds: number;
  /** There was something to take back. */
  readonly recovered: boolean;
}

/**
 * Recovers, holds what is there then against the promises, and recovers once more, which must do nothing.
 * @param said what was said before, the oldest first
 * @param parts what else is known of this case
 */
export async function recoverAndCheck(
  stage: Stage,
  root: string,
  said: readonly Said[],
  parts: Partial<Evidence> = {},
): Promise<Recovered> {
  const recovery = await runBounded(lineFor(stage, root, ['recover']));
  const found = treeOf(root);
  const second = await runBounded(lineFor(stage, root, ['recover']));
  const again = { said: saidIn(['recover'], second), found: treeOf(root) };
  const { before, after } = stage;
  const all = [...said, saidIn(['recover'], recovery)];
  const canary = { text: CANARY, homes: CANARY_HOMES };
  const hung = [recovery, second].some((one) => one.hung) ? ['the recovery hung'] : [];
  const problems = check({ before, after, found, said: all, again, canary, ...parts });
  const failed = recovery.code === 0 ? [] : [`the recovery ended with ${recovery.code}: ${recovery.stdout}`];
  const recovered = recovery.stdout.includes('"rolled-back"');
  return { problems: [...hung, ...failed, ...problems], milliseconds: recovery.milliseconds, recovered };
}
