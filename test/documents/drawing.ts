// A terminal as an SVG: text that can be selected and searched, no font and nothing else from outside.

import type { Line, Span, Style } from './terminal.ts';

/** Sixteen colours on a dark ground, each with a contrast of 4.5 : 1 or more (WCAG 2.2, 1.4.3) but black itself. */
const COLOURS = [
  ...['#6b7380', '#ff7b72', '#57c66a', '#e3b341', '#79b8ff', '#d2a8ff', '#56d4dd', '#d8dee6'],
  ...['#8b949e', '#ffa198', '#7ee787', '#f2cc60', '#a5d6ff', '#e2c5ff', '#8ee6ec', '#ffffff'],
];
const GROUND = '#161b22';
const TEXT = '#d8dee6';
const SIZE = 14;
const COLUMN = 8.43;
const ROW = 19;
const MARGIN = 18;
const BAR = 30;

export interface Picture {
  /** What it shows, in a sentence: for those who do not see it. */
  readonly title: string;
  readonly columns: number;
  readonly lines: readonly Line[];
}

/** Draws lines of a terminal in a window. */
export function drawTerminal({ title, columns, lines }: Picture): string {
  const width = Math.ceil(columns * COLUMN + 2 * MARGIN);
  const height = BAR + lines.length * ROW + MARGIN;
  const rows = lines.map((line, index) => drawLine(line, BAR + (index + 1) * ROW - 5));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${toXml(title)}">`,
    `<title>${toXml(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>`,
    ...['#ff5f57', '#febc2e', '#28c840'].map(
      (colour, index) => `<circle cx="${MARGIN + index * 18}" cy="16" r="5" fill="${colour}"/>`,
    ),
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${SIZE}" fill="${TEXT}" xml:space="preserve" style="white-space:pre">`,
    ...rows.filter((row) => row !== ''),
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

function drawLine(line: Line, y: number): string {
  if (line.length === 0) return '';
  return `<text x="${MARGIN}" y="${y}">${line.map(drawSpan).join('')}</text>`;
}

function drawSpan({ text, style }: Span): string {
  const look = lookOf(style);
  return look === '' ? toXml(text) : `<tspan${look}>${toXml(text)}</tspan>`;
}

function lookOf({ colour, bold, dim, underlined }: Style): string {
  const fill = colour === undefined ? '' : ` fill="${COLOURS[colour]}"`;
  const weight = bold ? ' font-weight="bold"' : '';
  const opacity = dim ? ' opacity="0.7"' : '';
  return `${fill}${weight}${opacity}${underlined ? ' text-decoration="underline"' : ''}`;
}

function toXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** What a reader sees in such a picture, row by row. */
export function textOfDrawing(svg: string): string {
  const rows = [...svg.matchAll(/^<text [^>]*>(.*)<\/text>$/gm)].map(([, row = '']) =>
    row.replace(/<[^>]*>/g, ''),
  );
  return `${rows.map(fromXml).join('\n')}\n`;
}

function fromXml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}
