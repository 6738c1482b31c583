// What systemctl complains of, in words that fit into a finding.

import type { CommandResult } from '../host/ports.ts';

/** What went wrong with a command of systemctl, in a few words; undefined when nothing did. */
export function complaint(result: CommandResult): string | undefined {
  switch (result.kind) {
    case 'ended':
      return result.code === 0 ? undefined : result.stderr.trim() || `exit status ${result.code}`;
    case 'absent':
      return 'systemctl is not there';
    case 'timeout':
      return 'no answer in time';
    case 'failed':
      return result.error;
  }
}
