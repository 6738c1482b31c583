// CA files as people have them: what is read, what is refused, and by which rule.

import { afterAll, describe, expect, it } from 'vitest';
import {
  certificatesIn,
  judgeCa,
  readCertificates,
  withoutCertificates,
  writePem,
} from '../../../src/formats/pem.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { CA, type CertificateWish, LEAF, openCertificateMaker } from '../../support/certificate-maker.ts';

const maker = openCertificateMaker();
afterAll(() => maker?.close());
const DAY = 86_400_000;

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function reasonOf(text: string | Uint8Array): string {
  const read = readCertificates(typeof text === 'string' ? bytes(text) : text);
  return read.ok ? 'accepted' : `${read.error.reason} ${read.error.detail}`.trim();
}

function judge(pem: string, now = Date.now()): readonly string[] {
  const read = readCertificates(bytes(pem));
  if (!read.ok) throw new Error(read.error.reason);
  return judgeCa(read.value, now, { path: 'ca.crt' }).map(inWords);
}

function inWords(found: Finding): string {
  if (found.code === 'CA_UNUSABLE') return `${found.arguments.reason} ${found.arguments.detail}`.trim();
  if (found.code === 'CA_EXPIRES_SOON') return `${found.severity} ${found.code} ${found.arguments.days}`;
  return `${found.severity} ${found.code}`;
}

