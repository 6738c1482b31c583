// A command and its flags to an Invocation, or to the findings about everything that is wrong with them.

import { posix } from 'node:path';
import { type Finding, isBlocker } from '../model/finding.ts';
import { BY_FLAGS } from '../model/generation.ts';
import type { CommandName } from '../model/outcome.ts';
import { parseNamedRegistry } from '../model/registry.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { CaContext } from './ca.ts';
import { parseCompletion } from './completion.ts';
import { type Flags, isGiven, type Parsed, usage, valuesOf } from './flags.ts';
import {
  type AgentInvocation,
  type ChangeOptions,
  type CloudInitInvocation,
  DEFAULT_CONFIG,
  type DoctorInvocation,
  type ExplainInvocation,
  type GlobalOptions,
  type HistoryInvocation,
  type Invocation,
  type RemoveInvocation,
  type RollbackInvocation,
  type SetupInvocation,
  type StatusInvocation,
} from './invocation.ts';
import {
  parseApply,
  parseEngines,
  parseFile,
  parseGenerationId,
  parseGlobal,
  parseLimit,
  type Say,
} from './options.ts';
import { asked, parseRequests, pathsForSeveral, REQUEST_OPTIONS } from './requests.ts';
import { parseSelectors } from './selector.ts';
import { parsePackages, parseSource } from './source.ts';
import { parseTryOut } from './try-out.ts';
import { conflictsWithUser } from './user.ts';

/** What parsing needs to know of the world. */
export interface ParseContext extends CaContext {
  /** The folder that relative paths start from. */
  readonly directory: string;
  /** The names that --engine takes. */
  readonly engines: readonly string[];
  /** There is somebody to ask what a `setup` that asks for nothing shall do. */
  readonly canAsk?: boolean;
}

/** A command line after commander: the command, its options, and what stood there without an option. */
export interface CommandLine {
  readonly command: CommandName;
  readonly flags: Flags;
  /** The operands that the command takes, as far as they were given, and those that are too many. */
  readonly operands: readonly string[];
  readonly excess: readonly string[];
}

/** An invocation and what is worth saying about it: a certificate that expires soon, for example. */
export interface Understood {
  readonly invocation: Invocation;
  readonly findings: readonly Finding[];
}

/**
 * Everything that is wrong with a command line, not only the first of it: at least one finding is an `error`. What
 * reads configuration files is loaded only for a command line that names one: that makes the start of all others fast.
 */
export async function parseInvocation(
  line: CommandLine,
  context: ParseContext,
): Promise<Result<Understood, readonly Finding[]>> {
  const findings: Finding[] = [];
  const say: Say = (each) => findings.push(each);
  for (const word of line.excess) say(usage(line.command, word, 'excess-argument'));
  for (const each of swallowedOptions(line.flags)) say(each);
  const invocation = await parseCommand(line, context, say);
  for (const each of conflictsWithUser(invocation)) say(each);
  return findings.some(isBlocker) ? err(findings) : ok({ invocation, findings });
}

async function parseCommand(line: CommandLine, context: ParseContext, say: Say): Promise<Invocation> {
  const global = parseGlobal(line.flags, context.directory, say);
  const { command } = line;
  switch (command) {
    case 'setup':
      return { global, ...(await parseSetup(line.flags, global, context, say)) };
    case 'remove':
      return { global, ...parseRemove(line.flags, context, say) };
    case 'rollback':
      return { global, ...parseRollback(line, say) };
    case 'status':
      return { global, ...parseStatus(line.flags, context, say) };
    case 'doctor':
      return { global, ...parseDoctor(line, context, say) };
    case 'explain':
      return { global, ...parseExplain(line, context, say) };
    case 'history':
      return { global, ...parseHistory(line.operands, say) };
    case 'confirm':
    case 'recover':
      return { command, global };
    case 'agent':
      return { global, ...parseAgent(line.flags, context, say) };
    case 'cloud-init':
      return { global, ...parseCloudInit(line.flags, context, say) };
    case 'completion':
      return { global, command, wanted: parseCompletion(line, say) };
  }
}

type Without<T> = Omit<T, 'global'>;

