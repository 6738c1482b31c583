// How long the engine does not answer during a change, and which containers stop.

import { type Bench, command, FORM_NAMES, INSIDE, type Section } from './bench.ts';
import { type Goal, median, number } from './figures.ts';
import { measureOnce } from './rounds.ts';
import { SETUP, STEPS, type Subject } from './subjects.ts';

/** What poll.py saw. */
interface Watch {
  readonly asked: number;
  readonly failed: number;
  /** Milliseconds between one answer and the next. */
  readonly gaps: readonly number[];
}

interface Line {
  readonly name: string;
  readonly watches: Watch[];
  stopped: number;
}

const STOP = '/run/registry-client-bench-stop';

const SETTLE = 300;

const ABOUT = `In rounds of their own, because it takes processor time, dockerd's socket is asked for \`/_ping\` about every
millisecond, and one container runs, with a main process that ends at once when it is told to. How close one can look
is measured as well: a dry run does most of the work and changes nothing. The longest gap between two answers in any of the
dry runs is the resolution; the time without an answer is the sum of the gaps that are longer, in the median run and in
the worst, which decides whether the goal is kept. A container has stopped
when it does not run any more or was started anew.`;

export async function measureOutage({ host, quick }: Bench, subjects: readonly Subject[]): Promise<Section> {
  await host.must('docker load -q -i /opt/lab/resident.tar');
  const dry: Line = { name: 'dry run (the resolution)', watches: [], stopped: 0 };
  const lines = subjects.flatMap((subject) =>
    STEPS.map((step) => ({
      name: `${step}, ${subject.name}`,
      subject,
      step,
      watches: [] as Watch[],
      stopped: 0,
    })),
  );
  for (let round = 0; round < (quick ? 1 : 4); round++) {
    await host.must(`${INSIDE}/reset.sh resident`);
    for (const form of [...FORM_NAMES, ...FORM_NAMES]) {
      await observe(host, dry, () =>
        measureOnce(host, { words: command(form, ...SETUP, '--dry-run'), codes: [2] }),
      );
    }
    for (const line of lines) {
      if (line.step === 'setup') await host.must(`${INSIDE}/reset.sh resident`);
      await observe(host, line, () => line.subject.take(line.step));
      await host.must('systemctl reset-failed docker.service docker.socket; docker start resident');
    }
  }
  const resolution = Math.max(...dry.watches.map(longest));
  const measured = [dry, ...lines];
  return {
    title: 'While it happens',
    about: ABOUT,
    tables: [{ head: HEAD, rows: measured.map((line) => describe(line, resolution)) }],
    remarks: [`The resolution of this run: ${number(resolution)} ms.`],
    goals: lines
      .filter(({ name }) => /executable|Node\.js/.test(name))
      .map((line) => judge(line, resolution)),
  };
}

const HEAD = [
  'During',
  'questions',
  'failed',
  'usual gap ms',
  'longest gap ms',
  'without an answer ms',
  'the worst ms',
  'containers stopped',
];

const longest = ({ gaps }: Watch): number => Math.max(0, ...gaps);

/** Milliseconds in gaps above the resolution, of each run. */
const silences = ({ watches }: Line, resolution: number): readonly number[] =>
  watches.map(({ gaps }) => gaps.filter((gap) => gap > resolution).reduce((sum, gap) => sum + gap, 0));

const worst = (line: Line, resolution: number): number => Math.max(...silences(line, resolution));

function describe(line: Line, resolution: number): readonly string[] {
  const { name, watches, stopped } = line;
  const total = (numbers: readonly number[]): string => String(numbers.reduce((sum, one) => sum + one, 0));
  return [
    name,
    total(watches.map(({ asked }) => asked)),
    total(watches.map(({ failed }) => failed)),
    number(median(watches.flatMap(({ gaps }) => gaps))),
    number(Math.max(...watches.map(longest))),
    number(median(silences(line, resolution))),
    number(worst(line, resolution)),
    `${stopped} of ${watches.length}`,
  ];
}

function judge(line: Line, resolution: number): Goal {
  const silent = worst(line, resolution);
  return {
    id: `outage ${line.name}`,
    what: `${line.name}: without an answer, and containers stopped`,
    limit: '0 ms, 0',
    measured: `${number(silent)} ms, ${line.stopped}`,
    kept: silent === 0 && line.stopped === 0,
  };
}

async function observe(host: Bench['host'], line: Line, change: () => Promise<unknown>): Promise<void> {
  const before = await startOfResident(host);
  await host.must(`rm -f ${STOP}`);
  const watching = host.must(`python3 ${INSIDE}/poll.py /run/docker.sock ${STOP}`, { seconds: 120 });
  try {
    await pause();
    await change();
    await pause();
  } finally {
    await host.must(`touch ${STOP}`);
  }
  const watch: Watch = JSON.parse(await watching);
  line.watches.push(watch);
  if ((await startOfResident(host)) !== before) line.stopped++;
}

const startOfResident = (host: Bench['host']): Promise<string> =>
  host.must("docker inspect -f '{{.State.Running}} {{.State.StartedAt}}' resident");

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLE));
