import { expect, test } from 'vitest';
import { finding } from '../../../src/model/finding.ts';
import { discreet } from '../../../src/report/discreet.ts';

const shownAs = (path: string) => discreet(finding('error', 'FILE_UNREADABLE', { error: path }, { path }));

test.each([
  ['https://u:p@m/ca.crt', 'https://***@m/ca.crt'],
  ['/root/https:/u:p@m/c', '/root/https:/***@m/c'],
  ['u:p@m=/etc/ca.crt', '***@m=/etc/ca.crt'],
  ['m=u:p@h', 'm=***@h'],
  ['http://m?token=p', 'http://m?token=***'],
  ['"password": "p"', '"password": "***"'],
])('%s is said as %s', (typed, said) =>
  expect(shownAs(typed)).toMatchObject({ path: said, arguments: { error: said } }),
);

test.each([
  '/etc/docker/certs.d/m:5000/ca.crt',
  'user@1000.service',
  `alpine:3.19@sha256:${'a'.repeat(64)}`,
  '[::1]:5000',
])('%s stays', (path) => expect(shownAs(path)).toMatchObject({ path, arguments: { error: path } }));

test.each([
  ['a:='.repeat(300_000)],
  [`"${'a/b:c='.repeat(150_000)}`],
  ['token='.repeat(150_000)],
  ['x'.repeat(1_000_000)],
  ['@'.repeat(500_000)],
  [`u:p@h//${'u:p@'.repeat(200_000)}`],
])('a text of any length is masked in one pass (%#)', (text) => {
  const begun = performance.now();
  discreet({ text: text.slice(0, text.length / 10) });
  const short = performance.now() - begun;
  const again = performance.now();
  discreet({ text });
  // Ten times the text; squared it would be a hundred times.
  expect(performance.now() - again).toBeLessThan(40 * Math.max(short, 20));
});
