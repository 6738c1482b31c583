// Over random documents: what is put in comes out again in any order, and every byte is back.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchList } from '../../../src/formats/toml/conf.ts';
import type { Edited, RegistriesEdit, WantedMirror } from '../../../src/formats/toml/edits.ts';
import { type RandomConf, randomConf } from './toml-arbitrary.ts';
import { edit, readConf } from './toml-support.ts';

/** One entry of ours; `place` is where in the list it goes. */
type Ours =
  | { readonly kind: 'search'; readonly name: string; readonly place: number }
  | { readonly kind: 'mirror'; readonly of: number; readonly mirror: WantedMirror; readonly place: number }
  | { readonly kind: 'registry'; readonly name: string; readonly insecure: boolean }
  | { readonly kind: 'insecure'; readonly of: number }
  | { readonly kind: 'hub'; readonly mirror: WantedMirror };

const place = fc.integer({ min: 0, max: 3 });
const of = fc.integer({ min: 0, max: 2 });
const name = fc.constantFrom('ours-1.test:5000', 'ours-2.test', 'ours-3.test:8001');
const mirror = fc.record({ location: name, insecure: fc.boolean() });
const ours: fc.Arbitrary<Ours> = fc.oneof(
  fc.record({ kind: fc.constant('search' as const), name, place }),
  fc.record({ kind: fc.constant('mirror' as const), of, mirror, place }),
  fc.record({ kind: fc.constant('registry' as const), name, insecure: fc.boolean() }),
  fc.record({ kind: fc.constant('insecure' as const), of }),
  fc.record({ kind: fc.constant('hub' as const), mirror }),
);

function keyOf(entry: Ours): string {
  if (entry.kind === 'mirror') return `mirror ${entry.of} ${entry.mirror.location}`;
  if (entry.kind === 'search' || entry.kind === 'registry') return `${entry.kind} ${entry.name}`;
  return entry.kind === 'hub' ? 'hub' : `insecure ${entry.of}`;
}

function editsFor(entry: Ours, text: string, conf: RandomConf, adds: boolean): RegistriesEdit[] {
  const now = readConf(text);
  if (entry.kind === 'search') {
    const search = changeList(now.search, entry, adds, conf.search === undefined);
    return [{ kind: 'set-search', search }];
  }
  if (entry.kind === 'registry') {
    const registry = { prefix: entry.name, location: entry.name, insecure: entry.insecure };
    return [adds ? { kind: 'add-registry', registry } : { kind: 'remove-registry', prefix: entry.name }];
  }
  if (entry.kind === 'hub') {
    const registry = { prefix: 'docker.io', location: 'docker.io', insecure: false };
    return adds
      ? [
          { kind: 'add-registry', registry },
          { kind: 'set-mirrors', prefix: 'docker.io', mirrors: [entry.mirror] },
        ]
      : [{ kind: 'remove-registry', prefix: 'docker.io' }];
  }
  const target = conf.registries[entry.of];
  if (target === undefined) return [];
  if (entry.kind === 'insecure') {
    return target.insecure ? [] : [{ kind: 'set-insecure', prefix: target.prefix, insecure: adds }];
  }
  const present = now.registries.find(({ prefix }) => prefix === target.prefix)?.mirrors ?? [];
  const others = present
    .map(({ location, insecure }) => ({ location, insecure }))
    .filter(({ location }) => location !== entry.mirror.location);
  const mirrors = adds ? others.toSpliced(entry.place, 0, entry.mirror) : others;
  return [{ kind: 'set-mirrors', prefix: target.prefix, mirrors }];
}

function changeList(
  search: SearchList,
  entry: { readonly name: string; readonly place: number },
  adds: boolean,
  wasAbsent: boolean,
): SearchList {
  const others = search.kind === 'list' ? search.values.filter((value) => value !== entry.name) : [];
  if (adds) return { kind: 'list', values: others.toSpliced(entry.place, 0, entry.name) };
  return others.length === 0 && wasAbsent ? { kind: 'absent' } : { kind: 'list', values: others };
}

const entries = fc.uniqueArray(ours, { minLength: 1, maxLength: 5, selector: keyOf });

describe('random documents', () => {
  it('are read as they were meant', () => {
    fc.assert(
      fc.property(randomConf, (conf) => {
        const read = readConf(conf.text);
        expect(read.search.kind === 'list' ? read.search.values : undefined).toEqual(conf.search);
        const registries = read.registries.map(({ prefix, insecure, mirrors }) => ({
          prefix,
          insecure,
          mirrors: mirrors.map(({ location, insecure: plain }) => ({ location, insecure: plain })),
        }));
        expect(registries).toEqual(conf.registries);
      }),
      { numRuns: 300 },
    );
  });

  it('have their bytes back after what was put in is taken out in any order', () => {
    const orders = fc.tuple(randomConf, entries, fc.infiniteStream(fc.nat()));
    fc.assert(
      fc.property(orders, ([conf, added, random]) => {
        let edited: Edited = { text: conf.text, blanks: [] };
        for (const entry of added) edited = edit(edited, editsFor(entry, edited.text, conf, true));
        const left = [...added];
        while (left.length > 0) {
          const at = (random.next().value ?? 0) % left.length;
          const [entry] = left.splice(at, 1);
          if (entry !== undefined) edited = edit(edited, editsFor(entry, edited.text, conf, false));
        }
        expect(edited.text).toBe(conf.text);
        expect(edited.blanks).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it('do not change when they are as wanted already', () => {
    fc.assert(
      fc.property(randomConf, entries, (conf, added) => {
        let edited: Edited = { text: conf.text, blanks: [] };
        for (const entry of added) {
          const edits = editsFor(entry, edited.text, conf, true);
          edited = edit(edited, edits);
          const again = edit(
            edited,
            edits.filter(({ kind }) => kind !== 'add-registry'),
          );
          expect(again).toEqual(edited);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('take any order and any choice of mirrors and search entries, exactly', () => {
    const shuffled = randomConf.chain((conf) =>
      fc.tuple(
        fc.constant(conf),
        fc.shuffledSubarray([...(conf.search ?? []), 'ours-1.test:5000']),
        fc.shuffledSubarray([
          ...(conf.registries[0]?.mirrors ?? []),
          { location: 'ours-2.test', insecure: true },
        ]),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([conf, values, mirrors]) => {
        const prefix = conf.registries[0]?.prefix;
        const edits: RegistriesEdit[] = [
          { kind: 'set-search', search: { kind: 'list', values } },
          ...(prefix === undefined ? [] : [{ kind: 'set-mirrors' as const, prefix, mirrors }]),
        ];
        const read = readConf(edit({ text: conf.text, blanks: [] }, edits).text);
        expect(read.search).toEqual({ kind: 'list', values });
        if (prefix === undefined) return;
        expect(read.registries[0]?.mirrors.map(({ location, insecure }) => ({ location, insecure }))).toEqual(
          mirrors,
        );
      }),
      { numRuns: 500 },
    );
  });
});
