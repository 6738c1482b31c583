// What a terminal shows after a program has written to it: lines of text with colours.
//
// Only what this program and commander write is understood (ECMA-48: SGR, cursor movements, erasing); anything else is an
// error, so that a picture cannot be wrong in silence.

export interface Style {
  /** 0 to 15, as in SGR 30–37 and 90–97; undefined: the terminal's own. */
  readonly colour: number | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underlined: boolean;
}

export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Span[];

const PLAIN: Style = { colour: undefined, bold: false, dim: false, underlined: false };

interface Cell {
  readonly character: string;
  readonly style: Style;
}

interface Screen {
  readonly columns: number;
  readonly rows: Cell[][];
  row: number;
  column: number;
  style: Style;
}

const ESCAPE = '\u001b';

/** A control sequence, a movement, a character, or anything else. */
const TOKEN = new RegExp(`${ESCAPE}\\[([?\\d;]*)([A-Za-z])|([\\r\\n\\b])|(\\P{Cc})|(\\p{Cc})`, 'gu');

/**
 * Plays what was written to a terminal.
 * @param columns how wide it is: longer lines go on in the next row
 * @throws at a control sequence that is not known here
 */
export function playTerminal(written: string, columns: number): readonly Line[] {
  const screen: Screen = { columns, rows: [[]], row: 0, column: 0, style: PLAIN };
  for (const [whole, parameters = '', final, control, character] of written.matchAll(TOKEN)) {
    if (final !== undefined) obey(screen, final, parameters);
    else if (control !== undefined) move(screen, control);
    else if (character !== undefined) put(screen, character);
    else throw new Error(`the terminal does not know ${JSON.stringify(whole)}`);
  }
  const lines = screen.rows.map(spansOf);
  while (lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

function move(screen: Screen, control: string): void {
  if (control === '\r') screen.column = 0;
  else if (control === '\b') screen.column = Math.max(0, screen.column - 1);
  else goTo(screen, screen.row + 1);
}

function goTo(screen: Screen, row: number): void {
  screen.row = Math.max(0, row);
  while (screen.rows.length <= screen.row) screen.rows.push([]);
}

/** Chinese characters take two columns (Unicode TR 11, wide and full-width). */
function widthOf(character: string): number {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
    character,
  )
    ? 2
    : 1;
}

function put(screen: Screen, character: string): void {
  const width = widthOf(character);
  if (screen.column + width > screen.columns) {
    screen.column = 0;
    goTo(screen, screen.row + 1);
  }
  const cells = screen.rows[screen.row] ?? [];
  while (cells.length < screen.column) cells.push({ character: ' ', style: PLAIN });
  cells[screen.column] = { character, style: screen.style };
  if (width === 2) cells[screen.column + 1] = { character: '', style: screen.style };
  screen.column += width;
}

function obey(screen: Screen, final: string, parameters: string): void {
  const count = Number(parameters || '1');
  switch (final) {
    case 'm':
      for (const code of parameters.split(';')) screen.style = restyle(screen.style, Number(code || '0'));
      return;
    case 'K':
      erase(screen, parameters);
      return;
    case 'J':
      erase(screen, parameters);
      screen.rows.splice(screen.row + 1);
      return;
    case 'A':
      goTo(screen, screen.row - count);
      return;
    case 'B':
      goTo(screen, screen.row + count);
      return;
    case 'C':
      screen.column += count;
      return;
    case 'D':
      screen.column = Math.max(0, screen.column - count);
      return;
    case 'G':
      screen.column = count - 1;
      return;
    case 'h':
    case 'l':
      // The cursor is hidden and shown again (?25): pictures have none.
      if (parameters === '?25') return;
  }
  throw new Error(`the terminal does not know CSI ${parameters} ${final}`);
}

function erase(screen: Screen, parameters: string): void {
  const cells = screen.rows[screen.row] ?? [];
  if (parameters === '2') cells.splice(0);
  else if (parameters === '' || parameters === '0') cells.splice(screen.column);
  else throw new Error(`the terminal does not know how to erase ${parameters}`);
}

function restyle(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 4) return { ...style, underlined: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 24) return { ...style, underlined: false };
  if (code === 39) return { ...style, colour: undefined };
  if (code >= 30 && code <= 37) return { ...style, colour: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, colour: code - 82 };
  throw new Error(`the terminal does not know SGR ${code}`);
}

function spansOf(cells: readonly Cell[]): Line {
  const spans: Span[] = [];
  for (const { character, style } of cells) {
    const last = spans.at(-1);
    if (last !== undefined && isSame(last.style, style)) {
      spans.splice(-1, 1, { text: last.text + character, style });
    } else spans.push({ text: character, style });
  }
  const last = spans.at(-1);
  if (last === undefined) return spans;
  const text = last.text.trimEnd();
  return text === ''
    ? spansOf(cells.slice(0, -last.text.length))
    : [...spans.slice(0, -1), { ...last, text }];
}

function isSame(a: Style, b: Style): boolean {
  return a.colour === b.colour && a.bold === b.bold && a.dim === b.dim && a.underlined === b.underlined;
}
