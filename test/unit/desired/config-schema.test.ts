// The JSON Schema that editors use says the same as the program, and so does the example.

import fs from 'node:fs';
import fc from 'fast-check';
import JSON5 from 'json5';
import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS, parseConfig } from '../../../src/desired/config.ts';
import { ENGINES } from '../../../src/engines/index.ts';
import { isBlocker } from '../../../src/model/finding.ts';
import { ok } from '../../../src/model/result.ts';

const PACKAGING = new URL('../../../packaging/', import.meta.url);
const PEM = fs.readFileSync(new URL('../../../fixtures/docker/ca/ca.crt', import.meta.url));
const engines = ENGINES.map(({ id }) => id);

type Schema = Readonly<Record<string, unknown>>;
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function schemaAt(value: unknown): Schema {
  if (!isSchema(value)) throw new Error(`no schema: ${JSON.stringify(value)}`);
  return value;
}

const root = schemaAt(JSON.parse(fs.readFileSync(new URL('config.schema.json', PACKAGING), 'utf8')));
const properties = schemaAt(root.properties);
const definitions = schemaAt(root.definitions);

/** What a keyword demands of a value (JSON Schema draft-07, validation); only those that the schema uses are known. */
const KEYWORDS: Readonly<Record<string, (demand: unknown, value: unknown, schema: Schema) => boolean>> = {
  type: (type, value) =>
    type === 'array' ? Array.isArray(value) : type === 'object' ? isSchema(value) : typeof value === type,
  properties: (members, value) =>
    !isSchema(value) ||
    Object.entries(schemaAt(members)).every(([key, each]) => !(key in value) || isValid(each, value[key])),
  additionalProperties: (more, value, schema) =>
    more !== false ||
    !isSchema(value) ||
    Object.keys(value).every((key) => Object.hasOwn(schemaAt(schema.properties), key)),
  items: (items, value) => !Array.isArray(value) || value.every((each) => isValid(items, each)),
  anyOf: (some, value) => Array.isArray(some) && some.some((each) => isValid(each, value)),
  allOf: (all, value) => Array.isArray(all) && all.every((each) => isValid(each, value)),
  enum: (values, value) => Array.isArray(values) && values.includes(value),
  pattern: (pattern, value) => typeof value !== 'string' || new RegExp(String(pattern), 'u').test(value),
  minLength: (least, value) => typeof value !== 'string' || value.length >= Number(least),
  $ref: (name, value) => isValid(definitions[String(name).replace('#/definitions/', '')], value),
  ...Object.fromEntries(
    ['$schema', 'title', 'description', 'examples', 'default', 'definitions'].map((note) => [
      note,
      () => true,
    ]),
  ),
};

function isValid(schema: unknown, value: unknown): boolean {
  const demands = schemaAt(schema);
  return Object.entries(demands).every(([keyword, demand]) => {
    const holds = KEYWORDS[keyword];
    if (holds === undefined) throw new Error(`the schema uses ${keyword}`);
    return holds(demand, value, demands);
  });
}

function takes(text: string): boolean {
  const context = { path: '/etc/c.json5', readInput: () => ok(PEM), now: Date.UTC(2026, 5, 1), engines };
  return parseConfig(new TextEncoder().encode(text), context).ok;
}

/** A string that a key takes, where it does not take the name of a host. */
const SAMPLES: ReadonlyMap<string, string> = new Map([
  ['mirror', 'http://a'],
  ['host-alias', 'a=1.2.3.4'],
  ['engine', 'auto'],
  ['apply', 'none'],
]);

