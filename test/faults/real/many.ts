// Many runs at once: one lock, and every change whole.

import { inconsistenciesOf } from '../said.ts';
import { DAEMON_JSON } from '../scenarios.ts';
import { openTransactions, readLedgers } from '../state-folder.ts';
import { differingPaths, filterTree, isBelow } from '../tree.ts';
import { type Ended, runBounded } from './bounded.ts';
import type { Case, Verdict } from './campaign.ts';
import { lineFor, type Stage, saidIn, treeOf, withRoot } from './stage.ts';

/** Milliseconds; fifty runs one after the other, on a slow machine. */
const LIMIT = 300_000;

const mirrorOf = (index: number) => `http://mirror-${index}.example:8001`;
const wordsOf = (index: number) => ['setup', '--mirror', mirrorOf(index)];

/** @param counts how many runs at once, each for a mirror of its own */
export function manyCases(stage: Stage, counts: readonly number[]): readonly Case[] {
  const ways = [
    { how: 'that do not wait', more: [] },
    { how: 'that wait', more: ['--wait', '5m'] },
  ];
  return counts.flatMap((count) =>
    ways.map(({ how, more }) => ({
      name: `${stage.form.name}: ${count} runs at once ${how}`,
      run: () => withRoot(stage, (root) => tryMany(stage, root, count, more)),
    })),
  );
}

async function tryMany(stage: Stage, root: string, count: number, more: readonly string[]): Promise<Verdict> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const runs = await Promise.all(
    indexes.map((index) =>
      runBounded([...lineFor(stage, root, wordsOf(index)), ...more], { milliseconds: LIMIT }),
    ),
  );
  const codes = runs.map(({ code }) => code);
  const kept = indexes.filter((index) => codes[index] === 0);
  const busy = codes.filter((code) => code === 75).length;
  const found = treeOf(root);
  const committed = readLedgers(found).filter(({ outcome }) => outcome === 'committed').length;
  const node = found.get(DAEMON_JSON);
  const text = node?.kind === 'file' ? Buffer.from(node.bytes).toString('utf8') : '';
  const wrong = indexes.filter(
    (index) =>
      text.includes(`${mirrorOf(index)}/`) !== kept.includes(index) &&
      text.includes(`"${mirrorOf(index)}"`) !== kept.includes(index),
  );
  const problems = [
    ...runs.flatMap((ended, index) => problemsOf(ended, wordsOf(index))),
    ...(kept.length > 0 ? [] : ['none was kept']),
    ...(more.length > 0 && kept.length !== count
      ? [`${kept.length} of ${count} that wait were kept: ${codes.join(' ')}`]
      : []),
    ...(kept.length + busy === count ? [] : [`neither kept nor refused by the lock: ${codes.join(' ')}`]),
    ...(committed === kept.length ? [] : [`${kept.length} said that they were kept, ${committed} are`]),
    ...wrong.map((index) => `${mirrorOf(index)} is not as its run said (${codes[index]})`),
    ...openTransactions(readLedgers(found)).map((id) => `generation ${id} is open`),
    ...(await undoAll(stage, root, kept.length)),
  ];
  return { problems, kind: `with ${count} runs` };
}

function problemsOf(ended: Ended, words: readonly string[]): readonly string[] {
  return [...(ended.hung ? [`${words.join(' ')} hung`] : []), ...inconsistenciesOf(saidIn(words, ended))];
}

/** One rollback for each: then every byte is as at the beginning. */
async function undoAll(stage: Stage, root: string, count: number): Promise<readonly string[]> {
  for (let undone = 0; undone < count; undone += 1) {
    const ended = await runBounded(lineFor(stage, root, ['rollback']));
    if (ended.code !== 0) return [`rollback ${undone + 1} ended with ${ended.code}: ${ended.stdout}`];
  }
  const outside = (tree: Stage['before']) => filterTree(tree, (name) => !isBelow(name, '/var'));
  return differingPaths(outside(stage.before), outside(treeOf(root))).map((name) => `not undone: ${name}`);
}
