// What was asked of registries, in lines: the endpoints of doctor, and the ways of explain.

import type {
  ReportedAttempt,
  ReportedCandidate,
  ReportedEndpoint,
  ReportedImage,
} from '../model/outcome.ts';
import type { Language } from './languages/language.ts';
import type { Look } from './look.ts';
import { visibleLine } from './visible.ts';

/** One line for each registry: what it is for, whether it works, what it is and how long the slowest step took. */
export function endpointLines(
  endpoints: readonly ReportedEndpoint[],
  { routes }: Language,
): readonly string[] {
  return endpoints.map((endpoint) => {
    const { url, proxy, kind, works, steps } = endpoint;
    const words = [
      works ? routes.works : routes.worksNot,
      ...(kind === null ? [] : [kind.sure ? kind.name : routes.probably(kind.name)]),
      ...(proxy === null ? [] : [routes.through(proxy)]),
      `${Math.round(steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0))} ms`,
    ];
    return `  ${visibleLine(url)}  (${roleWords(endpoint, routes)})  ${words.map(visibleLine).join('; ')}`;
  });
}

function roleWords(
  { role, upstream }: Pick<ReportedEndpoint, 'role' | 'upstream'>,
  routes: Language['routes'],
): string {
  return role === 'mirror' && upstream !== null ? routes.mirrorOf(visibleLine(upstream)) : routes.roles[role];
}

type ImageLook = Pick<Look, 'language' | 'verbose'>;

/** Enough to compare by eye, as the engines print it: `sha256:` and twelve digits. */
const SHORT_DIGEST = 'sha256:'.length + 12;

/** The complete names of an image, and below each who is asked for it in which order. */
export function imageLines(images: readonly ReportedImage[], look: ImageLook): readonly string[] {
  return images.flatMap((image) => [
    `  ${visibleLine(image.image)}: ${verdict(image, look.language.routes)}`,
    ...image.candidates.flatMap((candidate) => candidateLines(candidate, look)),
  ]);
}

function verdict({ served, fallback }: ReportedImage, routes: Language['routes']): string {
  if (fallback === null) return routes.nobodyAsked;
  if (served === null) return routes.fallbacks[fallback];
  return routes.servedBy(visibleLine(served.registry), routes.fallbacks[fallback]);
}

function candidateLines({ name, by, path, attempts }: ReportedCandidate, look: ImageLook): readonly string[] {
  const { routes } = look.language;
  const from = path === null ? routes.by[by] : routes.byIn(routes.by[by], visibleLine(path));
  return [
    `    ${visibleLine(name)}  (${from})`,
    ...attempts.map((attempt, index) => attemptLine(attempt, index, look)),
  ];
}

function attemptLine(attempt: ReportedAttempt, index: number, { language, verbose }: ImageLook): string {
  const { routes, replies } = language;
  const { url, role, reply, status, digest, milliseconds, serves } = attempt;
  const answer =
    reply === null
      ? routes.notAsked
      : `${replies[reply]}${reply === 'found' || status === null ? '' : ` (${status})`}`;
  const words = [
    answer,
    ...(digest === null ? [] : [visibleLine(verbose ? digest : digest.slice(0, SHORT_DIGEST))]),
    ...(reply === null ? [] : [`${milliseconds} ms`]),
  ];
  return `      ${index + 1}. ${visibleLine(url)}  ${routes.roles[role]}  ${words.join('  ')}${serves ? `  ${routes.serves}` : ''}`;
}
