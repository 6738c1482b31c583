// Which of the certificates that a server presents is offered.

import { afterAll, describe, expect, it } from 'vitest';
import { certificatesIn } from '../../../src/formats/pem.ts';
import { trustable } from '../../../src/questions/sent-certificate.ts';
import { CA, LEAF, openCertificateMaker } from '../../support/certificate-maker.ts';

const maker = openCertificateMaker();
afterAll(() => maker?.close());

describe.skipIf(maker === undefined)('of what a server presents', () => {
  const made = (name: string, rest: object) => derOf(maker?.make({ name, ...rest }) ?? '');
  const root = made('root', { extensions: CA });
  const middle = made('middle', { extensions: CA, issuer: 'root' });
  const leaf = made('leaf', { extensions: LEAF, issuer: 'middle' });
  const own = made('own', { extensions: LEAF });
  const other = made('other', { extensions: ['subjectAltName=DNS:other.test'] });
  const stranger = made('stranger', { extensions: CA });
  const offered = (presented: readonly Buffer[]) =>
    trustable(presented, 'r1.test:5000', { now: Date.now() })?.subject;

  it.each([
    ['its root', [leaf, middle, root], 'CN=root'],
    ['its root, whatever the order', [leaf, root, middle], 'CN=root'],
    ['an intermediate CA where the root is not sent', [leaf, middle], 'CN=middle'],
    ['its own where it has issued that itself', [own], 'CN=own'],
    ['its own beside a CA that has nothing to do with it', [own, stranger], 'CN=own'],
    ['nothing where only its own was sent', [leaf], undefined],
    ['nothing where its name is another', [other], undefined],
    ['nothing where a link is missing', [leaf, root], undefined],
    ['nothing of nothing', [], undefined],
    ['nothing of rubbish', [Buffer.from('rubbish')], undefined],
  ] as const)('%s', (_, presented, subject) => {
    expect(offered(presented)).toBe(subject);
  });

  it('nothing that is over', () => {
    const later = Date.now() + 2 * 366 * 86_400_000;
    expect(trustable([own], 'r1.test:5000', { now: later })).toBeUndefined();
  });
});

function derOf(pem: string): Buffer {
  const [der = ''] = certificatesIn(Buffer.from(pem));
  return Buffer.from(der, 'base64');
}