async function parseSetup(
  flags: Flags,
  global: GlobalOptions,
  context: ParseContext,
  say: Say,
): Promise<Without<SetupInvocation>> {
  if (isGiven(flags, '--config')) return parseSetupFile(flags, global, context, say);
  const engines = parseEngines(flags, context.engines, say);
  const requests = tell(parseRequests(flags, context), say);
  const replace = flags.switches.has('--replace');
  const adopt = flags.switches.has('--adopt');
  const asks = asked(flags).length === 0 && context.canAsk === true && !readsPassword(flags);
  if (asked(flags).length === 0 && !asks)
    say(usage('setup', '', 'nothing-asked', REQUEST_OPTIONS.join(', ')));
  if (adopt && !replace) say(usage('--adopt', '', 'needs-option', '--replace'));
  for (const each of pathsForSeveral(requests, engines)) say(each);
  return {
    command: 'setup',
    origin: BY_FLAGS,
    requests,
    engines,
    replace,
    adopt,
    dropIn: flags.switches.has('--drop-in'),
    convert: flags.switches.has('--convert'),
    ...parseTryOut(flags, requests, global, say),
    ...parseHow(flags, say),
    ...(asks ? { asks } : {}),
  };
}

/** Answers and a password cannot both come from the standard input. */
function readsPassword(flags: Flags): boolean {
  return isGiven(flags, '--login') || isGiven(flags, '--password-stdin');
}

async function parseSetupFile(
  flags: Flags,
  global: GlobalOptions,
  context: ParseContext,
  say: Say,
): Promise<Without<SetupInvocation>> {
  const { readSetupFile } = await import('./setup-file.ts');
  const file = readSetupFile(flags, global, context, say) ?? NO_FILE;
  const how = parseHow(flags, say);
  const apply = isGiven(flags, '--apply') ? how.apply : file.apply;
  const tried = parseTryOut(flags, file.requests, global, say);
  return { command: 'setup', replace: false, adopt: false, ...how, ...file, ...tried, apply };
}

/** In place of a file that cannot be used: what is wrong with it has been said. */
const NO_FILE = {
  origin: BY_FLAGS,
  requests: [],
  engines: { kind: 'auto' },
  apply: 'auto',
  dropIn: false,
  convert: false,
} as const;

const DEFAULT_INTERVAL = '1m';

function parseAgent(flags: Flags, context: ParseContext, say: Say): Without<AgentInvocation> {
  const absolute = (file: string) => posix.resolve(context.directory, file);
  const config = parseFile(flags, '--config', say);
  const metrics = parseFile(flags, '--metrics', say);
  return {
    command: 'agent',
    mode: parseAgentMode(flags, say),
    config: config === '' ? DEFAULT_CONFIG : absolute(config),
    metrics: metrics === '' ? '' : absolute(metrics),
    interval: parseLimit(flags, '--interval', DEFAULT_INTERVAL, 1000, say),
  };
}

function parseAgentMode(flags: Flags, say: Say): AgentInvocation['mode'] {
  const pause = valuesOf(flags, '--pause').length > 0 ? ['--pause'] : [];
  const modes = [...['--once', '--resume'].filter((one) => flags.switches.has(one)), ...pause];
  const [mode, other] = modes;
  if (mode !== undefined && other !== undefined) say(usage(mode, '', 'conflicts-with', other));
  switch (mode) {
    case '--once':
      return { kind: 'once' };
    case '--resume':
      return { kind: 'resume' };
    case '--pause':
      return { kind: 'pause', duration: parseLimit(flags, '--pause', '0s', 1000, say) };
    default:
      return { kind: 'stay' };
  }
}

function parseCloudInit(flags: Flags, context: ParseContext, say: Say): Without<CloudInitInvocation> {
  const engines = parseEngines(flags, context.engines, say);
  const requests = tell(parseRequests(flags, context), say);
  if (asked(flags).length === 0) say(usage('cloud-init', '', 'nothing-asked', REQUEST_OPTIONS.join(', ')));
  for (const each of pathsForSeveral(requests, engines)) say(each);
  return {
    command: 'cloud-init',
    requests,
    engines,
    apply: parseApply(flags, say),
    dropIn: flags.switches.has('--drop-in'),
    convert: flags.switches.has('--convert'),
    source: parseSource(flags, say),
    packages: parsePackages(flags, say),
  };
}

