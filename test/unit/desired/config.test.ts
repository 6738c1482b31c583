// Configuration files: what they ask for, and everything that can be wrong with one, with its place.

import { createHash, X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS, parseConfig } from '../../../src/desired/config.ts';
import { parseRequests } from '../../../src/desired/requests.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { err, ok } from '../../../src/model/result.ts';
import { englishOf } from '../../support/english.ts';
import { flagsOf, type Words } from './flags.ts';

const PATH = '/etc/registry-client/config.json5';
const PEM = fs.readFileSync(new URL('../../../fixtures/docker/ca/ca.crt', import.meta.url), 'latin1');
const FILES: Readonly<Record<string, string>> = {
  '/etc/registry-client/ca.crt': PEM,
  '/etc/registry-client/sub/ca.crt': PEM,
  '/etc/ssl/ca.crt': PEM,
  '/etc/ssl/text.crt': 'hello',
};

const context = {
  path: PATH,
  readInput: (file: string) => {
    const text = FILES[file];
    return text === undefined ? err({ reason: 'absent' } as const) : ok(new TextEncoder().encode(text));
  },
  now: Date.UTC(2026, 5, 1),
  engines: ['docker', 'podman'],
};

const parse = (text: string) => parseConfig(new TextEncoder().encode(text), context);

function desiredOf(text: string) {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.desired;
}

function requestsOf(...words: Words) {
  return parseRequests(flagsOf(...words), { ...context, readInput: () => ok(new TextEncoder().encode(PEM)) })
    .value;
}

describe('what a file asks for', () => {
  it('is nothing when it is empty of keys', () =>
    expect(desiredOf('{}')).toEqual({
      requests: [],
      engines: { kind: 'auto' },
      apply: 'auto',
      dropIn: false,
      convert: false,
      origin: { kind: 'file', path: PATH, sha256: createHash('sha256').update('{}').digest('hex') },
    }));

  it('is what the flags of the same names ask for', () => {
    const text = `{
      $schema: "file:///usr/share/registry-client/config.schema.json",
      mirror: ["http://b", 'quay.io=https://q'], registry: 'r1:5000', insecure: ["10.0.0.0/8"],
      search: "s1", 'host-alias': ["b=10.0.0.1"], engine: ["podman"], apply: "none", "drop-in": true, convert: true,
    }`;
    const words: Words = [
      ['--mirror', 'http://b'],
      ['--mirror', 'quay.io=https://q'],
      ['--registry', 'r1:5000'],
      ['--insecure', '10.0.0.0/8'],
      ['--search', 's1'],
      ['--host-alias', 'b=10.0.0.1'],
    ];
    expect(desiredOf(text)).toMatchObject({
      requests: requestsOf(...words),
      engines: { kind: 'named', ids: ['podman'] },
      apply: 'none',
      dropIn: true,
      convert: true,
    });
  });

  it('keeps the order of a list', () =>
    expect(desiredOf('{mirror: ["http://b", "http://a"]}').requests).toEqual(
      requestsOf(['--mirror', 'http://b'], ['--mirror', 'http://a']),
    ));

  it.each([
    ['"docker"', ['docker']],
    ['"podman,docker"', ['podman', 'docker']],
    ['["docker", "docker"]', ['docker']],
  ])('takes engine: %s', (words, ids) =>
    expect(desiredOf(`{engine: ${words}}`).engines).toEqual({ kind: 'named', ids }),
  );

  it.each(['{engine: "auto"}', '{engine: []}', '{engine: ["auto"]}'])('takes %s for all', (text) =>
    expect(desiredOf(text).engines).toEqual({ kind: 'auto' }),
  );

  it('takes false for what is not asked for', () =>
    expect(desiredOf('{"drop-in": false, convert: false}')).toMatchObject({ dropIn: false, convert: false }));

  it('takes a byte-order mark and line ends of any kind', () =>
    expect(desiredOf('\ufeff{\r\n  registry: "r1",\r\n}\r\n').requests).toEqual(
      requestsOf(['--registry', 'r1']),
    ));
});

