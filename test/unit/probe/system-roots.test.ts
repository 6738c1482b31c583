// The system's CAs, found as programs written in Go find them.

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { certificatesIn } from '../../../src/formats/pem.ts';
import { type Certificate, readCertificate } from '../../../src/formats/x509.ts';
import { createHost } from '../../../src/host/node-host.ts';
import { systemRoots } from '../../../src/probe/system-roots.ts';
import { CA, openCertificateMaker } from '../../support/certificate-maker.ts';
import { makeTempHost } from '../../support/temp-host.ts';

const maker = openCertificateMaker();
afterAll(() => maker?.close());

describe.skipIf(maker === undefined)('the roots of the system', () => {
  if (maker === undefined) return;
  const pem = (name: string) => maker.make({ name, extensions: CA });
  const pems = new Map(['one', 'two', 'three', 'four'].map((name) => [name, pem(name)]));
  const text = (name: string) => pems.get(name) ?? '';
  const certificate = (name: string): Certificate => {
    maker.run('x509', '-in', `${name}.crt`, '-outform', 'der', '-out', `${name}.der`);
    const read = readCertificate(maker.read(`${name}.der`));
    if (!read.ok) throw new Error(read.error);
    return read.value;
  };
  const names = [...pems.keys()];

  /** Those of the certificates that are found. */
  function found(files: Readonly<Record<string, string>>, places?: Parameters<typeof systemRoots>[1]) {
    const host = makeTempHost();
    for (const [path, content] of Object.entries(files)) host.write(path, content);
    const roots = systemRoots(host.host, places);
    const there = names.filter((name) => {
      const one = certificate(name);
      return [...roots.named(one.subjectName)].some(({ der }) => der === one.der);
    });
    host.remove();
    return there;
  }

  it('are in the first file that is there, and in the directories', () => {
    const files = {
      '/etc/ssl/certs/ca-certificates.crt': text('one'),
      '/etc/pki/tls/certs/ca-bundle.crt': text('two'),
      '/etc/ssl/cert.pem': text('three'),
      '/etc/ssl/certs/four.pem': text('four'),
    };
    // The second stands in a directory that is read as well.
    expect(found(files)).toEqual(['one', 'two', 'four']);
    expect(found({ '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem': text('one') + text('two') })).toEqual(
      ['one', 'two'],
    );
  });

  it('are elsewhere where the environment says so', () => {
    const files = {
      '/etc/ssl/certs/ca-certificates.crt': text('one'),
      '/own/file': text('two'),
      '/own/a/x': text('three'),
      '/own/b/x': `no certificate\n${text('four')}`,
    };
    expect(found(files, { file: '/own/file', directories: '' })).toEqual(['one', 'two']);
    expect(found(files, { file: '/own/file', directories: '/own/a:/own/b:relative' })).toEqual([
      'two',
      'three',
      'four',
    ]);
    expect(found(files, { file: '/own/absent', directories: '/own/absent' })).toEqual([]);
    expect(found({})).toEqual([]);
  });
});

const SYSTEM = '/etc/ssl/certs/ca-certificates.crt';

describe.skipIf(!isThere(SYSTEM))('the roots of this machine', () => {
  const host = createHost({
    root: undefined,
    timeout: 1_000,
    environment: {},
    interruption: () => undefined,
  });
  const read = readCertificate(Buffer.from(certificatesIn(readFileSync(SYSTEM))[70] ?? '', 'base64'));
  const known = read.ok ? read.value : undefined;

  /** The shortest of several, in milliseconds. */
  const costOf = (work: () => void) =>
    Math.min(
      ...Array.from({ length: 5 }, () => {
        const begun = performance.now();
        work();
        return performance.now() - begun;
      }),
    );

  it('are found in less than 20 ms', () => {
    const find = () => {
      for (const root of systemRoots(host).named(known?.subjectName ?? '')) return root.der;
      return undefined;
    };
    expect(find()).toBe(known?.der);
    expect(costOf(find)).toBeLessThan(20);
  });

  it('are read but once', () => {
    const roots = systemRoots(host);
    expect([...roots.named('nobody')]).toEqual([]);
    expect(costOf(() => [...roots.named('nobody')])).toBeLessThan(1);
  });
});

function isThere(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}
