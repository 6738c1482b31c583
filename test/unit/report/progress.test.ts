// Every step has a sentence; the indicator moves, and is gone at the end.

import { describe, expect, it } from 'vitest';
import type { StepName } from '../../../src/model/step.ts';
import { createProgress, stepSentence } from '../../../src/report/progress.ts';

const STEPS: readonly StepName[] = [
  'wait',
  'lock',
  'recover',
  'inspect',
  'plan',
  'check',
  'backup',
  'write',
  'activate',
  'verify',
  'commit',
  'undo',
];

describe('the sentence of a step', () => {
  it.each(STEPS)('%s', (step) => {
    expect(stepSentence({ step })).toMatch(/^[A-Z][a-z].*[a-z]$/);
    expect(stepSentence({ step, engine: 'docker', path: '/x' })).toMatch(/^[A-Z]/);
  });
  it('names what it is about', () => {
    expect(stepSentence({ step: 'write', path: '/etc/x' })).toBe('Writing /etc/x');
    expect(stepSentence({ step: 'activate', engine: 'docker', by: 'restart' })).toBe('Restarting docker');
    expect(stepSentence({ step: 'write', path: '/etc/\u001bx' })).toBe('Writing /etc/\\x1bx');
  });
});

describe('the indicator', () => {
  it('moves while a step takes its time, and leaves its lines', () => {
    const written: string[] = [];
    const ticks = new Set<() => void>();
    const progress = createProgress(
      {
        stderr: { isTerminal: true, write: (text) => written.push(text) },
        every: (_, call) => {
          ticks.add(call);
          return () => ticks.delete(call);
        },
      },
      false,
    );
    progress.step({ step: 'lock' });
    for (const tick of ticks) tick();
    progress.step({ step: 'inspect' });
    expect(ticks.size).toBe(1);
    progress.end();
    expect(ticks.size).toBe(0);
    const clear = '\r\u001b[K';
    expect(written.join('')).toBe(
      `${clear}| Taking the lock${clear}/ Taking the lock${clear}  Taking the lock\n` +
        `${clear}- Looking at this host${clear}  Looking at this host\n`,
    );
  });
});
