// The units that undo a change nobody confirms: a timer with its service, and one at boot. Made before the first file
// changes and taken away when the change is decided, so that at every moment they are there or nothing waits.

import { posix } from 'node:path';
import type { ReadHost, WriteHost } from '../host/ports.ts';
import type { AbsPath, FileState } from '../model/file.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Result } from '../model/result.ts';
import { DEFAULT_STATE_DIR } from '../model/session.ts';
import { complaint } from './complaint.ts';
import {
  makeDirectory,
  readReal,
  removeDirectory,
  replaceFile,
  sweepTemporaries,
  type WriteProblem,
} from './durable.ts';
import { asWarning, writeFinding } from './problems.ts';
import { sha256 } from './record.ts';

/** Where an administrator's units are (systemd.unit(5)), and what a boot starts beside the rest. */
const UNITS: AbsPath = '/etc/systemd/system';
const AT_BOOT: AbsPath = `${UNITS}/multi-user.target.d`;

/** The service manager's own mark that it runs this system (sd_booted(3)). */
const BOOTED: AbsPath = '/run/systemd/system';

interface Names {
  readonly timer: string;
  readonly service: string;
  /** The same before the engines, and what starts all three at boot. */
  readonly early: string;
  readonly boot: string;
}

/** Another state folder has a waiting change, and so units, of its own. */
function namesFor(stateDir: AbsPath): Names {
  const own = stateDir === DEFAULT_STATE_DIR ? '' : `-${sha256(stateDir).slice(0, 8)}`;
  const name = `registry-client-confirm${own}`;
  return {
    timer: `${name}.timer`,
    service: `${name}.service`,
    early: `${name}-boot.service`,
    boot: `${name}.conf`,
  };
}

/** What stands in the way of a change that is undone by itself. */
export function confirmObstacle(host: Pick<ReadHost, 'look'>): readonly Finding[] {
  return host.look(BOOTED).kind === 'directory' ? [] : [finding('error', 'CONFIRM_UNAVAILABLE', {})];
}

/** The directories that the units need and that are not there. */
export function missingUnitDirectories(host: Pick<ReadHost, 'look'>): readonly AbsPath[] {
  return [UNITS, AT_BOOT].filter((path) => host.look(path).kind === 'absent');
}

export interface Watch {
  readonly stateDir: AbsPath;
  /** How long the change waits, milliseconds. */
  readonly within: number;
  /** The units that must not start before it is undone. */
  readonly before: readonly string[];
}

/**
 * Writes the units to disk and starts the timer. What fails leaves units that find nothing to do and go by themselves.
 * @returns why it cannot be relied on that the change would be undone; empty: it can
 */
export async function setUpUnits(watch: Watch, host: WriteHost): Promise<readonly Finding[]> {
  const names = namesFor(watch.stateDir);
  for (const path of missingUnitDirectories(host)) {
    const problems = problemsOf(makeDirectory(host, path), path);
    if (problems.length > 0) return problems;
  }
  // The service first: it is what a sweep looks for.
  const files = [
    [posix.join(UNITS, names.service), serviceText(names, watch, host.self)],
    [posix.join(UNITS, names.early), earlyText(watch, host.self)],
    [posix.join(UNITS, names.timer), timerText(watch)],
    [posix.join(AT_BOOT, names.boot), bootText(names)],
  ] as const;
  for (const [path, text] of files) {
    const problems = await putFile(path, text, host);
    if (problems.length > 0) return problems;
  }
  const read = await systemctl(['daemon-reload'], host);
  if (read !== undefined) return [failed('daemon-reload', read)];
  return startTimer(watch.stateDir, host);
}

/** Starts the timer, or starts it anew: the time that it waits begins now. */
export async function startTimer(stateDir: AbsPath, host: WriteHost): Promise<readonly Finding[]> {
  const { timer } = namesFor(stateDir);
  const started = await systemctl(['restart', timer], host);
  if (started !== undefined) return [failed(timer, started)];
  const active = await systemctl(['is-active', '--quiet', timer], host);
  return active === undefined ? [] : [failed(timer, active)];
}

/** Whether units are there, needed or left over. */
export function hasUnits(stateDir: AbsPath, host: Pick<ReadHost, 'look'>): boolean {
  return host.look(posix.join(UNITS, namesFor(stateDir).service)).kind !== 'absent';
}

/**
 * Takes the units away; the service itself may be what runs this. What stays behind does no harm: it finds nothing to
 * undo and is taken away then.
 * @param made the directories that were made for them; those in which somebody else has put something stay
 */
export async function removeUnits(
  stateDir: AbsPath,
  made: readonly AbsPath[],
  host: WriteHost,
): Promise<readonly Finding[]> {
  const names = namesFor(stateDir);
  // A timer that is not stopped first goes on without its file until the next boot.
  await systemctl(['stop', names.timer], host);
  // Early in a boot the turn of the service has yet to come, and without its file that would be a failure.
  if (await isInactive(names.service, host)) await systemctl(['stop', names.service], host);
  const stray = [UNITS, AT_BOOT].map((path) => host.look(path).real);
  const swept = stray.flatMap((path) => problemsOf(sweepTemporaries(host, path), path));
  const others = [names.timer, names.early].map((name) => posix.join(UNITS, name));
  const first = await removeFiles([posix.join(AT_BOOT, names.boot), ...others], host);
  const emptied = made.toReversed().flatMap((path) => problemsOf(removeDirectory(host, path), path));
  // The service goes last: as long as it is there a sweep begins again.
  const last = first.length > 0 ? [] : await removeFiles([posix.join(UNITS, names.service)], host);
  await systemctl(['daemon-reload'], host);
  return [...swept, ...first, ...emptied, ...last].map(asWarning);
}