function parseRemove(flags: Flags, context: ParseContext, say: Say): Without<RemoveInvocation> {
  const engines = parseEngines(flags, context.engines, say);
  const selectors = tell(parseSelectors(flags, context.readInput), say);
  const all = flags.switches.has('--all');
  const adopt = flags.switches.has('--adopt');
  const named = asked(flags);
  if (!all && named.length === 0)
    say(usage('remove', '', 'nothing-asked', [...REQUEST_OPTIONS, '--all'].join(', ')));
  if (all) for (const option of named) say(usage('--all', '', 'conflicts-with', option));
  if (all && adopt) say(usage('--all', '', 'conflicts-with', '--adopt'));
  return { command: 'remove', all, selectors, engines, adopt, ...parseHow(flags, say) };
}

function parseRollback(line: CommandLine, say: Say): Without<RollbackInvocation> {
  const [id] = line.operands;
  const original = line.flags.switches.has('--original');
  if (id !== undefined && original) say(usage('--original', id, 'conflicts-with', 'ID'));
  const rest = {
    command: 'rollback',
    force: line.flags.switches.has('--force'),
    ...parseHow(line.flags, say),
  } as const;
  if (original) return { ...rest, target: { kind: 'original' } };
  if (id === undefined) return { ...rest, target: { kind: 'newest' } };
  return { ...rest, target: { kind: 'generation', id: parseGenerationId(id, say) } };
}

function parseStatus(flags: Flags, context: ParseContext, say: Say): Without<StatusInvocation> {
  return { command: 'status', engines: parseEngines(flags, context.engines, say) };
}

function parseDoctor(
  { operands, flags }: CommandLine,
  context: ParseContext,
  say: Say,
): Without<DoctorInvocation> {
  const registries = operands.flatMap((text) => {
    const parsed = parseNamedRegistry(text);
    if (parsed.ok) return [parsed.value];
    say(usage('URL|HOST[:PORT]', text, parsed.error));
    return [];
  });
  return { command: 'doctor', engines: parseEngines(flags, context.engines, say), registries };
}

function parseExplain(
  { operands, flags }: CommandLine,
  context: ParseContext,
  say: Say,
): Without<ExplainInvocation> {
  const images = [...new Set(operands)];
  return { command: 'explain', engines: parseEngines(flags, context.engines, say), images };
}

function parseHistory(operands: readonly string[], say: Say): Without<HistoryInvocation> {
  const [id] = operands;
  if (id === undefined) return { command: 'history', show: { kind: 'list' } };
  return { command: 'history', show: { kind: 'generation', id: parseGenerationId(id, say) } };
}

function parseHow(flags: Flags, say: Say): ChangeOptions {
  return {
    apply: parseApply(flags, say),
    dryRun: flags.switches.has('--dry-run'),
    yes: flags.switches.has('--yes'),
    ...parseConfirmWithin(flags, say),
    ...(flags.switches.has('--skip-probe') ? { skipProbe: true } : {}),
  };
}

/** A timer of systemd's cannot be started in a system that does not run, nor relied on in a user's session. */
function parseConfirmWithin(flags: Flags, say: Say): Pick<ChangeOptions, 'confirmWithin'> {
  if (!isGiven(flags, '--confirm-within')) return {};
  for (const other of ['--root', '--user']) {
    if (isGiven(flags, other)) say(usage('--confirm-within', '', 'conflicts-with', other));
  }
  return { confirmWithin: parseLimit(flags, '--confirm-within', '1m', 1000, say) };
}

/** An option that got the next option as its value: its own was forgotten. */
function swallowedOptions(flags: Flags): readonly Finding[] {
  return [...flags.values].flatMap(([option, values]) =>
    values.filter((value) => value.startsWith('--')).map((value) => usage(option, value, 'missing-argument')),
  );
}

function tell<T, F extends Finding>(parsed: Parsed<T, F>, say: Say): T {
  for (const each of parsed.findings) say(each);
  return parsed.value;
}