describe('a CA', () => {
  const R1 = requestsOf(['--registry', 'r1'], ['--ca', 'x']);
  const quoted = JSON.stringify(PEM);
  const pretty = `'${PEM.trimEnd().replaceAll('\n', '\\n\\\n    ')}'`;

  it.each([
    ['a file beside the configuration', '"ca.crt"'],
    ['a file below it', '"sub/ca.crt"'],
    ['a file above it', '"../ssl/ca.crt"'],
    ['a file by its full name', '"/etc/ssl/ca.crt"'],
    ['itself', quoted],
    ['itself over several lines, as deep as the rest', pretty],
    ['a list', `["ca.crt", ${quoted}]`],
  ])('may be %s', (_, value) => expect(desiredOf(`{registry: "r1", ca: ${value}}`).requests).toEqual(R1));

  it.each([
    ['"r1=ca.crt"'],
    ['"r1=/etc/ssl/ca.crt"'],
    [JSON.stringify(`r1=${PEM}`)],
    [JSON.stringify(`r1=\n  ${PEM}`)],
  ])('may name its registry: %.24s', (value) =>
    expect(desiredOf(`{ca: ${value}}`).requests).toEqual(requestsOf(['--ca', 'r1=x'])),
  );

  it('that is soon to expire is a warning at its place', () => {
    const [request] = requestsOf(['--ca', 'r1=x']);
    const late = { ...context, now: lastDay(PEM) - 5 * 86_400_000 };
    const parsed = parseConfig(new TextEncoder().encode(`{\n ca: ${JSON.stringify(`r1=${PEM}`)}}`), late);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    expect(parsed.value.desired.requests).toEqual([request]);
    expect(parsed.value.findings.map(lineOf)).toEqual([`warning CA_EXPIRES_SOON ${PATH}:2:6`]);
  });
});

function lastDay(pem: string): number {
  return Date.parse(new X509Certificate(pem).validTo);
}

/** Severity, code, what is meant, place. */
function lineOf(each: Finding): string {
  const { severity, code, path = '', position } = each;
  const words = each.code === 'USAGE' ? [each.arguments.option, each.arguments.reason] : [];
  const place = position === undefined ? path : `${path}:${position.line}:${position.column}`;
  return [severity, code, ...words, place].join(' ');
}

function wrongOf(text: string): readonly Finding[] {
  const parsed = parse(text);
  if (parsed.ok) throw new Error(`taken: ${text}`);
  return parsed.error;
}