function problemsOf(result: Result<unknown, WriteProblem>, path: AbsPath): readonly Finding[] {
  return result.ok ? [] : [writeFinding(result.error, path)];
}

async function putFile(path: AbsPath, text: string, host: WriteHost): Promise<readonly Finding[]> {
  const { real } = host.look(path);
  const now = readReal(host, real);
  if (!now.ok) return [writeFinding(now.error, path)];
  const { uid, gid } = host.user;
  const image: FileState = { kind: 'file', bytes: new TextEncoder().encode(text), mode: 0o644, uid, gid };
  return problemsOf(await replaceFile(host, real, now.value, image, undefined), path);
}

async function removeFiles(paths: readonly AbsPath[], host: WriteHost): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const path of paths) {
    const { kind, real } = host.look(path);
    if (kind === 'absent') continue;
    const now = readReal(host, real);
    const removed = now.ok ? await replaceFile(host, real, now.value, { kind: 'absent' }, undefined) : now;
    findings.push(...problemsOf(removed, path));
  }
  return findings;
}

/**
 * Under --root (a host that is mended from outside) there is nobody to be told: it reads the files when it boots.
 * @returns what went wrong, in a few words; undefined when nothing did
 */
async function systemctl(words: readonly string[], host: WriteHost): Promise<string | undefined> {
  if (!host.live) return undefined;
  const command = { program: 'systemctl', arguments: words, timeout: host.timeout };
  return complaint(await host.execute(command));
}

/** Not when it is the service itself that runs this. */
async function isInactive(unit: string, host: WriteHost): Promise<boolean> {
  if (!host.live) return false;
  const command = { program: 'systemctl', arguments: ['show', unit, '-p', 'ActiveState'] };
  const shown = await host.query({ ...command, timeout: host.timeout });
  return shown.kind === 'ended' && shown.stdout.trim() === 'ActiveState=inactive';
}

function failed(unit: string, error: string): Finding {
  return finding('error', 'CONFIRM_UNITS_FAILED', { unit, error });
}

const MADE_BY =
  '# Made by registry-client: a change of the registries waits to be confirmed. This goes by itself after\n' +
  '# `registry-client confirm` (keeps the change) or `registry-client rollback` (takes it back).\n';

/** How long a recovery waits for another run; a restart of an engine takes minutes. */
const PATIENCE = '10m';

/** Not ordered before the engines: a reload waits for all that is ordered before its unit, and so for this itself. */
function serviceText({ early }: Names, watch: Watch, self: readonly string[]): string {
  return `${MADE_BY}[Unit]
Description=Undo a change of the registries that nobody has confirmed in time
Documentation=man:registry-client(1)
RequiresMountsFor=/etc ${quoted(watch.stateDir)}
After=${early}

${serviceSection(watch, self)}`;
}

/** At boot an engine starts with the files that it is to have; none runs yet that would have to be reloaded. */
function earlyText(watch: Watch, self: readonly string[]): string {
  return `${MADE_BY}[Unit]
Description=Undo a change of the registries that was not confirmed in time, before the engines start
Documentation=man:registry-client(1)
RequiresMountsFor=/etc ${quoted(watch.stateDir)}
Before=${watch.before.join(' ')}
RefuseManualStart=yes

${serviceSection(watch, self)}`;
}

/**
 * `recover` decides by itself whether the time is over. "+" lifts the restrictions that a drop-in for all services of
 * this name sets (systemd.service(5)): what was written from outside must be writable from here.
 */
function serviceSection({ stateDir }: Watch, self: readonly string[]): string {
  const [program = '', ...words] = [...self, 'recover', '--state-dir', stateDir, '--wait', PATIENCE];
  return `[Service]
Type=oneshot
ExecStart=${quoted(`+${program}`)} ${words.map((word) => quoted(word).replaceAll('$', '$$$$')).join(' ')}
# Another run holds the lock: the timer starts this again.
SuccessExitStatus=75
TimeoutStartSec=15min
`;
}

const SHORTEST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;

/**
 * Once when the time is over, and after every run of the service again: after a boot, which runs it once, and when a
 * change could not be undone at once.
 */
function timerText({ within }: Watch): string {
  const again = Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, Math.round(within / 10)));
  return `${MADE_BY}[Unit]
Description=Undo a change of the registries that nobody confirms in time
Documentation=man:registry-client(1)

[Timer]
OnActiveSec=${within}ms
OnUnitInactiveSec=${again}ms
AccuracySec=1s
`;
}

function bootText({ timer, service, early }: Names): string {
  return `${MADE_BY}[Unit]\nWants=${early} ${service} ${timer}\n`;
}

/** A word of a unit file: quoted where it has to be, "%" doubled, as systemd.unit(5) and systemd.syntax(7) say. */
function quoted(word: string): string {
  const plain = word.replaceAll('%', '%%');
  if (/^[\w+@%=:,./-]+$/.test(plain)) return plain;
  const escaped = plain.replaceAll(/[\\"]/g, '\\$&').replaceAll(/[\n\r\t]/g, (one) => HEX.get(one) ?? '');
  return `"${escaped}"`;
}

const HEX: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);
