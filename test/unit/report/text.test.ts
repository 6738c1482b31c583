// Reports as people read them.

import { describe, expect, it } from 'vitest';
import { finding, textFinding } from '../../../src/model/finding.ts';
import type { Report } from '../../../src/model/outcome.ts';
import { toText } from '../../../src/report/text.ts';
import { PLAIN } from '../../support/english.ts';
import { DOCKER, EMPTY } from './samples.ts';

const refused = textFinding(
  { code: 'TRAILING_COMMA', position: { line: 3, column: 14 }, detail: {} },
  '/etc/docker/daemon.json',
  'docker',
);
const plainHttp = finding('warning', 'MIRROR_PLAIN_HTTP', { url: 'http://nexushub.com:8001' });
const notThere = finding('info', 'NOT_THERE', { flag: '--mirror http://a' });

describe('a report', () => {
  it('of a change that was made', () =>
    expect(
      toText(
        {
          ...EMPTY,
          outcome: 'committed',
          id: '7',
          undo: 'registry-client rollback',
          engines: [DOCKER],
          findings: [plainHttp],
        },
        PLAIN,
      ),
    ).toBe(
      `Done (change 7). Take it back with: registry-client rollback

/etc/docker/daemon.json (edited)
  @@ -1,3 +1,4 @@
   {
  -    "data-root": "/data/docker"
  +    "data-root": "/data/docker",
  +    "registry-mirrors": ["http://nexushub.com:8001"]
   }

docker 20.10.24: running; reloaded; has loaded what the files say
  loaded mirrors: http://nexushub.com:8001/
  loaded insecure: (none)

warning: http://nexushub.com:8001 is plain HTTP: whoever sits on the way can read and replace what is pulled.
  Use an https:// mirror (with --ca for a private CA) where the network is not your own.
`,
    ));

  it('of a change that waits to be confirmed says how to keep it, and until when', () => {
    const until = Date.UTC(2026, 5, 1, 12);
    const report: Report = {
      ...EMPTY,
      outcome: 'confirm-pending',
      id: '7',
      keep: 'registry-client confirm --state-dir /srv/state',
      findings: [finding('info', 'CONFIRM_PENDING', { id: '7', until, left: 89_500 })],
    };
    expect(toText(report, PLAIN)).toBe(
      `Done for now (change 7). Keep it with: registry-client confirm --state-dir /srv/state

info: Change 7 waits to be confirmed until 2026-06-01T12:00:00Z (1m30s from now); then it is undone by itself.
  Keep it: registry-client confirm. Take it back at once: registry-client rollback
`,
    );
    expect(toText(report, { ...PLAIN, quiet: true })).toMatch(/^Done for now/);
  });

  it.each([
    ['confirm', 'error'],
    ['recover', 'info'],
  ] as const)('of a %s that found it too late says why it was undone', (command, severity) => {
    const findings = [finding(severity, 'CONFIRM_LAPSED', { id: '7' })];
    const text = toText({ ...EMPTY, command, outcome: 'rolled-back', id: '7', findings }, PLAIN);
    expect(text).toMatch(/^The change was not confirmed in time and was undone;/);
  });

  it('of a confirmation says what stands', () =>
    expect(toText({ ...EMPTY, command: 'confirm', outcome: 'committed', id: '7' }, PLAIN)).toBe(
      'Kept: change 7 stands.\n',
    ));

  it('of a refusal names file, line and column, and ends with the errors', () => {
    const report: Report = { ...EMPTY, outcome: 'failed', findings: [refused, notThere] };
    expect(toText(report, PLAIN)).toBe(
      `Not done; the host is as it was.

info: --mirror http://a is not there, so there is nothing to take out.
error: /etc/docker/daemon.json:3:14: docker refuses a comma after the last element.
  Take this comma out.
`,
    );
  });

  it('says once what several engines say alike', () => {
    const args = { url: 'http://m' };
    const findings = ['docker', 'podman'].map((engine) =>
      finding('warning', 'MIRROR_PLAIN_HTTP', args, { engine }),
    );
    const text = toText({ ...EMPTY, findings }, PLAIN);
    expect(text.match(/^warning: .*/gm)).toEqual([
      expect.stringMatching(/^warning: docker, podman: http:\/\/m is plain/),
    ]);
  });

  it('does not claim of an engine what could not be asked', () => {
    const status = (inSync: boolean | null) =>
      toText({ ...EMPTY, command: 'status', outcome: 'in-sync', engines: [{ ...DOCKER, inSync }] }, PLAIN);
    expect(status(true)).toContain('and the engines have it');
    expect(status(null)).not.toContain('have it');
  });

  it('of a dry run says what would happen', () => {
    const text = toText(
      { ...EMPTY, outcome: 'planned', engines: [{ ...DOCKER, loaded: null, inSync: null }] },
      PLAIN,
    );
    expect(text).toContain('nothing was written');
    expect(text).toContain('docker 20.10.24: running; will be reloaded\n');
  });

  it('of status says who owns what', () => {
    const engine = {
      ...DOCKER,
      changes: [],
      entries: [
        { path: '/etc/docker/daemon.json', kind: 'registry-mirrors', value: 'http://a', owner: 'ours' },
        { path: '/etc/docker/daemon.json', kind: 'registry-mirrors', value: 'http://b', owner: 'others' },
      ],
    } as const;
    const text = toText({ ...EMPTY, command: 'status', outcome: 'in-sync', engines: [engine] }, PLAIN);
    expect(text).toContain('  /etc/docker/daemon.json  registry-mirrors  http://a  (ours)\n');
    expect(text).toContain('  /etc/docker/daemon.json  registry-mirrors  http://b  (of others)\n');
  });

  it('of a failed undo prints what is left to do', () => {
    const undo = finding('error', 'UNDO_FAILED', { steps: ['cp a b', 'systemctl reload docker'] });
    expect(toText({ ...EMPTY, outcome: 'rollback-failed', findings: [undo] }, PLAIN)).toContain(
      '  1. cp a b\n  2. systemctl reload docker\n',
    );
  });

  it('of an earlier change that cannot be undone does not speak of this one', () => {
    const undo = finding('error', 'UNDO_FAILED', { steps: ['cp a b'] });
    const failed = { ...EMPTY, outcome: 'rollback-failed', findings: [undo] } as const;
    expect(toText(failed, PLAIN)).toMatch(/^A change that was cut off earlier could not be undone\./);
    expect(toText({ ...failed, id: '3' }, PLAIN)).toMatch(/^The change failed, and undoing it failed too\./);
  });

  it('of damaged records says neither in sync nor that nothing is managed', () => {
    const lost = finding('warning', 'RECORDS_LOST', { id: '3', steps: [] });
    const report = { ...EMPTY, command: 'status', outcome: 'drifted', findings: [lost] } as const;
    expect(toText(report, PLAIN)).toMatch(/^What is managed here cannot be told/);
  });

  it('of a rollback over an edit shows the edit', () => {
    const edited = finding('error', 'EDITED_SINCE', {
      id: '7',
      diff: '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n',
    });
    const text = toText({ ...EMPTY, command: 'rollback', outcome: 'failed', findings: [edited] }, PLAIN);
    expect(text).toContain('  -a\n  +b\n');
    expect(text).toContain('registry-client remove --all');
    expect(text).toContain('--force');
  });
});

