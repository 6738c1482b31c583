// Prints which release ran what with which engine versions, and the closing line with the counts.

import type { Reporter, TestCase, TestModule } from 'vitest/node';

declare module 'vitest' {
  interface TaskMeta {
    engines?: EngineVersions;
  }
}

export interface EngineVersions {
  readonly docker: string;
  readonly podman: string;
  readonly systemd: string;
}

interface Row {
  readonly release: string;
  readonly engines: EngineVersions | undefined;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

export default class HostsReporter implements Reporter {
  /** What is said when no test was run, because the lab did not start. */
  private closing = '0 passed, 1 failed';

  /** At the very end: vitest still tells its own errors after it has told its reporters of the end. */
  onInit(): void {
    process.once('exit', () => process.stdout.write(`\n${this.closing}\n`));
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const rows = modules.map(summarize).filter((row) => row.passed + row.failed + row.skipped > 0);
    if (rows.length === 0) return;
    const sum = (pick: (row: Row) => number): number => rows.reduce((total, row) => total + pick(row), 0);
    const failed = sum((row) => row.failed) + errors.length;
    const skipped = sum((row) => row.skipped);
    this.closing = `${sum((row) => row.passed)} passed, ${failed} failed`;
    if (skipped > 0) this.closing += `, ${skipped} skipped`;
    process.stdout.write(`\n${formatTable(rows)}\n`);
  }
}

function summarize(module: TestModule): Row {
  const tests = [...module.children.allTests()].filter(wasMeant);
  const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
  const meta = tests.map((test) => test.meta()).find((each) => each.engines !== undefined);
  return {
    release: module.moduleId.replace(/^.*\/(.*)\.hosts\.ts$/, '$1'),
    engines: meta?.engines,
    passed: count('passed'),
    // A file that breaks before its first test has no test to count: it is a failure all the same.
    failed: count('failed') + module.errors().length,
    skipped: count('skipped'),
    seconds: Math.round(tests.reduce((total, test) => total + (test.diagnostic()?.duration ?? 0), 0) / 1000),
  };
}

/** Tests that -t left out are no part of the run; those that were skipped for a reason carry it. */
function wasMeant(test: TestCase): boolean {
  const result = test.result();
  return result.state !== 'skipped' || result.note !== undefined;
}

const HEADINGS = ['release', 'docker', 'podman', 'systemd', 'passed', 'failed', 'skipped', 'seconds'];

function formatTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.release,
    row.engines?.docker ?? '-',
    row.engines?.podman ?? '-',
    row.engines?.systemd ?? '-',
    ...[row.passed, row.failed, row.skipped, row.seconds].map(String),
  ]);
  const lines = [HEADINGS, ...cells];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
