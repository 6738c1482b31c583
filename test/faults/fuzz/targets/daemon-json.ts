// daemon.json: read as strictly as two other parsers, edited without loss, and back to its bytes.

import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import * as jsonc from 'jsonc-parser';
import {
  INSECURE,
  judgeDaemonJson,
  MIRRORS,
  readDaemonJson,
} from '../../../../src/engines/docker/daemon-json.ts';
import { parseVersion } from '../../../../src/engines/docker/version.ts';
import { unifiedDiff } from '../../../../src/formats/diff.ts';
import { editLists, type ListEdit } from '../../../../src/formats/json/edit.ts';
import {
  type JsonObjectView,
  parseDaemonJson,
  readStringList,
  type StringList,
} from '../../../../src/formats/json/read.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../src/formats/text.ts';
import type { Random } from '../random.ts';
import { demand, demandPlaces, demandSame, expectOk, isSubsequence, type Target } from '../target.ts';

const KEYS = [MIRRORS, INSECURE] as const;
const OURS = ['https://ours.test', 'ours.test:5000', 'é "quoted" \\ \t', '10.0.0.0/8'];
const VERSIONS = [undefined, ...['18.9.1', '20.10.24', '23.0.0', '29.3.0'].map(parseVersion)];

const gap = fc.constantFrom('', '', '', ' ', '  ', '\t', '\n', '\r\n', '\n  ', '\n\n    ', '\r');
const name = fc.constantFrom(
  'debug',
  'log-opts',
  'a\\u0062',
  '__proto__',
  'x\\ny',
  'toString',
  'registry-mirror',
);
const scalar = fc.constantFrom(
  '1',
  '1.0',
  '12345678901234567890',
  '-0',
  '1E2',
  'true',
  'null',
  '"\\u0041\\/"',
  '"é😀"',
);
const address = fc.constantFrom(
  '"https://a"',
  '"b:5000"',
  '"https:\\/\\/c\\/"',
  '"10.0.0.0\\u002f8"',
  '"b:5000"',
);

function container(
  open: string,
  item: fc.Arbitrary<string>,
  close: string,
  most: number,
): fc.Arbitrary<string> {
  return fc
    .array(
      fc.tuple(gap, item, gap).map((parts) => parts.join('')),
      { maxLength: most },
    )
    .chain((items) => (items.length === 0 ? gap : fc.constant(items.join(','))))
    .map((inside) => open + inside + close);
}

const value = fc.oneof(
  scalar,
  container('[', scalar, ']', 2),
  container(
    '{',
    fc.tuple(name, scalar).map(([key, one]) => `"${key}":${one}`),
    '}',
    2,
  ),
);
const list = fc.oneof(
  { weight: 8, arbitrary: container('[', address, ']', 4) },
  { weight: 1, arbitrary: scalar },
);
const member = fc.oneof(
  fc.tuple(name, gap, gap, value).map(([key, before, after, one]) => `"${key}"${before}:${after}${one}`),
  fc
    .tuple(fc.constantFrom(...KEYS), gap, gap, list)
    .map(([key, before, after, one]) => `"${key}"${before}:${after}${one}`),
);
const generated = fc.tuple(gap, container('{', member, '}', 5), gap).map((parts) => parts.join(''));

export const daemonJson: Target = {
  name: 'daemon.json',
  share: 14,
  material: (files) => ({
    files: [...files('daemon.json', '.json'), Buffer.from(''), Buffer.from(' \r\n'), Buffer.from('null')],
    words: [
      ...'{}[]",:\\',
      ...['\\u0000', '\\ud800', 'null', '{}', '[]', '\uFEFF', '//', '/*', '#'],
      ...[
        '"registry-mirrors"',
        '"insecure-registries": ["a:1"]',
        '"__proto__":1',
        '"a",',
        '1e5',
        '-',
        '\n',
        '\t',
        ' ',
      ],
      ...['"a",\n', '[[', '{"a":', '"debug":true,'],
    ],
  }),
  generated,
  check: checkBytes,
};

