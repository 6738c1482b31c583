// A configuration file that is written is read as the same requests.

import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/desired/config.ts';
import { writeConfig } from '../../../src/desired/config-text.ts';
import { parseRequests } from '../../../src/desired/requests.ts';
import { isBlocker } from '../../../src/model/finding.ts';
import { err, ok } from '../../../src/model/result.ts';
import { flagsOf } from './flags.ts';

const PEM = fs.readFileSync(new URL('../../../fixtures/docker/ca/ca.crt', import.meta.url));
const now = Date.UTC(2026, 5, 1);
const DEFAULTS = { engines: { kind: 'auto' }, apply: 'auto', dropIn: false, convert: false } as const;

function read(text: string) {
  const readInput = () => err({ reason: 'absent' } as const);
  const context = { path: '/etc/c.json5', readInput, now, engines: ['docker', 'podman'] };
  const parsed = parseConfig(new TextEncoder().encode(text), context);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const { origin: _, ...desired } = parsed.value.desired;
  return desired;
}

const host = fc.constantFrom('a', 'b.example', 'c:5000', '10.0.0.1', '[::1]:5000', 'xn--bcher-kva.example');
const word = fc.oneof(
  fc.tuple(fc.constant('--registry'), host),
  fc.tuple(fc.constant('--search'), host),
  fc.tuple(fc.constant('--insecure'), fc.oneof(host, fc.constantFrom('10.0.0.0/8', '::/0'))),
  fc.tuple(
    fc.constant('--mirror'),
    fc
      .tuple(fc.constantFrom('', 'quay.io=', 'r:5000='), fc.constantFrom('http', 'https'), host)
      .map(([upstream, scheme, at]) => `${upstream}${scheme}://${at}`),
  ),
  fc.tuple(
    fc.constant('--ca'),
    host.map((at) => `${at}=ca.crt`),
  ),
  fc.tuple(fc.constant('--ca'), fc.constant('ca.crt')),
  fc.tuple(fc.constant('--host-alias'), fc.constantFrom('a=10.0.0.1', 'b.example=10.0.0.2', 'c=fd00::1')),
);

describe('a configuration that is written', () => {
  it('asks for the same', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const parsed = parseRequests(flagsOf(...words), { readInput: () => ok(PEM), now });
        fc.pre(!parsed.findings.some(isBlocker));
        const wanted = { ...DEFAULTS, requests: parsed.value };
        expect(read(writeConfig(wanted, []))).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  it('is done in the same way', () => {
    const wanted = {
      requests: [{ kind: 'mirror', upstream: 'docker.io', scheme: 'https', host: 'm', path: '/hub' }],
      engines: { kind: 'named', ids: ['podman'] },
      apply: 'none',
      dropIn: true,
      convert: true,
    } as const;
    expect(read(writeConfig(wanted, ['a comment', 'and more']))).toEqual(wanted);
  });

  it('is made to be read', () => {
    const flags = flagsOf(['--mirror', 'http://a'], ['--mirror', 'https://b'], ['--host-alias', 'a=1.2.3.4']);
    const { value: requests } = parseRequests(flags, { readInput: () => ok(PEM), now });
    expect(writeConfig({ ...DEFAULTS, requests }, ['On top.'])).toBe(`{
  // On top.
  mirror: [
    'http://a',
    'https://b',
  ],
  'host-alias': 'a=1.2.3.4',
}
`);
  });
});
