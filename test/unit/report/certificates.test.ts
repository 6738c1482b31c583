// What is said of certificates: whatever is wrong with one, the cure is never to look away.

import { expect, it } from 'vitest';
import { type Finding, finding } from '../../../src/model/finding.ts';
import type { CaFindings } from '../../../src/model/findings/ca.ts';
import { englishOf } from '../../support/english.ts';

/** A record, so that the compiler asks for a reason that is new. */
const REASONS: Readonly<Record<CaFindings['CA_UNUSABLE']['reason'], true>> = {
  'no-certificate': true,
  'private-key': true,
  'not-a-certificate': true,
  der: true,
  'unreadable-certificate': true,
  leaf: true,
  'no-key-cert-sign': true,
  'no-server-auth': true,
  expired: true,
  'not-yet-valid': true,
  'weak-key': true,
  'unsupported-key': true,
  'weak-signature': true,
};

const place = { path: '/etc/ca.crt' };
const found: readonly Finding[] = [
  ...Object.keys(REASONS).flatMap((reason) =>
    isReason(reason)
      ? [finding('error', 'CA_UNUSABLE', { reason, subject: 'CN=x', detail: 'PKCS7' }, place)]
      : [],
  ),
  finding('warning', 'CA_EXPIRES_SOON', { subject: 'CN=x', days: 3 }, place),
  finding('warning', 'CA_SELF_SIGNED_LEAF', { subject: 'CN=x' }, place),
];

function isReason(text: string): text is CaFindings['CA_UNUSABLE']['reason'] {
  return text in REASONS;
}

it.each(found)('$code $arguments.reason', (each) => {
  const { message, hint } = englishOf(each);
  expect(hint).not.toBe('');
  expect(`${message} ${hint}`).not.toMatch(/insecure|skip-probe|verif|http:/i);
});