describe('the schema', () => {
  it('has the keys of the program, each with a description', () => {
    expect(Object.keys(properties)).toEqual(Object.keys(CONFIG_KEYS));
    for (const each of Object.values(properties)) expect(schemaAt(each).description).toMatch(/^[A-Z].*\.$/);
  });

  it.each(Object.entries(CONFIG_KEYS))('%s is of the type that the program takes: %s', (key, type) => {
    const text = SAMPLES.get(key) ?? 'a';
    const of = (value: unknown) => isValid(properties[key], value);
    expect([of(text), of([text]), of([text, text]), of(true), of(false)]).toEqual(
      {
        string: [true, false, false, false, false],
        strings: [true, true, true, false, false],
        boolean: [false, false, false, true, true],
      }[type],
    );
    for (const wrong of [null, 0, {}, [0], [[]], [true]]) expect(of(wrong)).toBe(false);
  });

  it('knows every engine', () => {
    for (const id of [...engines, 'auto', engines.join(', ')]) {
      expect(isValid(properties.engine, id)).toBe(true);
    }
  });

  it('shows examples that are right', () => {
    for (const [key, each] of Object.entries(properties)) {
      const { examples = [] } = schemaAt(each);
      for (const example of Array.isArray(examples) ? examples : []) {
        expect([key, example, isValid(each, example)]).toEqual([key, example, true]);
      }
    }
  });
});

describe('both', () => {
  it.each([
    '{}',
    '{registry: ["a", "b:5000", "[::1]:5000", "10.0.0.1"]}',
    '{mirror: ["http://a:5000", "HTTPS://b/", "quay.io=https://c:8443"]}',
    '{mirror: "https://a/hub", engine: "podman"}',
    '{insecure: ["10.0.0.0/8", "fd00::/8", "a:5000"]}',
    '{search: []}',
    '{"host-alias": ["a.example=10.0.0.1", "b=fd00::1"]}',
    '{ca: ["a=x.crt"], registry: "a"}',
    '{engine: ["docker", "podman"], apply: "restart", "drop-in": true, convert: false}',
    '{$schema: "https://x"}',
  ])('take %s', (text) => expect([takes(text), isValid(root, JSON5.parse(text))]).toEqual([true, true]));

  it.each([
    '[]',
    '"mirror"',
    '{miror: "http://a"}',
    '{registry: 5}',
    '{registry: [null]}',
    '{registry: ""}',
    '{registry: "http://a"}',
    '{registry: "a/b"}',
    '{registry: "u:p@a"}',
    '{mirror: "a:5000"}',
    '{mirror: "ftp://a"}',
    '{mirror: "http://u:p@a"}',
    '{mirror: "http://a?b"}',
    '{mirror: "http://"}',
    '{insecure: "https://a"}',
    '{insecure: "a/8"}',
    '{search: "a/b"}',
    '{"host-alias": "a"}',
    '{"host-alias": "a_b=1.2.3.4"}',
    '{ca: ""}',
    '{engine: "dokcer"}',
    '{apply: "now"}',
    '{apply: ["none"]}',
    '{convert: "yes"}',
    '{"drop-in": 0}',
  ])('refuse %s', (text) => expect([takes(text), isValid(root, JSON5.parse(text))]).toEqual([false, false]));

  it('never disagree about what the program takes', () => {
    const part = fc.constantFrom(
      'a',
      'B',
      '1',
      '.',
      '-',
      ':',
      '/',
      '=',
      '[',
      ']',
      '_',
      '@',
      'http://',
      '5000',
      '::1',
    );
    const value = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
    const key = fc.constantFrom('mirror', 'registry', 'insecure', 'search', 'host-alias', 'engine');
    fc.assert(
      fc.property(key, value, (name, text) => {
        const document = JSON.stringify({ [name]: text });
        if (takes(document)) expect([document, isValid(root, { [name]: text })]).toEqual([document, true]);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the example', () => {
  const text = fs.readFileSync(new URL('examples/config.json5', PACKAGING));

  it('is valid, and asks for every kind of thing', () => {
    const context = {
      path: '/etc/registry-client/config.json5',
      readInput: () => ok(PEM),
      now: Date.UTC(2026, 5, 1),
      engines,
    };
    const parsed = parseConfig(text, context);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    expect(parsed.value.findings.filter(isBlocker)).toEqual([]);
    expect(new Set(parsed.value.desired.requests.map(({ kind }) => kind))).toEqual(
      new Set(['mirror', 'registry', 'insecure', 'search', 'ca', 'host-alias']),
    );
    expect(isValid(root, JSON5.parse(text.toString('utf8')))).toBe(true);
  });

  it('mentions every key', () => {
    for (const key of Object.keys(CONFIG_KEYS)) expect(text.toString('utf8')).toContain(key);
  });
});
