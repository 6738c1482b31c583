// doctor: the status of this host, and every registry asked in the way in which each engine asks it. Changes nothing.

import type { DoctorInvocation } from '../desired/invocation.ts';
import type { ReadHost } from '../host/ports.ts';
import type { CommandIo } from '../io.ts';
import type { Endpoint, Routes } from '../model/endpoint.ts';
import type { Examination, ExaminationQuestion } from '../model/examination.ts';
import { type Finding, finding } from '../model/finding.ts';
import { failedReport, type Report, type ReportedEndpoint } from '../model/outcome.ts';
import type { FoundEngine } from '../planner/find-engines.ts';
import { withoutConsequences } from '../probe/consequences.ts';
import { addressOf, judgeExamination } from '../probe/judge.ts';
import { kindOf } from '../probe/kind.ts';
import { type Ask, askerFor, limitOf } from './ask-registries.ts';
import { inspectHost } from './inspect-host.ts';
import { statusOf } from './status.ts';

export async function runDoctor(invocation: DoctorInvocation, io: CommandIo): Promise<Report> {
  const inspected = await inspectHost('doctor', invocation, io);
  if (!inspected.ok) return inspected.error;
  const { host, found } = inspected.value;
  if (found.length === 0) return failedReport('doctor', [finding('error', 'NO_ENGINE', {})]);
  const question = { images: [], registries: invocation.registries };
  const routes = await Promise.all(
    found.map(({ engine, observed }) => engine.routes(question, observed, host)),
  );
  const isAsked = invocation.registries.length > 0;
  const mirrors = new Set(routes.flatMap(({ configured }) => configured.filter(isMirror).map(nameOf)));
  const ask = askerFor(
    host,
    io.network,
    routes.flatMap(({ configured }) => configured),
  );
  if (ask !== undefined) io.progress({ step: 'probe' });
  const visits = await Promise.all(
    found.map((one, index) => visitAll(one, routes[index], { isAsked, mirrors, ask, host })),
  );
  const status = statusOf(inspected.value);
  const engines = status.engines.map((report, index) => ({
    ...report,
    endpoints: visits[index]?.map(({ report }) => report) ?? [],
  }));
  const findings = [
    ...(ask === undefined ? [finding('info', 'NOT_ASKED', {})] : []),
    ...status.findings,
    ...routes.flatMap((one) => one.findings),
    ...visits.flat().flatMap((visit) => visit.findings),
  ];
  const isHealthy = status.outcome !== 'drifted' && findings.every(({ severity }) => severity === 'info');
  return { ...status, command: 'doctor', outcome: isHealthy ? 'healthy' : 'problems', engines, findings };
}

const isMirror = ({ role }: Endpoint): boolean => role === 'mirror';
const nameOf = ({ registry }: Endpoint): string => registry;

interface Round {
  /** Registries were named on the command line: those alone are asked, and asked more. */
  readonly isAsked: boolean;
  /** What is a mirror for any engine is not meant to take uploads. */
  readonly mirrors: ReadonlySet<string>;
  readonly ask: Ask | undefined;
  readonly host: ReadHost;
}

interface Visit {
  readonly report: ReportedEndpoint;
  readonly findings: readonly Finding[];
}

function visitAll(
  { engine }: FoundEngine,
  routes: Routes | undefined,
  round: Round,
): Promise<readonly Visit[]> {
  const { ask } = round;
  const endpoints = (round.isAsked ? routes?.named : routes?.configured) ?? [];
  if (ask === undefined) return Promise.resolve([]);
  const causes = routes?.findings ?? [];
  return Promise.all(
    endpoints.map(async (endpoint) => {
      const { report, findings } = await visit(endpoint, engine.id, ask, round);
      return { report, findings: withoutConsequences(findings, causes) };
    }),
  );
}

async function visit(endpoint: Endpoint, engine: string, ask: Ask, round: Round): Promise<Visit> {
  const images = wellKnownImages(endpoint);
  const push = round.isAsked && !round.mirrors.has(endpoint.registry);
  const question: ExaminationQuestion = { endpoint, images, push };
  const examination = await ask(question);
  const findings = judgeExamination(examination, {
    now: round.host.clock.now(),
    limit: limitOf(round.host),
    asked: round.isAsked,
    expectsImages: images.length > 0,
  });
  return {
    report: reportEndpoint(examination, findings),
    findings: findings.map((each) => ({ ...each, engine })),
  };
}

/** Images that every mirror of Docker Hub can get; of other upstreams nothing is known. */
const HUB_IMAGES = ['library/busybox', 'library/alpine', 'library/hello-world'] as const;

function wellKnownImages({ role, upstream, below }: Endpoint): ExaminationQuestion['images'] {
  if (role !== 'mirror' || upstream !== 'docker.io') return [];
  return HUB_IMAGES.map((name) => ({ repository: `${below}${name}`, reference: 'latest' }));
}

function reportEndpoint(examination: Examination, findings: readonly Finding[]): ReportedEndpoint {
  const { endpoint, scheme, times } = examination;
  const { registry, role, upstream, proxies } = endpoint;
  const proxy = scheme === 'http' ? proxies.http : proxies.https;
  return {
    registry,
    role,
    upstream,
    url: addressOf(endpoint, scheme),
    proxy: proxy === null ? null : `${proxy.scheme}://${proxy.name}:${proxy.port} (${proxy.source})`,
    kind: kindOf(examination) ?? null,
    steps: times,
    works: findings.every(({ severity }) => severity === 'info'),
  };
}
