// What engines have loaded, as people read it.

import { describe, expect, it } from 'vitest';
import { en } from '../../../src/report/languages/en/index.ts';
import { loadedLines } from '../../../src/report/loaded-text.ts';

describe('loaded facts', () => {
  it('are lists and words', () =>
    expect(
      loadedLines({ mirrors: ['http://a/', 'http://b/'], insecure: [], liveRestore: false }, en),
    ).toEqual([
      '  loaded mirrors: http://a/, http://b/',
      '  loaded insecure: (none)',
      '  loaded liveRestore: no',
    ]));
  it('are registries with what is special about them', () => {
    const mirrors = [{ location: 'm:8001', insecure: true }];
    const registry = { prefix: 'docker.io', location: 'docker.io', insecure: false, blocked: false, mirrors };
    expect(loadedLines({ registries: [registry] }, en)).toEqual([
      '  loaded registries: docker.io (mirrors: m:8001 (insecure))',
    ]);
  });
  it('never reach the terminal raw', () =>
    expect(loadedLines({ mirrors: ['\u001b[2J'] }, en)).toEqual(['  loaded mirrors: \\x1b[2J']));
});
