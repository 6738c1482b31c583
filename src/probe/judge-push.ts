// Why a registry would take no uploads. Pure.

import type { Examination } from '../model/examination.ts';
import { type Finding, finding } from '../model/finding.ts';
import { isHtml } from './reply.ts';

/**
 * An upload that was opened is taken by a registry that takes any (202), and one that wants a login has still to be asked
 * by somebody who has it (401, 403). Nexus answers the others with a page (proxy) or with the paid edition (group);
 * distribution with 405 where it only proxies or is read-only.
 */
export function judgePush({ push, endpoint }: Examination): readonly Finding[] {
  if (push === null) return [];
  const { registry } = endpoint;
  const { open, large } = push;
  if (/deploying to groups/i.test(open.body)) return [finding('warning', 'PUSH_TO_GROUP', { registry })];
  if (open.status === 404 || open.status === 405)
    return [finding('warning', 'PUSH_TO_PROXY', { registry, status: open.status, html: isHtml(open) })];
  return large?.status === 413 || open.status === 413
    ? [finding('warning', 'UPLOAD_TOO_LARGE', { registry })]
    : [];
}
