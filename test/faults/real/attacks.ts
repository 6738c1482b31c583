// Things that stand where the program expects files and folders of its own: whatever it does, nothing outside of the
// root may change, and it must come to an end.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inconsistenciesOf } from '../said.ts';
import { differingPaths, isBelow, readTree, type Tree } from '../tree.ts';
import { must, runBounded } from './bounded.ts';
import type { Case, Verdict } from './campaign.ts';
import { lineFor, type Stage, saidIn, treeOf, withRoot } from './stage.ts';

/** A run that waits for a FIFO or reads a device to its end takes longer than that. */
const LIMIT = 20_000;

/** What is put in the place of a file or a folder; `outside` is a copy of what stood there, beyond the root. */
type Trap = (place: string, outside: string) => Promise<void>;

const FILE_TRAPS: Readonly<Record<string, Trap>> = {
  'a link to the outside': linkTo((outside) => outside),
  'a link that climbs to the outside': linkTo((outside) => `${'../'.repeat(24)}${outside.slice(1)}`),
  'a FIFO': replaceBy((place) => must('mkfifo', place)),
  'a device that never ends': replaceBy((place) => must('mknod', place, 'c', '1', '5')),
  'a device that swallows all': replaceBy((place) => must('mknod', place, 'c', '1', '3')),
  'a folder': replaceBy(async (place) => fs.mkdirSync(place)),
  'a hard link to the outside': async (place, outside) => {
    fs.rmSync(place);
    fs.linkSync(outside, place);
  },
  'a file that others can write': async (place) => fs.chmodSync(place, 0o666),
};

const FOLDER_TRAPS: Readonly<Record<string, Trap>> = {
  'a link to the outside': linkTo((outside) => outside),
  'a link that climbs to the outside': linkTo((outside) => `${'../'.repeat(24)}${outside.slice(1)}`),
  'a FIFO': replaceBy((place) => must('mkfifo', place)),
  'a device that never ends': replaceBy((place) => must('mknod', place, 'c', '1', '5')),
  'a file': replaceBy(async (place) => fs.writeFileSync(place, 'a file\n')),
  'a folder that others can write': async (place) => fs.chmodSync(place, 0o777),
  'a folder for all, as /tmp is': async (place) => fs.chmodSync(place, 0o1777),
  'a folder of somebody else': async (place) => fs.chownSync(place, 1000, 1000),
};

function linkTo(targetOf: (outside: string) => string): Trap {
  return async (place, outside) => {
    fs.rmSync(place, { recursive: true });
    fs.symlinkSync(targetOf(outside), place);
  };
}

function replaceBy(make: (place: string) => Promise<unknown>): Trap {
  return async (place) => {
    fs.rmSync(place, { recursive: true });
    await make(place);
  };
}

/** Every component of every path that the run writes to, and every trap that can stand there. */
export function attackCases(stage: Stage): readonly Case[] {
  const written = stage.calls.filter((call) => call.changes).map((call) => call.target);
  const steady = written.filter((name) => !name.includes('RANDOM'));
  const components = [...new Set(steady.flatMap(componentsOf))].sort();
  return components.flatMap((component) => {
    // What the run makes itself is put there as it would make it.
    const node = stage.before.get(component) ?? stage.after.get(component);
    if (node?.kind !== 'file' && node?.kind !== 'directory') return [];
    const traps = node.kind === 'file' ? FILE_TRAPS : FOLDER_TRAPS;
    return Object.entries(traps).map(([name, trap]) => ({
      name: `${stage.form.name}, ${stage.scenario.name}: ${component} is ${name}`,
      run: () => withRoot(stage, (root) => tryTrap(stage, root, component, trap)),
    }));
  });
}

