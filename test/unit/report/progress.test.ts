// Every step has a sentence; the indicator moves, and is gone at the end.

import { describe, expect, it } from 'vitest';
import type { StepName } from '../../../src/model/step.ts';
import { en } from '../../../src/report/languages/en/index.ts';
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
    expect(stepSentence({ step }, en)).toMatch(/^[A-Z][a-z].*[a-z]$/);
    expect(stepSentence({ step, engine: 'docker', path: '/x' }, en)).toMatch(/^[A-Z]/);
  });
  it('names what it is about', () => {
    expect(stepSentence({ step: 'write', path: '/etc/x' }, en)).toBe('Writing /etc/x');
    expect(stepSentence({ step: 'activate', engine: 'docker', by: 'restart' }, en)).toBe('Restarting docker');
    expect(stepSentence({ step: 'write', path: '/etc/\u001bx' }, en)).toBe('Writing /etc/\\x1bx');
  });
});

describe('the indicator', () => {
  it('moves while a step takes its time, and leaves its lines', () => {
    const written: string[] = [];
    let time = 0;
    const ticks = new Set<() => void>();
    const progress = createProgress(
      {
        stderr: { isTerminal: true, width: 24, write: (text) => written.push(text) },
        now: () => (time += 250),
        every: (_, call) => {
          ticks.add(call);
          return () => ticks.delete(call);
        },
      },
      { quiet: false, color: true, language: en },
    );
    progress.step({ step: 'lock' });
    for (const tick of ticks) tick();
    progress.step({ step: 'inspect' });
    expect(ticks.size).toBe(1);
    progress.end();
    expect(ticks.size).toBe(0);
    const clear = '\r\u001b[K';
    expect(written.join('')).toBe(
      `${clear}| Taking the lock${clear}/ Taking the lock${clear}\u001b[2m  250 ms\u001b[0m Taking the lo…\n` +
        `${clear}- Looking at this host${clear}\u001b[2m  250 ms\u001b[0m Looking at th…\n`,
    );
  });
});
