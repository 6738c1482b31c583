// What others do meanwhile: an editor saves a managed file, somebody presses Ctrl-C, the clock is set.

import { describe, it } from 'vitest';
import type { Edit } from '../checker.ts';
import { DAEMON_JSON, HOSTS, REGISTRIES_CONF } from '../scenarios.ts';
import { type Share, sample } from '../seeded.ts';
import { differingPaths } from '../tree.ts';
import { runCampaign, type Tried } from './campaign.ts';
import { type HookMaker, runOn } from './run.ts';
import { judge, openStages, type Stage } from './stage.ts';
import type { Call } from './tap.ts';

/** For each scenario. */
const EDITS: Share = { part: 24, full: 200 };
const SIGNALS: Share = { part: 8, full: 0 };
const STEPS: Share = { part: 8, full: 300 };

const MARKER = 'saved-by-hand';

/** What somebody adds to a file, without making it one that the engine refuses. */
const EDITORS: Readonly<Record<string, (text: string) => string>> = {
  [DAEMON_JSON]: (text) => text.replace('{', `{\n  "labels": ["${MARKER}"],`),
  [REGISTRIES_CONF]: (text) => `# ${MARKER}\n${text}`,
  [HOSTS]: (text) => `${text}192.0.2.9 ${MARKER}\n`,
};

interface Save {
  readonly at: Call;
  readonly path: string;
  /** As most editors save, or as `echo >>` does. */
  readonly how: 'replaced' | 'written in place';
}

/** The files that the scenario changes and that somebody could have open, at each call. */
function savesIn({ calls, before, after, scenario }: Stage): readonly Save[] {
  const changed = differingPaths(before, after);
  const files = Object.keys(EDITORS).filter(
    (path) => changed.includes(path) || (scenario.words[0] === 'recover' && before.has(path)),
  );
  return calls.flatMap((at) =>
    files.flatMap((path) => (['replaced', 'written in place'] as const).map((how) => ({ at, path, how }))),
  );
}

/**
 * The one moment at which nobody can see the edit: between the last look at the file and the rename over it (or its
 * deletion), which replaces whatever stands there. The kernel has a call that would tell (renameat2 with
 * RENAME_EXCHANGE), Node.js does not have it.
 */
function isLastMoment({ at, path }: Save): boolean {
  const name = path.split('/').at(-1) ?? '';
  return (at.name === 'rename' || at.name === 'unlink') && at.path.endsWith(`/${name}`);
}

function saving({ at, path, how }: Save): HookMaker {
  return ({ machine }) =>
    (call) => {
      const change = EDITORS[path];
      if (call.index !== at.index || change === undefined || machine.text(path) === undefined)
        return undefined;
      if (how === 'replaced') machine.edit(path, change);
      else machine.editInPlace(path, change);
      return undefined;
    };
}

async function* edits(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const { scenario } = stage;
    for (const save of sample(savesIn(stage), EDITS, `edits in ${scenario.name}`)) {
      const { at, path, how } = save;
      const name = `${scenario.name}, ${path} ${how} before call ${at.index} (${at.name} ${at.path})`;
      if (isLastMoment(save)) {
        yield { name, problems: [], kind: 'in the moment of the rename' };
        continue;
      }
      const machine = stage.machine.copy();
      const isThere = { at: false };
      const { said } = await runOn(machine, scenario.words, scenario.inputs, (lever) => {
        const hook = saving(save)(lever);
        return (call) => {
          if (call.index === at.index) isThere.at = machine.text(path) !== undefined;
          return hook(call);
        };
      });
      const isOverruled = scenario.words.includes('--force');
      const edited: readonly Edit[] = isThere.at ? [{ path, marker: MARKER, isOverruled }] : [];
      // Nobody has told the engine of the edit.
      const judged = await judge(stage, machine, [said], { edits: edited, engines: [] });
      yield { name, ...judged, kind: `exit ${said.code}` };
    }
  }
}

async function* signals(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const { scenario, calls } = stage;
    for (const at of sample(calls, SIGNALS, `signals in ${scenario.name}`)) {
      const signal = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const)[at.index % 3] ?? 'SIGTERM';
      const machine = stage.machine.copy();
      const { said } = await runOn(machine, scenario.words, scenario.inputs, ({ interrupt }) => (call) => {
        if (call.index === at.index) interrupt(signal);
        return undefined;
      });
      const judged = await judge(stage, machine, [said]);
      yield {
        name: `${scenario.name}, ${signal} before call ${at.index}`,
        ...judged,
        kind: `exit ${said.code}`,
      };
    }
  }
}

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const CLOCKS: Readonly<Record<string, (now: number) => number>> = {
  'one hour on': (now) => now + HOUR,
  'one hour back': (now) => now - HOUR,
  'one year on': (now) => now + YEAR,
  'one year back': (now) => now - YEAR,
  'set to 1970': () => 0,
};

/** The clock counts for nothing that a change does: it ends as without the step. */
async function* clockSteps(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const { scenario } = stage;
    const steps = stage.calls.flatMap((at) =>
      Object.entries(CLOCKS).map(([what, set]) => ({ at, what, set })),
    );
    for (const { at, what, set } of sample(steps, STEPS, `clock steps in ${scenario.name}`)) {
      const machine = stage.machine.copy();
      const { said } = await runOn(machine, scenario.words, scenario.inputs, () => (call) => {
        if (call.index === at.index) machine.now = set(machine.now);
        return undefined;
      });
      const judged = await judge(stage, machine, [said]);
      const isOther =
        said.code !== scenario.expected.code || said.document?.outcome !== scenario.expected.outcome;
      const problems = isOther
        ? [`it ended with ${said.code}: ${said.stdout}`, ...judged.problems]
        : judged.problems;
      yield { ...judged, name: `${scenario.name}, clock ${what} before call ${at.index}`, problems };
    }
  }
}

describe('meanwhile', () => {
  it('an edit is never lost', () => runCampaign('model: an editor saves', edits()));
  it('a signal ends the change in order', () => runCampaign('model: signals', signals()));
  it('the clock is set', () => runCampaign('model: clock steps', clockSteps()));
});
