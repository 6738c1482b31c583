// Steps as they happen, on stderr: lines, and on a terminal an indicator that moves while a step takes its time.

import type { Io } from '../io.ts';
import type { Progress, Step } from '../model/step.ts';
import { visibleLine } from './visible.ts';

/** Shows the steps of one run. */
export interface ProgressDisplay {
  readonly step: Progress;
  /** Takes the indicator away; to be called before anything else is written. */
  end(): void;
}

const FRAMES = ['|', '/', '-', '\\'] as const;
const FRAME_TIME = 120;
const CLEAR_LINE = '\r\x1b[K';

export function createProgress(io: Pick<Io, 'stderr' | 'every'>, quiet: boolean): ProgressDisplay {
  if (quiet) return { step: () => undefined, end: () => undefined };
  return io.stderr.isTerminal ? createSpinner(io) : createLog(io);
}

function createLog({ stderr }: Pick<Io, 'stderr'>): ProgressDisplay {
  let last = '';
  const step = (next: Step) => {
    const sentence = stepSentence(next);
    if (sentence !== last) stderr.write(`${sentence}\n`);
    last = sentence;
  };
  return { step, end: () => undefined };
}

/** The line of a step stays when it is over, with the indicator gone. */
function createSpinner({ stderr, every }: Pick<Io, 'stderr' | 'every'>): ProgressDisplay {
  let current = '';
  let frame = 0;
  let stop: (() => void) | undefined;
  const draw = () => {
    stderr.write(`${CLEAR_LINE}${FRAMES[frame % FRAMES.length]} ${current}`);
    frame += 1;
  };
  const end = () => {
    stop?.();
    stop = undefined;
    if (current !== '') stderr.write(`${CLEAR_LINE}  ${current}\n`);
    current = '';
  };
  const step = (next: Step) => {
    const sentence = stepSentence(next);
    if (sentence === current) return;
    end();
    current = sentence;
    draw();
    stop = every(FRAME_TIME, draw);
  };
  return { step, end };
}

/** What is being done now, in one line. */
export function stepSentence(step: Step): string {
  const engine = step.engine ?? 'the engine';
  const path = step.path ?? 'the files';
  const sentence = {
    wait: 'Waiting for another run to end',
    lock: 'Taking the lock',
    recover: 'Finishing an interrupted change',
    inspect: step.engine === undefined ? 'Looking at this host' : `Looking at ${engine}`,
    plan: 'Working out what has to change',
    probe: 'Asking the registries',
    check: step.engine === undefined ? 'Checking the new files' : `Letting ${engine} check the new files`,
    backup: 'Keeping copies of the present files',
    write: `Writing ${path}`,
    activate: activationSentence(step.by, engine),
    verify: `Asking ${engine} what it has loaded`,
    commit: 'Keeping the change',
    login: `Logging in with ${engine}`,
    pull: `Pulling with ${engine}`,
    undo: step.path === undefined ? 'Undoing the change' : `Putting back ${path}`,
  }[step.step];
  return visibleLine(sentence);
}

function activationSentence(by: Step['by'], engine: string): string {
  if (by === undefined) return `Making ${engine} use the new files`;
  return by === 'reload' ? `Reloading ${engine}` : `Restarting ${engine}`;
}
