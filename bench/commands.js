// Whole commands, executable and Node.js form side by side in one run: how long they take and how much memory.
//   npm run build:standalone && npm run bench
// With --live, as root on a host with engines, also a status and a setup with nothing to do. Needs python3.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, live: { type: 'boolean', default: false } },
});

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const FORMS = {
  executable: [path.join(PROJECT, 'out', `${process.platform}-${process.arch}`, 'registry-client')],
  'Node.js': [process.execPath, path.join(PROJECT, 'bin/registry-client.js')],
};

/** Node.js itself cannot tell the memory of a child: wait4(2) does. The environment is empty: some variables cost time. */
const WATCH = `
import os, sys, time
silent = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_WRONLY, 0) for fd in (1, 2)]
for _ in range(int(sys.argv[1])):
    start = time.monotonic()
    os.posix_spawn(sys.argv[2], sys.argv[2:], {}, file_actions=silent)
    usage = os.wait4(-1, 0)[2]
    print((time.monotonic() - start) * 1000, usage.ru_maxrss / 1024)
`;

/** Medians: milliseconds, and megabytes at the most. */
function measure(command) {
  const { stdout } = spawnSync('python3', ['-c', WATCH, values.runs, ...command], { encoding: 'utf8' });
  const runs = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  return [0, 1].map((column) => median(runs.map((run) => run[column])));
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function show(title, form, command) {
  const [time, memory] = measure(command);
  const columns = [
    title.padEnd(36),
    form.padEnd(12),
    `${time.toFixed(1).padStart(7)} ms`,
    `${memory.toFixed(0).padStart(5)} MB`,
  ];
  process.stdout.write(`${columns.join('')}\n`);
}

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'registry-client-bench-'));
try {
  fs.mkdirSync(path.join(root, 'etc/docker'), { recursive: true });
  fs.writeFileSync(path.join(root, 'etc/docker/daemon.json'), '{}\n');
  const there = ['--root', root, '--engine', 'docker'];
  const mirror = ['--mirror', 'https://mirror.example'];
  const [node, program] = FORMS['Node.js'];
  spawnSync(node, [program, 'setup', ...there, ...mirror]);
  const live = { 'status of this host': ['status'], 'agent --once on this host': ['agent', '--once'] };
  const commands = {
    '--version': ['--version'],
    'setup --dry-run': ['setup', ...there, '--mirror', 'https://other.example', '--dry-run'],
    'setup, nothing to do': ['setup', ...there, ...mirror],
    status: ['status', ...there],
    ...(values.live ? live : {}),
  };
  show('(nothing)', 'Node.js', [node, '-e', '0']);
  for (const [title, words] of Object.entries(commands))
    for (const [form, start] of Object.entries(FORMS)) show(title, form, [...start, ...words]);
} finally {
  fs.rmSync(root, { recursive: true });
}
