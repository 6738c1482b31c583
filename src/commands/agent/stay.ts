// The resident form: looks when a folder changes, at every interval all the same, and ends when it is told to.

import { createBell } from '../../agent/bell.ts';
import { nextLook } from '../../agent/schedule.ts';
import type { AgentInvocation } from '../../desired/invocation.ts';
import type { WriteHost } from '../../host/ports.ts';
import { watchFolders } from '../../host/watch.ts';
import type { CommandIo } from '../../io.ts';
import { exitCodeOf, failedReport, type Report } from '../../model/outcome.ts';
import { openHost } from '../open-host.ts';
import { type Notifier, serviceNotifier } from './notify.ts';
import { lookAndTell, SETTLING } from './once.ts';
import type { Look } from './world.ts';

export async function stayWithHost(invocation: AgentInvocation, io: CommandIo): Promise<Report> {
  const bell = createBell();
  const stopped = io.watchSignals((signal) => {
    bell.ring();
    // SIGHUP: look now, as `systemctl reload` and administrators expect of a daemon.
    return signal === 'SIGHUP' ? 'go-on' : 'end';
  });
  const opened = await openHost(invocation.global, io, stopped);
  if (!opened.ok) return failedReport('agent', [opened.error]);
  const host = opened.value;
  const watcher = watchFolders(bell.ring);
  const notifier = serviceNotifier(host);
  try {
    await keepLooking();
  } finally {
    watcher.close();
    await notifier.stopping();
  }
  return { ...failedReport('agent', []), outcome: 'unchanged', silent: true };

  async function keepLooking(): Promise<void> {
    let last: Shown | undefined;
    let failures = 0;
    await notifier.ready();
    while (stopped() === undefined) {
      const look = await notifier.whileBusy(() => lookAndTell(invocation, host, io));
      last = await showNews(look, last, io, notifier);
      failures = exitCodeOf(look.report) === 0 ? 0 : failures + 1;
      // What happened in a folder before it was watched takes another look.
      if (watcher.follow(look.folders)) bell.ring();
      const rung = await bell.wait(nextLook(invocation.interval, failures, randomOf(host)));
      if (rung && stopped() === undefined) await settle();
    }
  }

  /** One edit is many signs of a change: the last of them counts. */
  async function settle(): Promise<void> {
    await host.clock.sleep(SETTLING);
    await bell.wait(0);
  }
}

/** What was said last, by its codes: it is not said again at every look. */
type Shown = string;

async function showNews(
  { report, figures }: Look,
  last: Shown | undefined,
  io: CommandIo,
  notifier: Notifier,
): Promise<Shown> {
  const { outcome, findings } = report;
  const codes = findings.flatMap(({ severity, code, path }) => (severity === 'info' ? [] : [code, path]));
  const shown = JSON.stringify([outcome, codes]);
  await notifier.status(figures);
  if (outcome === 'committed' || (shown !== last && report.silent !== true)) await io.show(report);
  return shown;
}

/** In [0, 1). */
function randomOf(host: WriteHost): number {
  return Number.parseInt(host.randomName().slice(0, 8), 16) / 2 ** 32;
}
