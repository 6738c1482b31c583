// Which program answers as a registry, as far as its answers give it away. Pure.

import type { Examination, HttpFacts } from '../model/examination.ts';

/** `sure`: it says so itself; else it is a guess by the way in which it answers. */
export interface ServerKind {
  readonly name: string;
  readonly sure: boolean;
}

interface Mark extends ServerKind {
  shows(signs: Signs): boolean;
}

interface Signs {
  readonly facts: readonly HttpFacts[];
  readonly realm: string;
  readonly service: string;
  header(name: string): string;
}

/** The first that fits; what is more special comes first. */
const MARKS: readonly Mark[] = [
  { name: 'Docker Hub', sure: true, shows: ({ service }) => service === 'registry.docker.io' },
  { name: 'Sonatype Nexus', sure: true, shows: ({ header }) => /^Nexus\//i.test(header('server')) },
  { name: 'Harbor', sure: true, shows: ({ service }) => service === 'harbor-registry' },
  {
    name: 'JFrog Artifactory',
    sure: true,
    shows: ({ header }) => header('x-jfrog-version') !== '' || header('x-artifactory-id') !== '',
  },
  { name: 'GitLab', sure: false, shows: ({ realm }) => /\/jwt\/auth(?:[?#]|$)/.test(realm) },
  { name: 'GitHub', sure: true, shows: ({ service }) => service === 'ghcr.io' },
  { name: 'Quay', sure: false, shows: ({ realm }) => /\/v2\/auth(?:[?#]|$)/.test(realm) },
  { name: 'Gitea or Forgejo', sure: false, shows: ({ service }) => service === 'container_registry' },
  { name: 'zot', sure: true, shows: ({ header }) => /^zot\b/i.test(header('server')) },
  // A connector that stands behind nginx: only its refusal of what is no question of Docker's is left of it.
  {
    name: 'Sonatype Nexus',
    sure: false,
    shows: ({ facts }) => facts.some(({ body }) => body.includes('Not a Docker request')),
  },
  {
    name: 'distribution',
    sure: false,
    shows: ({ header }) => header('docker-distribution-api-version') !== '',
  },
];

/** @returns undefined where nothing tells */
export function kindOf(examination: Examination): ServerKind | undefined {
  const { api, front, manifest, challenge } = examination;
  const facts = [api, front, manifest?.facts ?? null].filter((each) => each !== null);
  const bearer = challenge.kind === 'bearer' ? challenge : { realm: '', service: '' };
  const header = (name: string) =>
    facts.map(({ headers }) => headers[name] ?? '').find((value) => value !== '');
  const signs: Signs = { facts, ...bearer, header: (name) => header(name) ?? '' };
  const mark = MARKS.find(({ shows }) => shows(signs));
  return mark === undefined ? undefined : { name: mark.name, sure: mark.sure };
}
