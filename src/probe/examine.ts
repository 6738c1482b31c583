// One registry asked in the way of an engine: name, connection, TLS, interface, token, image, upload.

import type { HttpAnswer } from '../host/ports.ts';
import type {
  Challenge,
  Examination,
  ExaminationQuestion,
  Failure,
  ManifestAnswer,
  PushAnswer,
  TokenAnswer,
} from '../model/examination.ts';
import { askManifest } from './ask-manifest.ts';
import { closeUpload, uploadRequest } from './ask-push.ts';
import { type Authorization, authorize } from './authorize.ts';
import { readChallenge } from './challenge.ts';
import { factsOf, isRegistryAnswer, readObject, timeOf } from './http-facts.ts';
import { reachRegistry } from './reach.ts';
import { followOn, sendAndFollow } from './redirects.ts';
import { type ExamineContext, type Server, Visit } from './visit.ts';

export type { ExamineContext } from './visit.ts';

/** What is known so far. */
type Draft = { -readonly [Key in keyof Omit<Examination, 'times'>]: Examination[Key] };

interface Walk {
  readonly visit: Visit;
  readonly question: ExaminationQuestion;
  readonly server: Server;
  readonly draft: Draft;
}

/**
 * Asks one registry. Nothing is verified by the runtime; for `https` nothing is sent before its certificate is judged as
 * the engine would, at every connection. One limit is over all: a server that hangs costs it once.
 * @returns what came of it, up to where it ended; it never fails
 */
export async function examine(question: ExaminationQuestion, context: ExamineContext): Promise<Examination> {
  const visit = new Visit(question, context);
  const draft: Draft = {
    endpoint: question.endpoint,
    scheme: null,
    failure: null,
    api: null,
    front: null,
    challenge: { kind: 'none' },
    token: null,
    loggedIn: false,
    manifest: null,
    catalog: null,
    push: null,
    serverTime: null,
  };
  draft.failure = await walk(visit, question, draft);
  const times = [...visit.times].map(([step, milliseconds]) => ({ step, milliseconds }));
  return { ...draft, times };
}

/** @returns why it went no further */
async function walk(visit: Visit, question: ExaminationQuestion, draft: Draft): Promise<Failure | null> {
  const reached = await reachRegistry(visit);
  if (reached.kind === 'failed') {
    draft.serverTime = reached.serverTime;
    return reached.failure;
  }
  const { server, answer } = reached;
  draft.scheme = server.scheme;
  draft.api = factsOf(answer);
  draft.serverTime = timeOf(answer);
  const steps: Walk = { visit, question, server, draft };
  await lookBehind(steps, answer);
  return (await askImages(steps)) ?? (await askCatalog(steps)) ?? (await askPush(steps));
}

/** Where the answer to /v2/ leads, and what else is there when it was no registry's. */
async function lookBehind({ visit, server, draft }: Walk, answer: HttpAnswer): Promise<void> {
  const request = { method: 'GET', target: `${visit.endpoint.base}/v2/` } as const;
  const { last } = await followOn(visit, 'api', { server, request }, answer);
  if (last.status === 401) draft.challenge = readChallenge(last.headers['www-authenticate']);
  if (draft.challenge.kind !== 'none') draft.challengedBy = 'api';
  if (isRegistryAnswer(factsOf(answer))) return;
  const sent = await visit.send('api', server, { method: 'GET', target: '/' }, 0.5);
  if (sent.kind === 'answer') draft.front = factsOf(sent.answer);
}

/** One image after the other, until one is found; without any the token server is asked alone. */
async function askImages({ visit, question, server, draft }: Walk): Promise<Failure | null> {
  const { login } = visit.endpoint;
  if (question.images.length === 0) return logInAlone({ visit, question, server, draft });
  for (const image of question.images) {
    const scope = `repository:${image.repository}:pull`;
    const authorization = await authorize(visit, draft.challenge, scope, login);
    const outcome = isOpen(authorization)
      ? await askWith(authorization, { visit, question, server, draft }, image, scope)
      : { authorization, manifest: null, failure: null };
    const isFound = outcome.manifest !== null && outcome.manifest.digest !== null;
    const isAnswered = outcome.manifest !== null || outcome.authorization.token !== null;
    draft.loggedIn ||= outcome.authorization.loggedIn && isAnswered;
    if (isFound || (draft.manifest === null && draft.token === null)) {
      draft.token = outcome.authorization.token;
      draft.manifest = outcome.manifest;
    }
    if (outcome.failure !== null) return outcome.failure;
    if (isFound || outcome.authorization.token?.kind === 'failed') return null;
  }
  return null;
}

