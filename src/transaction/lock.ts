// One run at a time: a lock that lasts as long as this process, and needs no cleaning up after it.

import { posix } from 'node:path';
import { errnoOf } from '../host/paths.ts';
import type { WriteHost } from '../host/ports.ts';
import { type Finding, finding } from '../model/finding.ts';
import { err, ok, type Result } from '../model/result.ts';
import { attempt, throughDirectory, type WriteProblem } from './durable.ts';
import { writeFinding } from './problems.ts';
import type { StatePlaces } from './store.ts';
import { makeStateFolders } from './store-writer.ts';

export interface Lock {
  release(): void;
}

const LOOK_AGAIN = 100;

/**
 * Takes the lock of the state folder, making the folder where it is missing.
 * @param wait milliseconds to wait for another run (--wait); 0: give up at once
 */
export async function takeLock(
  host: WriteHost,
  places: StatePlaces,
  wait: number,
): Promise<Result<Lock, Finding>> {
  const made = makeStateFolders(host, places);
  if (!made.ok) return err(writeFinding(made.error.problem, made.error.path));
  const opened = openLock(host, places);
  if (!opened.ok) return err(writeFinding(opened.error, places.lock));
  const until = host.clock.monotonic() + wait;
  for (;;) {
    const asked = await askForLock(host, opened.value, places);
    if (!asked.ok) {
      closeLock(host, opened.value);
      return err(writeFinding(asked.error, places.lock));
    }
    const answer = asked.value;
    if (answer === 'held') return ok({ release: () => closeLock(host, opened.value) });
    if (answer === 'unavailable' || host.clock.monotonic() >= until) {
      closeLock(host, opened.value);
      return answer === 'busy'
        ? err(finding('error', 'LOCKED', { path: places.lock }))
        : err(
            finding(
              'error',
              'WRITE_FAILED',
              { operation: 'flock', error: 'not-installed' },
              { path: places.lock },
            ),
          );
    }
    await host.clock.sleep(LOOK_AGAIN);
  }
}

/** The descriptor, and the lock with it, is gone also where close(2) reports an error; nothing was written to it. */
function closeLock(host: WriteHost, fd: number): void {
  attempt('/', () => ok(host.disk.close(fd)));
}

/** A program that cannot be started just now (EAGAIN, EMFILE) is no reason to go on without the lock. */
async function askForLock(
  host: WriteHost,
  fd: number,
  { lock }: StatePlaces,
): Promise<Result<Awaited<ReturnType<WriteHost['lockDescriptor']>>, WriteProblem>> {
  try {
    return ok(await host.lockDescriptor(fd));
  } catch (error) {
    return err({ kind: 'io', problem: { operation: 'flock', path: lock, errno: errnoOf(error) } });
  }
}

function openLock(host: WriteHost, places: StatePlaces): Result<number, WriteProblem> {
  const real = posix.join(host.look(places.folder).real, posix.basename(places.lock));
  return throughDirectory(host, real, (place) => ok(host.disk.openAppend(place, 0o600)));
}
