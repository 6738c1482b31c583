// PEM and X.509: what others put into a file is never passed on as a certificate unless it is one.

import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import {
  certificatesIn,
  judgeCa,
  readCertificates,
  withoutCertificates,
  writePem,
} from '../../../../src/formats/pem.ts';
import { readCertificate } from '../../../../src/formats/x509.ts';
import type { Random } from '../random.ts';
import { demand, demandSame, expectOk, type Target } from '../target.ts';

const NOW = Date.UTC(2026, 5, 1);
const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

const body = fc.constantFrom('AAAA', 'MIIB\nAAAA', 'not base64!', '', '=', 'AA==\n', 'Proc-Type: 4\n\nAAAA');
const block = fc
  .tuple(
    fc.constantFrom('', 'text\n', ' ', '\uFEFF', '# '),
    fc.constantFrom(
      'CERTIFICATE',
      'CERTIFICATE',
      'PRIVATE KEY',
      'RSA PRIVATE KEY',
      'X509 CRL',
      'CERTIFICATE REQUEST',
    ),
    fc.constantFrom('\n', '\r\n', ' \n', '\t\r\n', ''),
    body,
    fc.constantFrom('CERTIFICATE', 'CERTIFICATE', 'PRIVATE KEY'),
    fc.constantFrom('\n', '', '\r\n', ' trailing\n'),
  )
  .map(
    ([before, label, eol, inside, end, after]) =>
      `${before}-----BEGIN ${label}-----${eol}${inside}\n-----END ${end}-----${after}`,
  );

export const pem: Target = {
  name: 'PEM',
  share: 14,
  material: (files) => ({
    files: [...files('.pem', '.crt', '.key'), Buffer.from(`${BEGIN}\nAAAA\n${END}\n`)],
    words: [
      ...[
        `${BEGIN}\n`,
        `${END}\n`,
        BEGIN,
        END,
        '-----BEGIN PRIVATE KEY-----\n',
        '-----END PRIVATE KEY-----\n',
        '-----',
        '-',
      ],
      ...['\n', '\r\n', '\r', ' ', '\t', '=', 'AAAA', 'Proc-Type: 4,ENCRYPTED\n', '\uFEFF', '#', '\0'],
    ],
  }),
  generated: fc.array(block, { maxLength: 4 }).map((blocks) => blocks.join('')),
  check: checkPem,
};

function checkPem(bytes: Uint8Array, random: Random): void {
  const ders = certificatesIn(bytes);
  const text = Buffer.from(bytes).toString('latin1');
  demandSame(ders, blocksByLine(text), 'other blocks than those found line by line');
  demandSame(certificatesIn(Buffer.from(writePem(ders))), ders, 'what is written reads as something else');
  const gone = new Set(ders.filter(() => random.once(2)));
  const rest = withoutCertificates(bytes, gone);
  const kept = ders.filter((der) => !gone.has(der));
  if (!isNested(text)) demandSame(certificatesIn(rest), kept, 'the certificates of others change');
  const bundle = readCertificates(bytes);
  if (!bundle.ok) return;
  const { pem: written, certificates } = bundle.value;
  demand(
    !/^[ \t]*-----BEGIN [^\r\n]*PRIVATE KEY-----/m.test(text),
    'a private key is passed over in silence',
  );
  demand(!written.includes('PRIVATE') && written.endsWith(`${END}\n`), 'more than certificates');
  demandSame(
    expectOk(readCertificates(Buffer.from(written)), 'the bundle is refused').pem,
    written,
    'another bundle',
  );
  for (const { der, fingerprint } of certificates)
    demandSame(
      new X509Certificate(Buffer.from(der, 'base64')).fingerprint256,
      fingerprint,
      'another certificate',
    );
  judgeCa(bundle.value, NOW, {});
}

/** Where BEGIN and END do not take turns, the lines around a block that goes can become one. */
function isNested(text: string): boolean {
  const words = [...text.matchAll(/-----(BEGIN|END)[^\n]*/g)].map(([, word]) => word);
  const alone = text.match(/-----(?:BEGIN|END) [^\r\n-]+-----[ \t]*(?:\r?\n|$)/g) ?? [];
  return (
    alone.length !== words.length || words.some((word, place) => word !== (place % 2 === 0 ? 'BEGIN' : 'END'))
  );
}

/** A second reader of PEM: line by line, as Go's encoding/pem describes a block. */
function blocksByLine(text: string): readonly string[] {
  const found: string[] = [];
  let inside: { readonly label: string; readonly lines: string[] } | undefined;
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const begin = /^-----BEGIN ([^\r\n-]+)-----[ \t]*$/.exec(line)?.[1];
    const end = /^-----END ([^\r\n-]+)-----[ \t]*$/.exec(line)?.[1];
    if (begin !== undefined) inside = { label: begin, lines: [] };
    else if (inside === undefined) continue;
    else if (end === inside.label) {
      if (end === 'CERTIFICATE') found.push(Buffer.from(inside.lines.join(''), 'base64').toString('base64'));
      inside = undefined;
    } else if (/^[A-Za-z0-9+/=\s]*$/.test(line)) inside.lines.push(line.replace(/\s/g, ''));
    else inside = undefined;
  }
  return found;
}

export const x509: Target = {
  name: 'X.509',
  share: 12,
  material: (files) => ({
    files: files('.pem', '.crt')
      .flatMap((file) => certificatesIn(file))
      .map((der) => Buffer.from(der, 'base64')),
    words: [
      '\x30\x80',
      '\x30\x82\x01\x00',
      '0\0',
      '\x04\x02',
      '\x06\x03U\x1d\x13',
      '\x01\x01\x01',
      '\x03\x02\x01\x06',
      '\x17\x0d',
      '\xa3',
      '\x02\x01\x02',
      '\x05\0',
      '\x06\x81',
      '\x84\x7f',
    ],
  }),
  generated: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  check: checkDer,
};

function checkDer(bytes: Uint8Array): void {
  const read = readCertificate(bytes);
  if (!read.ok) {
    demand(read.error !== '', 'refused without a reason');
    return;
  }
  const certificate = read.value;
  const known = new X509Certificate(bytes);
  demandSame(
    Buffer.compare(Buffer.from(certificate.der, 'base64'), bytes),
    0,
    'not the bytes that were given',
  );
  demandSame(certificate.fingerprint, known.fingerprint256, 'another fingerprint');
  demand(certificate.notAfter === Date.parse(known.validTo), 'another date');
  if (certificate.selfSigned) demand(known.verify(known.publicKey), 'no signature of its own');
  judgeCa({ pem: '', certificates: [certificate] }, NOW, {});
}
