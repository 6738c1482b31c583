// Patterns of file names as Go has them (path/filepath, Match), for one name at a time: no slash comes into it. Pure.

/** `*`, or what one character may be. */
type Token = 'any' | ((char: string) => boolean);

interface Read {
  readonly token: Token;
  readonly next: number;
}

/** Whether a name fits as a whole. A malformed pattern fits nothing: containerd does not start with it. */
export function fitsPattern(pattern: string, name: string): boolean {
  const tokens = tokensOf([...pattern]);
  return tokens !== undefined && fits(tokens, [...name]);
}

/** Goes through the name once, with the number of tokens that each way so far has used up. */
function fits(tokens: readonly Token[], name: readonly string[]): boolean {
  let reached = passStars(tokens, new Set([0]));
  for (const char of name) {
    const next = new Set<number>();
    for (const at of reached) {
      const token = tokens[at];
      if (token === 'any') next.add(at);
      else if (token?.(char) === true) next.add(at + 1);
    }
    reached = passStars(tokens, next);
  }
  return reached.has(tokens.length);
}

/** A star may stand for nothing. */
function passStars(tokens: readonly Token[], reached: Set<number>): Set<number> {
  // A set that grows while it is gone through is gone through to its new end.
  for (const at of reached) if (tokens[at] === 'any') reached.add(at + 1);
  return reached;
}

/** @returns undefined: malformed */
function tokensOf(pattern: readonly string[]): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; ) {
    const read = readToken(pattern, at);
    if (read === undefined) return undefined;
    tokens.push(read.token);
    at = read.next;
  }
  return tokens;
}

function readToken(pattern: readonly string[], at: number): Read | undefined {
  switch (pattern[at]) {
    case '*':
      return { token: 'any', next: at + 1 };
    case '?':
      return { token: () => true, next: at + 1 };
    case '[':
      return readClass(pattern, at + 1);
    default: {
      const [char, next] = readChar(pattern, at);
      return char === undefined ? undefined : { token: (one) => one === char, next };
    }
  }
}

/** `[a-z]`, `[^a-z]`; a range that goes down holds nothing, a class without any range is malformed. */
function readClass(pattern: readonly string[], start: number): Read | undefined {
  const isNegated = pattern[start] === '^';
  const ranges: (readonly [string, string])[] = [];
  let at = isNegated ? start + 1 : start;
  while (pattern[at] !== ']' || ranges.length === 0) {
    const [low, after] = readMember(pattern, at);
    const [high, next] = pattern[after] === '-' ? readMember(pattern, after + 1) : [low, after];
    if (low === undefined || high === undefined) return undefined;
    ranges.push([low, high]);
    at = next;
  }
  const token = (char: string) =>
    ranges.some(([low, high]) => codeOf(low) <= codeOf(char) && codeOf(char) <= codeOf(high)) !== isNegated;
  return { token, next: at + 1 };
}

function readMember(pattern: readonly string[], at: number): readonly [string | undefined, number] {
  return pattern[at] === '-' || pattern[at] === ']' ? [undefined, at] : readChar(pattern, at);
}

/** A backslash takes the next character for itself. */
function readChar(pattern: readonly string[], at: number): readonly [string | undefined, number] {
  return pattern[at] === '\\' ? [pattern[at + 1], at + 2] : [pattern[at], at + 1];
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}
