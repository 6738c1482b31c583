// Power cuts: /etc and /var on ext4 file systems of their own, which lose what was not synced.

import fs from 'node:fs';
import path from 'node:path';
import { errnoOf } from '../../../src/host/paths.ts';
import { must, runBounded } from './bounded.ts';
import type { Case, Verdict } from './campaign.ts';
import { type Cut, cutPower, makeImage, mountImage, unmountBelow } from './mounts.ts';
import { spread } from './spread.ts';
import { lineFor, recoverAndCheck, type Stage, saidIn, treeOf } from './stage.ts';
import { type Call, describeCall, trace } from './strace.ts';

const DISKS = ['etc', 'var'] as const;

/** What the two disks keep: both alike, and each more than the other. */
const CUTS: readonly Record<(typeof DISKS)[number], Cut>[] = [
  { etc: 'nothing', var: 'nothing' },
  { etc: 'names', var: 'names' },
  { etc: 'all', var: 'nothing' },
  { etc: 'nothing', var: 'all' },
  { etc: 'names', var: 'nothing' },
];

/** When the power goes: at a call, when the run has ended, or when the recovery after a kill has. */
type Moment = { readonly kind: 'call' | 'recovery'; readonly at: Call } | { readonly kind: 'end' };

/** Puts the prepared host on two disks; the cases copy them. */
export async function makeDisks(stage: Stage, folder: string): Promise<string> {
  const images = fs.mkdtempSync(path.join(folder, 'images-'));
  for (const disk of DISKS) {
    const place = path.join(images, disk);
    fs.mkdirSync(place);
    await makeImage(`${place}.img`);
    await mountImage(`${place}.img`, place);
    fs.rmdirSync(path.join(place, 'lost+found'));
    await must('cp', '-a', '--', `${path.join(stage.prepared, disk)}/.`, place);
    await must('umount', place);
  }
  return images;
}

/** @param count how many cases, spread over the calls that change something */
export function powerCases(stage: Stage, images: string, folder: string, count: number): readonly Case[] {
  const calls = stage.calls.filter((call) => call.changes);
  const moments: readonly Moment[] = [
    ...calls.map((at) => ({ kind: 'call' as const, at })),
    ...spread(calls, calls.length / 4).map((at) => ({ kind: 'recovery' as const, at })),
  ];
  const ends = CUTS.map((cuts) => ({ cuts, moment: { kind: 'end' as const } }));
  const others = spread(moments, Math.max(0, count - ends.length)).flatMap((moment, index) => {
    const cuts = CUTS[index % CUTS.length];
    return cuts === undefined ? [] : [{ cuts, moment }];
  });
  return [...ends, ...others].map(({ cuts, moment }) => {
    const kept = DISKS.map((disk) => `/${disk} keeps ${cuts[disk]}`).join(', ');
    return {
      name: `${stage.form.name}, ${stage.scenario.name}: power cut ${describeMoment(moment)}; ${kept}`,
      run: () => withDisks(stage, images, folder, (root) => tryCut(stage, root, moment, cuts)),
    };
  });
}

function describeMoment(moment: Moment): string {
  switch (moment.kind) {
    case 'call':
      return `at ${describeCall(moment.at)}`;
    case 'end':
      return 'after the end';
    case 'recovery':
      return `after the recovery from a kill at ${describeCall(moment.at)}`;
  }
}

async function tryCut(
  stage: Stage,
  root: string,
  moment: Moment,
  cuts: (typeof CUTS)[number],
): Promise<Verdict> {
  const { words } = stage.scenario;
  const faults = moment.kind === 'end' ? [] : [{ kind: 'signal', name: 'SIGKILL', at: moment.at } as const];
  const traced = await trace(lineFor(stage, root, words), root, `${root}.trace`, ...faults);
  const said = [saidIn(words, traced)];
  if (moment.kind === 'recovery') {
    said.push(saidIn(['recover'], await runBounded(lineFor(stage, root, ['recover']))));
  }
  await cutPower(DISKS.map((disk) => ({ folder: path.join(root, disk), cut: cuts[disk] })));
  await unmountBelow(root);
  for (const disk of DISKS) {
    // A copy: where another mount namespace still holds the one that was shut down, it would be mounted once more.
    fs.copyFileSync(`${root}.${disk}`, `${root}.${disk}.cut`);
    await mountImage(`${root}.${disk}.cut`, path.join(root, disk));
  }
  const kind = `at ${moment.kind}`;
  const unreadable = unreadableIn(root);
  if (unreadable.length > 0) return { problems: unreadable, kind };
  const crashed = [treeOf(root)];
  const { problems, milliseconds, recovered } = await recoverAndCheck(stage, root, said, { crashed });
  return { problems, kind, ...(recovered ? { milliseconds } : {}) };
}

/** A file of which the disk has the name and not the rest cannot even be opened (EIO). */
function unreadableIn(root: string): readonly string[] {
  const names = fs.readdirSync(root, { recursive: true, withFileTypes: true });
  return names.flatMap((entry) => {
    if (!entry.isFile()) return [];
    const place = path.join(entry.parentPath, entry.name);
    try {
      fs.readFileSync(place);
      return [];
    } catch (error) {
      return [`${place.slice(root.length)} cannot be read: ${errnoOf(error)}`];
    }
  });
}

let hosts = 0;

async function withDisks<T>(
  { prepared }: Stage,
  images: string,
  folder: string,
  use: (root: string) => Promise<T>,
): Promise<T> {
  hosts += 1;
  const root = path.join(folder, `host-${hosts}`);
  fs.mkdirSync(root);
  try {
    await must('cp', '-a', '--', path.join(prepared, 'usr'), root);
    for (const disk of DISKS) {
      fs.mkdirSync(path.join(root, disk));
      fs.copyFileSync(path.join(images, `${disk}.img`), `${root}.${disk}`);
      await mountImage(`${root}.${disk}`, path.join(root, disk));
    }
    return await use(root);
  } finally {
    await unmountBelow(root);
    fs.rmSync(root, { recursive: true, force: true });
    for (const disk of DISKS) {
      for (const file of [`${root}.${disk}`, `${root}.${disk}.cut`]) fs.rmSync(file, { force: true });
    }
  }
}

/** What a disk of ours holds after a cut, of a file that was synced and of one that was not. */
export async function proveCut(
  folder: string,
  cut: Cut,
): Promise<Readonly<Record<'synced' | 'unsynced', string>>> {
  const place = path.join(folder, `proof-${cut}`);
  fs.mkdirSync(place);
  await makeImage(`${place}.img`);
  await mountImage(`${place}.img`, place);
  try {
    fs.writeFileSync(path.join(place, 'synced'), 'here');
    await must('sync', '--file-system', place);
    fs.writeFileSync(path.join(place, 'unsynced'), 'here');
    await cutPower([{ folder: place, cut }]);
    await must('umount', place);
    fs.copyFileSync(`${place}.img`, `${place}.cut`);
    await mountImage(`${place}.cut`, place);
    const read = (name: string) => {
      const file = path.join(place, name);
      return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : 'absent';
    };
    return { synced: read('synced'), unsynced: read('unsynced') };
  } finally {
    await unmountBelow(place);
  }
}
