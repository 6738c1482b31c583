// Registries and what is mistaken for one, as the stand-in plays them, and what an examination says of each.

import { ABSENT, ACCOUNT, FOUND, IMAGE, LOGIN, SHORT, type Wish } from './examination-case.ts';
import type { Access, Behaviour, RegistryBehaviour } from './registry-stand-in-behaviour.ts';

export const OPEN: RegistryBehaviour = {
  kind: 'registry',
  make: 'distribution',
  images: [{ ...IMAGE, label: 'alpine' }],
  access: { kind: 'open' },
  push: 'taken',
};

export function bearer(
  anonymous: Extract<Access, { kind: 'bearer' }>['anonymous'],
  more: object = {},
): Behaviour {
  return { ...OPEN, access: { kind: 'bearer', accounts: [ACCOUNT], anonymous, ...more } };
}

const BASIC: Behaviour = { ...OPEN, access: { kind: 'basic', accounts: [ACCOUNT] } };

interface Plan extends Partial<Wish> {
  readonly title: string;
  readonly behaviour: Behaviour;
  readonly expected: string;
}

export const PLANS: readonly Plan[] = [
  { title: 'open', behaviour: OPEN, expected: `http api=200 ${FOUND}` },
  { title: 'the second image', behaviour: OPEN, images: [ABSENT, IMAGE], expected: `http api=200 ${FOUND}` },
  { title: 'no image asked', behaviour: OPEN, images: [], expected: 'http api=200' },
  {
    title: 'an image that is not there',
    behaviour: OPEN,
    images: [ABSENT],
    expected: 'http api=200 library/absent:1=404 catalog=library/alpine',
  },
  {
    title: 'push, limited in size',
    behaviour: { ...OPEN, uploadLimit: 1_048_576 },
    push: true,
    expected: `http api=200 ${FOUND} push=202/413`,
  },
  {
    title: 'push to a proxy',
    behaviour: { ...OPEN, make: 'nexus', push: 'page' },
    push: true,
    expected: `http api=200 ${FOUND} push=404/-`,
  },
  {
    title: 'push to a group',
    behaviour: { ...OPEN, make: 'nexus', push: 'paid' },
    push: true,
    expected: `http api=200 ${FOUND} push=403/-`,
  },
  {
    title: 'push to what is read-only',
    behaviour: { ...OPEN, push: 'read-only' },
    push: true,
    expected: `http api=200 ${FOUND} push=405/-`,
  },
  {
    title: 'a token for everybody',
    behaviour: bearer('token'),
    expected: `http api=401 bearer token ${FOUND}`,
  },
  {
    title: 'a token for everybody, no image',
    behaviour: bearer('token'),
    images: [],
    expected: 'http api=401 bearer token',
  },
  {
    title: 'a token that opens nothing',
    behaviour: bearer('powerless'),
    expected: 'http api=401 bearer token library/alpine:3.19=401',
  },
  {
    title: 'no token without a login',
    behaviour: bearer('unauthorized'),
    expected: 'http api=401 bearer token-refused=401',
  },
  {
    title: 'no token, forbidden',
    behaviour: bearer('forbidden'),
    expected: 'http api=401 bearer token-refused=403',
  },
  {
    title: 'a token by login',
    behaviour: bearer('forbidden'),
    login: LOGIN,
    expected: `http api=401 bearer token login ${FOUND}`,
  },
  {
    title: 'a token by the wrong login',
    behaviour: bearer('token'),
    login: { ...LOGIN, password: 'other' },
    expected: 'http api=401 bearer token-refused=401 login',
  },
  {
    title: 'a token that only a program knows',
    behaviour: bearer('forbidden'),
    login: { kind: 'helper', helper: 'pass', path: '/root/.docker/config.json' },
    expected: 'http api=401 bearer token-refused=403',
  },
  {
    title: 'a realm that is not there',
    behaviour: bearer('token', { realm: 'http://127.0.0.1:1/token' }),
    expected: 'http api=401 bearer token-failed=(failed connection ECONNREFUSED)',
  },
  {
    title: 'a realm that is no address',
    behaviour: bearer('token', { realm: '/token' }),
    expected: 'http api=401 bearer token-failed=(failed realm ERR_INVALID_URL)',
  },
  { title: 'Basic', behaviour: BASIC, login: LOGIN, expected: `http api=401 basic login ${FOUND}` },
  {
    title: 'Basic without a login',
    behaviour: BASIC,
    expected: 'http api=401 basic library/alpine:3.19=401',
  },
  {
    title: 'Basic, push without a login',
    behaviour: BASIC,
    push: true,
    expected: 'http api=401 basic library/alpine:3.19=401 push=401/-',
  },
  {
    title: 'HTML with 200',
    behaviour: { kind: 'page', status: 200 },
    expected: 'http api=200 front=200 library/alpine:3.19=200',
  },
  {
    title: 'HTML with 404',
    behaviour: { kind: 'page', status: 404 },
    expected: 'http api=404 front=404 library/alpine:3.19=404',
  },
  {
    title: 'the web address of Nexus',
    behaviour: { kind: 'nexus-web' },
    base: '/repository/docker-proxy',
    expected: 'http api=200 front=404 library/alpine:3.19=200',
  },
  {
    title: 'a login page',
    behaviour: { kind: 'login-page' },
    expected: 'http api=302 front=302 library/alpine:3.19=200',
  },
  ...[403, 429, 500, 503].map((status) => ({
    title: `always ${status}`,
    behaviour: { kind: 'status', status } as const,
    expected: `http api=${status} front=${status} library/alpine:3.19=${status}`,
  })),
  {
    title: 'never an answer',
    behaviour: { kind: 'silent', to: 'requests' },
    limit: SHORT,
    expected: '- late api',
  },
  {
    title: 'no answer for images',
    behaviour: { ...OPEN, manifests: 'silent' },
    limit: SHORT,
    expected: 'http late manifest api=200',
  },
  { title: 'insecure and plain', behaviour: OPEN, transport: 'insecure', expected: `http api=200 ${FOUND}` },
  { title: 'plain where TLS is meant', behaviour: OPEN, transport: 'https', expected: '- plain-http' },
];
