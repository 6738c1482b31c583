// --ca: which certificates are for which registry, in setup and in remove.

import { afterAll, describe, expect, it } from 'vitest';
import { splitCaOption } from '../../../src/desired/ca.ts';
import { parseRequests } from '../../../src/desired/requests.ts';
import { isSelected, parseSelectors } from '../../../src/desired/selector.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { CaRequest } from '../../../src/model/request.ts';
import { err, ok } from '../../../src/model/result.ts';
import { CA, LEAF, openCertificateMaker } from '../../support/certificate-maker.ts';
import { flagsOf, type Words } from './flags.ts';

const maker = openCertificateMaker();
afterAll(() => maker?.close());

function codesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map((each) => {
    if (each.code === 'USAGE' || each.code === 'INPUT_FILE' || each.code === 'CA_UNUSABLE')
      return `${each.code} ${each.arguments.reason}`;
    return each.code;
  });
}

describe('a value of --ca', () => {
  it.each([
    ['ca.crt', undefined, 'ca.crt'],
    ['/etc/ssl/a=b.crt', undefined, '/etc/ssl/a=b.crt'],
    ['./r1=x.crt', undefined, './r1=x.crt'],
    ['r1=ca.crt', 'r1', 'ca.crt'],
    ['r1:5000=/x/a=b.crt', 'r1:5000', '/x/a=b.crt'],
    ['[::1]:5000=ca.crt', '[::1]:5000', 'ca.crt'],
    ['a_b=ca.crt', undefined, 'a_b=ca.crt'],
    ['=ca.crt', undefined, '=ca.crt'],
  ])('%s', (text, host, file) => expect(splitCaOption(text)).toEqual({ host, file }));
});

describe.skipIf(maker === undefined)('with certificates', () => {
  const one = maker?.make({ name: 'one', extensions: CA }) ?? '';
  const two = maker?.make({ name: 'two', extensions: CA }) ?? '';
  const leaf = maker?.make({ name: 'leaf', extensions: LEAF, issuer: 'one' }) ?? '';
  const files: Readonly<Record<string, string>> = {
    'one.crt': one,
    'two.crt': two,
    'both.crt': one + two,
    'leaf.crt': leaf,
    'text.crt': 'hello',
  };
  const readInput = (path: string) => {
    const text = files[path];
    return text === undefined ? err({ reason: 'absent' } as const) : ok(new TextEncoder().encode(text));
  };
  const parse = (...words: Words) => parseRequests(flagsOf(...words), { readInput, now: Date.now() });
  const cas = (...words: Words) =>
    parse(...words).value.flatMap((each) => (each.kind === 'ca' ? [each] : []));

  it('a file alone is for every https mirror and every registry that is named', () =>
    expect(
      cas(
        ['--ca', 'one.crt'],
        ['--mirror', 'https://m1'],
        ['--mirror', 'http://m2'],
        ['--registry', 'r1:5000'],
        ['--search', 's1'],
        ['--insecure', 'i1'],
      ),
    ).toEqual([
      { kind: 'ca', host: 'm1', pem: one, attached: true },
      { kind: 'ca', host: 'r1:5000', pem: one, attached: true },
    ]));

  it('a file that names its registry stands in place of the others there', () =>
    expect(
      cas(['--ca', 'one.crt'], ['--ca', 'r1=two.crt'], ['--registry', 'r1'], ['--registry', 'r2']),
    ).toEqual([
      { kind: 'ca', host: 'r1', pem: two, attached: false },
      { kind: 'ca', host: 'r2', pem: one, attached: true },
    ]));

  it('several files are taken together, each certificate once', () =>
    expect(cas(['--ca', 'one.crt'], ['--ca', 'two.crt'], ['--ca', 'both.crt'], ['--registry', 'r1'])).toEqual(
      [{ kind: 'ca', host: 'r1', pem: one + two, attached: true }],
    ));

  it('a CA for a registry that is not named otherwise is enough by itself', () =>
    expect(cas(['--ca', 'r1=one.crt'])).toEqual([{ kind: 'ca', host: 'r1', pem: one, attached: false }]));

  it('a file alone with nothing that it is for is wrong usage', () =>
    expect(codesOf(parse(['--ca', 'one.crt'], ['--mirror', 'http://m']).findings)).toEqual([
      'USAGE needs-host',
    ]));

  it.each([
    ['r1=leaf.crt', 'CA_UNUSABLE leaf'],
    ['r1=text.crt', 'CA_UNUSABLE no-certificate'],
    ['r1=gone.crt', 'INPUT_FILE absent'],
    ['r1=', 'USAGE empty'],
  ])('%s: %s', (value, code) => {
    const { findings } = parse(['--ca', value]);
    expect(codesOf(findings)).toEqual([code]);
    expect(findings.every(({ severity }) => severity === 'error')).toBe(true);
  });

  describe('in remove', () => {
    const ca = (host: string, pem: string): CaRequest => ({ kind: 'ca', host, pem, attached: true });
    const held = [ca('r1', one), ca('r2', two), ca('r3', one + two)];
    const select = (...words: Words) => {
      const { value, findings } = parseSelectors(flagsOf(...words), readInput);
      const hosts = held.filter((each) => value.some((selector) => isSelected(each, selector)));
      return { hosts: hosts.map(({ host }) => host), codes: codesOf(findings) };
    };

    it.each([
      ['r1', ['r1']],
      ['r1=one.crt', ['r1']],
      ['r1=gone.crt', ['r1']],
      ['one.crt', ['r1']],
      ['both.crt', ['r1', 'r2', 'r3']],
    ])('--ca %s means %j', (value, hosts) => expect(select(['--ca', value])).toEqual({ hosts, codes: [] }));

    it('several files are taken together, as in setup', () =>
      expect(select(['--ca', 'one.crt'], ['--ca', 'two.crt']).hosts).toEqual(['r1', 'r2', 'r3']));

    it('a file beside a registry is for that one, whether it is still there or not', () => {
      expect(select(['--registry', 'r1'], ['--ca', 'both.crt']).hosts).toEqual(['r1']);
      expect(select(['--registry', 'r2'], ['--ca', '/gone/ca.crt']).hosts).toEqual(['r2']);
    });

    it('a file that is gone and could be for anything cannot be decided', () =>
      expect(select(['--ca', '/gone/ca.crt'])).toEqual({ hosts: [], codes: ['INPUT_FILE absent'] }));
  });
});
