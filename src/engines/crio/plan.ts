// The edits of registries.conf for CRI-O, and what stands in the way of them besides what does for all readers. Pure.

import { type Finding, finding } from '../../model/finding.ts';
import type { Draft } from '../../model/plan.ts';
import type { Wish } from '../engine.ts';
import { planRegistries } from '../registries-conf/plan.ts';
import type { CrioObserved } from './observed.ts';
import { heedsInsecureKey } from './version.ts';

export function planCrio(wish: Wish, observed: CrioObserved): Draft {
  const isAsking = wish.ensure.some(({ kind }) => kind !== 'host-alias') || wish.convert;
  const refusals = isAsking ? findRefusals(observed) : [];
  if (refusals.length > 0) return { changes: [], holdings: wish.held, findings: refusals };
  const draft = planRegistries(wish, observed);
  const findings = draft.findings.map((one) => inOwnWords(one, observed));
  return { ...draft, findings: [...findings, ...(isAsking ? findOldLists(observed) : [])] };
}

/** Taking out is never refused for these. */
function findRefusals({ engine, operator, daemon, own }: CrioObserved): readonly Finding[] {
  const at = { engine, path: own.main };
  const { elsewhere } = daemon ?? {};
  return [
    ...(operator === undefined
      ? []
      : [finding('error', 'FILES_OF_OPERATOR', { by: operator.path, listed: operator.listed }, at)]),
    ...(elsewhere === undefined || elsewhere.path === own.main
      ? []
      : [finding('error', 'CRIO_READS_ANOTHER', { file: elsewhere.path, by: elsewhere.by }, at)]),
  ];
}

/** CRI-O has a setting of its own for short names, with a cure of its own (SetSystemContext in pkg/config/config.go). */
export function inOwnWords(one: Finding, { engine, settings }: CrioObserved): Finding {
  if (one.code !== 'SHORT_NAMES_ENFORCED') return one;
  const place = { engine, path: settings.shortNameMode.path };
  return finding(one.severity, 'CRIO_SHORT_NAMES', one.arguments, place);
}

/** Lists of crio.conf that still count beside registries.conf, or do not any more. */
export function findOldLists({ engine, settings, version }: CrioObserved): readonly Finding[] {
  return settings.oldLists.map(({ key, values, path }) => {
    const counts = key === 'insecure_registries' && heedsInsecureKey(version);
    return finding('warning', 'CRIO_OLD_LIST', { key, values, counts }, { engine, path });
  });
}
