// The view of several files together, and which table applies to a name.

import { describe, expect, it } from 'vitest';
import { findEffective, hidesMirror, matchesPrefix, mergeView } from '../../../src/formats/toml/effective.ts';
import { readConf } from './toml-support.ts';

const table = (prefix: string, location = prefix) =>
  `[[registry]]\nprefix = "${prefix}"\nlocation = "${location}"\n`;
const viewOf = (...texts: readonly string[]) =>
  mergeView(texts.map((text, index) => ({ path: `/conf/${index}`, conf: readConf(text) })));

describe('mergeView', () => {
  it('replaces tables wholesale and lists as a whole, and says whose they are', () => {
    const view = viewOf(
      `unqualified-search-registries = ["a"]\nshort-name-mode = "disabled"\n${table('b')}insecure = true\n[[registry.mirror]]\nlocation = "m"\n${table('a')}`,
      `${table('b', 'c')}\n[aliases]\nx = "y.test/z"\n`,
      'unqualified-search-registries = []\n',
    );
    expect(view.search).toEqual({ kind: 'set', value: [], path: '/conf/2' });
    expect(view.shortNameMode).toEqual({ kind: 'set', value: 'disabled', path: '/conf/0' });
    expect(view.aliases.get('x')).toEqual({ kind: 'set', value: 'y.test/z', path: '/conf/1' });
    expect(
      view.registries.map(({ path, value }) => [path, value.prefix, value.location, value.insecure]),
    ).toEqual([
      ['/conf/0', 'a', 'a', false],
      ['/conf/1', 'b', 'c', false],
    ]);
    expect(view.registries[1]?.value.mirrors).toEqual([]);
  });

  it('takes the first of two tables within a file', () => {
    expect(viewOf(table('a', 'x') + table('a', 'y')).registries.map(({ value }) => value.location)).toEqual([
      'x',
    ]);
  });

  it('has nothing of no file', () => {
    expect(viewOf()).toMatchObject({
      search: { kind: 'absent' },
      shortNameMode: { kind: 'absent' },
      registries: [],
    });
  });
});

describe('matchesPrefix', () => {
  it.each([
    ['docker.io/library/redis', 'docker.io', true],
    ['docker.io', 'docker.io', true],
    ['docker.io:5000/a', 'docker.io', true],
    ['docker.ioo/a', 'docker.io', false],
    ['a.example.com/b', '*.example.com', true],
    ['a.b.example.com:5000/c', '*.example.com', true],
    ['example.com/b', '*.example.com', false],
    ['x/a.example.com', '*.example.com', false],
    ['a.example.com.evil/b', '*.example.com', false],
  ])('%s by %s: %s', (name, prefix, matches) => {
    expect(matchesPrefix(name, prefix)).toBe(matches);
  });
});

describe('findEffective', () => {
  it('takes the longest prefix', () => {
    const view = viewOf(table('docker.io') + table('docker.io/library') + table('*.io'));
    const prefixOf = (name: string) => findEffective(view, name)?.value.prefix;
    expect(prefixOf('docker.io/library/redis')).toBe('docker.io/library');
    expect(prefixOf('docker.io/grafana/loki')).toBe('docker.io');
    expect(prefixOf('quay.io/a')).toBe('*.io');
    expect(prefixOf('gcr.test/a')).toBe(undefined);
  });
});

describe('hidesMirror', () => {
  it('names the tables below an upstream and the wildcards above it', () => {
    const view = viewOf(
      ['docker.io', 'docker.io/library', 'docker.iox', '*.io', 'quay.io'].map((p) => table(p)).join(''),
    );
    expect(hidesMirror(view, 'docker.io').map(({ table, hides }) => [table.value.prefix, hides])).toEqual([
      ['docker.io/library', 'part'],
    ]);
    // A wildcard as long as the name is sorted before it, and the engine takes the first of equal length.
    expect(hidesMirror(viewOf(table('*.io') + table('a.io')), 'a.io').map(({ hides }) => hides)).toEqual([
      'all',
    ]);
    expect(findEffective(viewOf(table('*.io') + table('a.io')), 'a.io/b')?.value.prefix).toBe('*.io');
  });
});
