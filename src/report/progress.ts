// Steps as they happen, on stderr: lines, and on a terminal an indicator that moves while a step takes its time.

import type { Io } from '../io.ts';
import type { Progress, Step } from '../model/step.ts';
import type { Language } from './languages/language.ts';
import { painter } from './paint.ts';
import { visibleLine } from './visible.ts';
import { shortened } from './wrap.ts';

/** Shows the steps of one run. */
export interface ProgressDisplay {
  readonly step: Progress;
  /** Takes the indicator away; to be called before anything else is written. */
  end(): void;
}

/** How they are shown. */
export interface ProgressLook {
  readonly quiet: boolean;
  readonly color: boolean;
  readonly language: Language;
}

type ProgressIo = Pick<Io, 'stderr' | 'every' | 'now'>;

const FRAMES = ['|', '/', '-', '\\'] as const;
/** Milliseconds. */
const FRAME_TIME = 120;
const CLEAR_LINE = '\r\x1b[K';

export function createProgress(io: ProgressIo, look: ProgressLook): ProgressDisplay {
  if (look.quiet) return { step: () => undefined, end: () => undefined };
  return io.stderr.isTerminal ? createSpinner(io, look) : createLog(io, look);
}

function createLog({ stderr }: ProgressIo, { language }: ProgressLook): ProgressDisplay {
  let last = '';
  const step = (next: Step) => {
    const sentence = stepSentence(next, language);
    if (sentence !== last) stderr.write(`${sentence}\n`);
    last = sentence;
  };
  return { step, end: () => undefined };
}

/** The line of a step stays when it is over, with the time that it took in place of the indicator. */
function createSpinner({ stderr, every, now }: ProgressIo, look: ProgressLook): ProgressDisplay {
  const paint = painter(look.color);
  let current = '';
  let began = 0;
  let frame = 0;
  let stop: (() => void) | undefined;
  const line = (text: string) => `${CLEAR_LINE}${shortened(text, stderr.width - 1)}`;
  const draw = () => {
    stderr.write(line(`${FRAMES[frame % FRAMES.length]} ${current}`));
    frame += 1;
  };
  const end = () => {
    stop?.();
    stop = undefined;
    if (current === '') return;
    const took = timeText(now() - began);
    // The time stands in front, so that the times are below each other.
    stderr.write(
      `${CLEAR_LINE}${paint('dim', took)} ${shortened(current, stderr.width - took.length - 2)}\n`,
    );
    current = '';
  };
  const step = (next: Step) => {
    const sentence = stepSentence(next, look.language);
    if (sentence === current) return;
    end();
    current = sentence;
    began = now();
    draw();
    stop = every(FRAME_TIME, draw);
  };
  return { step, end };
}

/** Milliseconds in eight columns: `   12 ms`, `   1.3 s`. */
function timeText(milliseconds: number): string {
  const text =
    milliseconds < 1000
      ? `${Math.max(0, Math.round(milliseconds))} ms`
      : `${(milliseconds / 1000).toFixed(1)} s`;
  return text.padStart(8);
}

/** What is being done now, in one line. */
export function stepSentence(step: Step, language: Language): string {
  return visibleLine(language.step(step));
}