/** Whether the login is good at all: the token server says so, or with Basic the registry itself. */
async function logInAlone({ visit, server, draft }: Walk): Promise<null> {
  const { token, loggedIn, headers } = await authorize(visit, draft.challenge, '', visit.endpoint.login);
  draft.token = token;
  draft.loggedIn = loggedIn && token !== null;
  if (headers.Authorization === undefined || token !== null) return null;
  const target = `${visit.endpoint.base}/v2/`;
  const sent = await visit.send('realm', server, { method: 'GET', target, headers });
  if (sent.kind === 'failed') {
    draft.token = { kind: 'failed', failure: sent.failure };
    return null;
  }
  const facts = factsOf(sent.answer);
  draft.token = facts.status === 200 ? { kind: 'token' } : { kind: 'refused', facts };
  draft.loggedIn = true;
  return null;
}

function isOpen({ token }: Authorization): boolean {
  return token === null || token.kind === 'token';
}

interface ImageOutcome {
  readonly authorization: Authorization;
  readonly manifest: ManifestAnswer | null;
  readonly failure: Failure | null;
}

/** A registry may want a login only for images: its challenge comes with them then. */
async function askWith(
  authorization: Authorization,
  { visit, server, draft }: Walk,
  image: ExaminationQuestion['images'][number],
  scope: string,
): Promise<ImageOutcome> {
  const sent = await askManifest(visit, server, image, authorization.headers);
  if (sent.kind === 'failed') return { authorization, manifest: null, failure: sent.failure };
  const { manifest } = sent;
  const challenge = lateChallenge(draft.challenge, manifest.facts);
  if (challenge === undefined) return { authorization, manifest, failure: null };
  draft.challenge = challenge;
  draft.challengedBy = 'manifest';
  const second = await authorize(visit, challenge, scope, visit.endpoint.login);
  if (second.headers.Authorization === undefined) return { authorization: second, manifest, failure: null };
  const again = await askManifest(visit, server, image, second.headers);
  return again.kind === 'failed'
    ? { authorization: second, manifest, failure: again.failure }
    : { authorization: second, manifest: again.manifest, failure: null };
}

function lateChallenge(
  known: Challenge,
  { status, headers }: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
): Challenge | undefined {
  if (status !== 401 || known.kind !== 'none') return undefined;
  const challenge = readChallenge(headers['www-authenticate']);
  return challenge.kind === 'none' ? undefined : challenge;
}

/** Names that are shown in the report. */
const NAMES = 20;

/** What it has in place of the images that it has not, where it tells anybody. */
async function askCatalog({ visit, server, draft }: Walk): Promise<null> {
  const { manifest, challenge } = draft;
  if (manifest === null || manifest.facts.status !== 404) return null;
  const { headers, token } = await authorize(visit, challenge, 'registry:catalog:*', { kind: 'none' });
  if (token !== null && token.kind !== 'token') return null;
  const target = `${visit.endpoint.base}/v2/_catalog?n=${NAMES}`;
  const sent = await sendAndFollow(visit, 'catalog', server, {
    method: 'GET',
    target,
    headers,
    keep: 65_536,
  });
  if (sent.kind === 'answer' && sent.answer.status === 200) draft.catalog = namesIn(sent.answer.body);
  return null;
}

/** distribution/reference: what a repository can be called; whatever else a server sends is none. */
const NAME = /^[a-z0-9._/-]{1,255}$/;

function namesIn(body: Uint8Array): readonly string[] | null {
  const names = readObject(body)?.repositories;
  return Array.isArray(names)
    ? names.filter((name): name is string => typeof name === 'string' && NAME.test(name)).slice(0, NAMES)
    : null;
}

/** Where nobody said for which image. */
const NO_IMAGE = 'registry-client/check';

async function askPush({ visit, question, server, draft }: Walk): Promise<Failure | null> {
  // A token server that failed once is not asked again; what took all the time has been said, or was asked aside.
  if (!question.push || visit.isOver || draft.token?.kind === 'failed') return null;
  const { base, below, login } = visit.endpoint;
  const repository = question.images[0]?.repository ?? `${below}${NO_IMAGE}`;
  const scope = `repository:${repository}:pull,push`;
  const first = await authorize(visit, draft.challenge, scope, login);
  if (!isOpen(first)) return notAllowed(draft, first.token);
  const request = uploadRequest(base, repository);
  const open = ({ headers }: Authorization) =>
    visit.send('push', server, { ...request, headers: { ...request.headers, ...headers } });
  let authorization = first;
  let sent = await open(authorization);
  const challenge = sent.kind === 'answer' ? lateChallenge(draft.challenge, sent.answer) : undefined;
  if (challenge !== undefined) {
    authorization = await authorize(visit, challenge, scope, login);
    if (authorization.headers.Authorization !== undefined) sent = await open(authorization);
  }
  if (sent.kind === 'failed') return sent.failure;
  draft.loggedIn ||= authorization.loggedIn;
  draft.push = await closeUpload(visit, server, sent.answer, request.target, authorization.headers);
  return null;
}

/** The token server says already who may not. */
function notAllowed(draft: Draft, token: TokenAnswer | null): Failure | null {
  if (token?.kind === 'failed') return token.failure;
  const isRefusal = token?.kind === 'refused' && [401, 403].includes(token.facts.status);
  const push: PushAnswer | null = isRefusal ? { open: token.facts, large: null } : null;
  draft.push = push;
  return null;
}
