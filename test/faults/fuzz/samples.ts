// The files that the mutator starts from: fixtures, the corpus of real files where it is there, certificates of all sorts.

import fs from 'node:fs';
import path from 'node:path';
import { CA, LEAF, openCertificateMaker } from '../../support/certificate-maker.ts';
import type { Samples } from './target.ts';

/** Files of this size say nothing that smaller ones do not. */
const LONGEST = 65_536;

/**
 * Reads every file whose name has one of the ends, of different ones one each; `.pem` are the certificates too.
 * @param project the project's top folder
 */
export function openSamples(project: string, certificates: readonly string[]): Samples {
  const corpus = path.join(project, '../shared/corpus');
  const names = [path.join(project, 'fixtures'), path.join(project, 'packaging/examples'), corpus].flatMap(
    filesBelow,
  );
  return (...ends) => {
    const made = ends.includes('.pem') ? certificates : [];
    const found = names.filter((name) => ends.some((end) => name.endsWith(end)));
    const texts = found.map((name) => fs.readFileSync(name).toString('latin1'));
    return [...new Set([...texts, ...made])]
      .filter((text) => text.length <= LONGEST)
      .map((text) => Buffer.from(text, 'latin1'));
  };
}

function filesBelow(folder: string): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** One certificate of each sort that the rules tell apart; none without openssl. */
export function makeCertificates(): readonly string[] {
  const maker = openCertificateMaker();
  if (maker === undefined) return [];
  try {
    const ca = maker.make({ name: 'ca', extensions: CA });
    const leaf = maker.make({ name: 'leaf', extensions: LEAF, issuer: 'ca' });
    const rsa = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];
    return [
      ca,
      leaf,
      ca + leaf,
      maker.make({ name: 'plain' }),
      maker.make({ name: 'rsa', extensions: CA, key: rsa }),
      maker.make({
        name: 'pss',
        extensions: [...CA, 'keyUsage=keyCertSign'],
        key: rsa,
        signature: ['-sigopt', 'rsa_padding_mode:pss'],
      }),
      maker.make({
        name: 'edwards',
        extensions: [...CA, 'extendedKeyUsage=serverAuth'],
        key: ['-algorithm', 'ED25519'],
      }),
      `${leaf}${maker.read('leaf.key').toString('latin1')}`,
    ];
  } finally {
    maker.close();
  }
}
