// What differs from one run to the next is made the same, so that two runs can be compared.

type Masks = readonly (readonly [RegExp, string])[];

const CHANGING: Masks = [
  [/sha256:[0-9a-f]{12,64}/g, 'DIGEST'],
  [/\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?/g, 'TIME'],
  [/\d\d:\d\d:\d\d/g, 'TIME'],
  [/[0-9A-F]{2}(?::[0-9A-F]{2}){15,}/g, 'FINGERPRINT'],
  [/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs, 'CERTIFICATE'],
];

/** Of lines that stand as they were written. */
const IN_LINES: Masks = [
  ...CHANGING,
  [/\b\d+(?:[.,]\d+)? ?(?:ms|s)\b/g, 'DURATION'],
  [/\b[0-9a-f]{12,}\b/g, 'DIGEST'],
  [/ {2,}/g, '  '],
];

/** Of text whose breaks and blanks are gone, where no word ends any more. */
const IN_ROWS: Masks = [...CHANGING, [/\d+(?:\.\d+)?m?s/g, 'DURATION']];

/** A text without its times, durations, digests and the widths of columns that come of them. */
export function mask(text: string): string {
  return IN_LINES.reduce((masked, [pattern, word]) => masked.replace(pattern, word), text);
}

/** The same of what stands in a terminal's rows, whose breaks depend on what is masked. */
export function maskRows(text: string): string {
  return IN_ROWS.reduce((masked, [pattern, word]) => masked.replace(pattern, word), text.replace(/\s+/g, ''));
}
