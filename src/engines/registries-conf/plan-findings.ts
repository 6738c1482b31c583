// What stands in the way of a plan, and what is worth knowing about it. Pure.

import type { EffectiveView } from '../../formats/toml/effective.ts';
import type { FileChange } from '../../model/file.ts';
import { type Finding, finding, textFinding } from '../../model/finding.ts';
import { mirrorUrl, type Request, requestFlag } from '../../model/request.ts';
import type { TextProblem } from '../../model/text.ts';
import type { Wish } from '../engine.ts';
import { HUB } from './needs.ts';
import type { RegistriesObserved } from './observed.ts';
import { VENDOR_MAIN } from './places.ts';
import { readConf, type SourceProblem, stateOf } from './view.ts';

/** Flags of this run that mean nothing to the engine. */
export function findUnusable(wish: Wish, { engine }: RegistriesObserved): readonly Finding[] {
  const severity = wish.named ? 'error' : 'info';
  return wish.ensure
    .filter((request) => request.kind === 'insecure' && request.form === 'cidr')
    .map((request) =>
      finding(severity, 'FLAG_NOT_FOR_ENGINE', { flag: requestFlag(request), reason: 'cidr' }, { engine }),
    );
}

/** Files because of which the engine refuses to work, or that cannot be edited as they are. */
export function findProblems(
  problems: readonly SourceProblem[],
  { engine }: RegistriesObserved,
): readonly Finding[] {
  return problems.map(({ path, role, problem }) => {
    if (problem.code !== 'VERSION_1') return textFinding(problem, path, engine);
    const place = {
      engine,
      path,
      ...(problem.position === undefined ? {} : { position: problem.position }),
    };
    return finding('error', role === 'main' ? 'VERSION_1' : 'VERSION_1_DROP_IN', {}, place);
  });
}

/** Known before anything is planned. Taking out (nothing is asked for in this run) is never refused for these. */
export function findObstacles(wish: Wish, observed: RegistriesObserved, dropIn: boolean): readonly Finding[] {
  const { engine, own } = observed;
  const { main } = own;
  const isAsking = wish.ensure.some(writesConf);
  const blocking = isAsking ? [...findOverride(observed, dropIn), ...findTooOld(wish, observed, dropIn)] : [];
  return [
    ...blocking,
    ...(isAsking && !dropIn ? findHiddenVendor(observed) : []),
    ...findDoubtful(observed, dropIn ? [] : [main], isAsking),
    ...(wish.dropIn && !wish.held.dropIn && wish.held.entries.some((entry) => entry.path === main)
      ? [finding('info', 'MOVED_TO_DROP_IN', { from: main }, { engine })]
      : []),
  ];
}

function writesConf(request: Request): boolean {
  return request.kind !== 'ca' && request.kind !== 'host-alias';
}

/** The variable replaces the main file; with layers the drop-ins, too (storage/pkg/configfile). */
function findOverride(
  { engine, override, rules, own }: RegistriesObserved,
  dropIn: boolean,
): readonly Finding[] {
  if (override === undefined || override === own.main || (dropIn && !rules.layered)) return [];
  const args = {
    entry: own.main,
    by: override,
    reason: 'environment',
    dropInHelps: !rules.layered,
  } as const;
  return [finding('error', 'HIDDEN_BY', args, { engine, path: override })];
}

function findTooOld(
  wish: Wish,
  { engine, version, rules }: RegistriesObserved,
  dropIn: boolean,
): readonly Finding[] {
  const isMirror = wish.ensure.some((request) => request.kind === 'mirror');
  const lacking = [
    ...(isMirror ? [{ what: '[[registry.mirror]]', needed: rules.lacks.mirrors }] : []),
    ...(dropIn ? [{ what: 'registries.conf.d', needed: rules.lacks.dropIns }] : []),
  ];
  return lacking.flatMap(({ what, needed }) =>
    needed === undefined
      ? []
      : [finding('error', 'VERSION_TOO_OLD', { what, needed, installed: version ?? '' }, { engine })],
  );
}

/** With layers a new main file in /etc puts the distribution's own, with all that is in it, out of use. */
function findHiddenVendor(observed: RegistriesObserved): readonly Finding[] {
  const { engine, own } = observed;
  const { main } = own;
  const isNew = stateOf(observed, main).kind === 'absent';
  return observed.rules.layered && isNew && stateOf(observed, VENDOR_MAIN).kind === 'file'
    ? [finding('error', 'WOULD_HIDE', { hidden: VENDOR_MAIN }, { engine, path: main })]
    : [];
}

/**
 * What the engine accepts and ignores in the file that is edited. A key of the top in the wrong place is refused: the
 * person who wrote it believes that it works.
 */
export function findDoubtful(
  observed: RegistriesObserved,
  paths: readonly string[],
  isAsking: boolean,
): readonly Finding[] {
  return paths.flatMap((path) => {
    const read = readConf(stateOf(observed, path), observed.rules);
    return read.ok
      ? read.value.warnings.map((warning) => doubt(warning, path, observed.engine, isAsking))
      : [];
  });
}

function doubt(
  { code, detail, position }: TextProblem,
  path: string,
  engine: string,
  isAsking: boolean,
): Finding {
  const place = { engine, path, ...(position === undefined ? {} : { position }) };
  return code === 'MISPLACED_KEY'
    ? finding(isAsking ? 'error' : 'warning', 'MISPLACED_KEY', { key: detail.key ?? '' }, place)
    : finding('warning', 'CONF_DOUBTFUL', { reason: code, detail }, place);
}

/** Said along with a change that is otherwise fine. */
export function findWorthKnowing(
  wish: Wish,
  { engine, own }: RegistriesObserved,
  changes: readonly FileChange[],
  view: EffectiveView,
): readonly Finding[] {
  const isNews = changes.length > 0;
  const plain = wish.ensure.flatMap((request) =>
    isNews && request.kind === 'mirror' && request.scheme === 'http'
      ? [finding('warning', 'MIRROR_PLAIN_HTTP', { url: mirrorUrl(request) }, { engine })]
      : [],
  );
  // A user's file is for him alone to read.
  const closed = changes.flatMap(({ path, before, after }) =>
    !own.personal && before.kind === 'file' && after.kind === 'file' && (after.mode & 0o004) === 0
      ? [finding('warning', 'UNREADABLE_FOR_USERS', { mode: after.mode.toString(8) }, { engine, path })]
      : [],
  );
  const isSearched = wish.ensure.some((request) => request.kind === 'search');
  return [...plain, ...closed, ...(isSearched ? findShortNames(wish, view, engine) : [])];
}

function findShortNames(wish: Wish, view: EffectiveView, engine: string): readonly Finding[] {
  const search = view.search.kind === 'set' ? view.search.value : [];
  const isEnforced = view.shortNameMode.kind === 'set' && view.shortNameMode.value === 'enforcing';
  const isMirrored = wish.inForce.some((request) => request.kind === 'mirror' && request.upstream === HUB);
  const names = [...view.aliases]
    .filter(([, target]) => target.value.startsWith(`${HUB}/`))
    .map(([name]) => name);
  return [
    ...(isEnforced && search.length > 1
      ? [finding('warning', 'SHORT_NAMES_ENFORCED', { search }, { engine })]
      : []),
    ...(names.length > 0 && !isMirrored
      ? [finding('info', 'ALIASES_FIRST', { names: names.slice(0, 5), target: HUB }, { engine })]
      : []),
  ];
}