describe('a wrong file', () => {
  it.each([
    ['{mirror: http://a}', 'CONFIG_SYNTAX', '1:10'],
    ['', 'CONFIG_SYNTAX', '1:1'],
    ['// nothing\n', 'CONFIG_SYNTAX', '2:1'],
    ['\ufeff{\n  x y\n}', 'CONFIG_SYNTAX', '2:5'],
    ['{\r\n  mirror: "http://a"\r\n  registry: "b"\r\n}', 'CONFIG_SYNTAX', '3:3'],
    ['[]', 'USAGE  wrong-type', '1:1'],
    ['// all\n"mirror"', 'USAGE  wrong-type', '2:1'],
    ['null', 'USAGE  wrong-type', '1:1'],
    ['{\n  miror: "http://a"\n}', 'USAGE miror unknown-key', '2:3'],
    ['{"Mirror": "http://a"}', 'USAGE Mirror unknown-key', '1:2'],
    ['{constructor: "x"}', 'USAGE constructor unknown-key', '1:2'],
    ['{__proto__: "x"}', 'USAGE __proto__ unknown-key', '1:2'],
    ['{registry: "a",\n registry: "b"}', 'USAGE registry twice-key', '2:2'],
    ['{registry: "a", "registry": "a"}', 'USAGE registry twice-key', '1:17'],
    ['{registry: 5}', 'USAGE registry wrong-type', '1:12'],
    ['{registry: null}', 'USAGE registry wrong-type', '1:12'],
    ['{registry: {host: "a"}}', 'USAGE registry wrong-type', '1:12'],
    ['{registry: ["a", true]}', 'USAGE registry wrong-type', '1:18'],
    ['{registry: [["a"]]}', 'USAGE registry wrong-type', '1:13'],
    ['{apply: ["none"]}', 'USAGE apply wrong-type', '1:9'],
    ['{$schema: true}', 'USAGE $schema wrong-type', '1:11'],
    ['{convert: "true"}', 'USAGE convert wrong-type', '1:11'],
    ['{"drop-in": 1}', 'USAGE drop-in wrong-type', '1:13'],
    ['{mirror: ["http://a",\n "b"]}', 'USAGE mirror scheme-missing', '2:2'],
    ['{/* \n */ mirror: "ftp://a"}', 'USAGE mirror not-a-mirror-url', '2:13'],
    ['{registry: "a \\\n  b",\n search: "c/d"}', 'USAGE registry not-a-host', '1:12'],
    ['{registry: "a", search: \'x\\\n\', insecure: "c/d"}', 'USAGE insecure path-not-wanted', '2:14'],
    ['{insecure: "10.0.0.0/64"}', 'USAGE insecure not-a-cidr', '1:12'],
    ['{"host-alias": "a"}', 'USAGE host-alias not-an-address', '1:16'],
    ['{"host-alias": ["a=1.2.3.4", "a=1.2.3.5"]}', 'USAGE host-alias twice-different', '1:17'],
    ['{registry: ""}', 'USAGE registry not-a-host', '1:12'],
    ['{apply: "now"}', 'USAGE apply not-one-of', '1:9'],
    ['{apply: ""}', 'USAGE apply empty', '1:9'],
    ['{engine: ["docker",\n"dockre"]}', 'ENGINE_UNKNOWN', '2:1'],
    ['{engine: ""}', 'ENGINE_UNKNOWN', '1:10'],
    ['{engine: ["docker", "auto"]}', 'USAGE engine conflicts-with', '1:11'],
    ['{mirror: ["http://a", "https://b/c"]}', 'PATH_FOR_ONE_ENGINE', '1:23'],
    ['{ca: "ca.crt"}', 'USAGE ca needs-host', '1:6'],
    ['{ca: ["r1="]}', 'USAGE ca empty', '1:7'],
    ['{ca: ""}', 'USAGE ca empty', '1:6'],
    ['{ca: [\n"r1=-----BEGIN CERTIFICATE-----"]}', 'CA_UNUSABLE', '2:1'],
  ])('%j: %s at %s', (text, what, place) => {
    const wrong = wrongOf(text);
    expect(wrong.map(lineOf)).toContain(`error ${what} ${PATH}:${place}`);
    for (const each of wrong) {
      const { message, hint } = englishOf(each);
      expect([message, hint]).toEqual([expect.stringMatching(/^\S.*\.$/s), expect.stringMatching(/\S/)]);
      expect(`${message} ${hint}`).not.toMatch(/undefined|\[object/);
    }
  });

  it('that is no UTF-8', () => {
    const bytes = Buffer.from('{\n  registry: "\xe4"}', 'latin1');
    const parsed = parseConfig(bytes, context);
    expect(parsed.ok ? [] : parsed.error.map(lineOf)).toEqual([`error CONFIG_SYNTAX ${PATH}:2:14`]);
  });

  it.each([
    ['miror', 'mirror'],
    ['mirrors', 'mirror'],
    ['registry-mirrors', 'mirror'],
    ['insecure-registries', 'insecure'],
    ['unqualified-search-registries', 'search'],
    ['host_alias', 'host-alias'],
    ['hostAlias', 'host-alias'],
    ['dropIn', 'drop-in'],
    ['engines', 'engine'],
    ['insecure-registry', ''],
  ])('names the key that %s is nearest to', (key, nearest) => {
    const [wrong] = wrongOf(`{"${key}": "x"}`);
    const { hint } = wrong === undefined ? { hint: '' } : englishOf(wrong);
    expect(hint).toBe(
      nearest === '' ? `There is: ${Object.keys(CONFIG_KEYS).join(', ')}` : `Did you mean ${nearest}?`,
    );
  });

  it('tells all that is wrong', () =>
    expect(wrongOf('{miror: "a", registry: 1, search: [2]}').map(lineOf)).toEqual([
      `error USAGE miror unknown-key ${PATH}:1:2`,
      `error USAGE registry wrong-type ${PATH}:1:24`,
      `error USAGE search wrong-type ${PATH}:1:36`,
    ]));

  it.each(['[]', 'null', '"x"'])('that is %s is what is wrong, not the command line', (text) =>
    expect(wrongOf(text).map((each) => englishOf(each).message)).toEqual([
      expect.stringMatching(/^The file is wrong: this cannot be /),
    ]),
  );

  it('tells where it names the file of a CA that cannot be read', () => {
    const wrong = wrongOf('{registry: "r",\n ca: ["r1=/x/gone.crt", "gone.crt"]}');
    expect(wrong.map(lineOf)).toEqual([`error INPUT_FILE ${PATH}:2:7`, `error INPUT_FILE ${PATH}:2:25`]);
    expect(wrong.map((each) => englishOf(each).message)).toEqual([
      'ca /x/gone.crt: there is no such file or folder.',
      'ca /etc/registry-client/gone.crt: there is no such file or folder.',
    ]);
  });

  it.each(['PRIVATE KEY', 'TRUSTED CERTIFICATE', 'PKCS7', 'PUBLIC KEY'])(
    'has no command for a file that does not exist: %s',
    (label) => {
      const [wrong] = wrongOf(`{ca: "r1=-----BEGIN ${label}-----\\nAAAA\\n-----END ${label}-----\\n"}`);
      if (wrong === undefined) throw new Error('taken');
      expect(lineOf(wrong)).toBe(`error CA_UNUSABLE ${PATH}:1:6`);
      const { message, hint } = englishOf(wrong);
      expect(message).toContain(label);
      expect(message).not.toMatch(/--ca|config\.json5 (?:is|holds)/);
      expect(hint).not.toMatch(/config\.json5|sed|--ca/);
    },
  );

  it('tells which name has two addresses, and where', () => {
    const [wrong] = wrongOf('{"host-alias": ["b=1.2.3.4",\n"a=1.2.3.4", "a=1.2.3.5"]}');
    if (wrong === undefined) throw new Error('taken');
    expect(lineOf(wrong)).toBe(`error USAGE host-alias twice-different ${PATH}:2:1`);
    expect(englishOf(wrong)).toEqual({
      message: 'host-alias a=1.2.3.4 a=1.2.3.5: this was given twice, with different values.',
      hint: 'Keep one of them.',
    });
  });

  it('tells which CA of its own is for nothing', () => {
    const [wrong] = wrongOf(JSON.stringify({ mirror: 'http://r', ca: [PEM] }));
    if (wrong === undefined) throw new Error('taken');
    expect(englishOf(wrong).message).toBe(
      'ca certificate 1 of the file: there is nothing that this CA is for.',
    );
  });

  it('names the file of a CA', () => {
    expect(wrongOf('{ca: "r1=/etc/ssl/text.crt"}').map(lineOf)).toEqual([
      'error CA_UNUSABLE /etc/ssl/text.crt',
    ]);
  });

  it.each([
    '{mirror: "http://u:s3cr3t@a"}',
    '{registry: "u:s3cr3t@a"}',
    '{"http://u:s3cr3t@a": true}',
    '{mirror: ["quay.io=http://u:s3cr3t@a", "https://u:s3cr3t@b/c"]}',
    '{"host-alias": "u:s3cr3t@a"}',
    `{ca: "r1=-----BEGIN PRIVATE KEY-----\\ns3cr3t\\n-----END PRIVATE KEY-----\\n"}`,
  ])('does not give a secret away: %s', (text) => {
    const wrong = wrongOf(text);
    expect(wrong.length).toBeGreaterThan(0);
    expect(JSON.stringify([wrong, wrong.map(englishOf)])).not.toContain('s3cr3t');
  });
});
