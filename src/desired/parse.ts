// A command and its flags to an Invocation, or to the findings about everything that is wrong with them.

import { type Finding, finding, isBlocker } from '../model/finding.ts';
import type { CommandName } from '../model/outcome.ts';
import { mirrorUrl, type Request } from '../model/request.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { CaContext } from './ca.ts';
import { type Flags, type Parsed, usage, valuesOf } from './flags.ts';
import type {
  EngineChoice,
  HistoryInvocation,
  Invocation,
  RemoveInvocation,
  RollbackInvocation,
  SetupInvocation,
  StatusInvocation,
} from './invocation.ts';
import { parseApply, parseEngines, parseGenerationId, parseGlobal, type Say } from './options.ts';
import { parseRequests } from './requests.ts';
import { parseSelectors } from './selector.ts';

const REQUEST_OPTIONS = ['--mirror', '--registry', '--insecure', '--search', '--ca', '--host-alias'] as const;

/** What parsing needs to know of the world. */
export interface ParseContext extends CaContext {
  /** The folder that relative paths start from. */
  readonly directory: string;
  /** The names that --engine takes. */
  readonly engines: readonly string[];
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

/** Everything that is wrong with a command line, not only the first of it: at least one finding is an `error`. */
export function parseInvocation(
  line: CommandLine,
  context: ParseContext,
): Result<Understood, readonly Finding[]> {
  const findings: Finding[] = [];
  const say: Say = (each) => findings.push(each);
  for (const word of line.excess) say(usage(line.command, word, 'excess-argument'));
  for (const each of swallowedOptions(line.flags)) say(each);
  const invocation = parseCommand(line, context, say);
  return findings.some(isBlocker) ? err(findings) : ok({ invocation, findings });
}

function parseCommand(line: CommandLine, context: ParseContext, say: Say): Invocation {
  const global = parseGlobal(line.flags, context.directory, say);
  const { command } = line;
  switch (command) {
    case 'setup':
      return { global, ...parseSetup(line.flags, context, say) };
    case 'remove':
      return { global, ...parseRemove(line.flags, context, say) };
    case 'rollback':
      return { global, ...parseRollback(line, say) };
    case 'status':
      return { global, ...parseStatus(line.flags, context, say) };
    case 'history':
      return { global, ...parseHistory(line.operands, say) };
    case 'recover':
      return { command, global };
  }
}

type Without<T> = Omit<T, 'global'>;

function parseSetup(flags: Flags, context: ParseContext, say: Say): Without<SetupInvocation> {
  const engines = parseEngines(flags, context.engines, say);
  const requests = tell(parseRequests(flags, context), say);
  const replace = flags.switches.has('--replace');
  const adopt = flags.switches.has('--adopt');
  if (asked(flags).length === 0) say(usage('setup', '', 'nothing-asked', REQUEST_OPTIONS.join(', ')));
  if (adopt && !replace) say(usage('--adopt', '', 'needs-option', '--replace'));
  for (const each of pathsForSeveral(requests, engines)) say(each);
  return {
    command: 'setup',
    requests,
    engines,
    replace,
    adopt,
    dropIn: flags.switches.has('--drop-in'),
    convert: flags.switches.has('--convert'),
    ...parseHow(flags, say),
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

function parseHistory(operands: readonly string[], say: Say): Without<HistoryInvocation> {
  const [id] = operands;
  if (id === undefined) return { command: 'history', show: { kind: 'list' } };
  return { command: 'history', show: { kind: 'generation', id: parseGenerationId(id, say) } };
}

function parseHow(flags: Flags, say: Say) {
  return {
    apply: parseApply(flags, say),
    dryRun: flags.switches.has('--dry-run'),
    yes: flags.switches.has('--yes'),
  };
}

/** Docker asks /PATH/v2/IMAGE and Podman /v2/PATH/IMAGE: one flag cannot mean both. */
function pathsForSeveral(requests: readonly Request[], engines: EngineChoice): readonly Finding[] {
  if (engines.kind === 'named' && engines.ids.length === 1) return [];
  return requests.flatMap((request) =>
    request.kind === 'mirror' && request.path !== ''
      ? [finding('error', 'PATH_FOR_ONE_ENGINE', { url: mirrorUrl(request) })]
      : [],
  );
}

/** An option that got the next option as its value: its own was forgotten. */
function swallowedOptions(flags: Flags): readonly Finding[] {
  return [...flags.values].flatMap(([option, values]) =>
    values.filter((value) => value.startsWith('--')).map((value) => usage(option, value, 'missing-argument')),
  );
}

/** The options among those for requests that were given at all, rightly or wrongly. */
function asked(flags: Flags): readonly string[] {
  return REQUEST_OPTIONS.filter((option) => valuesOf(flags, option).length > 0);
}

function tell<T, F extends Finding>(parsed: Parsed<T, F>, say: Say): T {
  for (const each of parsed.findings) say(each);
  return parsed.value;
}
