// What is pasted into a shell is one word of it, whatever a registry has put into it.

import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { finding } from '../../../src/model/finding.ts';
import { shellWord } from '../../../src/model/shell-word.ts';
import { englishOf } from '../../support/english.ts';

const NASTY = [
  "https://r/'; touch /tmp/x; '",
  'http://r/$(id)',
  'a b',
  '`id`',
  "'",
  '\\',
  '',
  'https://r/v2/?a=1&b=2',
];

it.each(NASTY)('%j is one word', (text) => {
  const echoed = execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' });
  expect(echoed).toBe(text);
});

it('hints have words of registries quoted', () => {
  const realm = "http://r/'; touch /tmp/x; '";
  const said = [
    englishOf(finding('error', 'REALM_UNREACHABLE', { registry: 'r', realm, error: 'ECONNREFUSED' })),
    englishOf(
      finding('error', 'REDIRECTED', {
        registry: 'r',
        url: 'http://r/v2/',
        status: 302,
        location: realm.replace('http', 'https'),
      }),
    ),
  ];
  for (const { hint } of said) expect(hint).not.toContain("r/'; touch");
});
