// What the findings about the way to registries say.

import type { RouteFindings } from '../../../model/findings/route.ts';
import type { ImageProblem } from '../../../model/image.ts';
import { fileOf, folderOf, keyOf, nameOf } from '../place-words.ts';
import { IMAGE_REFUSALS } from '../quotations.ts';
import type { Sentences } from '../sentence.ts';

export const routeSentences = {
  IMAGE_NAME_REFUSED: ({ image, reason }) => ({
    message: `"${image}" is no name of an image: ${REFUSED[reason].why}. The engines say: "${IMAGE_REFUSALS[reason]}".`,
    hint: REFUSED[reason].cure(image),
  }),
  IMAGE_NOT_OF_REGISTRY: ({ image, transport }) => ({
    message: `"${image}" is not taken from a registry but from the place that "${transport}:" stands for.`,
    hint: 'Name an image of a registry: docker.io/library/alpine:3.19',
  }),
  SHORT_NAME_UNKNOWN: ({ name, file }) => ({
    message: `"${name}" has no alias, and there is no registry to search. Podman says: "short-name "${name}" did not resolve to an alias and no ${file === '' ? 'containers-registries.conf(5) was found' : `unqualified-search registries are defined in "${file}"`}".`,
    hint: `Use the full name (docker.io/library/${name}); or registry-client setup --search docker.io`,
  }),
  REGISTRY_BLOCKED: ({ registry, prefix }, place) => ({
    message: `${registry} is not asked: the table for ${prefix} blocks it. Podman says: "registry ${prefix} is blocked in ${fileOf(place)}".`,
    hint: `Take "blocked = true" out of the table for ${prefix} in ${fileOf(place)}, if it may be used.`,
  }),
  CERTS_D_MISNAMED: ({ registry, wanted }, place) => ({
    message: `The engine does not read ${fileOf(place)} for ${registry}: the name must be exactly the registry's. The engines say: "x509: certificate signed by unknown authority".`,
    hint: `mv '${fileOf(place)}' '${wanted}'`,
  }),
  CERTS_D_CA_AS_CLIENT: ({ registry, isAuthority, ownKey }, place) => ({
    message: `Every pull from ${registry} fails: ${fileOf(place)} counts as a client certificate, and its key is not there. ${ownKey ? 'Docker says: "failed to load X509 key pair' : `The engines say: "missing key ${keyOf(place)} for client certificate ${nameOf(place)}`}".`,
    hint: isAuthority
      ? `It is a CA: mv '${fileOf(place)}' '${fileOf(place).replace(/cert$/, 'crt')}'`
      : `If it is the CA of the registry: mv '${fileOf(place)}' '${fileOf(place).replace(/cert$/, 'crt')}'; if it is a client certificate, put its key beside it as ${keyOf(place)}.`,
  }),
  CERTS_D_KEY_WITHOUT_CERT: ({ registry }, place) => ({
    message: `Every pull from ${registry} fails: the key ${fileOf(place)} has no certificate beside it. The engines say: "missing client certificate ${nameOf(place).replace(/key$/, 'cert')} for key ${nameOf(place)}".`,
    hint: `If nothing needs it: mv '${fileOf(place)}' '${fileOf(place)}.unused'; otherwise put the client certificate beside it as ${nameOf(place).replace(/key$/, 'cert')}.`,
  }),
  CERTS_D_NOT_PEM: ({ registry, form, strict }, place) => ({
    message:
      `${fileOf(place)} is no certificate in PEM form, so the CA in it does not count for ${registry}. ` +
      (strict
        ? `Docker says: "unable to load CA cert".`
        : `The engines say: "x509: certificate signed by unknown authority".`),
    hint:
      form === 'der'
        ? `openssl x509 -inform der -in '${fileOf(place)}' -out /tmp/ca.crt && install -m 644 /tmp/ca.crt '${fileOf(place)}'`
        : `See what it is: file '${fileOf(place)}'. Put the CA's certificate there, from its line -----BEGIN CERTIFICATE----- to its END line.`,
  }),
  CERTS_D_IGNORED_NAME: ({ registry, file }, place) => ({
    message: `The engine passes ${fileOf(place)} over: only names that end in .crt count as a CA for ${registry}. The engines say: "x509: certificate signed by unknown authority".`,
    hint: `mv '${fileOf(place)}' '${folderOf(place)}/${file.replace(/\.[^.]*$/, '')}.crt'`,
  }),
  CERTS_D_EMPTY: ({ registry, hidden }, place) => ({
    message: `The empty directory ${fileOf(place)} hides ${hidden}: the CA in it does not count for ${registry}. The engines say: "x509: certificate signed by unknown authority".`,
    hint: `rmdir '${fileOf(place)}'`,
  }),
  PROXY_NOT_FOLLOWED: ({ scheme, source }) => ({
    message: `The engine goes through a proxy (${scheme}, ${source}) that is not followed here: registries are asked directly in its place.`,
    hint: 'Take what is said of registries as what they answer without that proxy.',
  }),
} satisfies Sentences<RouteFindings>;

const REFUSED: Readonly<
  Record<ImageProblem, { readonly why: string; readonly cure: (image: string) => string }>
> = {
  empty: {
    why: 'it is empty',
    cure: () => 'Name an image: alpine:3.19',
  },
  syntax: {
    why: 'only [HOST[:PORT]/]NAME[:TAG][@DIGEST] is one',
    cure: (image) =>
      image.includes('://')
        ? `Leave the scheme out: ${image.replace(/^.*?:\/\//, '')}`
        : 'Write it as docker.io/library/alpine:3.19',
  },
  'upper-case': {
    why: 'a repository has lower-case letters alone',
    cure: (image) => `Use ${image.replace(/[^/]*$/, (last) => last.toLowerCase())}`,
  },
  identifier: {
    why: 'it is the ID of an image',
    cure: () => 'Use the name of the image, or NAME@sha256:… for its digest.',
  },
  'too-long': {
    why: 'it is longer than 255 letters',
    cure: () => 'Use a shorter name.',
  },
};
