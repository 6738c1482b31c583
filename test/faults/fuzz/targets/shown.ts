// What is shown of files: a difference that a second program can apply, with secrets masked.

import fc from 'fast-check';
import { unifiedDiff } from '../../../../src/formats/diff.ts';
import { maskSecrets } from '../../../../src/formats/mask-secrets.ts';
import type { Random } from '../random.ts';
import { demand, demandSame, type Target } from '../target.ts';

const line = fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', '-x\n', '+y\n', '@@ -1 +1 @@\n', '\\ No newline\n');

export const shown: Target = {
  name: 'differences',
  share: 16,
  material: (files) => ({
    files: files('daemon.json', '.conf', '/hosts'),
    words: [
      ...[
        '\n',
        '\r\n',
        '\r',
        '-',
        '+',
        '@@',
        '"registry-password": "',
        "token = '",
        'SECRET=',
        '"',
        "'",
        '\\',
        'a',
        '.',
      ],
      ...['http://user:', '@', 'https://', 'api-key', ':', '=', '\\/\\/', '"splunk-token":"x"'],
    ],
  }),
  generated: fc.array(line, { maxLength: 20 }).map((lines) => lines.join('')),
  check: (bytes, random) => checkText(Buffer.from(bytes).toString('latin1'), random),
};

function checkText(text: string, random: Random): void {
  const masked = maskSecrets(text);
  demandSame(masked.split('\n').length, text.split('\n').length, 'masking joins or splits lines');
  demandSame(maskSecrets(masked), masked, 'masking twice gives something else');
  const lines = linesOf(text);
  const others = lines.flatMap((one) => {
    if (random.once(6)) return [];
    return random.once(6) ? [one, `added ${random.below(4)}\n`] : [one];
  });
  const after = random.once(4) ? others.join('').replace(/\n$/, '') : others.join('');
  const diff = unifiedDiff('/etc/a', text, after);
  demandSame(diff === '', text === after, 'a difference without a difference');
  if (diff !== '') demandSame(apply(lines, diff), after, 'the difference does not lead to the new text');
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What patch(1) does with a unified difference that fits. */
function apply(before: readonly string[], diff: string): string {
  const result: string[] = [];
  let at = 0;
  let sign = '';
  for (const one of linesOf(diff).slice(2)) {
    if (one.startsWith('\\')) {
      if (sign === '+') result.push((result.pop() ?? '').replace(/\n$/, ''));
      continue;
    }
    sign = one.charAt(0);
    const present = before[at];
    if (sign === '@') {
      const [, start = '', count] = /^@@ -([0-9]+)(?:,([0-9]+))? /.exec(one) ?? [];
      const first = Number(start) - (count === '0' ? 0 : 1);
      result.push(...before.slice(at, first));
      at = first;
    } else if (sign === '+') {
      result.push(one.slice(1));
    } else {
      demand(
        present !== undefined && `${present}\n`.startsWith(one.slice(1)),
        'a line that is not there',
        one,
      );
      if (sign === ' ') result.push(present);
      at += 1;
    }
  }
  return [...result, ...before.slice(at)].join('');
}
