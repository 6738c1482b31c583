// Which engines a run is about, where several read the same files.

import { describe, expect, it } from 'vitest';
import type { EngineChoice } from '../../../src/desired/invocation.ts';
import type { Engine } from '../../../src/engines/engine.ts';
import type { ReadHost } from '../../../src/host/ports.ts';
import { type Managed, NO_HOLDINGS, NOTHING_MANAGED } from '../../../src/model/managed.ts';
import { findEngines, findEnginesToChange } from '../../../src/planner/find-engines.ts';
import { fakeHost } from '../../support/fake-host.ts';
import { TOY_FILE, ToyDaemon, toyEngine } from '../../support/toy-engine.ts';

const HELD: Managed = {
  ...NOTHING_MANAGED,
  engines: { toy: { ...NO_HOLDINGS, entries: [{ path: TOY_FILE, kind: 'toy', value: 'a' }] } },
};

/** Engines as they are on a host: there, or taken as there only where they are expected. */
function enginesWith(present: Readonly<Record<string, boolean>>): readonly Engine[] {
  return [
    ['toy', 'toy'],
    ['twin', 'toy'],
    ['other', 'other'],
  ].map(([id = '', holder = '']) => {
    const engine = toyEngine(new ToyDaemon(() => ''), id, holder);
    const inspect: Engine['inspect'] = async (host: ReadHost, scope) =>
      present[id] === true || scope.expected ? engine.inspect(host, scope) : undefined;
    return { ...engine, inspect };
  });
}

const AUTO: EngineChoice = { kind: 'auto' };
const named = (...ids: readonly string[]): EngineChoice => ({ kind: 'named', ids });

async function idsOf(
  present: Readonly<Record<string, boolean>>,
  choice: EngineChoice,
  managed = NOTHING_MANAGED,
  find = findEngines,
) {
  const { engines, findings } = await find(enginesWith(present), choice, managed, fakeHost());
  return {
    found: engines.map(({ engine, named: isNamed }) => (isNamed ? `${engine.id} (named)` : engine.id)),
    said: findings.map(({ code, engine }) => `${code} ${engine}`),
  };
}

describe('what is held', () => {
  it('has its holder taken as there where nobody else reads the files', async () => {
    expect((await idsOf({}, AUTO, HELD)).found).toEqual(['toy']);
  });

  it('does not make an engine of its holder where another one reads them', async () => {
    expect((await idsOf({ twin: true }, AUTO, HELD)).found).toEqual(['twin']);
  });

  it('makes no other engine of the same holder', async () => {
    expect((await idsOf({ toy: true }, AUTO, HELD)).found).toEqual(['toy']);
  });
});

describe('an engine that is named', () => {
  const all = { toy: true, twin: true, other: true };

  it('brings the engines along that change with it, in their order', async () => {
    expect(await idsOf(all, named('twin', 'other'), HELD, findEnginesToChange)).toEqual({
      found: ['toy', 'twin (named)', 'other (named)'],
      said: ['SHARES_FILES toy'],
    });
  });

  it('brings nobody along who is not there', async () => {
    expect(await idsOf({ twin: true }, named('twin'), HELD, findEnginesToChange)).toEqual({
      found: ['twin (named)'],
      said: [],
    });
  });

  it('brings nobody along when it is not there itself', async () => {
    expect(await idsOf({ toy: true }, named('twin'), HELD, findEnginesToChange)).toEqual({
      found: [],
      said: ['ENGINE_NOT_FOUND twin'],
    });
  });

  it('is looked at alone', async () => {
    expect(await idsOf(all, named('twin'))).toEqual({ found: ['twin (named)'], said: [] });
  });
});
