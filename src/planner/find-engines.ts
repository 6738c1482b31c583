// Which engines a run is about: those that were named, or every one that is found.

import type { EngineChoice } from '../desired/invocation.ts';
import type { Engine, Observed } from '../engines/engine.ts';
import type { ReadHost } from '../host/ports.ts';
import { type Finding, finding } from '../model/finding.ts';
import { holdingsOf, type Managed } from '../model/managed.ts';

export interface FoundEngine {
  readonly engine: Engine;
  readonly observed: Observed;
  readonly named: boolean;
}

export interface FoundEngines {
  readonly engines: readonly FoundEngine[];
  readonly findings: readonly Finding[];
}

/**
 * Inspects the engines side by side. An engine that was named and is not on a live host is an error.
 * @param witness see InspectScope
 */
export async function findEngines(
  all: readonly Engine[],
  choice: EngineChoice,
  managed: Managed,
  host: ReadHost,
  witness?: true,
): Promise<FoundEngines> {
  const named = choice.kind === 'named';
  const asked = choice.kind === 'named' ? all.filter((engine) => choice.ids.includes(engine.id)) : all;
  const looked = await Promise.all(
    asked.map(async (engine) => {
      const held = holdingsOf(managed, engine.id).entries.length > 0;
      const scope = {
        expected: held || (named && !host.live),
        ...(named ? { named } : {}),
        ...(witness === undefined ? {} : { witness }),
      };
      return { engine, observed: await engine.inspect(host, scope) };
    }),
  );
  const engines = looked.flatMap(({ engine, observed }) =>
    observed === undefined ? [] : [{ engine, observed, named }],
  );
  const absent = looked.filter(({ observed }) => observed === undefined).map(({ engine }) => engine.id);
  const findings = named
    ? absent.map((id) => finding('error', 'ENGINE_NOT_FOUND', { asked: id }, { engine: id }))
    : [];
  return { engines, findings };
}
