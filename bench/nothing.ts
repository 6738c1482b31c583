// A run that finds everything done.

import { type Bench, command, FORM_NAMES, INSIDE, type Section } from './bench.ts';
import { atMost, median, memories, number, ratio, samplesOf, spread, times } from './figures.ts';
import { measure } from './rounds.ts';
import { SETUP } from './subjects.ts';

const INFO = '`docker info`';

const LIMIT = 1.5;

const COMMANDS = { setup: SETUP, status: ['status'] } as const;

const ABOUT = `The mirror is there and loaded: \`setup\` with the same words again, and \`status\`, against one ${INFO}.`;

export async function measureNothing({ host, quick }: Bench): Promise<Section> {
  await host.must(`${INSIDE}/reset.sh && ${command('executable', ...SETUP).join(' ')}`);
  const lines = Object.entries(COMMANDS).flatMap(([what, words]) =>
    FORM_NAMES.map((form) => ({ name: `${what}, ${form}`, what, words: command(form, ...words) })),
  );
  const info = { name: INFO, words: ['/usr/bin/docker', 'info'] };
  const samples = await measure(host, quick ? 5 : 30, [info, ...lines]);
  const floor = median(times(samplesOf(samples, INFO)));
  const rows = [INFO, ...lines.map(({ name }) => name)].map((name) => {
    const found = samplesOf(samples, name);
    const time = median(times(found));
    return [name, number(time), spread(times(found)), ratio(time / floor), number(median(memories(found)))];
  });
  const goals = lines.map(({ name }) =>
    atMost(
      `nothing ${name}`,
      `nothing to do: ${name}, against ${INFO}`,
      median(times(samplesOf(samples, name))) / floor,
      LIMIT,
    ),
  );
  const head = ['Nothing to do', 'ms', 'middle half', `to ${INFO}`, 'MB'];
  return { title: 'Nothing to do', about: ABOUT, tables: [{ head, rows }], goals };
}
