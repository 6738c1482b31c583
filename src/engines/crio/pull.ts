// Pulling as Kubernetes does: crictl asks CRI-O through its socket; who served is read off CRI-O's connections.

import type { ReadHost } from '../../host/ports.ts';
import type { PullWay } from '../engine.ts';
import type { CrioObserved } from './observed.ts';

/** Milliseconds: an image of some gigabytes on a slow line. */
const PULL_LIMIT = 1_800_000;

export function pullOfCrio(
  image: string,
  { settings, daemon }: CrioObserved,
  host: ReadHost,
): PullWay | undefined {
  if (host.program('crictl') === undefined) return undefined;
  const socket = `unix://${settings.socket}`;
  const crictl = (...words: readonly string[]) => ({
    program: 'crictl',
    arguments: ['--runtime-endpoint', socket, '--image-endpoint', socket, ...words],
  });
  return {
    isHere: { ...crictl('inspecti', '-q', image), timeout: host.timeout },
    pull: { ...crictl('pull', image), timeout: PULL_LIMIT },
    servedBy: () => undefined,
    process: daemon?.pid ?? null,
  };
}
