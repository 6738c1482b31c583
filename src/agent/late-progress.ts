// Steps that are shown only when something is really done: a look that finds nothing to do is silent.

import type { Progress, Step, StepName } from '../model/step.ts';

const DEEDS: readonly StepName[] = ['recover', 'undo', 'backup'];

/** Keeps the steps back until the first that changes something, and hands them on from then on. */
export function lateProgress(show: Progress): Progress {
  const waiting: Step[] = [];
  let shows = false;
  return (step) => {
    shows ||= DEEDS.includes(step.step);
    if (!shows) waiting.push(step);
    else for (const each of [...waiting.splice(0), step]) show(each);
  };
}
