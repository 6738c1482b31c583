// How a picture of a terminal is made of what a program writes, and compared with another run.

import { describe, expect, it } from 'vitest';
import { drawTerminal, textOfDrawing } from '../documents/drawing.ts';
import { mask, maskRows } from '../documents/mask.ts';
import { playTerminal } from '../documents/terminal.ts';

const ESCAPE = '\u001b';

const textOf = (written: string, columns = 20): readonly string[] =>
  playTerminal(written, columns).map((line) => line.map(({ text }) => text).join(''));

describe('a terminal', () => {
  it('writes over what is in the row, and erases to its end', () => {
    expect(textOf(`| Looking\r/ Looking\r  Done${ESCAPE}[K\r\nnext`)).toEqual(['  Done', 'next']);
    expect(textOf(`one\r\ntwo${ESCAPE}[1A\r${ESCAPE}[J`)).toEqual([]);
    expect(textOf(`a\bb${ESCAPE}[3Cc${ESCAPE}[1Gd`)).toEqual(['d   c']);
  });

  it('goes on in the next row where one is full, also between wide characters', () => {
    expect(textOf('abcdef', 4)).toEqual(['abcd', 'ef']);
    expect(textOf('abc镜像', 4)).toEqual(['abc', '镜像']);
  });

  it('keeps colours, and drops what is blank at the end', () => {
    const [line] = playTerminal(`${ESCAPE}[1;32mgood${ESCAPE}[0m plain  `, 20);
    expect(line).toMatchObject([
      { text: 'good', style: { colour: 2, bold: true } },
      { text: ' plain', style: { colour: undefined, bold: false } },
    ]);
  });

  it.each([`${ESCAPE}[5n`, `${ESCAPE}]0;title`, `${ESCAPE}[48;5;3m`, '\t'])(
    'does not guess: %j',
    (sequence) => {
      expect(() => playTerminal(sequence, 20)).toThrow('the terminal does not know');
    },
  );
});

describe('a picture', () => {
  it('has the text of the terminal, which can be read out of it again', () => {
    const written = `${ESCAPE}[31merror:${ESCAPE}[39m "a" < b & c`;
    const svg = drawTerminal({ title: 'A & B', columns: 20, lines: playTerminal(written, 20) });
    expect(svg).toContain('aria-label="A &amp; B"');
    expect(svg).toContain('>error:</tspan> &quot;a&quot; &lt; b &amp; c</text>');
    expect(textOfDrawing(svg)).toBe('error: "a" < b & c\n');
  });
});

describe('two runs', () => {
  const digests = ['0'.repeat(64), 'f'.repeat(64)].map((digest) => `sha256:${digest}`);

  it('are compared without times and digests', () => {
    const [one, other] = ['2026-11-22T01:02:03.456Z', '2027-01-01T00:00:00.000Z'].map((time, index) =>
      mask(`1  ${time}  setup  ${index + 7} ms  0.${index} s  ${digests[index]}`),
    );
    expect(one).toBe(other);
    expect(mask('3 mirrors of port 8001, 2 steps')).toBe('3 mirrors of port 8001, 2 steps');
  });

  it('in rows also where a digest is broken over two of them', () => {
    expect(maskRows(`found ${digests[0]?.slice(0, 40)}\n${digests[0]?.slice(40)}  9 ms`)).toBe(
      maskRows(`found ${digests[1]?.slice(0, 39)}\n${digests[1]?.slice(39)} 123 ms`),
    );
    expect(maskRows('served by a')).not.toBe(maskRows('served by b'));
  });
});
