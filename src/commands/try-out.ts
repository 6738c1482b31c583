// What `setup --login` and `--pull` do when the change is made: the change stands, whatever comes of it.

import type { SetupInvocation, TryOut } from '../desired/invocation.ts';
import { ENGINES } from '../engines/index.ts';
import type { WriteHost } from '../host/ports.ts';
import type { CommandIo } from '../io.ts';
import { type Finding, finding } from '../model/finding.ts';
import { NOTHING_MANAGED } from '../model/managed.ts';
import type { Report } from '../model/outcome.ts';
import { type FoundEngine, findEngines } from '../planner/find-engines.ts';
import { logIn, pullImage } from '../transaction/try-out.ts';
import { openHost } from './open-host.ts';

/** The password of --login; '' where none is needed. An empty one is a finding. */
export async function readPassword(
  { tryOut, dryRun }: SetupInvocation,
  io: CommandIo,
): Promise<string | Finding> {
  if (tryOut?.login == null || dryRun) return '';
  const text = (await io.readStandardInput())?.replace(/\r?\n$/, '');
  if (text !== undefined && text !== '') return text;
  const reason = text === '' ? 'empty' : 'too-large';
  return finding('error', 'INPUT_FILE', { option: '--password-stdin', reason }, { path: '/dev/stdin' });
}

/** Logs in, then pulls, with each engine that the change was for, and adds what came of it to the report. */
export async function tryOut(
  invocation: SetupInvocation,
  password: string,
  report: Report,
  io: CommandIo,
): Promise<Report> {
  const wanted = invocation.tryOut;
  const isDone = ['committed', 'confirm-pending', 'unchanged'].includes(report.outcome);
  if (wanted === undefined || !isDone || invocation.dryRun) return report;
  const opened = await openHost(invocation.global, io, () => undefined);
  if (!opened.ok) return { ...report, findings: [...report.findings, opened.error] };
  const host = opened.value;
  const found = await findEngines(ENGINES, invocation.engines, NOTHING_MANAGED, host);
  const findings: Finding[] = [];
  for (const one of found.engines) {
    const said = [
      ...(await logInWith(one, wanted, password, io, host)),
      ...(await pullWith(one, wanted, report, io, host)),
    ];
    findings.push(...said.map((each) => ({ ...each, engine: one.engine.id })));
  }
  return { ...report, findings: [...report.findings, ...findings] };
}

async function logInWith(
  { engine, observed, named: isEngineNamed }: FoundEngine,
  { login }: TryOut,
  password: string,
  io: CommandIo,
  host: WriteHost,
): Promise<readonly Finding[]> {
  if (login === null) return [];
  const { user, hosts, named } = login;
  const registries = hosts.map((registry) => ({ registry, scheme: null, path: '' }));
  const ways = (await engine.routes({ images: [], registries }, observed, host)).named;
  const findings: Finding[] = [];
  for (const [index, registry] of hosts.entries()) {
    // Whoever listens on the way to it could read what is sent.
    if (!named && ways[index]?.transport !== 'https') {
      findings.push(finding('info', 'LOGIN_SKIPPED', { registry, user }));
      continue;
    }
    const command = engine.logIn({ registry, user, password }, observed, host);
    // It is so for every registry: said once.
    if (command === undefined) return [withoutLogin(isEngineNamed)];
    io.progress({ step: 'login', engine: engine.id });
    findings.push(await logIn(command, registry, user, host));
  }
  return findings;
}

function withoutLogin(isEngineNamed: boolean): Finding {
  const args = { flag: '--login', reason: 'no-login-command' } as const;
  return finding(isEngineNamed ? 'error' : 'info', 'FLAG_NOT_FOR_ENGINE', args);
}

async function pullWith(
  { engine, observed, named: isNamed }: FoundEngine,
  { pulls }: TryOut,
  report: Report,
  io: CommandIo,
  host: WriteHost,
): Promise<readonly Finding[]> {
  const ways = pulls.map((image) => engine.pull(image, observed, host));
  if (ways.some((way) => way === undefined)) return withoutPull(pulls, isNamed);
  const reason = whyNotPulled(engine.id, observed.running, report);
  if (reason !== undefined)
    return pulls.map((image) => finding('warning', 'PULL_SKIPPED', { image, reason }));
  const { images } = await engine.routes({ images: pulls, registries: [] }, observed, host);
  const findings: Finding[] = [];
  for (const [index, route] of images.entries()) {
    const way = ways[index];
    if (way === undefined) continue;
    io.progress({ step: 'pull', engine: engine.id });
    findings.push(await pullImage(route, way, io.network, host));
  }
  return findings;
}

function withoutPull(pulls: readonly string[], isNamed: boolean): readonly Finding[] {
  const severity = isNamed ? 'warning' : 'info';
  return pulls.map((image) => finding(severity, 'PULL_SKIPPED', { image, reason: 'no-command' }));
}

function whyNotPulled(engine: string, running: boolean, { findings }: Report) {
  if (!running) return 'not-running';
  const isOld = findings.some((one) => one.code === 'NOT_ACTIVATED' && one.engine === engine);
  return isOld ? 'not-activated' : undefined;
}
