// What has been answered, as the words of a command line.

import { describe, expect, it } from 'vitest';
import { type Draft, draftOf, nameOf, wordsOf } from '../../../src/questions/draft.ts';

const mirror = draftOf([], 'mirror', 'https://r.test:5000/hub/');
const registry = draftOf([], 'registry', 'r.test:5000');

describe('an address that was typed', () => {
  it.each([
    ['r.test', 'https', 'r.test', ''],
    ['HTTP://r.test:80', 'http', 'r.test:80', ''],
    ['https://r.test/', 'https', 'r.test', ''],
    ['https://[2001:db8::1]:5000/a/b/', 'https', '[2001:db8::1]:5000', '/a/b'],
    ['', 'https', '', ''],
  ] as const)('%s', (typed, scheme, host, path) => {
    expect(draftOf([], 'mirror', typed)).toMatchObject({ scheme, host, path });
  });
});

describe('words', () => {
  it.each([
    [mirror, '--mirror https://r.test:5000/hub'],
    [registry, '--registry r.test:5000'],
    [{ ...registry, scheme: 'http' }, '--registry r.test:5000 --insecure r.test:5000'],
    [{ ...mirror, scheme: 'http' }, '--mirror http://r.test:5000/hub'],
    [{ ...registry, search: true }, '--registry r.test:5000 --search r.test:5000'],
    [{ ...registry, alias: '192.0.2.1' }, '--registry r.test:5000 --host-alias r.test=192.0.2.1'],
    [
      { ...registry, ca: { kind: 'file', file: 'my ca.crt' } },
      '--registry r.test:5000 --ca r.test:5000=my ca.crt',
    ],
    [
      { ...registry, engines: ['docker', 'podman'], restart: true, skipProbe: true },
      '--registry r.test:5000 --engine docker,podman --apply restart --skip-probe',
    ],
  ] as readonly (readonly [Draft, string])[])('%#', (draft, words) => {
    expect(wordsOf(draft).join(' ')).toBe(words);
  });

  it('the name is the host without its port', () => {
    expect(nameOf(registry)).toBe('r.test');
    expect(nameOf(draftOf([], 'registry', 'r.test'))).toBe('r.test');
  });
});
