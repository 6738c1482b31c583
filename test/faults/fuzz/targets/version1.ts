// registries.conf in the old format: turned into the new one with the same meaning and every comment.

import { parse } from '@iarna/toml';
import fc from 'fast-check';
import { parseTOML } from 'toml-eslint-parser';
import { decodeUtf8 } from '../../../../src/formats/text.ts';
import { convertVersion1 } from '../../../../src/formats/toml/convert-version1.ts';
import { readRegistries } from '../../../../src/formats/toml/read-registries.ts';
import { demand, demandSame, expectOk, type Target } from '../target.ts';
import { TOML_WORDS } from './registries-conf.ts';

const host = fc.constantFrom('a.test', 'b.test:5000', 'c.test/', 'd.test/path', 'e.test//');
const searched = fc.constantFrom('a.test', 'b.test:5000', 'c.test/', 'localhost');
const note = fc.constantFrom('', '', ' # a note', '# "quoted" [x]');
const between = fc.constantFrom('', '\n', '# a comment\n', '\n\n# one\n# two\n', '  # indented\n');

function listOf(entry: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.array(fc.tuple(entry, fc.constantFrom('"', "'"), note), { maxLength: 4 }),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([entries, isLong, hasComma]) => {
      const raw = entries.map(([value, quote]) => quote + value + quote);
      if (!isLong || raw.length === 0) return `[${raw.join(', ')}${hasComma && raw.length > 0 ? ',' : ''}]`;
      return `[\n${raw.map((value, index) => `  ${value},${entries[index]?.[2] ?? ''}\n`).join('')}]`;
    });
}

function sectionOf(name: string): fc.Arbitrary<string> {
  return fc
    .tuple(between, note, listOf(name === 'search' ? searched : host), note)
    .map(
      ([above, behind, list, end]) => `${above}[registries.${name}]${behind}\nregistries = ${list}${end}\n`,
    );
}

const generated = fc
  .tuple(
    fc
      .shuffledSubarray(['search', 'insecure', 'block'], { minLength: 1 })
      .chain((names) => fc.tuple(...names.map(sectionOf))),
    between,
    fc.boolean(),
    fc.boolean(),
  )
  .map(([sections, end, isCrlf, isOpen]) => {
    const text = sections.join('') + end;
    const ended = isOpen ? text.replace(/\n$/, '') : text;
    return isCrlf ? ended.replaceAll('\n', '\r\n') : ended;
  });

export const version1: Target = {
  name: 'registries.conf v1',
  share: 6,
  material: (files) => {
    const all = files('.conf').filter((bytes) => Buffer.from(bytes).includes('registries.'));
    return {
      files: all,
      words: [
        ...TOML_WORDS,
        '[registries.search]\n',
        '[registries.insecure]\n',
        '[registries.block]\n',
        'registries = ["a.test"]\n',
      ],
    };
  },
  generated,
  check: (bytes) => {
    const decoded = decodeUtf8(bytes);
    if (decoded.ok) checkText(decoded.value.text);
  },
};

function checkText(text: string): void {
  const before = readRegistries(text);
  const converted = convertVersion1(text);
  if (!before.ok || before.value.version === 2) {
    demandSame(
      converted,
      before.ok ? { ok: true, value: { text } } : before,
      'a text that is no v1 is not left alone',
    );
    return;
  }
  if (!converted.ok) {
    const { code, detail } = converted.error;
    const isOfTheDocument = code !== 'EDIT_NOT_EXACT' || detail.reason === 'unreadable';
    demand(isOfTheDocument, 'the conversion is refused', converted.error, text);
    return;
  }
  const after = converted.value.text;
  const read = expectOk(readRegistries(after), 'the result cannot be read');
  const { search, insecure, block } = before.value;
  demand(read.version === 2, 'the result is still v1', after);
  demandSame(convertVersion1(after), converted, 'the second conversion changes something');
  const { conf } = read;
  demandSame(conf.search.kind === 'list' ? conf.search.values : [], search, 'the search list is another one');
  const flagged = (flag: 'insecure' | 'blocked') =>
    conf.registries
      .filter((table) => table[flag])
      .map(({ location }) => location)
      .sort();
  demandSame(flagged('insecure'), [...new Set(insecure)].sort(), 'other registries are insecure');
  demandSame(flagged('blocked'), [...new Set(block)].sort(), 'other registries are blocked');
  demandSame(commentsIn(after), commentsIn(text), 'a comment is lost or new');
  demand(!('registries' in parse(after.replaceAll('\r\n', '\n'))), 'the old tables are still there');
}

function commentsIn(text: string): readonly string[] {
  return parseTOML(text)
    .comments.map(({ value }) => value.trim())
    .sort();
}
