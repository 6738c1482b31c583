// Real daemon.json files of public repositories, with dockerd's own verdict: edited without loss, or refused at a place.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../../src/formats/diff.ts';
import { editLists } from '../../../src/formats/json/edit.ts';
import { type JsonObjectView, parseDaemonJson, readStringList } from '../../../src/formats/json/read.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src/formats/text.ts';

const corpus = new URL('../../../../shared/corpus/', import.meta.url);
const isThere = existsSync(new URL('manifest.tsv', corpus));
const rows = isThere
  ? readFileSync(new URL('manifest.tsv', corpus), 'utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([kind]) => kind === 'daemon')
      .map(([, file = '', , , , , verdict = '']) => ({ file, verdict: verdict.replace(/.*:/, '') }))
  : [];

const KEYS = ['registry-mirrors', 'insecure-registries'] as const;

describe.skipIf(!isThere)('daemon.json files of the corpus', () => {
  it('is there', () => {
    expect(rows.length).toBeGreaterThan(0);
  });

  it.each(rows.filter(({ verdict }) => verdict === 'accept'))('$file: put in and taken out', ({ file }) => {
    const bytes = readFileSync(new URL(`daemon/${file}`, corpus));
    const decoded = decodeUtf8(bytes);
    if (!decoded.ok) throw new Error(decoded.error.code);
    const { text, bom } = decoded.value;
    const view = parseDaemonJson(text, { allowEmpty: false });
    if (!view.ok) throw new Error(view.error.code);
    const before = KEYS.map((key) => ({ key, list: readList(view.value, key) }));
    const wanted = before.map(({ key, list }) => {
      const values = ['ours.test:5000', ...(list.kind === 'absent' ? [] : list.values)];
      return { key, list: { kind: 'list', values } as const };
    });
    const added = editLists(text, wanted, []);
    if (!added.ok) throw new Error(added.error.code);
    expectOnlyOurLines(text, added.value.text);
    const removed = editLists(added.value.text, before, added.value.blanks);
    if (!removed.ok) throw new Error(removed.error.code);
    expect(Buffer.from(encodeUtf8(removed.value.text, bom)).equals(bytes)).toBe(true);
    expect(removed.value.blanks).toEqual([]);
  });

  it.each(rows.filter(({ verdict }) => verdict === 'reject'))('$file: refused at a place', ({ file }) => {
    const decoded = decodeUtf8(readFileSync(new URL(`daemon/${file}`, corpus)));
    const read = decoded.ok ? parseDaemonJson(decoded.value.text, { allowEmpty: false }) : decoded;
    expect(read).toMatchObject({
      ok: false,
      error: { position: { line: expect.any(Number), column: expect.any(Number) } },
    });
  });
});

function readList(view: JsonObjectView, key: string) {
  const list = readStringList(view, key);
  if (!list.ok) throw new Error(list.error.code);
  return list.value;
}

/** Without our entries and the commas around them, and the lines that held nothing else, both texts are the same. */
function expectOnlyOurLines(before: string, after: string): void {
  const changed = unifiedDiff('f', before, after, 0)
    .split('\n')
    .slice(2)
    .filter((line) => /^[-+]/.test(line));
  const added = changed.filter((line) => line.startsWith('+'));
  const removed = changed.filter((line) => line.startsWith('-'));
  const withoutOurs = (line: string) =>
    line
      .slice(1)
      .replace(/"ours\.test:5000"/g, '')
      .replace(/"(registry-mirrors|insecure-registries)"/g, '')
      .replace(/[\s,:[\]]/g, '');
  expect(added.filter((line) => line.includes('ours.test:5000')).length).toBeGreaterThan(0);
  expect(added.map(withoutOurs).join('')).toBe(removed.map(withoutOurs).join(''));
}
