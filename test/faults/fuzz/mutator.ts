// The byte mutator: files that people wrote, damaged and rearranged in a few places, or grown to a great size.

import type { Random } from './random.ts';

/** What mutations are made of: whole files, and words that mean something to the format. */
export interface Material {
  readonly files: readonly Uint8Array[];
  readonly words: readonly string[];
}

/** Beyond this a mutated file is cut: many small cases find more than a few big ones. Grown ones are bigger. */
const LONGEST = 8192;

/** Bytes with a meaning of their own somewhere: ends, quotes, brackets, lead and tail bytes of UTF-8. */
const TELLING = [
  0x00, 0x09, 0x0a, 0x0b, 0x0d, 0x1b, 0x20, 0x22, 0x23, 0x27, 0x2c, 0x2d, 0x2f, 0x3a, 0x3d, 0x5b, 0x5c, 0x5d,
  0x7b, 0x7d, 0x7f, 0x80, 0x85, 0xa0, 0xc0, 0xc3, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xff,
];

type Mutation = (bytes: Buffer, random: Random, material: Material) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => change(bytes, random, (byte) => byte ^ (1 << random.below(8))),
  (bytes, random) => change(bytes, random, () => random.pick(TELLING)),
  (bytes, random) => splice(bytes, rangeOf(bytes, random), Buffer.alloc(0)),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => insert(bytes, random, Buffer.from([random.pick(TELLING)])),
  (bytes, random, { words }) => insert(bytes, random, Buffer.from(random.pick(words))),
  (bytes, random, { words }) => splice(bytes, rangeOf(bytes, random), Buffer.from(random.pick(words))),
  (bytes, random) => insert(bytes, random, piece(bytes, random)),
  (bytes, random) => {
    const range = rangeOf(bytes, random);
    return insert(splice(bytes, range, Buffer.alloc(0)), random, bytes.subarray(...range));
  },
  (bytes, random, { files }) => insert(bytes, random, piece(Buffer.from(random.pick(files)), random)),
  (bytes, random) => mapLines(bytes, (lines) => lines.toSpliced(random.below(lines.length), 1)),
  (bytes, random) =>
    mapLines(bytes, (lines) => lines.toSpliced(random.below(lines.length), 0, random.pick(lines))),
  (bytes, random) =>
    mapLines(bytes, (lines) => {
      const [line = ''] = lines.splice(random.below(lines.length), 1);
      return lines.toSpliced(random.below(lines.length + 1), 0, line);
    }),
  (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
];

/** One of the files with one to eight mutations, most often one or two; now and then none. */
export function mutate(random: Random, material: Material): Uint8Array {
  let bytes: Buffer = Buffer.from(random.pick(material.files)).subarray(0, LONGEST);
  if (random.once(50)) return bytes;
  do bytes = random.pick(MUTATIONS)(bytes, random, material).subarray(0, LONGEST);
  while (!random.once(2));
  return bytes;
}

/** A file in which a piece (a word, a line, a few bytes, a bracket) comes again and again, whole or cut off behind it. */
export interface Grown {
  of(size: number): Uint8Array;
}

/** What opens and what closes it: a file can be long, and it can be deep. */
const NESTS: readonly (readonly [string, string])[] = [
  ['[', ']'],
  ['{"a":', '1}'],
  ['{a:[', ']}'],
  ['{a=[', ']}'],
  ['[{"a":', '}]'],
];

export function grow(random: Random, material: Material): Grown {
  const file = Buffer.from(random.pick(material.files)).subarray(0, LONGEST);
  const at = random.once(2) ? random.below(file.length + 1) : random.pick(lineStarts(file));
  const tail = random.once(3) ? Buffer.alloc(0) : file.subarray(at);
  const [open, close] = repeatedPiece(random, material, file);
  return {
    of: (size) => {
      const times = Math.max(1, Math.floor(size / (open.length + close.length)));
      const grown = [Buffer.alloc(times * open.length, open), Buffer.alloc(times * close.length, close)];
      return Buffer.concat([file.subarray(0, at), ...grown, tail]);
    },
  };
}

function repeatedPiece(random: Random, { words }: Material, file: Buffer): readonly [Buffer, Buffer] {
  if (random.once(10)) {
    const [open, close] = random.pick(NESTS);
    return [Buffer.from(open), Buffer.from(random.once(4) ? '' : close)];
  }
  const starts = lineStarts(file);
  const from = random.pick(starts);
  const pieces = [
    Buffer.from(random.pick(words)),
    Buffer.from(random.pick(words) + random.pick(words)),
    Buffer.from([random.pick(TELLING)]),
    Buffer.from(random.pick([' ', '\t', '\\', '\\\n', '"', '\\"', '\n', '#\n', ' #', '/', '-', '@', '.'])),
    file.subarray(from, starts.find((start) => start > from) ?? file.length),
    piece(file, random),
  ];
  const chosen = random.pick(pieces);
  return [chosen.length === 0 ? Buffer.from(' ') : chosen, Buffer.alloc(0)];
}

function lineStarts(bytes: Buffer): readonly number[] {
  const starts = [0];
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) starts.push(at + 1);
  return starts;
}

/** A short range more often than a long one. */
function rangeOf(bytes: Buffer, random: Random): [number, number] {
  const start = random.below(bytes.length + 1);
  const length = random.below(random.pick([2, 5, 17, 65, 1025]));
  return [start, Math.min(bytes.length, start + length)];
}

function piece(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(...rangeOf(bytes, random));
}

function change(bytes: Buffer, random: Random, to: (byte: number) => number): Buffer {
  const changed = Buffer.from(bytes);
  const at = random.below(bytes.length);
  if (bytes.length > 0) changed[at] = to(bytes[at] ?? 0);
  return changed;
}

function insert(bytes: Buffer, random: Random, added: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  return splice(bytes, [at, at], added);
}

function splice(bytes: Buffer, [start, end]: readonly [number, number], put: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(end)]);
}

function mapLines(bytes: Buffer, map: (lines: string[]) => readonly string[]): Buffer {
  return Buffer.from(map(bytes.toString('latin1').split('\n')).join('\n'), 'latin1');
}
