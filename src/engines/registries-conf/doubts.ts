// What keeps an engine, with the files as they are, from doing what they seem to say.

import type { EffectiveView } from '../../formats/toml/effective.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { findHidden } from './hidden.ts';
import { HUB, needsInConf } from './needs.ts';
import type { RegistriesObserved } from './observed.ts';
import { MAIN } from './places.ts';
import { findDoubtful } from './plan-findings.ts';
import { readConf, sourcesOf, stateOf } from './view.ts';

export function findRegistriesDoubts(observed: RegistriesObserved, view: EffectiveView): readonly Finding[] {
  const paths = sourcesOf(observed).map(({ path }) => path);
  return [
    ...findDoubtful(observed, paths, false),
    ...findOverridden(observed),
    ...findHiddenEntries(observed, view),
    ...findShortNames(observed, view),
    ...findUnreadableForUsers(observed, paths),
  ];
}

/** The variable is of this session: what else runs the engine has it or has it not. */
function findOverridden({ engine, override, own }: RegistriesObserved): readonly Finding[] {
  if (override === undefined || override === own.main) return [];
  const args = { entry: own.main, by: override, reason: 'environment', dropInHelps: false } as const;
  return [finding('warning', 'HIDDEN_BY', args, { engine, path: override })];
}

/**
 * What stands in one of the files and has no effect. A list or a table that a later file replaces is mostly meant so;
 * that a mirror is not asked is seen by nobody.
 */
function findHiddenEntries(observed: RegistriesObserved, view: EffectiveView): readonly Finding[] {
  const paths = new Set([MAIN, observed.own.main, ...sourcesOf(observed).map(({ path }) => path)]);
  const inForce = [...paths].flatMap((path) => {
    const read = readConf(stateOf(observed, path), observed.rules);
    return read.ok ? needsInConf(read.value.conf) : [];
  });
  return findHidden({ inForce, ensured: [] }, view, observed, true).flatMap((found): readonly Finding[] => {
    if (found.code !== 'HIDDEN_BY') return [found];
    const { entry, reason } = found.arguments;
    // The mirrors of a blocked table are asked all the same (see sourcesFor): what is blocked is said of each image.
    if (reason === 'blocked') return [];
    return [entry.startsWith('mirror') ? found : { ...found, severity: 'info' }];
  });
}

function findShortNames({ engine }: RegistriesObserved, view: EffectiveView): readonly Finding[] {
  const { search, shortNameMode, registries, aliases } = view;
  const list = search.kind === 'set' ? search.value : [];
  const isMirrored = registries.some(({ value }) => value.prefix === HUB && value.mirrors.length > 0);
  const isElsewhere = list.some((registry) => registry !== HUB);
  const names = [...aliases].filter(([, { value }]) => value.startsWith(`${HUB}/`)).map(([name]) => name);
  const isEnforced = shortNameMode.kind === 'set' && shortNameMode.value === 'enforcing';
  const modeAt = shortNameMode.kind === 'set' ? { path: shortNameMode.path } : {};
  return [
    ...(isEnforced && list.length > 1
      ? [finding('warning', 'SHORT_NAMES_ENFORCED', { search: list }, { engine, ...modeAt })]
      : []),
    ...(names.length > 0 && isElsewhere && !isMirrored
      ? [finding('info', 'ALIASES_FIRST', { names: names.slice(0, 5), target: HUB }, { engine })]
      : []),
  ];
}

/** A user's file is for him alone to read. */
function findUnreadableForUsers(observed: RegistriesObserved, paths: readonly string[]): readonly Finding[] {
  if (observed.own.personal) return [];
  return paths
    .filter((path) => !path.startsWith(`${observed.configuration}/`))
    .flatMap((path) => {
      const state = stateOf(observed, path);
      if (state.kind === 'absent' || (state.mode & 0o004) !== 0) return [];
      const mode = state.mode.toString(8);
      return [finding('warning', 'UNREADABLE_FOR_USERS', { mode }, { engine: observed.engine, path })];
    });
}
