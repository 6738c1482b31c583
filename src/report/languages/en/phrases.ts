// English: everything but the findings and the help.

import type { Step } from '../../../model/step.ts';
import type { EngineWords, Headlines, HistoryWords, Labels, RouteWords } from '../language.ts';

const UNTOUCHED = 'the host is as it was before';
const EDITS_KEPT = 'what somebody has edited since was kept, all else is as it was before it';

export const headlines: Headlines = {
  nothingToDo: 'Nothing to do.',
  planned: 'These changes are pending; nothing was written:',
  kept: (id) => `Kept: change ${id} stands.`,
  done: ({ id, edited, undo }) => {
    const done = `Done${id === '' ? '' : ` (change ${id})`}`;
    const end = edited ? ', but for what somebody has edited since: see below.' : '.';
    return `${done}${end}${undo === '' ? '' : ` Take it back with: ${undo}`}`;
  },
  doneForNow: (id, keep) => `Done for now (change ${id}). Keep it with: ${keep}`,
  undone: `The change failed and was undone; ${UNTOUCHED}.`,
  undoneLater: (what, edited) =>
    what === 'interrupted'
      ? `An interrupted change was undone; ${edited ? EDITS_KEPT : `${UNTOUCHED} it`}.`
      : `The change was not confirmed in time and was undone; ${edited ? EDITS_KEPT : `${UNTOUCHED} it`}.`,
  undoFailed: 'The change failed, and undoing it failed too. What is left to do by hand stands below.',
  undoFailedEarlier:
    'A change that was cut off earlier could not be undone. What is left to do by hand stands below.',
  failed: 'Not done; the host is as it was.',
  inSync: (engines) =>
    engines
      ? 'In sync: what was asked for is in the files, and the engines have it.'
      : 'In sync: what was asked for is in the files.',
  drifted: 'Drifted: what was asked for is no longer as it was left.',
  recordsDamaged: 'What is managed here cannot be told: the records are damaged.',
  unmanaged: 'Nothing here is managed.',
  unmanagedYet: 'Nothing here is managed by registry-client yet.',
  noProblem: 'No problem found.',
  servedByFirst: 'Every image is served by the first that is asked for it.',
  problems: 'Problems found:',
};

export const labels: Labels = {
  severities: { error: 'error:', warning: 'warning:', info: 'info:' },
  changes: { create: 'new file', edit: 'edited', delete: 'deleted' },
  owners: { ours: 'ours', others: 'of others', unknown: 'owner not visible' },
  seeChanges: (command) => `See what was changed: ${command}`,
};

export const engine: EngineWords = {
  unknownVersion: 'of unknown version',
  running: 'running',
  notRunning: 'not running',
  activations: {
    done: { reload: 'reloaded', restart: 'restarted' },
    planned: { reload: 'will be reloaded', restart: 'will be restarted' },
    due: { reload: 'has to be reloaded', restart: 'has to be restarted' },
  },
  inSync: 'has loaded what the files say',
  notInSync: 'has NOT loaded what the files say',
  loaded: (fact, value) => `loaded ${fact}: ${value}`,
  yes: 'yes',
  no: 'no',
  none: '(none)',
};

export const history: HistoryWords = {
  empty: 'Nothing has been changed by registry-client on this host.',
  byAgent: '(by the agent)',
  outcomes: {
    committed: 'committed',
    'rolled-back': 'rolled-back',
    pending: 'pending',
    'confirm-pending': 'confirm-pending',
  },
  undone: 'undone',
  until: (time) => `until ${time}`,
  notConfirmed: 'not confirmed',
};

export const routes: RouteWords = {
  works: 'works',
  worksNot: 'does NOT work: see below',
  probably: (kind) => `probably ${kind}`,
  through: (proxy) => `through ${proxy}`,
  roles: {
    mirror: 'mirror',
    registry: 'registry',
    search: 'searched for short names',
    upstream: 'upstream',
    named: 'not configured',
  },
  mirrorOf: (upstream) => `mirror of ${upstream}`,
  nobodyAsked: 'nobody was asked',
  servedBy: (registry, how) => `served by ${registry} (${how})`,
  fallbacks: {
    none: 'the first that is asked',
    silent: 'a fallback, without a word',
    slow: 'a fallback, after a time limit',
    impossible: 'NOT served: the engine gives up, although others are left',
    nobody: 'NOT served',
  },
  by: { written: 'as written', default: "Docker's default", alias: 'alias', search: 'search list' },
  byIn: (by, path) => `${by} in ${path}`,
  notAsked: 'not asked',
  serves: '<- serves it',
};

export function step({ step: name, engine: id, path, by }: Step): string {
  const whom = id ?? 'the engine';
  switch (name) {
    case 'wait':
      return 'Waiting for another run to end';
    case 'lock':
      return 'Taking the lock';
    case 'recover':
      return 'Finishing an interrupted change';
    case 'inspect':
      return `Looking at ${id ?? 'this host'}`;
    case 'plan':
      return 'Working out what has to change';
    case 'probe':
      return 'Asking the registries';
    case 'check':
      return id === undefined ? 'Checking the new files' : `Letting ${id} check the new files`;
    case 'backup':
      return 'Keeping copies of the present files';
    case 'write':
      return `Writing ${path ?? 'the files'}`;
    case 'activate':
      if (by === undefined) return `Making ${whom} use the new files`;
      return by === 'reload' ? `Reloading ${whom}` : `Restarting ${whom}`;
    case 'verify':
      return `Asking ${whom} what it has loaded`;
    case 'commit':
      return 'Keeping the change';
    case 'login':
      return `Logging in with ${whom}`;
    case 'pull':
      return `Pulling with ${whom}`;
    case 'undo':
      return path === undefined ? 'Undoing the change' : `Putting back ${path}`;
  }
}
