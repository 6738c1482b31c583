// DER as far as certificates need it: elements, their children, object identifiers.

/** The tags that are looked for (X.690, 8.1.2; RFC 5280, 4.1). */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  identifier: 0x06,
  dnsName: 0x82,
  uri: 0x86,
  address: 0x87,
  version: 0xa0,
  extensions: 0xa3,
} as const;

/** One DER element: its tag, its content, and the offset behind it. */
export interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly end: number;
}

const isConstructed = (element: Element): boolean => (element.tag & 0x20) !== 0;

/** Tag, length (short, or up to four bytes), content (X.690, 8.1); undefined where the bytes do not hold one. */
export function readElement(bytes: Uint8Array, offset: number): Element | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (more > 4 || first === 0x80) return undefined;
  const start = offset + 2 + more;
  const long = bytes.subarray(offset + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = start + (first < 0x80 ? first : long);
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(start, end), end };
}

export function childrenOf(parent: Element): readonly Element[] {
  const children: Element[] = [];
  let next = readElement(parent.content, 0);
  while (next !== undefined) {
    children.push(next);
    next = readElement(parent.content, next.end);
  }
  return children;
}

/** Every object identifier in an element, in order; `depth` levels below it, so that no input exhausts the stack. */
export function identifiersIn(element: Element, depth = 8): readonly string[] {
  if (element.tag === TAG.identifier) return [identifier(element.content)];
  if (!isConstructed(element) || depth === 0) return [];
  return childrenOf(element).flatMap((child) => identifiersIn(child, depth - 1));
}

/** The dotted form of an object identifier: base 128, the first two arcs in one number (X.690, 8.19). */
export function identifier(content: Uint8Array): string {
  const numbers: number[] = [];
  let number = 0;
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(number);
      number = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const arc = Math.min(Math.floor(first / 40), 2);
  return [arc, first - arc * 40, ...rest].join('.');
}
