// A wish in terms of the entries of registries.conf. Pure.

import type { EffectiveView } from '../../formats/toml/effective.ts';
import type { AbsPath } from '../../model/file.ts';
import { blanksOf } from '../../model/managed.ts';
import type { Request } from '../../model/request.ts';
import type { Wish } from '../engine.ts';
import { EMPTY_LIST } from './file-edit.ts';
import type { Asked } from './hidden.ts';
import { fromEntry, HUB, type Need, NeedSet, needsOf, toSearch } from './needs.ts';
import type { RegistriesObserved } from './observed.ts';
import { stateOf, viewOf } from './view.ts';

/** The wish in terms of entries. */
export interface Aim {
  readonly inForce: readonly Need[];
  readonly ensured: readonly Need[];
  readonly named: NeedSet;
  readonly adopted: readonly Need[];
  /** docker.io, where only a mirror of it asks for it. */
  readonly tail: NeedSet;
}

/**
 * Once our entries stand in the drop-in, they stay there. A user's main file puts all of the system's out of use: where
 * he has none, a new one would take from him what the system gives, and a drop-in does not.
 */
export function isDropIn(wish: Wish, observed: RegistriesObserved): boolean {
  const { own } = observed;
  const wouldHide = own.personal && stateOf(observed, own.main).kind === 'absent';
  return wish.dropIn || wish.held.dropIn || wouldHide;
}

export function aimOf(wish: Wish, observed: RegistriesObserved, view: EffectiveView): Aim {
  const isHub = (request: Request) => request.kind === 'mirror' && request.upstream === HUB;
  const tail = toSearch(HUB);
  const asked = needsOf(wish.inForce);
  const ensured = needsOf(wish.ensure);
  const withTail = wish.ensure.some(isHub) && isListFree(wish, observed, view);
  const isNamed = new NeedSet(asked).has(tail);
  return {
    inForce: wish.inForce.some(isHub) ? [...asked, tail] : asked,
    ensured: withTail ? [...ensured, tail] : ensured,
    named: new NeedSet(ensured),
    adopted: needsOf(wish.adopted),
    tail: new NeedSet(isNamed ? [] : [tail]),
  };
}

/** Whether nobody but us has set the search list: only then docker.io is put at its end. */
function isListFree(wish: Wish, observed: RegistriesObserved, view: EffectiveView): boolean {
  const { search } = view;
  if (search.kind === 'absent') return true;
  const { own } = observed;
  const dropIn = isDropIn(wish, observed);
  const path = dropIn ? own.dropIn : own.main;
  if (search.path !== path) return dropIn && isOnlyOurs(wish, search.path, search.value);
  const base = dropIn ? viewOf(observed, [own.dropIn]) : undefined;
  if (base?.ok === true && base.value.search.kind === 'set')
    return isOnlyOurs(wish, base.value.search.path, base.value.search.value);
  return isOnlyOurs(wish, path, search.value);
}

function isOnlyOurs(wish: Wish, path: AbsPath, values: readonly string[]): boolean {
  const ours = new NeedSet(heldAt(wish, path));
  return (
    values.length > 0 &&
    values.every((host) => ours.has(toSearch(host))) &&
    !blanksOf(wish.held, path).some((blank) => blank.at === EMPTY_LIST.at)
  );
}

export function heldAt(wish: Wish, path: AbsPath): readonly Need[] {
  return wish.held.entries.filter((entry) => entry.path === path).flatMap((entry) => fromEntry(entry) ?? []);
}

/** docker.io in the search list is put in where the list is free, and not missed where it is not. */
export function askedOf({ inForce, ensured, tail }: Aim): Asked {
  const due = new NeedSet(ensured);
  return { inForce: inForce.filter((need) => !tail.has(need) || due.has(need)), ensured };
}
