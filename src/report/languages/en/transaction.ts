// Sentences of changing, undoing and recovering.

import type { TransactionFindings } from '../../../model/findings/transaction.ts';
import { leftWords, stepList, timeWords } from '../pieces.ts';
import type { Sentences } from '../sentence.ts';

const RECOVERIES = {
  discarded: 'it had not touched anything yet',
  'rolled-back': 'it was taken back',
  'rolled-forward': 'its old copies were damaged, so it was carried to its end',
} as const satisfies Record<TransactionFindings['RECOVERED']['how'], string>;

const KEEP_OR_NOT = 'Keep it: registry-client confirm. Take it back at once: registry-client rollback';

export const transactionSentences = {
  LOCKED: ({ path }) => ({
    message: 'Another run of registry-client is changing this host.',
    hint: `Wait for it, for example with --wait 2m. Who it is: fuser -v ${path}`,
  }),
  WRITE_FAILED: ({ operation, error }) => ({
    message: `${operation} failed: ${error === 'not-installed' ? `${operation}(1) is not installed` : error}.`,
    hint: WRITE_CURES.get(error) ?? 'See what the kernel says: dmesg | tail',
  }),
  CHANGED_MEANWHILE: () => ({
    message: 'Somebody else changed this file while the change was prepared, so it was not touched.',
    hint: 'Run the same command again: it starts from the file as it is now.',
  }),
  ACTIVATION_FAILED: ({ what, unit, error }) => ({
    message: `The ${what} of ${unit} failed: ${error}.`,
    hint: `See why: journalctl -u ${unit} -n 50 --no-pager`,
  }),
  ENGINE_DID_NOT_LOAD: ({ seconds }, { engine }) => ({
    message:
      seconds === 0
        ? `${engine ?? 'The engine'} does not have what the files say.`
        : `${engine ?? 'The engine'} did not take up the changed files within ${seconds} s.`,
    hint: `See what it says: journalctl -u ${engine ?? 'ENGINE'} -n 50 --no-pager`,
  }),
  INTERRUPTED: ({ signal }) => ({
    message: `The run was asked to end (${signal}).`,
    hint: 'Run the same command again when it may finish.',
  }),
  UNDO_FAILED: ({ steps }) => ({
    message: 'Undoing the change failed: what follows is left to do by hand.',
    hint: byHand(steps),
  }),
  RECOVERY_CONFLICT: () => ({
    message: 'Somebody has edited this file since the change: it was left as it is.',
    hint: 'Look through the file; registry-client status says what is missing or left over in it.',
  }),
  RECOVERED: ({ id, how }) => ({
    message: `Change ${id} had been interrupted: ${RECOVERIES[how]}.`,
    hint: '',
  }),
  RECORDS_LOST: ({ id, steps, copies }) => ({
    message: `What change ${id} did is no longer known: both copies of its record are damaged. As long as they are, nothing can be changed.`,
    hint: stepList([
      ...(copies === undefined
        ? []
        : [
            `${copies}/before.* are the files as they were before it: copy them back, or leave what it put in (it counts as written by others from then on)`,
          ]),
      ...steps,
      'run the same setup again',
    ]),
  }),
  RECOVERY_IMPOSSIBLE: ({ id, steps, copies }) => ({
    message: `Change ${id} was interrupted, and its records are damaged; nothing was touched, what follows is left to do by hand.`,
    hint: stepList([
      ...(copies === undefined
        ? []
        : [
            `compare the files below ${copies} (before.*, after.*) with those in place and copy back what is wrong`,
          ]),
      ...steps,
    ]),
  }),
  RECOVERY_PENDING: ({ id }) => ({
    message: `Change ${id} was interrupted and is not finished.`,
    hint: 'Finish it: registry-client recover',
  }),
  STATE_DAMAGED: ({ what }) => ({
    message: `A record of registry-client is damaged: ${what}.`,
    hint: 'What it says is left out; the files of the engines are not concerned.',
  }),
  EDITED_SINCE: ({ id }) => ({
    message: `This file was edited after change ${id}; going back would lose the edit.`,
    hint: [
      'registry-client remove --all takes out only what is ours and leaves the edit;',
      'registry-client rollback --force puts the old bytes back and keeps the edited ones as a generation.',
    ].join('\n'),
  }),
  NO_SUCH_GENERATION: ({ id }) => ({
    message: `There is no change ${id} on this host.`,
    hint: 'See which there are: registry-client history',
  }),
  GENERATION_PRUNED: ({ id }) => ({
    message: `Change ${id} is known, but its old files are no longer kept.`,
    hint: 'Go back to one that is: registry-client history; or to the beginning: registry-client rollback --original',
  }),
  NOTHING_TO_UNDO: () => ({ message: 'There is nothing to roll back.', hint: '' }),
  CONFIRM_PENDING: ({ id, until, left }) => ({
    message: `Change ${id} waits to be confirmed until ${timeWords(until)} (${leftWords(left)} from now); then it is undone by itself.`,
    hint: KEEP_OR_NOT,
  }),
  CONFIRM_OVERDUE: ({ id }) => ({
    message: `Change ${id} was not confirmed in time and is about to be undone.`,
    hint: 'At once: registry-client recover. Why it is not yet: journalctl -u registry-client-confirm -n 50 --no-pager',
  }),
  CONFIRM_FIRST: ({ id, until, left }) => ({
    message: `Change ${id} waits to be confirmed until ${timeWords(until)} (${leftWords(left)} from now), and nothing else is changed meanwhile.`,
    hint: KEEP_OR_NOT,
  }),
  CONFIRM_LAPSED: ({ id }) => ({
    message: `Change ${id} was not confirmed, so it was undone.`,
    hint: 'If it was right, make it again.',
  }),
  CONFIRM_WITHDRAWN: ({ id }) => ({
    message: `Change ${id} waited to be confirmed; it was taken back.`,
    hint: '',
  }),
  NOTHING_TO_CONFIRM: () => ({ message: 'No change waits to be confirmed.', hint: '' }),
  CONFIRM_NOT_NEEDED: () => ({
    message: 'No file had to be changed, so there is nothing that would have to be confirmed.',
    hint: '',
  }),
  CONFIRM_UNAVAILABLE: () => ({
    message: '--confirm-within needs systemd, which undoes the change by itself; here it does not run.',
    hint: 'Leave it out, and take the change back with registry-client rollback if need be.',
  }),
  CONFIRM_UNITS_FAILED: ({ unit, error }) => ({
    message: `systemd could not be told to undo the change by itself: ${unit}: ${error}.`,
    hint: 'See why: systemctl status; or leave out --confirm-within.',
  }),
} satisfies Sentences<TransactionFindings>;

/** What a command is for, where it does nothing by itself. */
function byHand(steps: readonly string[]): string {
  return stepList(
    steps.map((step) =>
      step.startsWith('journalctl ')
        ? `${step}   (why it does not run or does not take the files up; mend that first)`
        : step,
    ),
  );
}

const WRITE_CURES: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'The disk is full. Make room (df -h; df -i), then run the command again.'],
  ['EDQUOT', 'The quota is used up. Make room, then run the command again.'],
  ['EROFS', 'The file system is read-only. See why: findmnt; dmesg | tail'],
  ['EIO', 'The disk reports errors: dmesg | tail'],
]);
