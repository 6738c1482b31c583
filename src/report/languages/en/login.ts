// Sentences about logins to registries.

import type { FindingPlace } from '../../../model/finding.ts';
import type { RegistryFindings } from '../../../model/findings/registry.ts';
import { shellWord } from '../../../model/shell-word.ts';
import { loginWords, PLAIN_REALM, realmWords, refusedWords } from '../quotations.ts';
import type { Sentences } from '../sentence.ts';
import { saidBy } from './said-by.ts';

type LoginFindings = Pick<
  RegistryFindings,
  | 'REALM_PLAIN_HTTP'
  | 'REALM_UNREACHABLE'
  | 'LOGIN_NEEDED'
  | 'LOGIN_WRONG'
  | 'LOGIN_ELSEWHERE'
  | 'LOGIN_NOT_TRIED'
  | 'MIRROR_LOGIN_UNUSED'
>;

export const loginSentences = {
  REALM_PLAIN_HTTP: ({ registry, realm }, place) => ({
    message: `${registry}: behind TLS, it sends clients to ${realm} for a login, in plain HTTP: it does not know that TLS is spoken in front of it. ${saidBy(place, PLAIN_REALM)}`,
    hint: 'On the server in front of it: nginx: proxy_set_header X-Forwarded-Proto https;',
  }),
  REALM_UNREACHABLE: ({ registry, realm, error }, place) => ({
    message: `${registry}: it sends clients to ${realm} for a token, and that fails (${error}). ${saidBy(place, realmWords(error))}`,
    hint: `See whether it can be reached from here: curl -v ${shellWord(realm)}. If it is another name of the registry, the server in front has to hand the right one on (nginx: proxy_set_header Host $http_host;).`,
  }),
  LOGIN_NEEDED: ({ registry, status }, place) => ({
    message: `${registry}: it serves nobody who is not logged in (${status}), and there is no login for it. ${saidBy(place, loginWords(status))}`,
    hint: `${loginCommand(registry, place)}, or allow anonymous pulls on the registry (Nexus: "Allow anonymous docker pull" and the Docker Bearer Token Realm).`,
  }),
  LOGIN_WRONG: ({ registry, status, user }, place) => ({
    message: `${registry}: it refuses the login that is kept for it${user === '' ? '' : ` (user ${user})`} with ${status}. ${saidBy(place, refusedWords(status))}`,
    hint: `${loginCommand(registry, place)}`,
  }),
  LOGIN_ELSEWHERE: ({ registry, under }, place) => ({
    message: `${registry}: it wants a login; there is one, but for ${under}, and logins go by the very name. ${saidBy(place, loginWords(401))}`,
    hint: loginCommand(registry, place),
  }),
  LOGIN_NOT_TRIED: ({ registry, helper }) => ({
    message: `${registry}: it wants a login, which docker-credential-${helper} keeps: whether it is right was not tried.`,
    hint: '',
  }),
  MIRROR_LOGIN_UNUSED: ({ registry, status }) => ({
    message: `${registry}: it serves nobody who is not logged in (${status}), and this engine sends no login to a mirror, whatever there is. It falls back without a word.`,
    hint: 'Allow anonymous pulls on the mirror (Nexus: "Allow anonymous docker pull" and the Docker Bearer Token Realm).',
  }),
} satisfies Sentences<LoginFindings>;

/** With the engine's own command, which is called as the engine is. */
function loginCommand(registry: string, { engine }: FindingPlace): string {
  return engine === undefined
    ? `Log in to ${registry}`
    : `Log in under this name: ${engine} login ${registry}`;
}
