// Real registries.conf files of public repositories, with podman's own verdict: edited without loss, or refused at a
// place; v1 files are converted first.

import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../../src/formats/diff.ts';
import { convertVersion1 } from '../../../src/formats/toml/convert-version1.ts';
import { readRegistries } from '../../../src/formats/toml/read-registries.ts';
import { corpusFiles, edit, setUp } from './toml-support.ts';

const accepted = corpusFiles.filter(({ verdict }) => verdict === 'accept');
const versionOf = (text: string): number | undefined => {
  const read = readRegistries(text);
  return read.ok ? read.value.version : undefined;
};

/** A v1 file that is not converted, with the key that is the reason: podman ignores it there. */
const NOT_CONVERTED = new Map([['mylab947__lab_do188__1.conf', 'unqualified-search-registries']]);

describe.skipIf(corpusFiles.length === 0)('registries.conf files of the corpus', () => {
  it('are there, and none that podman accepts is refused', () => {
    expect(accepted.length).toBeGreaterThan(90);
    expect(accepted.filter(({ text }) => versionOf(text) === undefined)).toEqual([]);
  });

  it.each(corpusFiles.filter(({ verdict }) => verdict === 'reject'))(
    '$file: refused at a place',
    ({ text }) => {
      expect(readRegistries(text)).toMatchObject({
        ok: false,
        error: { position: { line: expect.any(Number), column: expect.any(Number) } },
      });
    },
  );

  it.each(accepted.filter(({ text }) => versionOf(text) === 2))('$file: put in and taken out', ({ text }) => {
    expectLossless(text);
  });

  it.each(accepted.filter(({ text }) => versionOf(text) === 1))(
    '$file: converted, then edited',
    ({ file, text }) => {
      const converted = convertVersion1(text);
      const reason = NOT_CONVERTED.get(file);
      if (reason !== undefined) {
        expect(converted).toMatchObject({
          ok: false,
          error: { code: 'MISPLACED_KEY', detail: { key: reason } },
        });
        return;
      }
      if (!converted.ok) throw new Error(JSON.stringify(converted.error));
      expect(commentsOf(converted.value.text)).toEqual(commentsOf(text));
      expectLossless(converted.value.text);
    },
  );
});

function expectLossless(text: string): void {
  const { there, back } = setUp(text);
  const added = edit({ text, blanks: [] }, there);
  const touched = added.text.split('\n').filter((line) => line.includes('ours.test'));
  expect(touched.length).toBeGreaterThanOrEqual(3);
  const removed = unifiedDiff('registries.conf', closed(text), closed(added.text))
    .split('\n')
    .filter((line) => line.startsWith('-') && !line.startsWith('---'));
  // Of the lines that were there only that of a one-line search list is written anew.
  expect(removed.filter((line) => !line.includes('unqualified-search-registries'))).toEqual([]);
  expect(removed.length).toBeLessThanOrEqual(1);
  const restored = edit(added, back);
  expect(restored).toEqual({ text, blanks: [] });
}

/** The last line counts as it is, with a line end or without. */
function closed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function commentsOf(text: string): string[] {
  return text.split('\n').filter((line) => /^\s*#/.test(line));
}
