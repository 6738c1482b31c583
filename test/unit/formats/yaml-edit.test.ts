// Lossless edits of YAML: what is put in, how it looks there, and that taking it out gives every byte back.

import { expect, test } from 'vitest';
import { editYaml, type YamlEdit } from '../../../src/formats/yaml/edit.ts';

const HUB = ['mirrors', 'docker.io', 'endpoint'];
const A = 'https://a.example';

const mirror = (...urls: readonly string[]): YamlEdit => ({ path: HUB, value: urls });

function edit(text: string, ...edits: readonly YamlEdit[]) {
  const result = editYaml(text, edits, []);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Takes out again what the edits put in, where nothing stood before. */
function undo(text: string, ...edits: readonly YamlEdit[]): string {
  const done = edit(text, ...edits);
  const inverse = edits.toReversed().map(({ path }) => ({ path, value: undefined }));
  const back = editYaml(done.text, inverse, done.blanks);
  if (!back.ok) throw new Error(JSON.stringify(back.error));
  expect(back.value.blanks).toEqual([]);
  return back.value.text;
}

const NEW = `mirrors:
  docker.io:
    endpoint:
      - "https://a.example"
`;

const PLACES: readonly (readonly [name: string, before: string, after: string])[] = [
  ['an empty file', '', NEW],
  ['only comments', '# ours\n', `# ours\n${NEW}`],
  ['only a start mark', '---\n', `---\n${NEW}`],
  ['no final newline', '# x', `# x\n${NEW.trimEnd()}`],
  ['CRLF', '# x\r\n', `# x\r\n${NEW.replaceAll('\n', '\r\n')}`],
  ['another key', 'configs:\n  h:\n    tls: {}\n', `configs:\n  h:\n    tls: {}\n${NEW}`],
  [
    'another mirror, four spaces, dashes at the key, comments around',
    'mirrors: # of all\n    # first\n    quay.io:\n        endpoint:\n        - b\n        # more\n\n# tail\nconfigs:\n',
    'mirrors: # of all\n    # first\n    quay.io:\n        endpoint:\n        - b\n        # more\n    docker.io:\n        endpoint:\n        - "https://a.example"\n\n# tail\nconfigs:\n',
  ],
  ['nothing behind the key', 'mirrors: # none\n# tail\n', `mirrors: # none\n${NEW.slice(9)}# tail\n`],
  ['null', 'mirrors: null\nconfigs: ~\n', `mirrors: \n${NEW.slice(9)}configs: ~\n`],
  ['an entry without a value', 'mirrors:\n  docker.io:\n', NEW],
  [
    'an empty list',
    'mirrors:\n  docker.io:\n    endpoint: [ ]\n',
    'mirrors:\n  docker.io:\n    endpoint: ["https://a.example" ]\n',
  ],
  ['empty braces', 'mirrors: {}\n', 'mirrors: {docker.io: {endpoint: ["https://a.example"]}}\n'],
  [
    'braces',
    'mirrors: { quay.io: { endpoint: [ b ] } } # x\n',
    'mirrors: { quay.io: { endpoint: [ b ] }, docker.io: {endpoint: ["https://a.example"]} } # x\n',
  ],
  [
    'a document in braces',
    '{"configs": {}}\n',
    '{"configs": {}, mirrors: {docker.io: {endpoint: ["https://a.example"]}}}\n',
  ],
  [
    'rewrites beside it',
    'mirrors:\n  docker.io:\n    rewrite:\n      "^(.*)$": "hub/$1"\n',
    'mirrors:\n  docker.io:\n    rewrite:\n      "^(.*)$": "hub/$1"\n    endpoint:\n      - "https://a.example"\n',
  ],
  [
    'a text over several lines before it',
    'about: |\n  two\n  lines\n\nmirrors:\n  quay.io:\n    endpoint:\n      - >-\n        https://q\n',
    'about: |\n  two\n  lines\n\nmirrors:\n  quay.io:\n    endpoint:\n      - >-\n        https://q\n  docker.io:\n    endpoint:\n      - "https://a.example"\n',
  ],
];

test.each(PLACES)('a mirror into a file with %s, and back', (_, before, after) => {
  expect(edit(before, mirror(A)).text).toBe(after);
  expect(undo(before, mirror(A))).toBe(before);
});

test.each([
  ['lines', 'k:\n  l:\n    - a # one\n    # between\n    - "b"\n  # end\n', 'k:\n  l:\n    - c\n'],
  ['brackets', 'k:\n  l: [ a, "b" ] # end\n', ''],
])('elements of a list in %s come, go and move, and those that stay keep their spelling', (_, text) => {
  const list = (...value: string[]): YamlEdit => ({ path: ['k', 'l'], value });
  const all = edit(text, list('x', 'a', 'y', 'b', 'z')).text;
  expect(all.replaceAll(/[\s[\]-]|#.*/g, '').replaceAll(',', '')).toBe('k:l:"x"a"y""b""z"');
  expect(edit(all, list('a', 'b')).text).toBe(text);
  expect(edit(text, list('b', 'a')).text.replaceAll(/#.*/g, '')).toMatch(/"b"[^"]*a/);
});

test('a comment of an element that goes stays', () => {
  const text = 'l:\n  - a # why a\n  # of b\n  - b\n';
  expect(edit(text, { path: ['l'], value: ['b'] }).text).toBe('l:\n  # why a\n  # of b\n  - b\n');
});

test('comments among lines that go stay', () => {
  const text = 'mirrors:\n  docker.io: # hub\n    # ours\n    endpoint:\n      - a\nconfigs:\n';
  const out = edit(text, { path: HUB, value: undefined }).text;
  expect(out).toBe('  # hub\n    # ours\nconfigs:\n'.replace('  # hub', '  # hub'));
});

test('a switch is set, and what stood there comes back', () => {
  const at = ['configs', 'h:5000', 'tls', 'insecure_skip_verify'];
  const text = 'configs:\n  "h:5000":\n    tls:\n      insecure_skip_verify: false # as yet\n';
  expect(edit(text, { path: at, value: true }).text).toBe(text.replace('false', 'true'));
  expect(undo(text, { path: at, value: true })).toBe(text);
  expect(undo('configs:\n', { path: at, value: true })).toBe('configs:\n');
  expect(edit('', { path: at, value: true }).text).toBe(
    'configs:\n  "h:5000":\n    tls:\n      insecure_skip_verify: true\n',
  );
});

test('what is as wanted is not touched', () => {
  const text = "mirrors: {'docker.io': {endpoint: ['https://a.example']}}";
  expect(edit(text, mirror(A)).text).toBe(text);
  expect(edit(text, { path: ['mirrors', 'quay.io', 'endpoint'], value: undefined }).text).toBe(text);
});

const REFUSED: readonly (readonly [text: string, code: string, reason: string | undefined, place: string])[] =
  [
    ['mirrors: *x\n', 'YAML_REFUSED', 'alias', '1:1'],
    ['x: &x {}\nmirrors: *x\n', 'YAML_REFUSED', 'alias', '2:10'],
    ['mirrors: &x\n  quay.io:\nother: *x\n', 'YAML_REFUSED', 'anchor', '2:3'],
    ['x: &x\n  a: 1\nmirrors:\n  <<: *x\n', 'YAML_REFUSED', 'merge-key', '4:3'],
    ['a: 1\n---\nb: 1\n', 'YAML_REFUSED', 'documents', '3:1'],
    ['# none\n...\n', 'YAML_REFUSED', 'layout', '2:1'],
    ['? mirrors\n: docker.io:\n', 'YAML_REFUSED', 'layout', '2:3'],
    ['mirrors:\n  a: 1\n  a: 2\n', 'DUPLICATE_KEY', undefined, '3:3'],
    ['mirrors:\n\tdocker.io:\n', 'SYNTAX', undefined, '2:1'],
    ['mirrors: [\n', 'SYNTAX', undefined, '2:1'],
    ['mirrors: text\n', 'WRONG_TYPE', undefined, '1:1'],
    ['- a\n', 'WRONG_TYPE', undefined, '1:1'],
    ['a: 1\rb: 2\n', 'LONE_CARRIAGE_RETURN', undefined, '1:5'],
  ];

test.each([
  ['brackets', '['.repeat(20_000), 'YAML_REFUSED'],
  ['maps in brackets', '{a: '.repeat(20_000), 'YAML_REFUSED'],
  ['lists of lists', '- '.repeat(20_000), 'YAML_REFUSED'],
  [
    'maps in maps',
    Array.from({ length: 3000 }, (__, at) => `${' '.repeat(at)}a:`).join('\n'),
    'YAML_REFUSED',
  ],
  [
    'aliases of aliases',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdef'.replaceAll(/./g, (name) => {
      const last = String.fromCharCode(name.charCodeAt(0) - 1);
      return `${name}: &${name} [*${last},*${last},*${last},*${last},*${last},*${last},*${last}]\n`;
    })}`,
    'YAML_REFUSED',
  ],
  ['a merge key of a number', 'x: {<<: 5}\n', 'YAML_REFUSED'],
  ['a control character', 'a: \u0002\n', 'SYNTAX'],
])('%s end in a refusal and nothing worse', (_, text, code) => {
  const result = editYaml(text, [mirror(A)], []);
  expect(result.ok ? '' : result.error.code).toBe(code);
});

test.each(REFUSED)('%j is refused: %s %s at %s', (text, code, reason, place) => {
  const result = editYaml(text, [mirror(A)], []);
  const error = result.ok ? undefined : result.error;
  expect(error?.code).toBe(code);
  expect(error !== undefined && 'reason' in error ? error.reason : undefined).toBe(reason);
  expect(`${error?.position?.line}:${error?.position?.column}`).toBe(place);
});
