// `npm run bench`: boots a host, measures, prints, and writes docs/benchmarks.md. Options: [--quick] [--only PART,…]

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bootHost } from '../test/hosts/lab/host.ts';
import { PROJECT, startLab } from '../test/hosts/lab/lab.ts';
import { RELEASES } from '../test/hosts/lab/releases.ts';
import { must } from '../test/hosts/lab/run.ts';
import type { Bench, Section } from './bench.ts';
import { measureChange } from './change.ts';
import { renderGoals, renderSection, unexplained, writeDocument } from './document.ts';
import { measureGrowth } from './growth.ts';
import { measureNothing } from './nothing.ts';
import { measureOutage } from './outage.ts';
import { installProgram } from './program.ts';
import { measureSafety } from './safety.ts';
import { measureStart } from './start.ts';
import { prepareSubjects, type Subject } from './subjects.ts';

const PARTS = {
  start: measureStart,
  change: measureChange,
  outage: measureOutage,
  nothing: measureNothing,
  growth: measureGrowth,
  safety: measureSafety,
} satisfies Record<string, (bench: Bench, subjects: readonly Subject[]) => Promise<Section>>;

const DOCUMENT = 'docs/benchmarks.md';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const tell = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: process.argv.slice(1),
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
  });
  const wanted = values.only?.split(',') ?? Object.keys(PARTS);
  const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0) {
    tell(`no such part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
    return 64;
  }
  tell('booting a host');
  const lab = await startLab('live');
  try {
    const host = await bootHost(lab, {
      release: RELEASES.bookworm,
      name: 'bench',
      ssh: true,
      without: ['podman'],
    });
    tell('building the program');
    await installProgram(host);
    await run({ lab, host, quick: values.quick }, wanted, values.only === undefined && !values.quick);
  } finally {
    await lab.stop();
  }
  return 0;
}

/** Measures and prints; a run of everything is also written down. */
async function run(bench: Bench, wanted: readonly string[], whole: boolean): Promise<void> {
  const subjects = await prepareSubjects(bench);
  const sections: Section[] = [];
  for (const [name, measure] of Object.entries(PARTS).filter(([part]) => wanted.includes(part))) {
    tell(`measuring: ${name}`);
    const section = await measure(bench, subjects);
    say(`${renderSection(section)}\n`);
    sections.push(section);
  }
  const goals = sections.flatMap((section) => section.goals);
  if (goals.length > 0) say(renderGoals(goals));
  for (const { what } of unexplained(goals)) tell(`missed, and bench/reasons.ts does not say why: ${what}`);
  if (!whole) return;
  await writeFile(join(PROJECT, DOCUMENT), await writeDocument(bench, sections));
  await must(join(PROJECT, 'node_modules/.bin/biome'), ['format', '--write', DOCUMENT], {
    directory: PROJECT,
  });
  tell(`written: ${DOCUMENT}`);
}

process.exitCode = await main();
