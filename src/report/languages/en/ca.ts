// Sentences about certificate authorities and certs.d.

import type { CaFault, CaFindings } from '../../../model/findings/ca.ts';
import { wordsFor } from '../pieces.ts';
import { fileOf } from '../place-words.ts';
import type { Sentence, Sentences } from '../sentence.ts';

type Unusable = CaFindings['CA_UNUSABLE'];
const FAULTS = {
  'cut-off': 'the block is cut off',
  'not-der': 'the bytes are not one DER element',
  'no-dates': 'its dates cannot be read',
} as const satisfies Record<CaFault, string>;

type Words = (subject: string, detail: string, file: string) => Sentence;

export const caSentences = {
  CA_UNUSABLE: ({ reason, subject, number, detail }, place) =>
    (place.position === undefined ? unusable : unusableHere)[reason](
      number === undefined ? subject : `certificate ${number}`,
      wordsFor(detail, FAULTS),
      fileOf(place),
    ),
  CA_EXPIRES_SOON: ({ subject, days }) => ({
    message: `The certificate "${subject}" expires ${days === 0 ? 'within a day' : `in ${days} ${days === 1 ? 'day' : 'days'}`}; pulls fail from then on.`,
    hint: 'Ask for its successor now and run setup again with --ca and a file that holds both: the old and the new one.',
  }),
  CA_SELF_SIGNED_LEAF: ({ subject }) => ({
    message: `The certificate "${subject}" is self-signed and no CA: it works only while the registry presents exactly this one.`,
    hint: 'Run setup again with the new file whenever the registry gets a new certificate; or issue the server certificates from a CA of your own and give that with --ca.',
  }),
  CERTS_D_BROKEN_PAIR: ({ file }, place) => ({
    message: `${fileOf(place)} stands without its other half, ${otherHalf(file)}: every pull through this name fails.`,
    hint: file.endsWith('.cert')
      ? `If it is a CA, it has the wrong name: mv '${fileOf(place)}' '${fileOf(place).replace(/cert$/, 'crt')}'. If it is a client certificate, put its key beside it as ${otherHalf(file)}.`
      : `Put the client certificate beside it as ${otherHalf(file)}, or move the key away.`,
  }),
  CERTS_D_SHADOWED: ({ by }, place) => ({
    message: `The engine reads ${by} and then no more, so a CA in ${fileOf(place)} may have no effect.`,
    hint: by.endsWith('/hosts.toml')
      ? `Name the CA in ${by} (ca = "ca.crt"), or move that file away if nothing needs it.`
      : `See what it holds with: ls -l '${by}'. If nothing needs it: mv '${by}' '${by}.unused'; otherwise copy the CA into it.`,
  }),
  CERTS_D_HIDES: ({ hidden }, place) => ({
    message: `With ${fileOf(place)} the engine no longer reads ${hidden} for this registry.`,
    hint: `What this registry needs of it (ls -l '${hidden}') has to be copied to ${fileOf(place)}.`,
  }),
  CERTS_D_STAYS: (_, place) => ({
    message: `${fileOf(place)} was put there by somebody else and stays, also with --adopt.`,
    hint: `If nothing needs it any more: rm '${fileOf(place)}'`,
  }),
} satisfies Sentences<CaFindings>;

