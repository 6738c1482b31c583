// The part of a plan that belongs to no engine: our marked lines in /etc/hosts.

import type { ReadHost } from '../host/ports.ts';
import { HOSTS_FILE, hostAliasesOf, planHosts } from '../hosts-file/plan.ts';
import { unreadableFinding } from '../model/finding.ts';
import type { Entry, Holdings } from '../model/managed.ts';
import type { Draft } from '../model/plan.ts';
import type { Request } from '../model/request.ts';

/** Plans /etc/hosts; the file is not even read when nothing is asked or held of it. */
export function planHostsFile(
  wish: { readonly ensure: readonly Request[]; readonly inForce: readonly Request[] },
  held: Holdings,
  host: ReadHost,
): Draft {
  const asked = wish.ensure.some((request) => request.kind === 'host-alias');
  if (!asked && held.requests.length === 0 && held.entries.length === 0) {
    return { changes: [], holdings: held, findings: [] };
  }
  const file = host.read(HOSTS_FILE);
  if (file.kind === 'unreadable') {
    const unreadable = unreadableFinding('error', file.problem, { path: HOSTS_FILE });
    return { changes: [], holdings: held, findings: [unreadable] };
  }
  return planHosts({ ...wish, held, file, owner: host.user });
}

/** The marked lines that are there now. */
export function hostEntries(host: ReadHost): readonly Entry[] {
  const file = host.read(HOSTS_FILE);
  return file.kind === 'unreadable' ? [] : hostAliasesOf(file);
}
