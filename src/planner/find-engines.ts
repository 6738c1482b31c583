// Which engines a run is about: those that were named, or every one that is found.

import type { EngineChoice } from '../desired/invocation.ts';
import type { Engine, InspectScope, Observed } from '../engines/engine.ts';
import type { ReadHost } from '../host/ports.ts';
import { type Finding, finding } from '../model/finding.ts';
import { holdingsOf, type Managed, NOTHING_MANAGED } from '../model/managed.ts';

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
  const scope: InspectScope = {
    expected: named && !host.live,
    ...(named ? { named } : {}),
    ...(witness === undefined ? {} : { witness }),
  };
  const looked = await Promise.all(
    asked.map(async (engine) => ({ engine, observed: await look(engine, scope, all, managed, host) })),
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

/**
 * An engine of which we hold something is taken as there: what is ours has to be found where it was left. Of engines that
 * share their files that is the holder, and only where none of the others is there.
 */
async function look(
  engine: Engine,
  scope: InspectScope,
  all: readonly Engine[],
  managed: Managed,
  host: ReadHost,
): Promise<Observed | undefined> {
  const observed = await engine.inspect(host, scope);
  const isHeld = holdingsOf(managed, engine.id).entries.length > 0;
  if (observed !== undefined || scope.expected || !isHeld) return observed;
  const sharing = all.filter((one) => one !== engine && one.holder === engine.holder);
  const others = await Promise.all(sharing.map((one) => one.inspect(host, { expected: false })));
  const isAlone = others.every((one) => one === undefined);
  return isAlone ? engine.inspect(host, { ...scope, expected: true }) : undefined;
}

/**
 * The same for a run that changes something. Who reads the files of an engine that was named changes with it, whether or
 * not it was named, too; it was not named for flags that it cannot use.
 */
export async function findEnginesToChange(
  all: readonly Engine[],
  choice: EngineChoice,
  managed: Managed,
  host: ReadHost,
): Promise<FoundEngines> {
  const found = await findEngines(all, choice, managed, host);
  if (choice.kind === 'auto') return found;
  const namedBy = new Map(found.engines.map(({ engine }) => [engine.holder, engine.id]));
  const sharing = all.filter(({ id, holder }) => !choice.ids.includes(id) && namedBy.has(holder));
  const along = (await findEngines(sharing, { kind: 'auto' }, NOTHING_MANAGED, host)).engines;
  const engines = [...found.engines, ...along];
  return {
    engines: all.flatMap((engine) => engines.find((one) => one.engine === engine) ?? []),
    findings: [
      ...found.findings,
      ...along.map(({ engine: { id, holder } }) =>
        finding('info', 'SHARES_FILES', { with: namedBy.get(holder) ?? holder }, { engine: id }),
      ),
    ],
  };
}
