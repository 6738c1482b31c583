// When somebody is asked to permit a restart, and when not.

import { describe, expect, it } from 'vitest';
import { finding } from '../../../src/model/finding.ts';
import { err, ok } from '../../../src/model/result.ts';
import type { Answer, Interview } from '../../../src/questions/interview.ts';
import { askToRestart, leftReport } from '../../../src/questions/restart.ts';

const unasked = async (): Promise<never> => {
  throw new Error('it was asked');
};

function answering(answer: Answer<boolean>, asked: unknown[] = []) {
  const interview: Interview = {
    select: unasked,
    choose: unasked,
    text: unasked,
    wait: unasked,
    say: () => undefined,
    confirm: async (question) => {
      asked.push(question);
      return answer;
    },
  };
  return { interview: async () => interview };
}

const NEEDED = finding(
  'error',
  'RESTART_NEEDED',
  { why: 'insecure-lost', containers: ['web (nginx)'] },
  { engine: 'docker' },
);
const WARNING = finding('warning', 'MIRROR_PLAIN_HTTP', { url: 'http://r1.test' });

describe('a restart that would stop containers', () => {
  it.each([ok(true), ok(false), err({ signal: '' })])('is asked about: %j', async (answer) => {
    const asked: unknown[] = [];
    expect(await askToRestart([WARNING, NEEDED], 'auto', answering(answer, asked))).toEqual(answer);
    expect(asked).toEqual([
      { code: 'restart', engines: [{ engine: 'docker', containers: ['web (nginx)'] }] },
    ]);
  });

  const other = finding('error', 'NO_ENGINE', {});
  const nobody = finding(
    'error',
    'RESTART_NEEDED',
    { why: 'insecure-lost', containers: [] },
    { engine: 'podman' },
  );
  it.each([
    ['nothing is in the way', [WARNING], 'auto'],
    ['something else is in the way, too', [NEEDED, other], 'auto'],
    ['no container would stop', [nobody], 'auto'],
    ['it has been said how it is to be done', [NEEDED], 'reload'],
  ] as const)('is not asked about where %s', async (_, findings, apply) => {
    expect(await askToRestart(findings, apply, { interview: unasked })).toEqual(ok(false));
  });
});

it('who leaves is told that nothing was done; of a signal, which', () => {
  expect(leftReport('remove', { signal: '' })).toMatchObject({ outcome: 'failed', findings: [] });
  expect(leftReport('remove', { signal: 'SIGTERM' }).findings).toMatchObject([
    { code: 'INTERRUPTED', arguments: { signal: 'SIGTERM' } },
  ]);
});
