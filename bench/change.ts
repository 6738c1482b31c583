// A mirror for a live Docker host, and its way back, against what an administrator would write.

import { type Bench, type Form, INSIDE, type Section } from './bench.ts';
import { atMost, type Goal, median, memories, number, ratio, type Sample, spread, times } from './figures.ts';
import { PLAY, SCRIPT, STEPS, type Step, type Subject } from './subjects.ts';
import type { Table } from './table.ts';

type Taken = Readonly<Record<Step, Readonly<Record<string, Sample[]>>>>;

/** Against the script, and against the play. */
const LIMITS: Readonly<Record<Form, readonly [number, number]>> = {
  executable: [0.35, 0.1],
  'Node.js': [0.7, 0.2],
};

const ABOUT = `A host with Docker alone and an ordinary daemon.json gets \`--mirror http://…\`, and the change is taken
back. The program does all that it always does: lock, inspection, asking the registry, plan, copies, durable
replacement, reload, reading back. The script (bench/inside/setup.sh) does \`cp -p\`, \`jq\`, \`systemctl restart docker\`
and \`docker info | grep\`; the play (bench/plays/setup.yml) does the same with four tasks, over ssh, as fast as Ansible can be: no
facts, pipelining, the connection open already. No container runs, which makes the restart as quick as it can be. Every
round starts from the same state, which is restored in between and not measured.`;

export async function measureChange({ host, quick }: Bench, subjects: readonly Subject[]): Promise<Section> {
  const empty = (): Record<string, Sample[]> => Object.fromEntries(subjects.map(({ name }) => [name, []]));
  const taken: Taken = { setup: empty(), rollback: empty() };
  // The first run of each reads programs from the disk and is not counted.
  for (let round = 0; round <= (quick ? 2 : 9); round++) {
    for (const { name, take } of subjects) {
      await host.must(`${INSIDE}/reset.sh`);
      for (const step of STEPS) {
        const sample = await take(step);
        if (round > 0) taken[step][name]?.push(sample);
        await host.must('systemctl reset-failed docker.service docker.socket');
      }
    }
  }
  return {
    title: 'A change on a live host',
    about: ABOUT,
    tables: STEPS.map((step) => tabulate(step, taken[step])),
    goals: STEPS.flatMap((step) => judge(step, taken[step])),
  };
}

function tabulate(step: Step, taken: Taken[Step]): Table {
  const floor = medianOf(taken, SCRIPT);
  const play = medianOf(taken, PLAY);
  return {
    head: [step, 'ms', 'middle half', `to the ${SCRIPT}`, `to ${PLAY}`, 'MB'],
    rows: Object.entries(taken).map(([name, samples]) => {
      const time = medianOf(taken, name);
      const memory = number(median(memories(samples)));
      return [name, number(time), spread(times(samples)), ratio(time / floor), ratio(time / play), memory];
    }),
  };
}

function judge(step: Step, taken: Taken[Step]): readonly Goal[] {
  return Object.entries(LIMITS).flatMap(([form, limits]) =>
    [SCRIPT, PLAY].map((other, index) =>
      atMost(
        `${step} ${form} ${other}`,
        `${step}, ${form}, against the ${other}`,
        medianOf(taken, form) / medianOf(taken, other),
        limits[index] ?? 0,
      ),
    ),
  );
}

const medianOf = (taken: Taken[Step], name: string): number => median(times(taken[name] ?? []));
