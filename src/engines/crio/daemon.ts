// The CRI-O that systemd runs on this host: asked of systemd and /proc, without waking it.

import type { ReadHost } from '../../host/ports.ts';
import { systemctlWords } from '../../model/session.ts';
import { startOf, variablesOf, wordsOf } from '../process.ts';
import type { Daemon } from './observed.ts';
import { UNIT } from './places.ts';

/** Of the hidden flag and the variable for another registries.conf (internal/criocli/criocli.go). */
const FLAG = '--registries-conf';
const VARIABLE = 'CONTAINER_REGISTRIES_CONF';

/** One that somebody started by hand is not seen: nothing would tell how to reload it. */
export async function findDaemon(host: ReadHost): Promise<Daemon | undefined> {
  if (!host.live) return undefined;
  const shown = await host.query({
    program: 'systemctl',
    arguments: systemctlWords(host.session, [
      ...['show', '--property=ActiveState,MainPID,InvocationID,CanReload', UNIT],
    ]),
    timeout: host.timeout,
  });
  if (shown.kind !== 'ended' || shown.code !== 0) return undefined;
  const pid = Number(/^MainPID=(\d+)$/m.exec(shown.stdout)?.[1] ?? 0);
  const isUp = /^ActiveState=(?:active|reloading)$/m.test(shown.stdout) && pid > 0;
  if (!isUp) return undefined;
  return {
    pid,
    invocation: /^InvocationID=(\w+)$/m.exec(shown.stdout)?.[1] ?? '',
    startedAt: startOf(pid, host),
    canReload: /^CanReload=yes$/m.test(shown.stdout),
    elsewhere: elsewhereOf(pid, host),
  };
}

function elsewhereOf(pid: number, host: ReadHost): Daemon['elsewhere'] {
  const words = wordsOf(pid, host);
  const at = words.findIndex((word) => word === FLAG || word.startsWith(`${FLAG}=`));
  const flag = words[at]?.includes('=') ? words[at].slice(FLAG.length + 1) : words[at + 1];
  if (at >= 0 && flag !== undefined && flag !== '') return { path: flag, by: FLAG };
  const set = variablesOf(pid, host).get(VARIABLE) ?? '';
  return set === '' ? undefined : { path: set, by: VARIABLE };
}
