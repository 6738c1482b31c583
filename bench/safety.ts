// What the safety of a change costs: waiting for the disk, and reading every edit a second time.

import type { Host } from '../test/hosts/lab/host.ts';
import { type Bench, command, FORM_NAMES, type Form, INSIDE, type Section } from './bench.ts';
import { median, number } from './figures.ts';
import { type Case, ENTRIES_CASE, TABLES_CASE } from './growth-cases.ts';
import { measureOnce } from './rounds.ts';
import { SETUP } from './subjects.ts';

const FOLDER = '/var/tmp/bench-safety';

const ABOUT = `The time in \`fsync\` and \`fdatasync\` is what strace -T says of them in a change of a live host; the whole is the
same change without strace. The second reading is what a change does after its edit to be sure of it: the edited text is
read again and compared with the old one and with what was wanted, for registries.conf also by a parser that shares no
code with the first. It is timed with the program's own functions, in a Node.js that has read the old text once, as a real
run has (bench/second-reading.ts); the whole is the same setup by the Node.js form.`;

export async function measureSafety({ host, quick }: Bench): Promise<Section> {
  const rounds = quick ? 1 : 5;
  await host.must(`rm -rf ${FOLDER}; mkdir -p ${FOLDER}`);
  const rows: (readonly string[])[] = [];
  for (const form of FORM_NAMES) rows.push(await measureSync(host, form, rounds));
  for (const reading of [LIVE, TABLES, ENTRIES]) rows.push(await measureReading(host, rounds, reading));
  await host.must(`rm -rf ${FOLDER}`);
  const head = ['Cost of safety in a setup', 'calls', 'ms', 'whole ms', 'share'];
  return { title: 'The cost of safety', about: ABOUT, tables: [{ head, rows }], goals: [] };
}

const share = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(1)} %`;

async function measureSync(host: Host, form: Form, rounds: number): Promise<readonly string[]> {
  const [calls, waits, wholes]: [number[], number[], number[]] = [[], [], []];
  const traced = [
    '/usr/bin/strace',
    '--seccomp-bpf',
    '-f',
    '-T',
    '-e',
    'trace=fsync,fdatasync',
    '-o',
    `${FOLDER}/trace`,
  ];
  for (let round = 0; round < rounds; round++) {
    await host.must(`${INSIDE}/reset.sh`);
    wholes.push((await measureOnce(host, { words: command(form, ...SETUP) })).milliseconds);
    await host.must(`${INSIDE}/reset.sh`);
    await measureOnce(host, { words: [...traced, ...command(form, ...SETUP)] });
    const waited = [...(await host.read(`${FOLDER}/trace`)).matchAll(/<([\d.]+)>$/gm)];
    calls.push(waited.length);
    waits.push(waited.reduce((sum, [, seconds]) => sum + Number(seconds) * 1000, 0));
  }
  const [wait, whole] = [median(waits), median(wholes)];
  return [`fsync, ${form}`, String(median(calls)), number(wait), number(whole), share(wait, whole)];
}

/** A file that is edited, and a change that does so. */
interface Reading {
  readonly what: string;
  readonly kind: 'json' | 'toml';
  readonly file: string;
  /** Makes the state before the change. */
  readonly before: string;
  readonly words: readonly string[];
}

const LIVE: Reading = {
  what: 'daemon.json of the live host',
  kind: 'json',
  file: '/etc/docker/daemon.json',
  before: `${INSIDE}/reset.sh`,
  words: SETUP,
};

/** The same change of a root that has a thousand of something. */
function large({ title, make, commands }: Case, kind: Reading['kind'], file: string): Reading {
  const root = `${FOLDER}/1000`;
  return {
    what: `1,000 ${title.toLowerCase()}`,
    kind,
    file: `${root}${file}`,
    before: `rm -rf ${root}\n${make([1000], FOLDER)}`,
    words: [...(commands.setup ?? []), '--root', root],
  };
}

const TABLES = large(TABLES_CASE, 'toml', '/etc/containers/registries.conf');
const ENTRIES = large(ENTRIES_CASE, 'json', '/etc/docker/daemon.json');

async function measureReading(host: Host, rounds: number, reading: Reading): Promise<readonly string[]> {
  const { what, kind, file, before, words } = reading;
  const [parts, wholes]: [number[], number[]] = [[], []];
  const second = (mode: string): string =>
    `/opt/node/bin/node ${INSIDE}/second-reading.cjs ${mode} ${kind} ${file} ${FOLDER}/edited`;
  for (let round = 0; round < rounds; round++) {
    await host.must(before);
    await host.must(second('make'));
    parts.push(Number(await host.must(second('time'))));
    wholes.push((await measureOnce(host, { words: command('Node.js', ...words) })).milliseconds);
  }
  const [part, whole] = [median(parts), median(wholes)];
  return [`second reading, ${what}`, '1', number(part), number(whole), share(part, whole)];
}
