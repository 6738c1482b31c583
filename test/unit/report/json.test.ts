// The document of --json: its keys are a promise.

import { describe, expect, it } from 'vitest';
import { finding, textFinding } from '../../../src/model/finding.ts';
import type { Report } from '../../../src/model/outcome.ts';
import { toJson } from '../../../src/report/json.ts';
import { en } from '../../../src/report/languages/en/index.ts';
import { DOCKER, EMPTY } from './samples.ts';

function parsed(report: Report): unknown {
  return JSON.parse(toJson(report, en));
}

describe('the document', () => {
  it('has these keys, always, in this order', () => {
    expect(Object.keys(JSON.parse(toJson(EMPTY, en)))).toEqual([
      'version',
      'command',
      'outcome',
      'id',
      'changes',
      'engines',
      'findings',
    ]);
    expect(toJson(EMPTY, en).endsWith('}\n')).toBe(true);
  });

  it('says what each engine has', () =>
    expect(parsed({ ...EMPTY, outcome: 'committed', id: '1', engines: [DOCKER] })).toEqual({
      version: 1,
      command: 'setup',
      outcome: 'committed',
      id: '1',
      changes: [],
      engines: [
        {
          engine: 'docker',
          version: '20.10.24',
          running: true,
          changes: [{ path: '/etc/docker/daemon.json', kind: 'edit', diff: DOCKER.changes[0]?.diff }],
          activation: 'reload',
          loaded: { mirrors: ['http://nexushub.com:8001/'], insecure: [] },
          inSync: true,
        },
      ],
      findings: [],
    }));

  it('has the entries of status and the generations of history', () =>
    expect(
      parsed({
        ...EMPTY,
        command: 'history',
        entries: [{ path: '/etc/hosts', kind: 'hosts', value: 'a', owner: 'ours' }],
        generations: [],
      }),
    ).toMatchObject({
      entries: [{ path: '/etc/hosts', kind: 'hosts', value: 'a', owner: 'ours' }],
      generations: [],
    }));
});

describe('a finding', () => {
  it('has its place and its arguments beside the sentence', () => {
    const refused = textFinding(
      { code: 'TRAILING_COMMA', position: { line: 3, column: 14 }, detail: {} },
      '/etc/docker/daemon.json',
      'docker',
    );
    expect(parsed({ ...EMPTY, outcome: 'failed', findings: [refused] })).toMatchObject({
      findings: [
        {
          code: 'FILE_REFUSED',
          severity: 'error',
          message: 'docker refuses a comma after the last element.',
          hint: 'Take this comma out.',
          engine: 'docker',
          path: '/etc/docker/daemon.json',
          line: 3,
          column: 14,
          reason: 'TRAILING_COMMA',
        },
      ],
    });
  });

  it('keeps its own fields where an argument has the same name', () => {
    const locked = finding('error', 'LOCKED', { path: '/var/lib/x/lock' }, { path: '/elsewhere' });
    expect(parsed({ ...EMPTY, findings: [locked] })).toMatchObject({ findings: [{ path: '/elsewhere' }] });
    const without = finding('error', 'LOCKED', { path: '/var/lib/x/lock' });
    expect(parsed({ ...EMPTY, findings: [without] })).toMatchObject({
      findings: [{ path: '/var/lib/x/lock' }],
    });
  });

  it('cannot move the cursor of a terminal, and keeps its value', () => {
    const value = 'a\u009b2J\u202e\u{e0001}\ud800\n';
    const found = finding('error', 'USAGE', { option: '--x', value, reason: 'other' });
    const text = toJson({ ...EMPTY, findings: [found] }, en);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(JSON.parse(text)).toMatchObject({ findings: [{ value }] });
  });
});
