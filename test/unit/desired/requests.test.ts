// The flags of setup as requests: order, canonical forms, duplicates, contradictions.

import { describe, expect, it } from 'vitest';
import { hideSecrets } from '../../../src/desired/flags.ts';
import { parseRequests } from '../../../src/desired/requests.ts';
import { requestFlag } from '../../../src/model/request.ts';
import { err } from '../../../src/model/result.ts';
import { flagsOf, type Words } from './flags.ts';

const context = { readInput: () => err({ reason: 'absent' } as const), now: 0 };

function parse(...words: Words) {
  return parseRequests(flagsOf(...words), context);
}

describe('requests', () => {
  it('stand in the order of their kinds, then in the order given, each once', () => {
    const { value, findings } = parse(
      ['--host-alias', 'Nexus.Corp=192.168.56.11'],
      ['--search', 's.example'],
      ['--insecure', '10.1.2.3/8'],
      ['--insecure', 'b:5000'],
      ['--registry', 'r:1'],
      ['--mirror', 'http://b/'],
      ['--mirror', 'https://a'],
      ['--mirror', 'http://b'],
      ['--mirror', 'index.docker.io=http://b'],
    );
    expect(findings).toEqual([]);
    expect(value.map(requestFlag)).toEqual([
      '--mirror http://b',
      '--mirror https://a',
      '--registry r:1',
      '--insecure 10.0.0.0/8',
      '--insecure b:5000',
      '--search s.example',
      '--host-alias nexus.corp=192.168.56.11',
    ]);
  });

  it('take an IPv6 address for an alias', () =>
    expect(parse(['--host-alias', 'a=FD00::1']).value).toEqual([
      { kind: 'host-alias', name: 'a', address: 'fd00::1' },
    ]));

  it('report every wrong value, not only the first', () =>
    expect(
      parse(
        ['--mirror', 'a'],
        ['--registry', 'b/c'],
        ['--insecure', '1.2.3.4/33'],
        ['--search', ''],
      ).findings.map((each) =>
        each.code === 'USAGE' ? `${each.arguments.option} ${each.arguments.reason}` : each.code,
      ),
    ).toEqual([
      '--mirror scheme-missing',
      '--registry path-not-wanted',
      '--insecure not-a-cidr',
      '--search not-a-host',
    ]));

  it('refuse one name with two addresses, in whatever case of letters', () =>
    expect(parse(['--host-alias', 'a=10.0.0.1'], ['--host-alias', 'A=10.0.0.2']).findings).toMatchObject([
      { arguments: { option: '--host-alias', value: 'a=10.0.0.1 a=10.0.0.2', reason: 'twice-different' } },
    ]));

  it('take the same alias twice', () =>
    expect(parse(['--host-alias', 'a=10.0.0.1'], ['--host-alias', 'a=10.0.0.1']).findings).toEqual([]));
});

describe('passwords that were typed', () => {
  it.each([
    ['http://u:p@h/x', 'http://***@h/x'],
    ['docker.io=https://u:p@h', 'docker.io=https://***@h'],
    ['http://u:p/w@x@h', 'http://***@h'],
    ['http://u:p w@h', 'http://***@h'],
    ['u:p@h', '***@h'],
    ['a=u:p=w@h', '***@h'],
    ['u:p@h//x', '***@h//x'],
    ['u:p@//@h', '***@h'],
    ['h:5000', 'h:5000'],
  ])('%s is shown as %s', (typed, shown) => expect(hideSecrets(typed)).toBe(shown));

  it('are looked for in one pass, however many slashes there are', { timeout: 60_000 }, () => {
    const typed = '://m'.repeat(400_000);
    expect(hideSecrets(typed)).toBe(typed);
  });
});
