// docs/benchmarks.md, as a whole from one run.

import os from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { must } from '../test/hosts/lab/run.ts';
import type { Bench, Section } from './bench.ts';
import type { Goal } from './figures.ts';
import { REASONS } from './reasons.ts';
import { renderTable } from './table.ts';

const HEAD = `# Benchmarks

What the program takes, side by side with what people use instead. This page is written by \`npm run bench\`; nothing in it
is edited by hand.

\`\`\`sh
npm run bench                          # all of it, five to ten minutes, and writes this page
npm run bench -- --quick               # a few rounds, printed only
npm run bench -- --only start,nothing  # parts: start change outage nothing growth safety
\`\`\`

It needs what the tests on real hosts need (see test/hosts/README.md): root on a Debian, and packages that it installs.
Everything is measured on a freshly booted Debian 12 host of the lab, in one run, in turn (A B C A B C …), so that a slow
minute of the machine is one for all. The environment of what is measured is empty but for PATH and HOME. Times are
until the process has ended; they are medians, and beside them stands the middle half of the runs (from the first to
the third quartile). Memory is that of the largest process of a run. Both forms of the program are measured: the
executable that needs nothing of the host, and the bundle that Node.js runs.`;

export async function writeDocument(bench: Bench, sections: readonly Section[]): Promise<string> {
  const goals = sections.flatMap((section) => section.goals);
  const parts = [
    HEAD,
    `## The machine\n\n${await describeMachine(bench)}`,
    `## What was promised\n\n${renderTable(tabulate(goals))}`,
    ...explain(goals),
    ...sections.map(renderSection),
  ];
  return `${parts.join('\n\n')}\n`;
}

export function renderSection({ title, about, tables, remarks = [] }: Section): string {
  return [`## ${title}`, about, ...tables.map(renderTable), ...remarks].join('\n\n');
}

export function renderGoals(goals: readonly Goal[]): string {
  return renderTable(tabulate(goals));
}

/** Missed goals of which nobody has said why. */
export const unexplained = (goals: readonly Goal[]): readonly Goal[] =>
  goals.filter(({ id, kept }) => !kept && REASONS[id] === undefined);

function tabulate(goals: readonly Goal[]) {
  return {
    head: ['Goal', 'limit', 'measured', 'kept'],
    rows: goals.map(({ what, limit, measured, kept }) => [what, limit, measured, kept ? 'yes' : 'no']),
  };
}

function explain(goals: readonly Goal[]): readonly string[] {
  const lines = goals.flatMap(({ id, what, kept }) => {
    const reason = REASONS[id];
    return kept || reason === undefined ? [] : [`- ${what}: ${reason}`];
  });
  return lines.length === 0 ? [] : [`Why some are missed:\n\n${lines.join('\n')}`];
}

/** No name and no path of it: what matters for the figures. */
async function describeMachine({ host }: Bench): Promise<string> {
  const [processor] = os.cpus();
  const inside = (command: string): Promise<string> => host.must(command);
  const [ansible = ''] = (await must('ansible', ['--version'])).split('\n');
  return [
    `- ${os.cpus().length} processors, ${processor?.model.trim() ?? 'unknown'}; ${Math.round(os.totalmem() / 2 ** 30)} GB of memory; Linux ${os.release()}`,
    `- the host: ${await inside('. /etc/os-release; echo "$PRETTY_NAME"')}, Docker ${await inside("docker version -f '{{.Server.Version}}'")}, systemd ${await inside("systemctl --version | awk 'NR == 1 { print $2 }'")}, ${await inside('jq --version')}`,
    `- ${ansible.replaceAll(/[[\]]/g, '')} on the outer machine; Node.js ${await inside('/opt/node/bin/node --version')}; registry-client ${manifest.version}`,
    `- measured on ${new Date().toISOString().slice(0, 10)}`,
  ].join('\n');
}
