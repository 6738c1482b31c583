// Making a running engine take up changed files, and believing only what it then says it has loaded.

import type { Engine, Loaded, Observed } from '../engines/engine.ts';
import { errnoOf } from '../host/paths.ts';
import type { CommandResult, WriteHost } from '../host/ports.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Activation, ReloadWay } from '../model/plan.ts';
import { err, ok, type Result } from '../model/result.ts';
import { systemctlWords } from '../model/session.ts';
import { complaint } from './complaint.ts';

/** An engine and what was seen of it, their types tied together. */
export interface Subject<O extends Observed = Observed> {
  readonly engine: Engine<O>;
  readonly observed: O;
}

/** A restart stops and starts every container: systemd itself allows a unit 90 s for each of the two. */
const RESTART_LIMIT = 200_000;
const PAUSE = 50;
/** How long a restarted daemon is watched for a crash of its first moments, and how often it is looked at. */
const STEADY = 5_000;
const STEADY_PAUSE = 250;

/**
 * Reloads or restarts the engine and waits until what it has loaded agrees with its files as observed now.
 * @param isDisturbed whether somebody has changed the files since: there is nothing to wait for then
 */
export async function activate(
  subject: Subject,
  activation: Activation,
  host: WriteHost,
  isDisturbed: () => boolean = () => false,
): Promise<Result<Loaded, readonly Finding[]>> {
  const { engine, observed } = subject;
  switch (activation.kind) {
    case 'none':
      return verify(subject);
    case 'reload':
      return reload(subject, activation.by, host, isDisturbed);
    case 'restart': {
      const restarted = await restart(activation.unit, engine.id, host);
      if (!restarted.ok) return restarted;
      const again = (await engine.inspect(host, { expected: true })) ?? observed;
      // To ask it could start it; when it is started, or its turn comes in a boot that goes on, it reads the files.
      if (restarted.value === 'stopped' && !again.running) return ok({ kind: 'unknown', reason: '' });
      const up = await waitUntil(host, host.timeout, () => engine.ready(again, host));
      if (!up) return err([failed('restart', activation.unit, 'it does not answer', engine.id)]);
      const agreed = verify({
        engine,
        observed: (await engine.inspect(host, { expected: true, witness: true })) ?? again,
      });
      if (!agreed.ok) return agreed;
      return staysUp(agreed, activation.unit, engine.id, host);
    }
  }
}

async function reload(
  subject: Subject,
  way: ReloadWay,
  host: WriteHost,
  isDisturbed: () => boolean,
): Promise<Result<Loaded, readonly Finding[]>> {
  const { engine, observed } = subject;
  const unit = way.kind === 'signal' ? `process ${way.pid}` : way.unit;
  // A SIGHUP before the daemon has installed its handler kills it (facts: /_ping first).
  if (!(await waitUntil(host, host.timeout, () => engine.ready(observed, host)))) {
    return err([failed('reload', unit, 'the engine does not answer', engine.id)]);
  }
  const watch = await engine.watchReload(observed, host);
  try {
    const sent = await sendReload(way, host);
    if (sent !== undefined) return err([failed('reload', unit, sent, engine.id)]);
    const pause = async (milliseconds: number) => {
      if (watch === undefined) await host.clock.sleep(milliseconds);
      else await watch.seen(milliseconds);
    };
    return await agree(subject, host, host.timeout, pause, () => isDisturbed() || isInterrupted(host));
  } finally {
    watch?.close();
  }
}

async function sendReload(way: ReloadWay, host: WriteHost): Promise<string | undefined> {
  switch (way.kind) {
    case 'unit':
      return complaint(await systemctl(host, ['reload', way.unit]));
    case 'signal':
      return signalled(host, way.pid);
  }
}

/** A process that is gone has nothing to reload; what then answers is asked what it has loaded. */
function signalled(host: WriteHost, pid: number): string | undefined {
  try {
    host.signal(pid, 'SIGHUP');
    return undefined;
  } catch (error) {
    const errno = errnoOf(error);
    return errno === 'ESRCH' ? undefined : errno;
  }
}

/** What the engine said when it was inspected: for engines that need no activation, or have just been activated. */
export function verify({ engine, observed }: Subject): Result<Loaded, readonly Finding[]> {
  return judge({ engine, observed }, engine.known(observed), 0);
}

function isInterrupted(host: WriteHost): boolean {
  return host.interruption() !== undefined;
}

/**
 * Asks until files and engine agree or the limit is over. The engine's own word that it has reloaded only wakes us
 * up: it can be missing after a reload that worked, and come after one that did not.
 */
