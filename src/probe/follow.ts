// Who serves an image: an engine's way along those whom it asks, with the answers that they give now. Pure.

import type { Attempt, Candidate, ImageRoute, Reply } from '../model/endpoint.ts';
import { type Finding, finding, type Severity } from '../model/finding.ts';
import type { Fallback } from '../model/outcome.ts';

/** One question and its answer. */
export interface Answered {
  readonly attempt: Attempt;
  readonly reply: Reply;
  /** It is not there under the name that was asked for, but under library/. */
  readonly underLibrary: boolean;
}

export interface AnsweredCandidate {
  readonly candidate: Candidate;
  readonly answers: readonly Answered[];
}

/** Where the way ends. */
export interface Followed {
  readonly served: { readonly candidate: Candidate; readonly attempt: Attempt } | null;
  readonly fallback: Fallback;
  readonly findings: readonly Finding[];
}

/**
 * An engine asks the endpoints of a name in turn, until one has the image or gives an answer that it takes for an end;
 * then the next name, if there is one.
 * @param answers in the order of the route, each of its attempts with its reply
 */
export function followRoute(route: ImageRoute, answers: readonly AnsweredCandidate[]): Followed {
  for (const [index, { candidate, answers: asked }] of answers.entries()) {
    const end = endOf(asked);
    if (end === undefined || end.answer.reply !== 'found') continue;
    const passed = asked.slice(0, end.index);
    const { attempt } = end.answer;
    const isFirst = index === 0 && passed.length === 0;
    const slow = isSlow([...answers.slice(0, index).flatMap((one) => one.answers), ...passed]);
    return {
      served: { candidate, attempt },
      fallback: isFirst ? 'none' : slow ? 'slow' : 'silent',
      findings: [
        ...passedBy(route, answers.slice(0, index), passed, attempt, slow),
        ...libraryFindings(route, answers, 'info'),
      ],
    };
  }
  return { served: null, ...unserved(route, answers) };
}

/** The answer at which the engine stops asking for one name: its first end, or the last that there is. */
function endOf(
  asked: readonly Answered[],
): { readonly index: number; readonly answer: Answered } | undefined {
  const found = asked.findIndex(({ attempt, reply }) => reply === 'found' || attempt.ends.includes(reply));
  const index = found === -1 ? asked.length - 1 : found;
  const answer = asked[index];
  return answer === undefined ? undefined : { index, answer };
}

function isSlow(passed: readonly Answered[]): boolean {
  return passed.some(({ attempt, reply }) => attempt.slow.includes(reply));
}

/**
 * That a search list goes on to the next registry where an image is not is what it is for; that a mirror is passed by, or
 * a registry that does not work, is not what anybody wants.
 */
function passedBy(
  { image }: ImageRoute,
  earlier: readonly AnsweredCandidate[],
  passed: readonly Answered[],
  { endpoint }: Attempt,
  slow: boolean,
): readonly Finding[] {
  const failing = earlier.flatMap(({ answers }) => answers.filter(({ reply }) => reply !== 'not-found'));
  const [first] = [...failing, ...passed];
  if (first === undefined) return [];
  const args = { image, reply: first.reply, served: endpoint.registry, slow };
  return [finding('warning', 'FALLBACK', { ...args, first: first.attempt.endpoint.registry })];
}

function libraryFindings(
  { image }: ImageRoute,
  answers: readonly AnsweredCandidate[],
  severity: Severity,
): readonly Finding[] {
  return answers.flatMap(({ answers: asked }) =>
    asked
      .filter(({ underLibrary }) => underLibrary)
      .map(({ attempt: { endpoint, repository, reference } }) => {
        const { registry, below } = endpoint;
        const name = `${registry}/${below}library/${repository.slice(below.length)}:${reference}`;
        return finding(severity, 'LIBRARY_MISSING', { image, registry, name });
      }),
  );
}

function unserved(
  route: ImageRoute,
  answers: readonly AnsweredCandidate[],
): Pick<Followed, 'fallback' | 'findings'> {
  const ends = answers.flatMap(({ answers: asked }) => {
    const end = endOf(asked);
    return end === undefined ? [] : [{ ...end, isEarly: end.index < asked.length - 1 }];
  });
  const library = libraryFindings(route, answers, 'warning');
  const { image } = route;
  const early = ends.find(({ isEarly }) => isEarly);
  const last = early ?? ends.at(-1);
  // The name itself was refused: the engine has said why.
  if (last === undefined) return { fallback: 'nobody', findings: [] };
  const { registry } = last.answer.attempt.endpoint;
  const { reply } = last.answer;
  if (early !== undefined)
    return {
      fallback: 'impossible',
      findings: [finding('error', 'FALLBACK_IMPOSSIBLE', { image, registry, reply })],
    };
  if (library.length > 0) return { fallback: 'nobody', findings: library };
  return { fallback: 'nobody', findings: [finding('error', 'NOT_SERVED', { image, last: registry, reply })] };
}
