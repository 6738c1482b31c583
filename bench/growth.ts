// How time and memory grow with the files, the directories and the history of a host.

import { join } from 'node:path';
import { type Bench, command, FORM_NAMES, type Form, type Section } from './bench.ts';
import {
  atMost,
  type Goal,
  median,
  memories,
  number,
  ratio,
  type Samples,
  samplesOf,
  times,
} from './figures.ts';
import { CASES, type Case, type Size } from './growth-cases.ts';
import { type Measured, measure } from './rounds.ts';
import type { Table } from './table.ts';

const FOLDER = '/var/tmp/bench-growth';

const ABOUT = `A \`setup\` that adds one mirror, and a \`status\` behind it, in a root (\`--root\`) of that size, where no engine is
asked. Milliseconds; the memory is that of the largest. The last two columns: a thousand against ten, and the largest
against its half. Beyond a thousand the executable alone is measured.`;

/** Up to here both forms are measured; beyond it the executable alone, and fewer times: it shows the same. */
const ORDINARY = 1000;

export async function measureGrowth({ host, quick }: Bench): Promise<Section> {
  const measured: { readonly table: Table; readonly goals: readonly Goal[] }[] = [];
  for (const one of CASES) {
    const large = quick ? [] : one.sizes.filter((size) => size > ORDINARY);
    const ordinary = one.sizes.filter((size) => size <= ORDINARY);
    const sizes = [...ordinary, ...large];
    await host.must(`rm -rf ${FOLDER}; mkdir -p ${FOLDER}`);
    await host.must(one.make(sizes, FOLDER), { seconds: 300 });
    for (const size of sizes) await one.finish?.(join(host.root, FOLDER, String(size)), size);
    const few = quick ? 1 : 3;
    const samples = await measure(host, few, linesOf(one, ordinary, FORM_NAMES));
    const more = large.length === 0 ? {} : await measure(host, few, linesOf(one, large, ['executable']));
    measured.push(evaluate(one, sizes, { ...samples, ...more }));
  }
  await host.must(`rm -rf ${FOLDER}`);
  return {
    title: 'Growth',
    about: ABOUT,
    tables: measured.map(({ table }) => table),
    goals: measured.flatMap(({ goals }) => goals),
  };
}

const nameOf = (what: string, form: Form, size: Size): string => `${what}, ${form}, ${size}`;

/** Each form starts from a fresh copy; what follows its setup sees what that has made. */
function linesOf(one: Case, sizes: readonly Size[], forms: readonly Form[]): readonly Measured[] {
  const root = `${FOLDER}/root`;
  return sizes.flatMap((size) =>
    forms.flatMap((form) =>
      Object.entries(one.commands).map(([what, words]) => ({
        name: nameOf(what, form, size),
        words: command(form, ...words, '--root', root),
        ...(what === 'setup' ? { before: `rm -rf ${root}; cp -a ${FOLDER}/${size} ${root}` } : {}),
      })),
    ),
  );
}

function evaluate(
  one: Case,
  sizes: readonly Size[],
  samples: Samples,
): { table: Table; goals: readonly Goal[] } {
  const lines = FORM_NAMES.flatMap((form) =>
    Object.keys(one.commands).map((what) => {
      const found = (size: Size) => samplesOf(samples, nameOf(what, form, size));
      const time = (size: Size): number => median(times(found(size)));
      const taken = sizes.filter((size) => Object.hasOwn(samples, nameOf(what, form, size)));
      const largest = taken.at(-1) ?? 0;
      return {
        name: `${what}, ${form}`,
        cells: sizes.map((size) => (taken.includes(size) ? number(time(size)) : '–')),
        memory: number(median(memories(found(largest)))),
        thousand: time(1000) / time(10),
        twice: time(largest) / time(largest / 2),
      };
    }),
  );
  const rows = lines.map((line) => [
    line.name,
    ...line.cells,
    line.memory,
    ratio(line.thousand),
    ratio(line.twice),
  ]);
  const head = [one.title, ...sizes.map((size) => size.toLocaleString('en')), 'MB', '1,000 : 10', 'twice'];
  return { table: { head, rows }, goals: judge(one, lines) };
}

function judge(
  { id, title, flat }: Case,
  lines: readonly { readonly thousand: number; readonly twice: number }[],
): readonly Goal[] {
  const worst = (numbers: readonly number[]): number => Math.max(...numbers);
  const twice = worst(lines.map((line) => line.twice));
  const thousand = worst(lines.map((line) => line.thousand));
  const goals = [atMost(`growth ${id} twice`, `${title}: twice as many (the worst)`, twice, 2.2)];
  if (flat) goals.push(atMost(`growth ${id} flat`, `${title}: 1,000 against 10 (the worst)`, thousand, 1.5));
  return goals;
}