const unusable: Readonly<Record<Unusable['reason'], Words>> = {
  'no-certificate': (_subject, _detail, file) => ({
    message: `${file} holds no certificate: there is no "-----BEGIN CERTIFICATE-----" in it.`,
    hint: `Give the CA's certificate in PEM form. What the file is: file '${file}'; openssl x509 -in '${file}' -noout -subject`,
  }),
  'private-key': (_subject, detail, file) => ({
    message: `${file} holds a secret (${detail}); what is given with --ca becomes readable by every user.`,
    hint: `Give the certificates alone: sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/p' '${file}' > ca.crt`,
  }),
  'not-a-certificate': (_subject, detail, file) => ({
    message: `${file} holds something that is no certificate: ${detail}.`,
    hint: advice(detail, file),
  }),
  der: (_subject, _detail, file) => ({
    message: `${file} is a certificate in DER (binary) form, which Docker and Podman do not read.`,
    hint: `openssl x509 -inform der -in '${file}' -out ca.crt; then give ca.crt`,
  }),
  'unreadable-certificate': (subject, detail, file) => ({
    message: `${file}: ${subject} cannot be read (${detail}).`,
    hint: 'The file is damaged or was cut off: copy it again from its source.',
  }),
  leaf: (subject, detail) => ({
    message: `"${subject}" is the certificate of a server, not of a CA; it was issued by "${detail}".`,
    hint: `Give the certificate of "${detail}" instead. A file with a whole chain: take the server's own (mostly the first) out of it.`,
  }),
  'no-key-cert-sign': (subject) => ({
    message: `The CA "${subject}" may not sign certificates: its keyUsage lacks keyCertSign, so every engine refuses what it has signed.`,
    hint: 'Have it issued anew with keyUsage = critical, keyCertSign, cRLSign (openssl: in the section of -extensions).',
  }),
  'no-server-auth': (subject) => ({
    message: `"${subject}" is not for servers: its extendedKeyUsage lacks serverAuth, so every engine refuses a registry that relies on it.`,
    hint: 'Have it issued anew without extendedKeyUsage, or with serverAuth in it.',
  }),
  expired: (subject, detail) => ({
    message: `The certificate "${subject}" expired at ${detail}.`,
    hint: 'Get its successor, or take this certificate out of the file if there are others in it. If it should still be good, see whether the clock is right: date -u',
  }),
  'not-yet-valid': (subject, detail) => ({
    message: `The certificate "${subject}" is valid only from ${detail}.`,
    hint: 'See whether the clock of this host is right (date -u; timedatectl); otherwise wait until then.',
  }),
  'weak-key': (subject, detail) => ({
    message: `The key of "${subject}" is too weak (${detail}).`,
    hint: 'Have it issued anew with RSA 2048 bits or more, P-256 or more, or Ed25519.',
  }),
  'unsupported-key': (subject, detail) => ({
    message: `Docker and Podman cannot use the kind of key that "${subject}" has (${detail}).`,
    hint: 'Have it issued anew with RSA 2048 bits or more, P-256, P-384, P-521 or Ed25519.',
  }),
  'weak-signature': (subject, detail) => ({
    message: `The certificate "${subject}" is signed with ${detail}, which can be forged.`,
    hint: 'Have it signed anew with SHA-256. A root of your own keeps its key and name, and what it issued stays good: openssl x509 -in ca.crt -signkey ca.key -sha256 -days 3650 -out ca-new.crt',
  }),
};

/** Of PEM that stands in a configuration file itself: commands for a file of its own would not fit. */
const unusableHere: typeof unusable = {
  ...unusable,
  'no-certificate': () => ({
    message: 'This holds no certificate: a line "-----BEGIN CERTIFICATE-----" is missing.',
    hint: "Put the CA's certificate in PEM form here, from its BEGIN line to its END line.",
  }),
  'private-key': (_subject, detail) => ({
    message: `This holds a secret (${detail}); what stands here becomes readable by every user.`,
    hint: 'Take the block out, and leave the BEGIN CERTIFICATE blocks alone. If others could read this file, the key is known: have it replaced.',
  }),
  'not-a-certificate': (_subject, detail) => ({
    message: `This holds something that is no certificate: ${detail}.`,
    hint: 'Put BEGIN CERTIFICATE blocks here, and nothing else.',
  }),
  'unreadable-certificate': (subject, detail) => ({
    message: `${subject[0]?.toUpperCase()}${subject.slice(1)} cannot be read (${detail}).`,
    hint: 'It is damaged or was cut off: copy it again from its source, with \\n at the end of each line.',
  }),
};

function advice(label: string, file: string): string {
  if (label === 'TRUSTED CERTIFICATE')
    return `openssl x509 -in '${file}' -out ca.crt turns it into a plain certificate.`;
  if (label === 'PKCS7')
    return `openssl pkcs7 -in '${file}' -print_certs -out ca.crt takes the certificates out of it.`;
  return "Give a file with the CA's certificates alone.";
}

function otherHalf(file: string): string {
  return file.endsWith('.cert') ? file.replace(/cert$/, 'key') : file.replace(/key$/, 'cert');
}
