// Disks that are full, file systems without a free inode, and writes that the system cuts short.

import fs from 'node:fs';
import path from 'node:path';
import { checkAtOnce } from '../checker.ts';
import { DAEMON_JSON, type Scenario, scenarioNamed } from '../scenarios.ts';
import { must, runBounded } from './bounded.ts';
import type { Case, Verdict } from './campaign.ts';
import { mountMemory, unmountBelow } from './mounts.ts';
import { lineFor, recoverAndCheck, type Stage, saidIn, treeOf, withRoot } from './stage.ts';

/** Files of several pages: tmpfs takes what still fits, and a write is cut short at the end of a page. */
const LARGE = Array.from({ length: 700 }, (_, index) => `    "label-${index}=value"`).join(',\n');
const SETUP = scenarioNamed('everything');
export const LARGE_SCENARIO: Scenario = {
  ...SETUP,
  name: 'large-files',
  files: {
    ...SETUP.files,
    [DAEMON_JSON]: `{\n  "labels": [\n${LARGE}\n  ]\n}\n`,
    '/etc/containers/registries.conf': `# ${'x'.repeat(9_000)}\nunqualified-search-registries = ["quay.io"]\n`,
  },
};

/** Limits on one folder of the host, as options of tmpfs(5), from "nothing more fits" to "all fits". */
interface Limit {
  readonly folder: '/etc' | '/var';
  readonly option: 'size' | 'nr_inodes';
  readonly amount: number;
}

/** Pages of memory, which is what tmpfs counts in. */
const PAGE = 4096;

export function fullDiskCases(stage: Stage, folder: string, room: number): readonly Case[] {
  const limits = (['/etc', '/var'] as const).flatMap((place) => {
    const { pages, inodes } = usageOf(path.join(stage.prepared, place));
    return Array.from({ length: room }, (_, more) => more).flatMap((more): readonly Limit[] => [
      { folder: place, option: 'size', amount: (pages + more) * PAGE },
      { folder: place, option: 'nr_inodes', amount: inodes + more },
    ]);
  });
  return limits.map((limit) => ({
    name: `${stage.form.name}, ${stage.scenario.name}: ${limit.folder} with ${limit.option}=${limit.amount}`,
    run: () => withRoot(stage, (root) => tryLimit(stage, root, folder, limit)),
  }));
}

/** As tmpfs counts: whole pages, one inode for each file and folder. */
function usageOf(place: string): { readonly pages: number; readonly inodes: number } {
  const names = fs.readdirSync(place, { recursive: true, encoding: 'utf8' });
  const stats = names.map((name) => fs.lstatSync(path.join(place, name)));
  const pages = stats
    .filter((stat) => stat.isFile())
    .reduce((sum, { size }) => sum + Math.ceil(size / PAGE), 0);
  return { pages, inodes: stats.length + 1 };
}

async function tryLimit(stage: Stage, root: string, folder: string, limit: Limit): Promise<Verdict> {
  const place = path.join(root, limit.folder);
  const mounted = fs.mkdtempSync(path.join(folder, 'limited-'));
  try {
    await mountMemory(mounted, `${limit.option}=${limit.amount}`);
    await must('cp', '-a', '--', `${place}/.`, mounted);
    await must('mount', '--move', mounted, place);
    const ended = await runBounded(lineFor(stage, root, stage.scenario.words));
    const said = saidIn(stage.scenario.words, ended);
    const atOnce = checkAtOnce({ before: stage.before, after: stage.after, found: treeOf(root), said });
    // Where nothing can be written a recovery cannot do much, but no harm either.
    const still = saidIn(['recover'], await runBounded(lineFor(stage, root, ['recover'])));
    await must('mount', '-o', 'remount,size=64M,nr_inodes=10k', place);
    const { problems } = await recoverAndCheck(stage, root, [said, still]);
    const hung = ended.hung ? ['it hung'] : [];
    return { problems: [...hung, ...atOnce, ...problems], kind: said.document?.outcome ?? 'nothing said' };
  } finally {
    await unmountBelow(place);
    await unmountBelow(mounted);
  }
}

/** No file may grow beyond a limit: the write that reaches it is short, the next one fails (setrlimit(2), EFBIG). */
export function shortWriteCases(stage: Stage, limits: readonly number[]): readonly Case[] {
  return limits.map((limit) => ({
    name: `${stage.form.name}, ${stage.scenario.name}: no file beyond ${limit} bytes`,
    run: () =>
      withRoot(stage, async (root) => {
        const { words } = stage.scenario;
        // Ignored by Node.js by itself; a signal of which nobody has thought would be a kill.
        const limited = ['sh', '-c', `trap '' XFSZ; exec prlimit --fsize=${limit} "$@"`, 'sh'];
        const ended = await runBounded([...limited, ...lineFor(stage, root, words)]);
        const said = saidIn(words, ended);
        const atOnce = checkAtOnce({ before: stage.before, after: stage.after, found: treeOf(root), said });
        const { problems } = await recoverAndCheck(stage, root, [said]);
        const hung = ended.hung ? ['it hung'] : [];
        return {
          problems: [...hung, ...atOnce, ...problems],
          kind: said.document?.outcome ?? 'nothing said',
        };
      }),
  }));
}
