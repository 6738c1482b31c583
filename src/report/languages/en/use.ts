// Sentences about what was tried out after a change.

import type { Proof, UseFindings } from '../../../model/findings/use.ts';
import type { Sentences } from '../sentence.ts';

export const useSentences = {
  LOGGED_IN: ({ registry, user }) => ({ message: `Logged in to ${registry} as ${user}.`, hint: '' }),
  LOGIN_FAILED: ({ registry, user, error }) => ({
    message: `The change stands, but the login to ${registry} as ${user} failed: ${error}`,
    hint: `What is wrong with it: registry-client doctor ${registry}`,
  }),
  LOGIN_SKIPPED: ({ registry, user }) => ({
    message: `Not logged in to ${registry}: it is spoken to in plain HTTP, or its certificate is not verified, so that others can read the password.`,
    hint: `If that is wanted, name it: --login ${registry}=${user}`,
  }),
  PULLED: ({ image, registry, proof, reason, here }) => ({
    message: `Pulled ${image}: ${registry === '' ? `who served it cannot be proved, because ${REASONS[reason]}` : `served by ${registry}, ${PROOFS[proof]}`}.${here ? ' It was on this host already: its layers were not asked for.' : ''}`,
    hint: registry === '' ? `Whom the engine asks: registry-client explain ${image}` : '',
  }),
  PULLED_FROM_FALLBACK: ({ image, registry, first, proof }) => ({
    message: `Pulled ${image}, but from ${registry}, ${PROOFS[proof]}: ${first} is asked first and did not serve it.`,
    hint: `Why: registry-client explain ${image}; registry-client doctor ${first}`,
  }),
  PULL_FAILED: ({ image, error }) => ({
    message: `The change stands, but pulling ${image} failed: ${error}`,
    hint: `Whom the engine asks, and what they answer: registry-client explain ${image}`,
  }),
  PULL_SKIPPED: ({ image, reason }) => ({
    message: `Not pulled: ${image}. ${SKIP_REASONS[reason]}`,
    hint: '',
  }),
} satisfies Sentences<UseFindings>;

const SKIP_REASONS = {
  'not-running': 'The engine does not run.',
  'not-activated': 'The engine has not loaded the change.',
  'no-command': 'The engine has no command that pulls.',
} as const satisfies Record<UseFindings['PULL_SKIPPED']['reason'], string>;

const PROOFS = {
  output: "by the engine's own words",
  connections: "by the connections of the engine's process",
  none: '',
} as const satisfies Record<Proof, string>;

const REASONS = {
  proxy: 'the engine goes through a proxy',
  'same-address': 'several of those that it asks are at the same address',
  'none-seen': 'no connection of its process was seen',
  '': '',
} as const satisfies Record<UseFindings['PULLED']['reason'], string>;
