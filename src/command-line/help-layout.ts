// How the help is laid out on a terminal of any width, in letters that take one column or two.

/** Columns where there is no terminal. */
export const HELP_WIDTH = 80;
/** Longer lines are hard to read. */
const WIDEST = 110;
/** In less than this nothing can be laid out. */
const SMALLEST = 40;

/** @param terminal columns of the terminal; Infinity: there is none */
export function helpWidth(terminal: number): number {
  if (terminal === Number.POSITIVE_INFINITY) return HELP_WIDTH;
  return Math.max(SMALLEST, Math.min(terminal, WIDEST));
}

/** Where less than this is left beside an option, what it does stands below it. */
const NARROWEST = 28;

/** Letters and punctuation of East Asia, which take two columns (Unicode's UAX #11, as far as the help uses them). */
const WIDE =
  '\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uff60\\uffe0-\\uffe6';
const WIDE_LETTER = new RegExp(`[${WIDE}]`, 'g');
/** A line may break before each of these: no line begins with a comma or ends with an opening bracket. */
const PIECE = new RegExp(`[（《「“]*(?:[${WIDE}]|[^\\s${WIDE}]+)[，。、；：！？）》」”]*`, 'g');

/** Columns that a text takes. */
export function widthOf(text: string): number {
  return text.length + (text.match(WIDE_LETTER)?.length ?? 0);
}

/** Breaks each line between words, or between letters of East Asia. What fits nowhere stays whole. */
export function foldLines(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => foldLine(line, width))
    .join('\n');
}

function foldLine(line: string, width: number): string {
  const lines: string[] = [];
  let current = '';
  let end = 0;
  for (const { 0: piece, index } of line.matchAll(PIECE)) {
    const next = current === '' ? piece : current + line.slice(end, index) + piece;
    if (current !== '' && widthOf(next) > width) {
      lines.push(current);
      current = piece;
    } else current = next;
    end = index + piece.length;
  }
  return [...lines, current].join('\n');
}

/** An option, argument or command and what it does, beside each other where there is room. */
export function formatItem(term: string, termWidth: number, description: string, width: number): string {
  if (description === '') return `  ${term}`;
  const left = width - termWidth - 4;
  if (left < NARROWEST) return `  ${term}\n${indented(foldLines(description, width - 6), 6)}`;
  const text = indented(foldLines(description, left), termWidth + 4).trimStart();
  return `  ${term}${' '.repeat(termWidth - widthOf(term))}  ${text}`;
}

function indented(text: string, columns: number): string {
  return text.replace(/^/gm, ' '.repeat(columns));
}

/** Examples, which are indented, stay as they are: they are there to be copied. Paragraphs are filled. */
export function foldNotes(notes: string, width: number): string {
  const lines: string[] = [];
  for (const line of notes.split('\n')) {
    const before = lines.at(-1);
    if (before === undefined || !isText(before) || !isText(line)) lines.push(line);
    else lines[lines.length - 1] = `${before}${joint(before, line)}${line}`;
  }
  return lines.map((line) => (isText(line) ? foldLine(line, width) : line)).join('\n');
}

/** Lines of a code and its meaning: what does not fit stands below the meaning. */
export function foldCodes(codes: string, width: number): string {
  return codes.replace(/^( *\d+ {2})(.*)$/gm, (_, code: string, meaning: string) => {
    const folded = foldLines(meaning, width - code.length);
    return code + indented(folded, code.length).trimStart();
  });
}

function isText(line: string): boolean {
  return line !== '' && !line.startsWith(' ');
}

/** East Asia writes no spaces between words, so none comes of a line break. */
function joint(before: string, after: string): string {
  return widthOf(before.slice(-1)) === 2 && widthOf(after.slice(0, 1)) === 2 ? '' : ' ';
}