function checkBytes(bytes: Uint8Array, random: Random): void {
  const version = random.pick(VERSIONS);
  const read = readDaemonJson({ kind: 'file', bytes, mode: 0o644, uid: 0, gid: 0 }, version);
  const decoded = decodeUtf8(bytes);
  demandSame(decoded.ok, isUtf8(bytes), 'decodeUtf8 disagrees with Node');
  if (!decoded.ok) return;
  const { text, bom } = decoded.value;
  demand(Buffer.compare(encodeUtf8(text, bom), bytes) === 0, 'the bytes do not come back');
  if (read.ok) judgeDaemonJson(read.value.view, '/etc/docker/daemon.json', version);
  const view = parseDaemonJson(text, { allowEmpty: true });
  const plain = parseStrictly(text);
  if (!view.ok) {
    const { code, position, detail } = view.error;
    demandPlaces(text, [position]);
    const isOurOwnRule =
      ['DUPLICATE_KEY', 'WRONG_TYPE'].includes(code) || detail.expected?.startsWith('at most');
    demand(isOurOwnRule === true || plain === undefined, 'refused, and JSON.parse takes it', view.error);
    return;
  }
  demand(view.value.root.kind === 'absent' || plain !== undefined, 'taken, and JSON.parse refuses it');
  checkEdits(view.value, random);
}

function parseStrictly(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function checkEdits(view: JsonObjectView, random: Random): void {
  const { text } = view;
  const lists = KEYS.map((key) => ({ key, list: readStringList(view, key) }));
  const readable = lists.flatMap(({ key, list: one }) => (one.ok ? [{ key, list: one.value }] : []));
  if (readable.length < lists.length) {
    const refused = editLists(
      text,
      KEYS.map((key) => ({ key, list: { kind: 'absent' } })),
      [],
    );
    demand(
      !refused.ok && refused.error.code === 'WRONG_TYPE',
      'a list that cannot be read is edited',
      refused,
    );
    return;
  }
  const onlyAdds = random.once(2);
  const edits = readable.map(
    ({ key, list: one }): ListEdit => ({ key, list: wantedList(one, onlyAdds, random) }),
  );
  const edited = expectOk(editLists(text, edits, []), 'the edit is refused');
  checkDifference(view, edited.text, edits);
  if (text.length < 3000) unifiedDiff('/etc/docker/daemon.json', text, edited.text);
  const again = expectOk(editLists(edited.text, edits, edited.blanks), 'the second edit is refused');
  demandSame(again, edited, 'the same edit again changes something');
  if (!onlyAdds) return;
  const solid = (raw: string) => raw.replace(/[ \t\r\n]|null/g, '');
  demand(isSubsequence(solid(text), solid(edited.text)), 'something was taken out', text, edited.text);
  const back = expectOk(editLists(edited.text, readable, edited.blanks), 'the way back is refused');
  demandSame(back, { text, blanks: [] }, 'the way back does not lead to the bytes');
}

function wantedList(present: StringList, onlyAdds: boolean, random: Random): StringList {
  if (random.once(4)) return onlyAdds ? present : { kind: 'absent' };
  const there = present.kind === 'list' ? present.values : [];
  const added = random.shuffle(OURS.filter((value) => !there.includes(value))).slice(0, 1 + random.below(3));
  const kept = onlyAdds ? there : random.shuffle(there).slice(random.below(there.length + 1));
  const values = added.reduce<readonly string[]>(
    (all, one) => all.toSpliced(random.below(all.length + 1), 0, one),
    kept,
  );
  return { kind: 'list', values };
}

/** JSON.parse sees the difference that was asked for; the places of jsonc-parser's tree, every other byte as it was. */
function checkDifference(before: JsonObjectView, text: string, edits: readonly ListEdit[]): void {
  const expected = new Map<string, unknown>(Object.entries(before.value));
  for (const { key, list: one } of edits) {
    if (one.kind === 'absent') expected.delete(key);
    else if (one.values.length > 0 || expected.get(key) !== null) expected.set(key, one.values);
  }
  const found: unknown = text.trim() === '' ? {} : (JSON.parse(text) ?? {});
  demandSame(new Map(Object.entries(found ?? {})), expected, 'the difference is another one');
  demandSame(membersOf(text), membersOf(before.text), 'another member has changed');
}

function membersOf(text: string): readonly string[] {
  const root = jsonc.parseTree(text);
  return (root?.children ?? [])
    .filter(({ children }) => !KEYS.some((key) => key === children?.[0]?.value))
    .map(({ offset, length }) => text.slice(offset, offset + length));
}
