// The edits of one buildkitd.toml: what goes, what comes, and what is ours in it afterwards. Pure.

import type { BuildkitdEdit } from '../../formats/buildkitd/edits.ts';
import { type BuildkitdConf, registryOf } from '../../formats/buildkitd/read.ts';
import { orderList } from '../list-order.ts';
import { canonicalEntry, keyOf, type Need, type NeedKind, needsIn, tableNeed } from './needs.ts';

export interface FileWish {
  readonly conf: BuildkitdConf;
  /** Ours that is not among it goes. */
  readonly wanted: readonly Need[];
  /** What has to be put in where it is missing. */
  readonly ensured: readonly Need[];
  /** Ours before this run, and what it adopts. */
  readonly held: readonly Need[];
}

export interface FilePlan {
  readonly edits: readonly BuildkitdEdit[];
  readonly ours: readonly Need[];
}

class NeedSet {
  private readonly keys: ReadonlySet<string>;

  constructor(needs: readonly Need[]) {
    this.keys = new Set(needs.map(keyOf));
  }

  has(need: Need): boolean {
    return this.keys.has(keyOf(need));
  }
}

interface Sets {
  readonly held: NeedSet;
  readonly wanted: NeedSet;
  readonly going: NeedSet;
  readonly coming: NeedSet;
  readonly ensured: readonly Need[];
}

export function planFile({ conf, wanted, ensured, held }: FileWish): FilePlan {
  const there = new NeedSet(needsIn(conf));
  const ours = held.filter((need) => there.has(need));
  const isWanted = new NeedSet(wanted);
  const going = ours.filter((need) => !isWanted.has(need));
  const coming = ensured.filter((need) => !there.has(need));
  const sets: Sets = {
    held: new NeedSet(held),
    wanted: isWanted,
    going: new NeedSet(going),
    coming: new NeedSet(coming),
    ensured,
  };
  const names = [...new Set([...ensured, ...going].map(({ registry }) => registry))];
  return {
    edits: names.flatMap((name) => planTable(name, conf, sets)),
    ours: [...ours.filter((need) => !sets.going.has(need)), ...coming],
  };
}

/** A table of ours that others have added to stays, with what is theirs. */
function planTable(registry: string, conf: BuildkitdConf, sets: Sets): readonly BuildkitdEdit[] {
  const table = registryOf(conf, registry);
  const self = tableNeed(registry);
  const lists = (['mirrors', 'ca'] as const).map((key) => {
    const present = table?.[key] ?? [];
    return { key, present, values: valuesAfter(key, registry, present, sets) };
  });
  const flags = [flagAfter('http', registry, sets), flagAfter('insecure', registry, sets)];
  const edits: readonly BuildkitdEdit[] = [
    ...(table === undefined && sets.coming.has(self) ? [{ kind: 'add-table', registry } as const] : []),
    ...lists.flatMap(({ key, present, values }) =>
      JSON.stringify(present) === JSON.stringify(values)
        ? []
        : [{ kind: 'set-list', registry, key, values } as const],
    ),
    ...flags.flatMap((edit) => edit ?? []),
  ];
  if (table === undefined || !sets.going.has(self)) return edits;
  const isEmpty =
    lists.every(({ values }) => values.length === 0) &&
    table.otherKeys.length === 0 &&
    isFlagGone('http', table.http, registry, sets) &&
    isFlagGone('insecure', table.insecure, registry, sets);
  return isEmpty ? [...edits, { kind: 'remove-table', registry }] : edits;
}

function valuesAfter(
  kind: 'mirrors' | 'ca',
  registry: string,
  present: readonly string[],
  { held, wanted, going, coming, ensured }: Sets,
): readonly string[] {
  const canonical = kind === 'mirrors' ? canonicalEntry : (text: string) => text;
  const toNeed = (text: string): Need => ({ kind, registry, value: canonical(text) });
  const current = present.filter((text) => !going.has(toNeed(text)));
  const spelling = (value: string) => current.find((text) => canonical(text) === value) ?? value;
  const named = ensured.flatMap((need) =>
    need.kind === kind && need.registry === registry ? [spelling(need.value)] : [],
  );
  return orderList({
    current,
    isOurs: (text) => held.has(toNeed(text)),
    isNeeded: (text) => wanted.has(toNeed(text)),
    named: named.filter((text) => current.includes(text) || coming.has(toNeed(text))),
  });
}

/** `http = false` is a need of its own. */
const FLAGS: Readonly<Record<'http' | 'insecure', readonly (readonly [NeedKind, boolean])[]>> = {
  http: [
    ['http', true],
    ['tls', false],
  ],
  insecure: [['insecure', true]],
};

function flagAfter(
  key: 'http' | 'insecure',
  registry: string,
  { going, coming }: Sets,
): BuildkitdEdit | undefined {
  const need = (kind: NeedKind): Need => ({ kind, registry, value: '' });
  const set = FLAGS[key].find(([kind]) => coming.has(need(kind)));
  if (set !== undefined) return { kind: 'set-flag', registry, key, value: set[1] };
  return FLAGS[key].some(([kind]) => going.has(need(kind)))
    ? { kind: 'set-flag', registry, key, value: null }
    : undefined;
}

function isFlagGone(key: 'http' | 'insecure', value: boolean | null, registry: string, sets: Sets): boolean {
  return value === null || flagAfter(key, registry, sets)?.kind === 'set-flag';
}