function componentsOf(name: string): readonly string[] {
  const parts = name.split('/').slice(1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

async function tryTrap(stage: Stage, root: string, component: string, trap: Trap): Promise<Verdict> {
  const { words } = stage.scenario;
  const outside = `${root}-outside`;
  const place = path.join(root, component);
  try {
    putThere(stage, root, component);
    fs.mkdirSync(outside);
    await must('cp', '-a', '--', place, path.join(outside, 'copy'));
    await trap(place, path.join(outside, 'copy'));
    const [beyond, inside] = [readTree(outside, ['/']), treeOf(root)];
    const ended = await runBounded(lineFor(stage, root, words), { milliseconds: LIMIT });
    const said = saidIn(words, ended);
    const recovery = await runBounded(lineFor(stage, root, ['recover']), { milliseconds: LIMIT });
    const changed = differingPaths(beyond, readTree(outside, ['/']));
    // Whatever a recovery can put back it may.
    const done = said.document?.outcome === 'committed' || words[0] === 'recover';
    const left = done ? [] : differingPaths(inside, treeOf(root)).filter((name) => !isState(name));
    const problems = [
      ...[ended, recovery].flatMap(({ hung }) => (hung ? ['it hung'] : [])),
      ...inconsistenciesOf(said),
      ...inconsistenciesOf(saidIn(['recover'], recovery)),
      ...changed.map((name) => `outside: ${name} is not as it was`),
      ...left.map((name) => `nothing was kept, and ${name} is not as it was`),
    ];
    return { problems, kind: said.document?.outcome ?? 'nothing said' };
  } finally {
    fs.rmSync(outside, { recursive: true, force: true });
  }
}

function isState(name: string): boolean {
  return isBelow(name, '/var');
}

/** What the run would only make, so that something can stand in its place. */
function putThere(stage: Stage, root: string, component: string): void {
  for (const name of componentsOf(component)) {
    const place = path.join(root, name);
    if (fs.existsSync(place)) continue;
    const node = stage.after.get(name);
    if (node?.kind === 'directory') fs.mkdirSync(place, { mode: node.mode });
    if (node?.kind === 'file') fs.writeFileSync(place, node.bytes, { mode: node.mode });
  }
}

/** Swaps a folder with a link to the outside and back, as fast as it can, until it is killed. */
const SWAPPER = `
const fs = require('node:fs');
const [place, outside] = process.argv.slice(1);
const nap = new Int32Array(new SharedArrayBuffer(4));
const rest = () => Atomics.wait(nap, 0, 0, Math.random() * 4);
let stopped = false;
process.on('SIGTERM', () => { stopped = true; });
const turn = () => {
  fs.renameSync(place, place + '.real');
  fs.symlinkSync(outside, place);
  rest();
  fs.unlinkSync(place);
  fs.renameSync(place + '.real', place);
  rest();
  if (!stopped) setImmediate(turn);
};
turn();
`;

/** It ends with the folder in its place. */
function startSwapper(place: string, outside: string): { readonly stop: () => Promise<void> } {
  const child = spawn(process.execPath, ['-e', SWAPPER, place, outside], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The folders on the way to what is written, of the host and of the state. */
const SWAPPED = [
  '/etc/docker',
  '/etc/containers',
  '/etc',
  '/var/lib/registry-client',
  '/var/lib/registry-client/generations',
] as const;

/** A hundred runs while somebody swaps a folder with a link: nothing comes into being where the link leads. */
export function swapCases(stage: Stage, runs: number): readonly Case[] {
  return SWAPPED.map((component) => ({
    name: `${stage.form.name}, ${stage.scenario.name}: ${component} is swapped with a link during ${runs} runs`,
    run: () => withRoot(stage, (root) => trySwaps(stage, root, component, runs)),
  }));
}

async function trySwaps(stage: Stage, root: string, component: string, runs: number): Promise<Verdict> {
  const outside = `${root}-outside`;
  const place = path.join(root, component);
  fs.mkdirSync(place, { recursive: true });
  await must('cp', '-a', '--', place, outside);
  const beyond = readTree(outside, ['/']);
  const swapper = startSwapper(place, outside);
  const problems: string[] = [];
  try {
    for (let run = 0; run < runs && problems.length === 0; run += 1) {
      const words = run % 2 === 0 ? stage.scenario.words : ['rollback'];
      const ended = await runBounded(lineFor(stage, root, words), { milliseconds: LIMIT });
      problems.push(...(ended.hung ? [`run ${run} hung`] : []), ...outsideProblems(run, beyond, outside));
    }
  } finally {
    await swapper.stop();
  }
  problems.push(...outsideProblems(runs, beyond, outside));
  const recovery = await runBounded(lineFor(stage, root, ['recover']), { milliseconds: LIMIT });
  problems.push(...inconsistenciesOf(saidIn(['recover'], recovery)));
  fs.rmSync(outside, { recursive: true });
  return { problems };
}

function outsideProblems(run: number, beyond: Tree, outside: string): readonly string[] {
  return differingPaths(beyond, readTree(outside, ['/'])).map(
    (name) => `run ${run}: outside, ${name} is not as it was`,
  );
}
