// explain: whom each engine asks for an image, what they answer now, and who will serve it. Pulls and changes nothing.

import type { ExplainInvocation } from '../desired/invocation.ts';
import type { CommandIo } from '../io.ts';
import type { Attempt, Candidate, ImageRoute } from '../model/endpoint.ts';
import type { Examination, ExaminationQuestion } from '../model/examination.ts';
import { type Finding, finding } from '../model/finding.ts';
import {
  type EngineReport,
  failedReport,
  type Report,
  type ReportedAttempt,
  type ReportedImage,
} from '../model/outcome.ts';
import type { FoundEngine } from '../planner/find-engines.ts';
import { type Answered, type AnsweredCandidate, type Followed, followRoute } from '../probe/follow.ts';
import { addressOf } from '../probe/judge.ts';
import { replyOf } from '../probe/reply.ts';
import { type Ask, askerFor } from './ask-registries.ts';
import { inspectHost } from './inspect-host.ts';
import { syncOf } from './report-change.ts';

export async function runExplain(invocation: ExplainInvocation, io: CommandIo): Promise<Report> {
  const inspected = await inspectHost('explain', invocation, io);
  if (!inspected.ok) return inspected.error;
  const { host, found } = inspected.value;
  if (found.length === 0) return failedReport('explain', [finding('error', 'NO_ENGINE', {})]);
  const question = { images: invocation.images, registries: [] };
  const routes = await Promise.all(
    found.map(({ engine, observed }) => engine.routes(question, observed, host)),
  );
  const ask = askerFor(host, io.network);
  if (ask !== undefined) io.progress({ step: 'probe' });
  const explained = await Promise.all(
    found.map(async (one, index) => {
      const images = await Promise.all(
        (routes[index]?.images ?? []).map((route) => explainImage(route, one.engine.id, ask)),
      );
      return { report: engineReport(one, images), images };
    }),
  );
  const findings = [
    ...(ask === undefined ? [finding('info', 'NOT_ASKED', {})] : []),
    ...[
      ...found.flatMap(({ observed }) => observed.findings),
      ...routes.flatMap((one) => one.findings),
    ].filter(({ severity }) => severity === 'error'),
    ...explained.flatMap(({ images }) => images.flatMap((image) => image.findings)),
  ];
  return {
    command: 'explain',
    outcome: findings.every(({ severity }) => severity === 'info') ? 'healthy' : 'problems',
    id: null,
    changes: [],
    engines: explained.map(({ report }) => report),
    findings,
  };
}

interface Explained {
  readonly report: ReportedImage;
  readonly findings: readonly Finding[];
}

function engineReport(found: FoundEngine, images: readonly Explained[]): EngineReport {
  const { engine, observed } = found;
  return {
    engine: engine.id,
    version: observed.version,
    running: observed.running,
    changes: [],
    activation: 'none',
    ...syncOf(found),
    images: images.map(({ report }) => report),
  };
}

/** With no one to ask (--root) the way is told, and nothing of who would serve. */
async function explainImage(route: ImageRoute, engine: string, ask: Ask | undefined): Promise<Explained> {
  const asked = await Promise.all(
    route.candidates.map(async (candidate) => ({
      candidate,
      examinations:
        ask === undefined
          ? []
          : await Promise.all(candidate.attempts.map((one) => ask(questionFor(one, candidate)))),
    })),
  );
  const answers = asked.map(({ candidate, examinations }) => answerCandidate(candidate, examinations));
  const followed = followRoute(route, answers);
  const findings = [...route.findings, ...(ask === undefined ? [] : followed.findings)];
  return {
    report: {
      image: route.image,
      candidates: asked.map(({ candidate, examinations }) => ({
        name: candidate.name,
        by: candidate.by,
        path: candidate.path,
        attempts: candidate.attempts.map((attempt, index) =>
          reportAttempt(attempt, examinations[index], followed),
        ),
      })),
      served:
        followed.served === null
          ? null
          : {
              name: followed.served.candidate.name,
              registry: followed.served.attempt.endpoint.registry,
            },
      fallback: ask === undefined ? null : followed.fallback,
    },
    findings: findings.map((each) => ({ ...each, engine })),
  };
}

/** A short name that is looked for as it is may be there under library/: people push so. */
function questionFor({ endpoint, repository, reference }: Attempt, { by }: Candidate): ExaminationQuestion {
  const short = repository.slice(endpoint.below.length);
  const isBare = by === 'search' && !short.includes('/');
  const library = isBare ? [{ repository: `${endpoint.below}library/${short}`, reference }] : [];
  return { endpoint, images: [{ repository, reference }, ...library], push: false };
}

function answerCandidate(candidate: Candidate, examinations: readonly Examination[]): AnsweredCandidate {
  const answers = candidate.attempts.flatMap((attempt, index): readonly Answered[] => {
    const examination = examinations[index];
    if (examination === undefined) return [];
    const reply = replyOf(examination);
    const { manifest } = examination;
    const underLibrary = reply === 'found' && manifest?.repository !== attempt.repository;
    return [{ attempt, reply: underLibrary ? 'not-found' : reply, underLibrary }];
  });
  return { candidate, answers };
}

function reportAttempt(
  attempt: Attempt,
  examination: Examination | undefined,
  { served }: Followed,
): ReportedAttempt {
  const { endpoint, repository, reference } = attempt;
  return {
    registry: endpoint.registry,
    role: endpoint.role,
    url: addressOf(endpoint, examination?.scheme ?? null),
    repository,
    reference,
    ...(examination === undefined ? NOT_ASKED : answerOf(examination, repository)),
    serves: served?.attempt === attempt,
  };
}

type ReportedAnswer = Pick<ReportedAttempt, 'reply' | 'status' | 'digest' | 'milliseconds'>;

const NOT_ASKED: ReportedAnswer = { reply: null, status: null, digest: null, milliseconds: 0 };

function answerOf(examination: Examination, repository: string): ReportedAnswer {
  const { manifest, api, times } = examination;
  const milliseconds = Math.round(times.reduce((sum, each) => sum + each.milliseconds, 0));
  if (manifest !== null && manifest.repository !== repository)
    return { reply: 'not-found', status: 404, digest: null, milliseconds };
  const facts = manifest?.facts ?? api;
  return {
    reply: replyOf(examination),
    status: facts?.status ?? null,
    digest: manifest?.digest ?? null,
    milliseconds,
  };
}
