// Text from files and engines, made safe for a terminal: nothing in it can move the cursor or hide what stands there.

/** Controls (C0, DEL, C1), marks that change the direction of writing (CVE-2021-42574) or show nothing, line separators. */
const UNSAFE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Control characters become \r, \x1b, \u{202e} …; line feeds and tabs stay. */
export function visible(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** The same for one line: line feeds and tabs, too, become visible. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

function escapeCharacter(character: string): string {
  if (character === '\r') return '\\r';
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`;
}

/** JSON leaves some of them as they are; a terminal must not obey them there either. The value stays the same. */
export function visibleJson(json: string): string {
  return json.replace(UNSAFE, (character) =>
    [...Array(character.length).keys()].map((index) => `\\u${hex(character.charCodeAt(index), 4)}`).join(''),
  );
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
