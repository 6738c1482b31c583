// What was asked of registries, in lines: the endpoints of doctor, and the ways of explain.

import type { Candidate } from '../model/endpoint.ts';
import type {
  Fallback,
  ReportedAttempt,
  ReportedCandidate,
  ReportedEndpoint,
  ReportedImage,
} from '../model/outcome.ts';
import { REPLY_WORDS } from './reply-words.ts';
import { visibleLine } from './visible.ts';

/** One line for each registry: what it is for, whether it works, what it is and how long the slowest step took. */
export function endpointLines(endpoints: readonly ReportedEndpoint[]): readonly string[] {
  return endpoints.map((endpoint) => {
    const { url, proxy, kind, works, steps } = endpoint;
    const words = [
      works ? 'works' : 'does NOT work: see below',
      ...(kind === null ? [] : [`${kind.sure ? '' : 'probably '}${kind.name}`]),
      ...(proxy === null ? [] : [`through ${proxy}`]),
      `${Math.round(steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0))} ms`,
    ];
    return `  ${visibleLine(url)}  (${roleWords(endpoint)})  ${words.map(visibleLine).join('; ')}`;
  });
}

function roleWords({ role, upstream }: Pick<ReportedEndpoint, 'role' | 'upstream'>): string {
  switch (role) {
    case 'mirror':
      return upstream === null ? 'mirror' : `mirror of ${visibleLine(upstream)}`;
    case 'search':
      return 'searched for short names';
    case 'named':
      return 'not configured';
    default:
      return role;
  }
}

/** The complete names of an image, and below each who is asked for it in which order. */
export function imageLines(images: readonly ReportedImage[]): readonly string[] {
  return images.flatMap((image) => [
    `  ${visibleLine(image.image)}: ${verdict(image)}`,
    ...image.candidates.flatMap(candidateLines),
  ]);
}

function verdict({ served, fallback }: ReportedImage): string {
  if (fallback === null) return 'nobody was asked';
  if (served === null) return FALLBACK_WORDS[fallback];
  return `served by ${visibleLine(served.registry)} (${FALLBACK_WORDS[fallback]})`;
}

const FALLBACK_WORDS = {
  none: 'the first that is asked',
  silent: 'a fallback, without a word',
  slow: 'a fallback, after a time limit',
  impossible: 'NOT served: the engine gives up, although others are left',
  nobody: 'NOT served',
} as const satisfies Record<Fallback, string>;

const BY_WORDS = {
  written: 'as written',
  default: "Docker's default",
  alias: 'alias',
  search: 'search list',
} as const satisfies Record<Candidate['by'], string>;

function candidateLines({ name, by, path, attempts }: ReportedCandidate): readonly string[] {
  const from = path === null ? BY_WORDS[by] : `${BY_WORDS[by]} in ${visibleLine(path)}`;
  return [`    ${visibleLine(name)}  (${from})`, ...attempts.map(attemptLine)];
}

function attemptLine(attempt: ReportedAttempt, index: number): string {
  const { url, role, reply, status, digest, milliseconds, serves } = attempt;
  const answer =
    reply === null
      ? 'not asked'
      : `${REPLY_WORDS[reply]}${reply === 'found' || status === null ? '' : ` (${status})`}`;
  const words = [
    answer,
    ...(digest === null ? [] : [visibleLine(digest)]),
    ...(reply === null ? [] : [`${milliseconds} ms`]),
  ];
  return `      ${index + 1}. ${visibleLine(url)}  ${role}  ${words.join('  ')}${serves ? '  <- serves it' : ''}`;
}
