// How long the program takes to start, and to look at files without an engine.

import { type Bench, command, FORM_NAMES, type Section } from './bench.ts';
import { atMost, type Goal, median, memories, number, ratio, samplesOf, spread, times } from './figures.ts';
import { measure } from './rounds.ts';

const ROOT = '/var/tmp/bench-start';

const NOTHING = '`node -e 0`';

const LIMITS = { executable: 0.5, 'Node.js': 1.35 } as const;

const COMMANDS = { '--version': ['--version'], 'status --root': ['status', '--root', ROOT] } as const;

const ABOUT = `\`--version\`, and \`status\` of a root with one mirror in its daemon.json, against a Node.js that has
nothing to do. ${NOTHING} is what every program for Node.js takes at least.`;

export async function measureStart({ host, quick }: Bench): Promise<Section> {
  await host.must(`rm -rf ${ROOT}; mkdir -p ${ROOT}/etc/docker; echo '{}' > ${ROOT}/etc/docker/daemon.json`);
  const setup = ['setup', '--root', ROOT, '--engine', 'docker', '--mirror', 'https://mirror.example'];
  await host.must(command('executable', ...setup).join(' '));
  const lines = Object.entries(COMMANDS).flatMap(([what, words]) =>
    FORM_NAMES.map((form) => ({ name: `${what}, ${form}`, what, form, words: command(form, ...words) })),
  );
  const nothing = { name: NOTHING, words: ['/opt/node/bin/node', '-e', '0'] };
  const samples = await measure(host, quick ? 8 : 40, [nothing, ...lines]);
  const floor = median(times(samplesOf(samples, NOTHING)));
  const rows = [NOTHING, ...lines.map(({ name }) => name)].map((name) => {
    const found = samplesOf(samples, name);
    const time = median(times(found));
    const memory = number(median(memories(found)));
    return [name, number(time), spread(times(found)), ratio(time / floor), memory];
  });
  const goals = lines.map(
    ({ name, what, form }): Goal =>
      atMost(
        `start ${what} ${form}`,
        `${name} against ${NOTHING}`,
        median(times(samplesOf(samples, name))) / floor,
        LIMITS[form],
      ),
  );
  const head = ['Start', 'ms', 'middle half', `to ${NOTHING}`, 'MB'];
  return { title: 'Start', about: ABOUT, tables: [{ head, rows }], goals };
}
