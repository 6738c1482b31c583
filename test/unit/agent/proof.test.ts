// When the agent may remember a quiet look instead of looking again.

import { describe, expect, it } from 'vitest';
import { isProved } from '../../../src/commands/agent/proof.ts';
import type { Loaded } from '../../../src/engines/engine.ts';
import type { EngineReport } from '../../../src/model/outcome.ts';
import type { FoundEngine } from '../../../src/planner/find-engines.ts';
import { ToyDaemon, toyEngine } from '../../support/toy-engine.ts';

const observed = { version: null, running: true, files: new Map(), findings: [], memory: '' };

function found(known: Loaded): FoundEngine {
  const engine = { ...toyEngine(new ToyDaemon(() => undefined)), known: () => known };
  return { engine, observed, named: false };
}

function report(running: boolean, inSync: boolean | null): EngineReport {
  return { engine: 'toy', version: null, running, changes: [], activation: 'none', loaded: null, inSync };
}

const UNKNOWN: Loaded = { kind: 'unknown', reason: 'it did not answer' };
const LASTING: Loaded = { ...UNKNOWN, lasting: true };
const KNOWN: Loaded = { kind: 'known', facts: {} };

describe('isProved', () => {
  it.each<[string, boolean, EngineReport, Loaded]>([
    ['an engine in agreement', true, report(true, true), KNOWN],
    ['one that has loaded something else', false, report(true, false), KNOWN],
    ['one that does not run', true, report(false, null), UNKNOWN],
    ['one that did not answer: it may next time', false, report(true, null), UNKNOWN],
    ['one that can never be asked', true, report(true, null), LASTING],
    ['one that differs, whatever it says later', false, report(true, false), UNKNOWN],
  ])('%s: %s', (_, expected, said, known) => {
    expect(isProved([said], [found(known)])).toBe(expected);
  });

  it('asks for all of them', () => {
    const both = [report(true, true), { ...report(true, null), engine: 'other' }];
    expect(isProved(both, [found(KNOWN)])).toBe(false);
  });
});
