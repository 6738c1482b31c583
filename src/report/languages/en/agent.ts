// Sentences of the agent: why it does nothing, and how to make it go on.

import type { AgentFindings } from '../../../model/findings/agent.ts';
import type { Suspect } from '../../../model/suspect.ts';
import { timeWords } from '../pieces.ts';
import type { Sentences } from '../sentence.ts';
import { wordList } from './words.ts';

const GO_ON = 'Change the file, or make it go on as it is: registry-client agent --resume';

export const agentSentences = {
  AGENT_NO_CONFIG: () => ({
    message: 'There is no configuration file here, so the agent does nothing.',
    hint: '',
  }),
  AGENT_PAUSED: ({ until }) => ({
    message: `The agent is paused until ${timeWords(until)}.`,
    hint: 'Go on at once: registry-client agent --resume',
  }),
  AGENT_RESUMED: () => ({ message: 'The agent goes on with its next look.', hint: '' }),
  AGENT_HELD: ({ id, command, time, lapsed }) => ({
    message: `The agent is held by change ${id} (${command}, ${timeWords(time)}${lapsed ? ', not confirmed' : ''}): it does not bring back what was changed on purpose.`,
    hint: GO_ON,
  }),
  AGENT_FOUGHT: ({ id, suspects }, { path = 'the file' }) => ({
    message:
      `The agent is held: ${path} was put right three times within an hour, and changed again each time. ${suspectWords(suspects)}`.trimEnd(),
    hint: [
      `See what was changed in it: registry-client history show ${id}`,
      `Stop whoever changes it, or take what it should not hold out of the configuration file. ${GO_ON}`,
    ].join('\n'),
  }),
  AGENT_RECORD_DAMAGED: () => ({
    message: 'The agent is held: what it remembers cannot be read, so a hold or a pause may have been lost.',
    hint: 'See what was done on this host (registry-client history), then: registry-client agent --resume',
  }),
  AGENT_FAILED: ({ cause, time }) => ({
    message: `The agent failed at ${timeWords(time)} (${cause}), and has not found it mended since.`,
    hint: 'See why: journalctl REGISTRY_CLIENT_EVENT=failed -n 1 --no-pager',
  }),
  AGENT_STOPPED: ({ count, cause, time }) => ({
    message: `The agent stopped trying: it failed ${count} times in a row with everything the same, last at ${timeWords(time)} (${cause}).`,
    hint: 'Repair what it names (registry-client setup --config FILE --dry-run); it goes on when a file changes, or with: registry-client agent --resume',
  }),
  AGENT_CORRECTED: ({ paths }) => ({
    message: `What somebody had changed was put right: ${wordList(paths)}.`,
    hint: 'If that was meant, put it into the configuration file, or: registry-client agent --pause 2h',
  }),
  AGENT_CHANGED: ({ id, paths }) => ({
    message: `The host was set up as the configuration file says (change ${id}): ${wordList(paths)}.`,
    hint: 'Take it back with: registry-client rollback',
  }),
  METRICS_NOT_WRITTEN: ({ error }) => ({
    message: `The figures for Prometheus could not be written (${error}).`,
    hint: 'The folder has to be there, and only root may write to it.',
  }),
} satisfies Sentences<AgentFindings>;

function suspectWords(suspects: readonly Suspect[]): string {
  return suspects.length === 0 ? '' : `Evidence: ${suspects.map(oneSuspect).join('; ')}.`;
}

function oneSuspect(suspect: Suspect): string {
  switch (suspect.kind) {
    case 'marker':
      return `the file says it is managed by ${suspect.tool}`;
    case 'process':
      return `${suspect.tool} is running (process ${suspect.pid})`;
    case 'package-log':
      return `the package manager was at work: ${suspect.line}`;
    case 'file':
      return `it was changed at ${timeWords(suspect.modified)} and belongs to user ${suspect.uid}`;
  }
}
