// Lines on terminals of any width.

import { describe, expect, it } from 'vitest';
import { finding } from '../../../src/model/finding.ts';
import { findingLines } from '../../../src/report/finding-text.ts';
import { painter } from '../../../src/report/paint.ts';
import { shortened, wrapped } from '../../../src/report/wrap.ts';
import { PLAIN } from '../../support/english.ts';

describe('a line', () => {
  it('stays whole without a terminal, and on one that is too narrow to be of use', () => {
    const line = 'word '.repeat(100).trim();
    expect(wrapped(line, Number.POSITIVE_INFINITY)).toEqual([line]);
    expect(wrapped(line, 12)).toEqual([line]);
    expect(shortened(line, Number.POSITIVE_INFINITY)).toBe(line);
  });
  it('is broken between words and goes on indented', () =>
    expect(wrapped('The mirror is asked first, and then Docker Hub.', 30)).toEqual([
      'The mirror is asked first,',
      '  and then Docker Hub.',
    ]));
  it('is cut with an ellipsis, by columns and not by letters', () => {
    expect(shortened('Looking at docker', 10)).toBe('Looking a…');
    expect(shortened('正在检查 docker', 10)).toBe('正在检查 …');
    expect(shortened('short', 10)).toBe('short');
  });
});

it('the engine is named beside a registry whose name begins like it', () => {
  const found = finding(
    'error',
    'REGISTRY_UNREACHABLE',
    { registry: 'docker.example', step: 'connection', error: 'ECONNREFUSED' },
    { engine: 'docker' },
  );
  const [line] = findingLines({ finding: found, engines: ['docker', 'podman'] }, PLAIN, painter(false));
  expect(line).toMatch(/^error: docker, podman: docker\.example: /);
});

it('a hint is never broken: what is in it has to be good for pasting', () => {
  const long = finding('error', 'REGISTRY_UNREACHABLE', {
    registry: 'registry.example:5000',
    step: 'connection',
    error: 'ECONNREFUSED',
  });
  const lines = findingLines({ finding: long, engines: [] }, { ...PLAIN, width: 40 }, painter(false));
  expect(lines.length).toBeGreaterThan(2);
  const [hint = ''] = lines.filter((line) => line.includes('curl'));
  expect(hint).toMatch(/^ {2}\S.*curl .*\/v2\/$/);
  expect(hint.length).toBeGreaterThan(40);
});
