// The lines of doctor and explain.

import { expect, it } from 'vitest';
import type { ReportedAttempt, ReportedEndpoint, ReportedImage } from '../../../src/model/outcome.ts';
import { en } from '../../../src/report/languages/en/index.ts';
import { endpointLines, imageLines } from '../../../src/report/route-text.ts';
import { PLAIN } from '../../support/english.ts';

const ENDPOINT: ReportedEndpoint = {
  registry: 'nexushub.com:8001',
  role: 'mirror',
  upstream: 'docker.io',
  url: 'http://nexushub.com:8001',
  proxy: null,
  kind: { name: 'Sonatype Nexus', sure: true },
  steps: [
    { step: 'name', milliseconds: 1.4 },
    { step: 'api', milliseconds: 3.2 },
  ],
  works: true,
};

it('an endpoint is one line: what it is for, whether it works, what it is, how long it took', () => {
  const guess = {
    ...ENDPOINT,
    kind: { name: 'distribution', sure: false },
    proxy: 'http://p:3128 (HTTP_PROXY)',
  };
  expect(endpointLines([ENDPOINT, { ...guess, works: false, role: 'named', upstream: null }], en)).toEqual([
    '  http://nexushub.com:8001  (mirror of docker.io)  works; Sonatype Nexus; 5 ms',
    '  http://nexushub.com:8001  (not configured)  does NOT work: see below; probably distribution; through http://p:3128 (HTTP_PROXY); 5 ms',
  ]);
});

const ATTEMPT: ReportedAttempt = {
  registry: 'nexushub.com:8001',
  role: 'mirror',
  url: 'http://nexushub.com:8001',
  repository: 'library/alpine',
  reference: '3.19',
  reply: 'not-found',
  status: 404,
  digest: null,
  milliseconds: 4,
  serves: false,
};
const HUB: ReportedAttempt = {
  ...ATTEMPT,
  registry: 'registry-1.docker.io',
  role: 'upstream',
  url: 'https://registry-1.docker.io',
  reply: 'found',
  status: 200,
  digest: 'sha256:0123456789abcdef',
  serves: true,
};

const image = (attempts: readonly ReportedAttempt[], fallback: ReportedImage['fallback']): ReportedImage => ({
  image: 'alpine:3.19',
  candidates: [{ name: 'docker.io/library/alpine:3.19', by: 'default', path: null, attempts }],
  served:
    fallback === 'silent'
      ? { name: 'docker.io/library/alpine:3.19', registry: 'registry-1.docker.io' }
      : null,
  fallback,
});

it('an image is a verdict and the way to it', () => {
  expect(imageLines([image([ATTEMPT, HUB], 'silent')], PLAIN)).toEqual([
    '  alpine:3.19: served by registry-1.docker.io (a fallback, without a word)',
    "    docker.io/library/alpine:3.19  (Docker's default)",
    '      1. http://nexushub.com:8001  mirror  not found (404)  4 ms',
    '      2. https://registry-1.docker.io  upstream  found  sha256:0123456789ab  4 ms  <- serves it',
  ]);
});

it('where nobody was asked, that is said', () => {
  const notAsked = { ...ATTEMPT, reply: null, status: null };
  expect(imageLines([image([notAsked], null)], PLAIN)).toEqual([
    '  alpine:3.19: nobody was asked',
    "    docker.io/library/alpine:3.19  (Docker's default)",
    '      1. http://nexushub.com:8001  mirror  not asked',
  ]);
});

it('control characters of a registry do not reach the terminal', () => {
  const [line = ''] = endpointLines([{ ...ENDPOINT, kind: { name: 'x\x1b[2Jy', sure: true } }], en);
  expect(line).not.toContain('\x1b');
});
