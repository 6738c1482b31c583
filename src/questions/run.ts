// `setup` with nothing asked for, on a terminal: questions, a preview, the change, and the command line that says it all.

import { posix } from 'node:path';
import { inspectHost } from '../commands/inspect-host.ts';
import { proposeSetup, runSetup } from '../commands/setup.ts';
import type { SetupInvocation } from '../desired/invocation.ts';
import { ENGINES } from '../engines/index.ts';
import type { CommandIo, Conversation } from '../io.ts';
import { finding } from '../model/finding.ts';
import { failedReport, type Outcome, type Report } from '../model/outcome.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { FoundEngine } from '../planner/find-engines.ts';
import { askAddress } from './ask-address.ts';
import { type Draft, sentName, wordsOf } from './draft.ts';
import type { Answer } from './interview.ts';
import { obstacleTo } from './obstacle.ts';
import { askToRestart, leftReport } from './restart.ts';
import { sure, type Talk } from './talk.ts';

/**
 * The questions end in words of a command line, which go the way of every other: there is one way to change a host.
 * Until the last yes nothing is written.
 */
export async function runQuestions(
  begun: SetupInvocation,
  io: CommandIo,
  conversation: Conversation,
): Promise<Report> {
  const inspected = await inspectHost('setup', begun, io);
  if (!inspected.ok) return inspected.error;
  const { host, state, visible, found } = inspected.value;
  if (found.length === 0) return failedReport('setup', [finding('error', 'NO_ENGINE', {})]);
  const obstacle = obstacleTo(begun, state, host);
  if (obstacle !== undefined) return failedReport('setup', [obstacle]);
  // That a plan is made after each answer is no news.
  const progress = () => undefined;
  const situation = { host, engines: ENGINES, state, managed: visible.managed, progress };
  const interview = await conversation.interview();
  const talk: Talk = { io, conversation, interview, begun, situation };
  const draft = await askAll(found, talk);
  return draft.ok ? changeAfterPreview(draft.value, talk) : leftReport('setup', draft.error);
}

async function changeAfterPreview(draft: Draft, talk: Talk): Promise<Report> {
  const { io, conversation, interview, begun } = talk;
  const previewed = await previewOf(draft, talk);
  if (!previewed.ok) return previewed.error;
  const { draft: decided, report } = previewed.value;
  if (report.outcome !== 'planned' || begun.dryRun) return withCommand(report, decided, conversation);
  const { invocation, findings } = await sure(decided, talk);
  interview.say({ kind: 'preview', report });
  const agreed = await interview.confirm({ code: 'change' });
  if (!agreed.ok) return leftReport('setup', agreed.error);
  if (!agreed.value) return failedReport('setup', []);
  const done = await runSetup(invocation, io);
  return withCommand({ ...done, findings: [...findings, ...done.findings] }, decided, conversation);
}

async function askAll(found: readonly FoundEngine[], talk: Talk): Promise<Answer<Draft>> {
  const { interview } = talk;
  const engines = await askEngines(found, talk);
  if (!engines.ok) return engines;
  const use = await interview.select({ code: 'use' }, ['mirror', 'registry']);
  if (!use.ok) return use;
  const addressed = await askAddress(engines.value, use.value, talk);
  return addressed.ok ? askSearch(addressed.value, talk) : addressed;
}

/** @returns empty for all that are found, or for those that --engine names */
async function askEngines(
  found: readonly FoundEngine[],
  { interview, begun }: Talk,
): Promise<Answer<readonly string[]>> {
  const names = found.map(({ engine }) => engine.id);
  interview.say({
    kind: 'found',
    engines: found.map(({ engine, observed }) => `${engine.id} ${observed.version ?? ''}`.trimEnd()),
  });
  if (names.length < 2 || begun.engines.kind === 'named') return ok([]);
  const chosen = await interview.choose({ code: 'engines' }, names);
  if (!chosen.ok) return chosen;
  return ok(chosen.value.length === names.length ? [] : chosen.value);
}

/** Asked for those engines alone that have such a list. */
async function askSearch(draft: Draft, talk: Talk): Promise<Answer<Draft>> {
  const searching: Draft = { ...draft, search: true };
  const able = await talk.interview.wait(searchersFor(searching, talk));
  if (!able.ok) return able;
  if (able.value.length === 0) return ok(draft);
  const wanted = await talk.interview.confirm({
    code: 'search',
    registry: draft.host,
    engines: able.value,
  });
  return wanted.ok ? ok(wanted.value ? searching : draft) : wanted;
}

async function searchersFor(searching: Draft, talk: Talk): Promise<readonly string[]> {
  const { invocation } = await sure(searching, talk);
  const { engines, findings } = await proposeSetup(invocation, talk.situation);
  const unable = findings.filter(
    (each) => each.code === 'FLAG_NOT_FOR_ENGINE' && each.arguments.flag.startsWith('--search'),
  );
  // Of an engine that is named a flag that it has no use for is an error.
  if (unable.some(({ severity }) => severity === 'error')) return [];
  return engines.map(({ engine }) => engine.id).filter((id) => !unable.some(({ engine }) => engine === id));
}

interface Preview {
  readonly draft: Draft;
  readonly report: Report;
}

/** What --dry-run says; where containers would have to stop, somebody has to permit it first. */
async function previewOf(draft: Draft, talk: Talk): Promise<Result<Preview, Report>> {
  const { io, conversation, interview } = talk;
  const { invocation, findings } = await sure(draft, talk);
  const planned = await interview.wait(runSetup({ ...invocation, dryRun: true }, io));
  if (!planned.ok) return err(leftReport('setup', planned.error));
  const report = { ...planned.value, findings: [...findings, ...planned.value.findings] };
  const permitted = await askToRestart(report.findings, invocation.apply, conversation);
  if (!permitted.ok) return err(leftReport('setup', permitted.error));
  if (permitted.value) return previewOf({ ...draft, restart: true }, talk);
  return ok({ draft: withFile(draft, report, talk.begun.global.root ?? ''), report });
}

/** The CA that was taken from the server goes by the file that it will stand in: the same words do the same later, too. */
function withFile(draft: Draft, { engines }: Report, root: string): Draft {
  if (draft.ca.kind !== 'sent') return draft;
  const file = engines
    .flatMap(({ changes }) => changes)
    .find(({ path, kind }) => kind !== 'delete' && posix.dirname(path).endsWith(`/certs.d/${draft.host}`));
  return file === undefined
    ? draft
    : { ...draft, ca: { ...draft.ca, file: posix.join('/', root, file.path) } };
}

/** A CA that stood in its place already needs no word. */
function withCommand(report: Report, draft: Draft, { commandLine }: Conversation): Report {
  // What was answered is not lost where another run was at work.
  const isBusy = report.findings.some(({ code }) => code === 'LOCKED');
  if (!SAID_AGAIN.includes(report.outcome) && !isBusy) return report;
  const { ca } = draft;
  const isThere = ca.kind === 'sent' && ca.file === sentName(draft);
  const words = commandLine(wordsOf(isThere ? { ...draft, ca: { kind: 'none' } } : draft));
  const file = ca.kind === 'sent' && !isThere ? ca.file : '';
  return { ...report, findings: [...report.findings, finding('info', 'WITHOUT_QUESTIONS', { words, file })] };
}

const SAID_AGAIN: readonly Outcome[] = ['unchanged', 'planned', 'committed', 'confirm-pending'];