async function agree(
  subject: Subject,
  host: WriteHost,
  limit: number,
  pause: (milliseconds: number) => Promise<unknown>,
  isVain: () => boolean,
): Promise<Result<Loaded, readonly Finding[]>> {
  const { engine, observed } = subject;
  const until = host.clock.monotonic() + limit;
  await pause(PAUSE);
  for (;;) {
    const judged = judge(subject, await engine.loaded(observed, host), limit);
    if (judged.ok || host.clock.monotonic() >= until || isVain()) return judged;
    await pause(PAUSE);
  }
}

/** @param waited milliseconds that the engine was given */
function judge(
  { engine, observed }: Subject,
  loaded: Loaded,
  waited: number,
): Result<Loaded, readonly Finding[]> {
  const different = engine.compare(observed, loaded).filter((one) => one.severity === 'error');
  if (loaded.kind === 'known' && different.length === 0) return ok(loaded);
  const seconds = Math.round(waited / 1000);
  return err([...different, finding('error', 'ENGINE_DID_NOT_LOAD', { seconds }, { engine: engine.id })]);
}

interface UnitState {
  readonly active: string;
  readonly sub: string;
  readonly result: string;
  readonly invocation: string;
}

async function unitState(host: WriteHost, unit: string): Promise<UnitState | undefined> {
  const shown = await host.query({
    program: 'systemctl',
    arguments: systemctlWords(host.session, [
      ...['show', unit, '-p', 'ActiveState,SubState,Result,InvocationID'],
    ]),
    timeout: host.timeout,
  });
  if (shown.kind !== 'ended' || shown.code !== 0) return undefined;
  const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(shown.stdout)?.[1] ?? '';
  return {
    active: value('ActiveState'),
    sub: value('SubState'),
    result: value('Result'),
    invocation: value('InvocationID'),
  };
}

/**
 * Restarts a unit without blocking on systemd's job and looks at what became of it. The failure counter is cleared
 * first: the third restart in a minute would stop a healthy daemon for good (systemd.unit(5), StartLimitBurst=).
 */
async function restart(
  unit: string,
  engine: string,
  host: WriteHost,
): Promise<Result<'restarted' | 'stopped', readonly Finding[]>> {
  const before = await unitState(host, unit);
  // Stopped by somebody meanwhile, or ended by itself as an idle service does: it is not for us to start it.
  if (before?.active === 'inactive') return ok('stopped');
  // Clearing fails where there is nothing to clear, and for a socket that does not exist: neither matters.
  await systemctl(host, ['reset-failed', unit, unit.replace(/\.service$/, '.socket')]);
  const refused = complaint(await systemctl(host, ['--no-block', 'restart', unit]));
  if (refused !== undefined) return err([failed('restart', unit, refused, engine)]);
  const until = host.clock.monotonic() + Math.max(RESTART_LIMIT, host.timeout);
  for (;;) {
    const now = await unitState(host, unit);
    const fresh = now !== undefined && now.invocation !== before?.invocation;
    if (fresh && now.active === 'active') return ok('restarted');
    if (fresh && (now.active === 'failed' || now.sub === 'auto-restart')) {
      return err([failed('restart', unit, `${now.sub}: ${now.result}`, engine)]);
    }
    if (host.clock.monotonic() >= until)
      return err([failed('restart', unit, now?.sub ?? 'no answer', engine)]);
    await host.clock.sleep(PAUSE);
  }
}

async function staysUp(
  agreed: Result<Loaded, readonly Finding[]>,
  unit: string,
  engine: string,
  host: WriteHost,
): Promise<Result<Loaded, readonly Finding[]>> {
  const before = await unitState(host, unit);
  const until = host.clock.monotonic() + STEADY;
  while (host.clock.monotonic() < until) {
    await host.clock.sleep(STEADY_PAUSE);
    const now = await unitState(host, unit);
    // An idle service (podman.service, after five seconds) ends by itself: that is no crash.
    if (now?.active === 'inactive' && now.result === 'success') return agreed;
    if (now?.active !== 'active' || now.invocation !== before?.invocation)
      return err([failed('restart', unit, now?.sub ?? 'no answer', engine)]);
  }
  return agreed;
}

async function waitUntil(host: WriteHost, limit: number, test: () => Promise<boolean>): Promise<boolean> {
  const until = host.clock.monotonic() + limit;
  while (!(await test())) {
    if (host.clock.monotonic() >= until) return false;
    await host.clock.sleep(PAUSE);
  }
  return true;
}

function systemctl(host: WriteHost, args: readonly string[]): Promise<CommandResult> {
  return host.execute({
    program: 'systemctl',
    arguments: systemctlWords(host.session, args),
    timeout: host.timeout,
  });
}

function failed(what: 'reload' | 'restart', unit: string, error: string, engine: string): Finding {
  return finding('error', 'ACTIVATION_FAILED', { what, unit, error }, { engine });
}
