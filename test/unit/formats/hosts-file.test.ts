// Marked lines of /etc/hosts: what is read, what an edit changes, and that taking out restores the bytes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editHostAliases, type HostAlias, readHostAliases } from '../../../src/formats/hosts-file.ts';

const hub = { name: 'nexushub.com', address: '192.168.56.11' };
const six = { name: 'r1.test', address: 'fd00::11' };

function edit(text: string, ...aliases: HostAlias[]): string {
  const result = editHostAliases(text, aliases);
  if (!result.ok) throw new Error(result.error.code);
  return result.value.text;
}

describe('readHostAliases', () => {
  it('lists every name of every line with its place and owner', () => {
    const text = [
      '127.0.0.1\tlocalhost loop # of the system',
      '# 10.0.0.1 commented',
      '',
      ' ::1 ip6-localhost#tight',
      '192.168.56.11 nexushub.com # registry-client\r',
      '10.0.0.9 other # registry-clients',
      '10.0.0.10',
      '10.0.0.11 last # registry-client: by hand',
    ].join('\n');
    const entry = (address: string, name: string, line: number, column: number, ours = false) => ({
      address,
      name,
      ours,
      position: { line, column },
    });
    expect(readHostAliases(text)).toEqual([
      entry('127.0.0.1', 'localhost', 1, 11),
      entry('127.0.0.1', 'loop', 1, 21),
      entry('::1', 'ip6-localhost', 4, 6),
      entry('192.168.56.11', 'nexushub.com', 5, 15, true),
      entry('10.0.0.9', 'other', 6, 10),
      entry('10.0.0.11', 'last', 8, 11),
    ]);
  });
});

describe('editHostAliases', () => {
  it.each([
    [
      'a file with a final line end',
      '127.0.0.1 localhost\n',
      '127.0.0.1 localhost\n192.168.56.11 nexushub.com # registry-client\n',
    ],
    [
      'a file without one',
      '127.0.0.1 localhost',
      '127.0.0.1 localhost\n192.168.56.11 nexushub.com # registry-client',
    ],
    ['an empty file', '', '192.168.56.11 nexushub.com # registry-client\n'],
    ['CRLF', '::1 a\r\n::2 b\r\n', '::1 a\r\n::2 b\r\n192.168.56.11 nexushub.com # registry-client\r\n'],
    [
      'CRLF without a final one',
      '::1 a\r\n::2 b',
      '::1 a\r\n::2 b\r\n192.168.56.11 nexushub.com # registry-client',
    ],
    [
      'a lone carriage return at the end',
      '::1 a\r',
      '::1 a\r\r\n192.168.56.11 nexushub.com # registry-client',
    ],
  ])('appends to %s, and takes out again', (_, before, after) => {
    expect(edit(before, hub)).toBe(after);
    expect(edit(after)).toBe(before);
  });

  it('changes nothing when all is there already, whatever the case of the name', () => {
    const text = '192.168.56.11   NexusHub.com\t# registry-client\n::1 localhost\n';
    expect(edit(text, hub)).toBe(text);
  });

  it('changes an address in place and keeps remarks behind the mark', () => {
    const text = '10.0.0.1  nexushub.com  # registry-client  moves in May\n::1 localhost\n';
    expect(edit(text, hub)).toBe(
      '192.168.56.11  nexushub.com  # registry-client  moves in May\n::1 localhost\n',
    );
    expect(edit(text)).toBe('# moves in May\n::1 localhost\n');
  });

  it('keeps a comment behind our comment as it is', () => {
    expect(edit('10.0.0.1 a # registry-client # why\n')).toBe('# why\n');
  });

  it('leaves lines of others alone, also those with the same name', () => {
    const text = '10.0.0.1 nexushub.com\n10.0.0.2 nexushub.com # registry-clientele\n';
    expect(edit(text, hub)).toBe(`${text}192.168.56.11 nexushub.com # registry-client\n`);
  });

  it('takes a name from a line of ours that has several, and puts a moved one on its own line', () => {
    const text = '192.168.56.11 nexushub.com more # registry-client\n';
    expect(edit(text, hub)).toBe('192.168.56.11 nexushub.com # registry-client\n');
    expect(edit(text, hub, { name: 'more', address: '10.0.0.1' })).toBe(
      '192.168.56.11 nexushub.com # registry-client\n10.0.0.1 more # registry-client\n',
    );
  });

  it('takes out second lines for the same alias, and lets a name have an address of each family', () => {
    const line = '192.168.56.11 nexushub.com # registry-client\n';
    expect(edit(line + line, hub)).toBe(line);
    expect(edit(line + line, hub, { name: hub.name, address: 'fd00::1' })).toBe(
      `${line}fd00::1 nexushub.com # registry-client\n`,
    );
  });

  it('writes an alias that is asked for twice once', () => {
    expect(edit('', hub, hub)).toBe('192.168.56.11 nexushub.com # registry-client\n');
  });

  it.each(['', 'two words', 'a#b', 'a\nb'])('refuses %j as a name or an address', (value) => {
    const refused = { ok: false, error: { code: 'BAD_VALUE', detail: { found: value } } };
    expect(editHostAliases('', [{ name: value, address: '::1' }])).toEqual(refused);
    expect(editHostAliases('', [{ name: 'a', address: value }])).toEqual(refused);
  });

  it('restores the bytes after any edits in between, one alias or several', () => {
    const foreign = fc
      .tuple(
        fc.array(
          fc.constantFrom(
            '127.0.0.1 localhost',
            '',
            '# registry-client',
            ' ::1\ta b # c',
            '\r',
            '10.0.0.1 r1.test',
          ),
        ),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
      )
      .map(([lines, eol, final]) => lines.join(eol) + (final ? eol : ''));
    const aliases = fc.subarray([
      hub,
      six,
      { name: 'r1.test', address: '10.0.0.7' },
      { ...hub, address: '10.0.0.8' },
    ]);
    fc.assert(
      fc.property(foreign, fc.array(aliases, { maxLength: 4 }), (text, steps) => {
        const edited = steps.reduce((current, step) => edit(current, ...step), text);
        const wanted = steps.at(-1) ?? [];
        expect(readHostAliases(edited).filter((entry) => entry.ours).length).toBe(wanted.length);
        expect(edit(edited, ...wanted)).toBe(edited);
        expect(edit(edited)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