describe('with --quiet', () => {
  const quiet = { ...PLAIN, quiet: true };
  it('a success says nothing', () =>
    expect(
      toText({ ...EMPTY, outcome: 'committed', id: '7', engines: [DOCKER], findings: [notThere] }, quiet),
    ).toBe(''));
  it('warnings and errors stay', () => {
    const text = toText({ ...EMPTY, outcome: 'failed', findings: [refused, plainHttp, notThere] }, quiet);
    expect(text).toContain('error: ');
    expect(text).toContain('warning: ');
    expect(text).not.toContain('info: ');
  });
  it('the differences of a dry run stay: they were asked for', () =>
    expect(toText({ ...EMPTY, outcome: 'planned', engines: [DOCKER] }, quiet)).toContain(
      '+    "registry-mirrors"',
    ));
});

describe('with --verbose', () => {
  it('codes are shown', () =>
    expect(
      toText({ ...EMPTY, outcome: 'failed', findings: [refused] }, { ...PLAIN, verbose: true }),
    ).toContain('last element. [FILE_REFUSED]\n'));
});

describe('colours', () => {
  const text = toText({ ...EMPTY, outcome: 'planned', engines: [DOCKER] }, { ...PLAIN, color: true });
  it('tell what goes from what comes', () => {
    expect(text).toContain('\u001b[31m-    "data-root"');
    expect(text).toContain('\u001b[32m+    "registry-mirrors"');
  });
});

describe('text of others', () => {
  it('does not reach the terminal raw', () => {
    const evil = 'x\u001b]0;title\u0007\u009b2J\u202e\r';
    const engine = {
      ...DOCKER,
      version: evil,
      loaded: { [evil]: [evil, { deep: evil }] },
      changes: [{ path: `/etc/${evil}`, kind: 'edit', diff: `--- a\n+++ b\n+${evil}\n` }],
      entries: [{ path: evil, kind: evil, value: `${evil}\n`, owner: 'unknown' }],
    } as const;
    const unknown = finding(
      'error',
      'LOADED_UNKNOWN',
      { reason: `${evil}\n${evil}` },
      { path: evil, engine: evil },
    );
    const report = {
      ...EMPTY,
      command: 'status',
      outcome: 'drifted',
      engines: [engine],
      findings: [unknown],
    } as const;
    expect(toText(report, PLAIN)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });
});

describe('history', () => {
  const generation = {
    id: '7',
    time: '2025-01-02T03:04:05.000Z',
    command: 'setup',
    flags: ['--mirror http://a'],
    outcome: 'committed',
    undone: true,
    paths: ['/etc/docker/daemon.json'],
  };
  const report = { ...EMPTY, command: 'history', generations: [generation] } as const;

  it('is one line each', () =>
    expect(toText(report, PLAIN)).toBe(
      '7  2025-01-02T03:04:05.000Z  setup --mirror http://a  committed, undone\n',
    ));
  it('says what waits to be confirmed, and what nobody confirmed', () => {
    const outcomes = [
      { ...generation, outcome: 'confirm-pending', undone: false, until: '2025-01-02T03:14:05.000Z' },
      { ...generation, outcome: 'rolled-back', undone: false, lapsed: true },
    ] as const;
    const lines = toText({ ...report, generations: outcomes }, PLAIN)
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => line.split('  ').at(-1))).toEqual([
      'confirm-pending, until 2025-01-02T03:14:05.000Z',
      'rolled-back, not confirmed',
    ]);
  });
  it('names the files with --verbose', () =>
    expect(toText(report, { ...PLAIN, verbose: true })).toContain('\n  /etc/docker/daemon.json\n'));
  it('shows the differences of one', () => {
    const shown = { ...report, generations: [{ ...generation, changes: DOCKER.changes }] };
    expect(toText(shown, PLAIN)).toContain('+    "registry-mirrors"');
  });
  it('says when there is none', () =>
    expect(toText({ ...report, generations: [] }, PLAIN)).toContain('Nothing has been changed'));
});
