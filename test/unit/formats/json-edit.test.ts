// Edits of lists in daemon.json on examples: every place an entry can go to, in every style, and back out again.

import { describe, expect, it } from 'vitest';
import { type Blank, editLists } from '../../../src/formats/json/edit.ts';
import { parseDaemonJson } from '../../../src/formats/json/read.ts';
import { verifyEdits } from '../../../src/formats/json/verify.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src/formats/text.ts';

const absent = { kind: 'absent' } as const;
const list = (...values: string[]) => ({ kind: 'list', values }) as const;

type Lists = Readonly<Record<string, readonly string[] | typeof absent>>;

function edit(text: string, lists: Lists, blanks: readonly Blank[] = []) {
  const edits = Object.entries(lists).map(([key, value]) => ({
    key,
    list: 'kind' in value ? value : list(...value),
  }));
  const result = editLists(text, edits, blanks);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('editLists on an array', () => {
  it.each([
    ['at the end of a one-line array', '["a", "b"]', ['a', 'b', 'x'], '["a", "b", "x"]'],
    ['at its start', '["a", "b"]', ['x', 'a', 'b'], '["x", "a", "b"]'],
    ['in its middle', '["a", "b"]', ['a', 'x', 'b'], '["a", "x", "b"]'],
    ['in a tight one', '["a","b"]', ['a', 'b', 'x'], '["a","b","x"]'],
    ['in a padded one', '[ "a" , "b" ]', ['a', 'x', 'b'], '[ "a" , "x" , "b" ]'],
    ['beside a single element', '["a"]', ['a', 'x'], '["a", "x"]'],
    [
      'in a multi-line array',
      '[\n    "a",\n    "b"\n  ]',
      ['a', 'b', 'x'],
      '[\n    "a",\n    "b",\n    "x"\n  ]',
    ],
    ['at its start', '[\n    "a",\n    "b"\n  ]', ['x', 'a', 'b'], '[\n    "x",\n    "a",\n    "b"\n  ]'],
    ['beside a single element on its own line', '[\n\t\t"a"\n\t]', ['a', 'x'], '[\n\t\t"a",\n\t\t"x"\n\t]'],
    ['with CRLF', '[\r\n  "a"\r\n]', ['a', 'x'], '[\r\n  "a",\r\n  "x"\r\n]'],
    ['with commas first', '[ "a"\n  , "b"\n  ]', ['a', 'b', 'x'], '[ "a"\n  , "b"\n  , "x"\n  ]'],
    ['after a blank line', '[\n  "a",\n\n  "b"\n]', ['a', 'b', 'x'], '[\n  "a",\n\n  "b",\n  "x"\n]'],
    ['several at once', '["a"]', ['x', 'y', 'a', 'z'], '["x", "y", "a", "z"]'],
    [
      'next to escapes',
      '["http:\\/\\/a", "\\u0062"]',
      ['http://a', 'b', 'x'],
      '["http:\\/\\/a", "\\u0062", "x"]',
    ],
  ])('inserts %s', (_, before, values, after) => {
    const around = (array: string) => `{\n  "k": ${array},\n  "n": 1.0\n}\n`;
    const edited = edit(around(before), { k: values });
    expect(edited).toEqual({ text: around(after), blanks: [] });
    const original = values.filter((value) => !['x', 'y', 'z'].includes(value));
    expect(edit(edited.text, { k: original }).text).toBe(around(before));
  });

  it.each([
    ['[]', '["x", "y"]'],
    ['[ ]', '["x", "y"]'],
    ['null', '["x", "y"]'],
    ['[\n  ]', '[\n    "x",\n    "y"\n  ]'],
    ['[\n\n\t]', '[\n\t  "x",\n\t  "y"\n\t]'],
  ])('fills %j and empties it again', (before, after) => {
    const around = (array: string) => `{\n  "k": ${array}\n}`;
    const edited = edit(around(before), { k: ['x', 'y'] });
    expect(edited).toEqual({ text: around(after), blanks: [{ at: 'list:k', text: before }] });
    const partly = edit(edited.text, { k: ['y'] }, edited.blanks);
    expect(edit(partly.text, { k: [] }, partly.blanks)).toEqual({ text: around(before), blanks: [] });
  });

  it('takes out any element with one comma, and empties without a memory to []', () => {
    const text = '{"k": [\n  "a",\n  "b",\n  "c"\n]}';
    expect(edit(text, { k: ['b', 'c'] }).text).toBe('{"k": [\n  "b",\n  "c"\n]}');
    expect(edit(text, { k: ['a', 'c'] }).text).toBe('{"k": [\n  "a",\n  "c"\n]}');
    expect(edit(text, { k: ['a', 'b'] }).text).toBe('{"k": [\n  "a",\n  "b"\n]}');
    expect(edit(text, { k: [] }).text).toBe('{"k": []}');
  });

  it('exchanges raw texts between the places when the order changes', () => {
    const text = '{"k": ["\\u0061",  "b", "c" ]}';
    expect(edit(text, { k: ['c', 'a', 'x', 'b'] }).text).toBe('{"k": ["c",  "\\u0061", "x", "b" ]}');
    expect(edit(edit(text, { k: ['c', 'a', 'x', 'b'] }).text, { k: ['a', 'b', 'c'] }).text).toBe(text);
  });

  it('replaces all elements in the style of those before', () => {
    expect(edit('{"k": [\n  "a"\n]}', { k: ['x', 'y'] }).text).toBe('{"k": [\n  "x",\n  "y"\n]}');
  });

  it('keeps as many equal elements as are wanted, the first first', () => {
    const text = '{"k": ["a", "\\u0061", "b"]}';
    expect(edit(text, { k: ['a', 'a', 'b'] }).text).toBe(text);
    expect(edit(text, { k: ['a', 'b'] }).text).toBe('{"k": ["a", "b"]}');
    expect(edit(text, { k: ['a', 'a', 'b', 'a'] }).text).toBe('{"k": ["a", "\\u0061", "b", "a"]}');
  });

  it('leaves null alone where no entries are wanted', () => {
    expect(edit('{"k": null}', { k: [] }).text).toBe('{"k": null}');
  });
});

describe('editLists on members', () => {
  it.each([
    ['a multi-line object', '{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "k": ["x", "y"]\n}\n'],
    ['tabs and CRLF', '{\r\n\t"a": 1\r\n}', '{\r\n\t"a": 1,\r\n\t"k": ["x", "y"]\r\n}'],
    ['a one-line object', '{"a": 1}', '{"a": 1, "k": ["x", "y"]}'],
    ['a tight object', '{"a":1,"b":2}\n', '{"a":1,"b":2,"k":["x","y"]}\n'],
    ['a tight object with one member', '{"a":1}', '{"a":1,"k":["x","y"]}'],
    ['spaced colons', '{\n  "a" : 1,\n  "b" : 2\n}', '{\n  "a" : 1,\n  "b" : 2,\n  "k" : ["x", "y"]\n}'],
    ['aligned values', '{\n "a":    1,\n "long": 2\n}', '{\n "a":    1,\n "long": 2,\n "k": ["x", "y"]\n}'],
    [
      'the spacing of another array',
      '{ "a": ["1","2"], "b": 1 }',
      '{ "a": ["1","2"], "b": 1, "k": ["x","y"] }',
    ],
    ['a brace behind the last member', '{\n  "a": 1}', '{\n  "a": 1,\n  "k": ["x", "y"]}'],
    [
      'a nested last member',
      '{\n  "a": {\n    "b": []\n  }\n}',
      '{\n  "a": {\n    "b": []\n  },\n  "k": ["x", "y"]\n}',
    ],
    ['mixed line ends', '{\r\n  "a": 1,\n  "b": 2\r\n}', '{\r\n  "a": 1,\n  "b": 2,\n  "k": ["x", "y"]\r\n}'],
  ])('adds a key to %s and takes it out', (_, before, after) => {
    const edited = edit(before, { k: ['x', 'y'] });
    expect(edited).toEqual({ text: after, blanks: [] });
    expect(edit(after, { k: absent }).text).toBe(before);
  });

  it.each([
    ['', 'document', '{\n  "k": ["x"]\n}\n', ''],
    [' \r\n', 'document', '{\r\n  "k": ["x"]\r\n}\r\n', ' \r\n'],
    ['{}', 'object', '{\n  "k": ["x"]\n}', '{}'],
    ['{ }\n', 'object', '{\n  "k": ["x"]\n}\n', '{ }'],
    ['\n{\n}\n', 'object', '\n{\n  "k": ["x"]\n}\n', '{\n}'],
    [' null', 'object', ' {\n  "k": ["x"]\n}', 'null'],
  ] as const)('makes a first member in %j and takes it out', (before, at, after, blank) => {
    const edited = edit(before, { k: ['x'] });
    expect(edited).toEqual({ text: after, blanks: [{ at, text: blank }] });
    expect(edit(after, { k: absent }, edited.blanks)).toEqual({ text: before, blanks: [] });
  });

  it('takes out a first, a middle and an only member', () => {
    expect(edit('{ "k": [], "b": 1 }', { k: absent }).text).toBe('{ "b": 1 }');
    expect(edit('{ "a": 1 , "k": [] , "b": 1 }', { k: absent }).text).toBe('{ "a": 1 , "b": 1 }');
    expect(edit('{ "k": [] }\n', { k: absent }).text).toBe('{}\n');
  });

  it('writes an explicit empty list, which is not the same as no key', () => {
    expect(edit('{"a": 1}', { k: [] }).text).toBe('{"a": 1, "k": []}');
  });

  it('does not touch what is as wanted, byte for byte', () => {
    const text = ' {"k" :[ "a" ,"b"], "big": 12345678901234567890, "f": 1.0e0}\r\n\r\n';
    expect(edit(text, { k: ['a', 'b'], l: absent }).text).toBe(text);
  });

  it('makes several edits in one step and undoes them in another order', () => {
    const first = edit('{}', { m: ['1'], k: ['x'] });
    expect(first.text).toBe('{\n  "m": ["1"],\n  "k": ["x"]\n}');
    const second = edit(first.text, { m: absent }, first.blanks);
    expect(second.text).toBe('{\n  "k": ["x"]\n}');
    expect(edit(second.text, { k: absent }, second.blanks).text).toBe('{}');
  });

  it('forgets what stood in a container that somebody emptied since', () => {
    const first = edit('{ "k": [ ] }', { k: ['x'] });
    const again = edit('{ "k": [\t] }', { k: ['x'] }, first.blanks);
    expect(again.blanks).toEqual([{ at: 'list:k', text: '[\t]' }]);
    expect(edit('{ }', { k: ['x'] }, [{ at: 'document', text: '' }]).blanks).toEqual([
      { at: 'object', text: '{ }' },
    ]);
  });

  it('keeps what somebody else added behind ours', () => {
    const first = edit('', { k: ['x'] });
    const theirs = first.text.replace('["x"]', '["x", "hand"],\n  "debug": true');
    expect(edit(theirs, { k: ['hand'] }, first.blanks).text).toBe(
      '{\n  "k": ["hand"],\n  "debug": true\n}\n',
    );
    expect(edit(theirs, { k: absent }, first.blanks).text).toBe('{\n  "debug": true\n}\n');
  });

  it('edits beside the deepest nesting that is read', () => {
    const text = `{"a": ${'['.repeat(999)}${']'.repeat(999)}}`;
    expect(edit(edit(text, { k: ['x'] }).text, { k: absent }).text).toBe(text);
  });

  it('edits a file with a byte-order mark, which stays', () => {
    const bytes = Buffer.from('\uFEFF{"a": "é"}');
    const decoded = decodeUtf8(bytes);
    if (!decoded.ok) throw new Error(decoded.error.code);
    const edited = edit(decoded.value.text, { k: ['x'] }).text;
    expect(Buffer.from(encodeUtf8(edited, decoded.value.bom))).toEqual(
      Buffer.from('\uFEFF{"a": "é", "k": ["x"]}'),
    );
    expect(Buffer.from(encodeUtf8(edit(edited, { k: absent }).text, decoded.value.bom))).toEqual(bytes);
  });

  it('refuses what the reader refuses, and a key of another type', () => {
    const edits = [{ key: 'k', list: list('x') }];
    expect(editLists('{"a": 1,}', edits, [])).toMatchObject({ ok: false, error: { code: 'TRAILING_COMMA' } });
    expect(editLists('{"k": "x"}', edits, [])).toMatchObject({ ok: false, error: { code: 'WRONG_TYPE' } });
    expect(editLists('{"k": [1]}', [{ key: 'k', list: absent }], [])).toMatchObject({ ok: false });
  });
});

describe('verifyEdits', () => {
  const text = '{"a": 1.0, "k": ["http:\\/\\/x", "b"], "big": 12345678901234567890, "z": null}';
  const read = (source: string) => {
    const result = parseDaemonJson(source, { allowEmpty: true });
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };
  const verify = (after: string, ...values: string[]) =>
    verifyEdits(read(text), read(after), [{ key: 'k', list: list(...values) }]);

  it('passes the intended change, white space and null for an empty list included', () => {
    expect(verify(text.replace('"b"]', '"b","c" ]'), 'http://x', 'b', 'c')).toBeUndefined();
    expect(verify(text.replace(/\[.*\]/, 'null'))).toBeUndefined();
  });

  it.each([
    ['another value', text.replace('null', 'true'), ''],
    ['another spelling of a number', text.replace('1.0', '1'), ''],
    ['other digits that JSON.parse cannot tell apart', text.replace('890,', '891,'), ''],
    ['another order of members', text.replace('"a": 1.0, ', '').replace('"z"', '"a": 1.0, "z"'), ''],
    ['a lost element', text.replace(', "b"', ''), ''],
    ['another spelling of an element that stays', text.replace('\\/\\/', '//'), 'k'],
    ['another spelling of a member that is null', text.replace('"z": null', '"z":null'), ''],
  ])('finds %s', (_, after, key) => {
    expect(verify(after, 'http://x', 'b')).toEqual({ code: 'EDIT_NOT_EXACT', detail: { key } });
  });

  it('finds a new element that is spelled in an odd way', () => {
    const after = text.replace('"b"]', '"b", "\\u0063"]');
    expect(verify(after, 'http://x', 'b', 'c')).toEqual({ code: 'EDIT_NOT_EXACT', detail: { key: 'k' } });
  });
});
