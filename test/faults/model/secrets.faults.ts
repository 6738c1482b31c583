// A secret in daemon.json stands in no output of any command, and in no file that others can read.

import { describe, it } from 'vitest';
import { CANARY, DAEMON_JSON } from '../scenarios.ts';
import { readLedgers } from '../state-folder.ts';
import type { Tree } from '../tree.ts';
import { runCampaign, type Tried } from './campaign.ts';
import { runOn } from './run.ts';
import { openStages, type Stage } from './stage.ts';

const MANNERS = [['--json'], ['--verbose'], ['--quiet']] as const;

/** Everything that shows something of this host; the last ones change it. */
function wordsFor({ scenario }: Stage, tree: Tree): readonly (readonly string[])[] {
  const generations = readLedgers(tree).map(({ id }) => ['history', 'show', id]);
  return [
    ['status'],
    ['history'],
    ...generations,
    [...scenario.words, ...(scenario.words[0] === 'recover' ? [] : ['--dry-run'])],
    ['rollback', '--dry-run'],
    ['remove', '--all', '--dry-run'],
    ['rollback', '--original', '--force'],
    ['remove', '--all'],
    ['recover'],
  ];
}

/** Somebody edits the file of the secret, so that a rollback has a difference to show. */
function edited(text: string): string {
  return text.replace('{', '{\n  "debug": false,');
}

async function* outputs(): AsyncGenerator<Tried> {
  for await (const stage of openStages()) {
    const { scenario } = stage;
    const ended = stage.machine.copy();
    await runOn(ended, scenario.words, scenario.inputs);
    const rivals = ended.copy();
    if (rivals.text(DAEMON_JSON) !== undefined) rivals.edit(DAEMON_JSON, edited);
    for (const [machine, host] of [
      [ended, 'as it is'],
      [rivals, 'edited since'],
    ] as const) {
      for (const words of wordsFor(stage, machine.tree())) {
        for (const manner of MANNERS) {
          const { said } = await runOn(machine.copy(), words, scenario.inputs, undefined, manner);
          const isTold = said.stdout.includes(CANARY) || said.stderr.includes(CANARY);
          yield {
            name: `${scenario.name}, ${host}: ${[...words, ...manner].join(' ')}`,
            problems: isTold ? [`the secret stands in its output: ${said.stdout}${said.stderr}`] : [],
          };
        }
      }
    }
  }
}

describe('a secret', () => {
  it('is told by no command', () => runCampaign('model: secrets in outputs', outputs()));
});