describe.skipIf(maker === undefined)('with certificates of openssl', () => {
  const make = (wish: CertificateWish): string => maker?.make(wish) ?? '';
  const root = make({ name: 'root', extensions: CA });
  const second = make({ name: 'second', extensions: CA });
  const leaf = make({ name: 'leaf', extensions: LEAF, issuer: 'root' });
  const key = maker?.read('root.key').toString('latin1') ?? '';

  describe('reading', () => {
    it('gives a plain file back as it is', () => {
      const read = readCertificates(bytes(root));
      expect(read).toMatchObject({ ok: true, value: { pem: root, certificates: [{ subject: 'CN=root' }] } });
    });

    it('knows the fingerprint that openssl prints', () => {
      const read = readCertificates(bytes(root));
      const printed = maker?.run('x509', '-in', 'root.crt', '-noout', '-fingerprint', '-sha256').toString();
      expect(printed?.toLowerCase()).toContain(
        read.ok ? read.value.certificates[0]?.fingerprint.toLowerCase() : '?',
      );
    });

    it('finds every certificate of a bundle, each once, in order', () => {
      const read = readCertificates(bytes(second + root + second));
      expect(read).toMatchObject({ ok: true, value: { pem: second + root } });
    });

    it.each([
      ['CRLF', root.replaceAll('\n', '\r\n')],
      ['a byte-order mark', `\xef\xbb\xbf${root}`],
      ['text around the block', `Certificate:\n  Data: -- x\n${root}\nthe end`],
      ['indentation', root.replace(/^/gm, '    ')],
      ['no final newline', root.trimEnd()],
      ['long lines', writePem(certificatesIn(bytes(root))).replace(/(.{64})\n/g, '$1')],
    ])('normalises %s', (_, text) => {
      expect(readCertificates(bytes(text))).toMatchObject({ ok: true, value: { pem: root } });
    });

    it.each([
      ['a private key beside it', root + key, 'private-key PRIVATE KEY'],
      ['a private key whose block is cut off', root + key.slice(0, 60), 'private-key PRIVATE KEY'],
      [
        'an encrypted key',
        `${root}-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n`,
        'private-key RSA PRIVATE KEY',
      ],
      ['a request', maker?.read('root.csr').toString() ?? '', 'not-a-certificate CERTIFICATE REQUEST'],
      [
        'an OpenSSL trust',
        root.replaceAll(' CERT', ' TRUSTED CERT'),
        'not-a-certificate TRUSTED CERTIFICATE',
      ],
      ['nothing', '', 'no-certificate'],
      ['a web page', '<html></html>', 'no-certificate'],
      ['the first half', root.slice(0, 200), 'unreadable-certificate cut-off'],
      ['a bundle that is cut off', root + second.slice(0, 200), 'unreadable-certificate cut-off'],
      ['headers in the block', root.replace('\n', '\nProc-Type: 4\n\n'), 'unreadable-certificate cut-off'],
    ])('refuses %s', (_, text, reason) => expect(reasonOf(text)).toBe(reason));

    it('says of DER what it is', () => {
      maker?.run('x509', '-in', 'root.crt', '-outform', 'der', '-out', 'root.der');
      expect(reasonOf(maker?.read('root.der') ?? new Uint8Array())).toBe('der');
    });

    it('refuses a certificate with bytes changed or appended', () => {
      const der = Buffer.from(certificatesIn(bytes(root))[0] ?? '', 'base64');
      expect(reasonOf(writePem([Buffer.concat([der, Buffer.from([0])]).toString('base64')]))).toBe(
        'unreadable-certificate not-der',
      );
      expect(
        reasonOf(writePem([Buffer.from(der.map((b, i) => (i === 5 ? b ^ 0x10 : b))).toString('base64')])),
      ).toMatch(/^unreadable-certificate ./);
    });

    it('names the place of the bad one in a bundle', () => {
      const read = readCertificates(bytes(root + writePem(['AAAA'])));
      expect(read).toMatchObject({ ok: false, error: { subject: '', number: 2 } });
    });
  });

  describe('as the engines read it', () => {
    it('passes over what is no certificate', () =>
      expect(certificatesIn(bytes(`junk\n${key}${root}`))).toEqual(certificatesIn(bytes(root))));
    it('does not see an indented or a marked block, as Go does not', () => {
      expect(certificatesIn(bytes(root.replace(/^/gm, ' ')))).toEqual([]);
      expect(certificatesIn(bytes(`\xef\xbb\xbf${root}`))).toEqual([]);
    });
    it('takes a certificate out and leaves every other byte', () => {
      const text = `# ours\r\n${root}# theirs \xe9\n${second}tail`;
      const rest = withoutCertificates(bytes(text), new Set(certificatesIn(bytes(root))));
      expect(Buffer.from(rest).toString('latin1')).toBe(`# ours\r\n# theirs \xe9\n${second}tail`);
    });
  });

  describe('judging', () => {
    it('takes a root without keyUsage, as openssl makes it', () => expect(judge(root)).toEqual([]));

    it.each<[string, Omit<CertificateWish, 'name'>, readonly string[]]>([
      ['keyCertSign', { extensions: [...CA, 'keyUsage=critical,keyCertSign,cRLSign'] }, []],
      [
        'keyUsage without keyCertSign',
        { extensions: [...CA, 'keyUsage=digitalSignature,cRLSign'] },
        ['no-key-cert-sign'],
      ],
      [
        'only decipherOnly in keyUsage',
        { extensions: [...CA, 'keyUsage=decipherOnly'] },
        ['no-key-cert-sign'],
      ],
      [
        'extendedKeyUsage for clients',
        { extensions: [...CA, 'extendedKeyUsage=clientAuth'] },
        ['no-server-auth'],
      ],
      ['extendedKeyUsage for servers', { extensions: [...CA, 'extendedKeyUsage=serverAuth'] }, []],
      ['a path length', { extensions: ['basicConstraints=CA:TRUE,pathlen:0'] }, []],
      ['version 1', {}, []],
      ['an empty subject', { extensions: CA, subject: '/' }, []],
      ['a self-signed leaf', { extensions: LEAF }, ['warning CA_SELF_SIGNED_LEAF']],
      [
        "a self-signed leaf with a leaf's keyUsage",
        { extensions: [...LEAF, 'keyUsage=digitalSignature'] },
        ['warning CA_SELF_SIGNED_LEAF'],
      ],
      [
        'a self-signed leaf for clients',
        { extensions: [...LEAF, 'extendedKeyUsage=clientAuth'] },
        ['no-server-auth'],
      ],
      ['a leaf', { extensions: LEAF, issuer: 'root' }, ['leaf CN=root']],
      [
        'a leaf with the name of its CA',
        { extensions: LEAF, issuer: 'root', subject: '/CN=root' },
        ['leaf CN=root'],
      ],
      ['a leaf of version 1', { issuer: 'root' }, ['leaf CN=root']],
      ['an intermediate CA', { extensions: CA, issuer: 'root' }, []],
      ['RSA 2048', { extensions: CA, key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'] }, []],
      [
        'RSA 1024',
        { extensions: CA, key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'] },
        ['weak-key RSA 1024'],
      ],
      ['P-521', { extensions: CA, key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'] }, []],
      [
        'P-224',
        { extensions: CA, key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-224'] },
        ['weak-key secp224r1'],
      ],
      [
        'a curve that Go has not',
        { extensions: CA, key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:secp256k1'] },
        ['unsupported-key secp256k1'],
      ],
      ['Ed25519', { extensions: CA, key: ['-algorithm', 'ED25519'] }, []],
      ['Ed448', { extensions: CA, key: ['-algorithm', 'ED448'] }, ['unsupported-key ed448']],
      ['SHA-1 with ECDSA', { extensions: CA, signature: ['-sha1'] }, ['weak-signature SHA-1']],
      ['SHA-512', { extensions: CA, signature: ['-sha512'] }, []],
      [
        'MD5',
        {
          extensions: CA,
          signature: ['-md5'],
          key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
        },
        ['weak-signature MD5'],
      ],
      [
        'RSASSA-PSS with SHA-256',
        {
          extensions: CA,
          signature: ['-sha256', '-sigopt', 'rsa_padding_mode:pss'],
          key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
        },
        [],
      ],
      [
        'RSASSA-PSS with SHA-1',
        {
          extensions: CA,
          signature: ['-sha1', '-sigopt', 'rsa_padding_mode:pss'],
          key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
        },
        ['weak-signature SHA-1'],
      ],
    ])('%s', (name, wish, expected) => {
      expect(judge(make({ name: name.replace(/\W/g, '-'), ...wish }))).toEqual(expected);
    });

    it('finds the leaf in a chain', () => expect(judge(leaf + root)).toEqual(['leaf CN=root']));

    it('counts the days', () => {
      const pem = make({ name: 'brief', extensions: CA, days: 40 });
      const start = Date.now();
      expect(judge(pem, start + 5 * DAY)).toEqual([]);
      expect(judge(pem, start + 11.5 * DAY)).toEqual(['warning CA_EXPIRES_SOON 28']);
      expect(judge(pem, start + 39.5 * DAY)).toEqual(['warning CA_EXPIRES_SOON 0']);
      expect(judge(pem, start + 40.5 * DAY)[0]).toMatch(/^expired 2\d\d\d-\d\d-\d\dT/);
      expect(judge(pem, start - DAY)[0]).toMatch(/^not-yet-valid 2\d\d\d-\d\d-\d\dT/);
    });

    it('names certificate and file', () => {
      const read = readCertificates(bytes(leaf));
      expect(read.ok ? judgeCa(read.value, Date.now(), { path: 'x.crt' }) : []).toMatchObject([
        { severity: 'error', path: 'x.crt', arguments: { subject: 'CN=leaf' } },
      ]);
    });
  });
});
