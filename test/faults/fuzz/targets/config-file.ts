// The configuration file: JSON5 read as the reference implementation reads it, and to the same requests as it is written.

import fc from 'fast-check';
import JSON5 from 'json5';
import { parseConfig } from '../../../../src/desired/config.ts';
import { writeConfig } from '../../../../src/desired/config-text.ts';
import { type PlacedValue, readJson5 } from '../../../../src/formats/json5.ts';
import { decodeUtf8 } from '../../../../src/formats/text.ts';
import { err } from '../../../../src/model/result.ts';
import { demand, demandPlaces, demandSame, expectOk, type Samples, type Target } from '../target.ts';

const CONTEXT = {
  path: '/etc/registry-client/config.json5',
  readInput: () => err({ reason: 'absent' } as const),
  now: Date.UTC(2026, 5, 1),
  engines: ['docker', 'podman'],
};

const gap = fc.constantFrom(
  '',
  '',
  ' ',
  '\n',
  '\r\n',
  '\u2028',
  '\t',
  '/* a */',
  '// a\n',
  '\uFEFF',
  '\u00a0',
);
const quoted = fc
  .tuple(
    fc.constantFrom(
      'r1:5000',
      'https://m',
      'quay.io=http://m:1',
      '10.1.2.3/8',
      'a.test=10.0.0.1',
      'docker',
      'a\\\nb',
      "\\x41\\'",
      'é😀',
    ),
    fc.constantFrom('"', "'"),
  )
  .map(([text, quote]) => quote + text + quote);
const other = fc.constantFrom(
  'true',
  'false',
  'null',
  '+1',
  '.5',
  '0xFf',
  '-Infinity',
  'NaN',
  '1e3',
  '{a: 1}',
  '[]',
);
const value = fc.oneof(
  { weight: 3, arbitrary: quoted },
  { weight: 1, arbitrary: other },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(fc.tuple(gap, quoted, gap), { maxLength: 3 }), fc.constantFrom('', ','))
      .map(
        ([items, comma]) =>
          `[${items.map((parts) => parts.join('')).join(',')}${items.length > 0 ? comma : ''}]`,
      ),
  },
);
const key = fc.constantFrom(
  'mirror',
  'registry',
  "'insecure'",
  'search',
  '"host-alias"',
  'engine',
  'apply',
  'c\\u0061',
  '$a',
  '__proto__',
  'é',
);
const member = fc
  .tuple(gap, key, gap, gap, value, gap)
  .map(([a, name, b, c, one, d]) => `${a}${name}${b}:${c}${one}${d}`);
const generated = fc
  .tuple(gap, fc.array(member, { maxLength: 5 }), fc.constantFrom('', ','), gap)
  .map(
    ([before, members, comma, after]) =>
      `${before}{${members.join(',')}${members.length > 0 ? comma : ''}}${after}`,
  );

export const configFile: Target = {
  name: 'configuration file',
  share: 10,
  material: (files) => ({
    files: [...files('.json5'), ...withInlineCertificates(files)],
    words: [
      ...`{}[],:"'\\`,
      ...['\\\n', '\\\r\n', '\\u0061', '\\x41', '//', '/*', '*/', '\u2028', '\uFEFF'],
      ...[
        "mirror: 'https://m',",
        "ca: 'r=/a.crt',",
        "registry: ['a', 'b:1'],",
        'null',
        'Infinity',
        '+',
        '.',
        '0x',
        '__proto__: 1,',
      ],
      ...[
        "'-----BEGIN CERTIFICATE-----\\n\\\n",
        '@',
        '//a@b',
        '//',
        'user:secret@',
        "'drop-in': true,",
        '\n',
        ' ',
      ],
    ],
  }),
  generated,
  check: (bytes) => {
    const decoded = decodeUtf8(bytes);
    if (decoded.ok) checkDocument(decoded.value.text);
    checkConfig(bytes);
  },
};

function withInlineCertificates(files: Samples): readonly Uint8Array[] {
  return files('.pem', 'ca.crt').map((pem) => {
    const text = Buffer.from(pem).toString('latin1').replaceAll('\n', '\\n\\\n    ');
    return Buffer.from(`{\n  registry: 'r1:5000',\n  ca: '${text}',\n}\n`);
  });
}

function checkDocument(text: string): void {
  const plain = parsePlain(text);
  const read = readJson5(text);
  if (!read.ok) {
    demandPlaces(text, [read.error.position]);
    const isOurOwnRule = read.error.detail === 'too-deep';
    demand(isOurOwnRule || plain === undefined, 'refused, and JSON5.parse takes it', read.error);
    return;
  }
  demand(plain !== undefined, 'taken, and JSON5.parse refuses it');
  demandSame(plainOf(read.value), reduce(plain.value), 'another value than that of JSON5.parse');
}

function parsePlain(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON5.parse<unknown>(text) };
  } catch {
    return undefined;
  }
}

function plainOf(value: PlacedValue): unknown {
  switch (value.kind) {
    case 'object':
      return sortedMap(value.members.map((one) => [one.key, plainOf(one.value)]));
    case 'array':
      return value.items.map(plainOf);
    case 'string':
    case 'boolean':
      return value.value;
    default:
      return { kind: value.kind };
  }
}

function reduce(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reduce);
  if (value === null) return { kind: 'null' };
  if (typeof value === 'number') return { kind: 'number' };
  if (typeof value !== 'object') return value;
  return sortedMap(Object.entries(value).map(([name, one]) => [name, reduce(one)]));
}

/** The last of several members of a name counts; the order means nothing. */
function sortedMap(
  members: readonly (readonly [string, unknown])[],
): readonly (readonly [string, unknown])[] {
  return [...new Map(members)].sort(([a], [b]) => (a < b ? -1 : 1));
}

function checkConfig(bytes: Uint8Array): void {
  const read = parseConfig(bytes, CONTEXT);
  if (!read.ok) {
    demand(read.error.length > 0, 'refused without a reason');
    const text = Buffer.from(bytes)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
    demandPlaces(
      text,
      read.error.flatMap(({ path, position }) => (path === CONTEXT.path ? [position] : [])),
    );
    demand(!JSON.stringify(read.error).includes('user:secret'), 'a password is repeated', read.error);
    return;
  }
  const { desired } = read.value;
  const written = writeConfig(desired, ['a comment']);
  const again = expectOk(
    parseConfig(new TextEncoder().encode(written), CONTEXT),
    'what is written cannot be read',
  );
  demandSame(
    { ...again.desired, origin: 0 },
    { ...desired, origin: 0 },
    `it reads as something else: ${written}`,
  );
}
