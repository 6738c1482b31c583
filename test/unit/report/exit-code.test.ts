// The table of exit codes.

import { describe, expect, it } from 'vitest';
import { type Finding, finding } from '../../../src/model/finding.ts';
import { exitCodeOf, type Outcome, type Report } from '../../../src/model/outcome.ts';
import { EMPTY } from './samples.ts';

const usage = finding('error', 'USAGE', { option: '--mirror', value: 'x', reason: 'scheme-missing' });
const input = finding('error', 'INPUT_FILE', { option: '--ca', reason: 'absent' });
const refused = finding('error', 'FILE_REFUSED', { reason: 'COMMENT', detail: {} });
const denied = finding('error', 'NO_PERMISSION', { error: 'EACCES' });

describe('the exit code', () => {
  it.each([
    ['unchanged', 0],
    ['committed', 0],
    ['confirm-pending', 0],
    ['in-sync', 0],
    ['unmanaged', 0],
    ['failed', 1],
    ['planned', 2],
    ['drifted', 2],
    ['rolled-back', 3],
    ['rollback-failed', 4],
  ] satisfies [Outcome, number][])('of %s is %d', (outcome, code) =>
    expect(exitCodeOf({ ...EMPTY, outcome })).toBe(code),
  );

  it.each([
    [[usage], 64],
    [[finding('error', 'ENGINE_UNKNOWN', { asked: 'x', known: [] })], 64],
    [[finding('error', 'PATH_FOR_ONE_ENGINE', { url: 'x' })], 64],
    [[finding('error', 'FLAG_NOT_FOR_ENGINE', { flag: '--search x', reason: 'not-supported' })], 64],
    [[finding('info', 'FLAG_NOT_FOR_ENGINE', { flag: '--search x', reason: 'not-supported' }), refused], 1],
    [[input], 65],
    [[finding('error', 'CA_UNUSABLE', { reason: 'leaf', subject: '', detail: '' })], 65],
    [[finding('error', 'BUG', { error: 'x' })], 70],
    [[finding('error', 'LOCKED', { path: '/x' })], 75],
    [[denied], 77],
    [[finding('error', 'FILE_UNREADABLE', { error: 'EACCES' })], 77],
    [[finding('error', 'FILE_UNREADABLE', { error: 'EIO' })], 1],
    [[finding('error', 'WRITE_FAILED', { operation: 'open', error: 'EPERM' })], 77],
    [[finding('error', 'WRITE_FAILED', { operation: 'write', error: 'ENOSPC' })], 1],
    [[refused], 1],
    [[finding('error', 'ENGINE_NOT_FOUND', { asked: 'docker' })], 1],
    [[finding('error', 'NO_SUCH_GENERATION', { id: '3' })], 1],
    [[finding('error', 'RECOVERY_IMPOSSIBLE', { id: '3', steps: [] })], 4],
    [[input, denied, usage], 64],
    [[denied, input], 65],
  ] satisfies [Finding[], number][])('of a failure with %j is %d', (findings, code) =>
    expect(exitCodeOf({ ...EMPTY, outcome: 'failed', findings })).toBe(code),
  );

  it('of a recover that undid an interrupted change is 0', () =>
    expect(exitCodeOf({ ...EMPTY, command: 'recover', outcome: 'rolled-back' })).toBe(0));

  it('of a confirm that came too late is 3', () =>
    expect(exitCodeOf({ ...EMPTY, command: 'confirm', outcome: 'rolled-back' })).toBe(3));

  it('does not change for warnings', () => {
    const report: Report = { ...EMPTY, findings: [finding('warning', 'NO_PERMISSION', { error: 'EACCES' })] };
    expect(exitCodeOf(report)).toBe(0);
  });

  it('of a change that was undone stays 3, whatever made it fail', () =>
    expect(exitCodeOf({ ...EMPTY, outcome: 'rolled-back', findings: [denied] })).toBe(3));
});
