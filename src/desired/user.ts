// What --user cannot be said together with: what is not the user's, and what is done for the system alone.

import type { Finding } from '../model/finding.ts';
import { usage } from './flags.ts';
import type { Invocation } from './invocation.ts';

/** /etc/hosts is not the user's file; nothing of a system that does not run can be done with a user's rights. */
export function conflictsWithUser(invocation: Invocation): readonly Finding[] {
  const { global, command } = invocation;
  if (global.user === undefined) return [];
  const root = global.root === undefined ? [] : ['--root'];
  const alone = command === 'agent' || command === 'cloud-init' || command === 'completion' ? [command] : [];
  const aliases = asksForAlias(invocation) ? ['--host-alias'] : [];
  return [...root, ...alone, ...aliases].map((other) => usage('--user', '', 'conflicts-with', other));
}

function asksForAlias(invocation: Invocation): boolean {
  switch (invocation.command) {
    case 'setup':
      return invocation.requests.some((request) => request.kind === 'host-alias');
    case 'remove':
      return invocation.selectors.some(
        (selector) => selector.kind === 'request' && selector.request.kind === 'host-alias',
      );
    default:
      return false;
  }
}
