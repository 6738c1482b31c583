// Whom an engine ends at, by what those that it asks answer.

import { describe, expect, it } from 'vitest';
import type { Attempt, Candidate, Endpoint, EndpointRole, Reply } from '../../../src/model/endpoint.ts';
import { type AnsweredCandidate, followRoute } from '../../../src/probe/follow.ts';

const endpoint = (registry: string, role: EndpointRole): Endpoint => ({
  registry,
  role,
  upstream: null,
  transport: 'https',
  base: '',
  below: '',
  trust: { certificates: [], directory: null },
  proxies: { http: null, https: null },
  login: { kind: 'none' },
});

/** `m=not-found h=found`, for each complete name; a mirror ends after `no-registry`. */
function answered(...names: readonly string[]): readonly AnsweredCandidate[] {
  return names.map((words, index) => {
    const answers = words.split(' ').map((word) => {
      const [registry = '', reply = ''] = word.split('=');
      const attempt: Attempt = {
        endpoint: endpoint(registry, registry.startsWith('m') ? 'mirror' : 'upstream'),
        repository: 'app',
        reference: '1',
        ends: ['no-registry'],
        slow: ['late'],
      };
      const isUnder = reply === 'under-library';
      return { attempt, reply: (isUnder ? 'not-found' : reply) as Reply, underLibrary: isUnder };
    });
    const candidate: Candidate = {
      name: `name${index}`,
      by: 'search',
      path: null,
      attempts: answers.map(({ attempt }) => attempt),
    };
    return { candidate, answers };
  });
}

function follow(...names: readonly string[]): string {
  const answers = answered(...names);
  const route = { image: 'app:1', candidates: answers.map(({ candidate }) => candidate), findings: [] };
  const { served, fallback, findings } = followRoute(route, answers);
  const who = served === null ? 'nobody' : `${served.candidate.name} ${served.attempt.endpoint.registry}`;
  return [who, fallback, ...findings.map(({ severity, code }) => `${severity} ${code}`)].join(', ');
}

describe('the way to an image', () => {
  it.each([
    ['the first has it', ['m=found h=found'], 'name0 m, none'],
    ['the mirror has it not', ['m=not-found h=found'], 'name0 h, silent, warning FALLBACK'],
    ['the mirror is not there', ['m1=unreachable m2=untrusted h=found'], 'name0 h, silent, warning FALLBACK'],
    ['the mirror is late', ['m=late h=found'], 'name0 h, slow, warning FALLBACK'],
    ['an answer that ends it', ['m=no-registry h=found'], 'nobody, impossible, error FALLBACK_IMPOSSIBLE'],
    ['the last answer ends nothing', ['m=not-found h=no-registry'], 'nobody, nobody, error NOT_SERVED'],
    ['nobody has it', ['m=not-found h=not-found'], 'nobody, nobody, error NOT_SERVED'],
    ['a search list goes on', ['s=not-found', 'm=found h=found'], 'name1 m, silent'],
    [
      'a search list goes on from what is broken',
      ['s=unreachable', 'h=found'],
      'name1 h, silent, warning FALLBACK',
    ],
    [
      'a search list goes on after an end',
      ['m=no-registry h=found', 'm=found'],
      'name1 m, silent, warning FALLBACK',
    ],
    ['under library/ alone', ['s=under-library'], 'nobody, nobody, warning LIBRARY_MISSING'],
    [
      'under library/, and elsewhere',
      ['s=under-library', 'h=found'],
      'name1 h, silent, info LIBRARY_MISSING',
    ],
    ['a name that is refused', [], 'nobody, nobody'],
  ] as const)('%s', (_title, names, expected) => {
    expect(follow(...names)).toBe(expected);
  });
});
