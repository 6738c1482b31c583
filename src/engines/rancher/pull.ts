// Pulling through the CRI, as the kubelet does: k3s and rke2 bring a crictl along. There is no command for a login.

import type { ReadHost } from '../../host/ports.ts';
import type { PullWay } from '../engine.ts';
import type { Distribution } from './distribution.ts';
import type { RancherObserved } from './observed.ts';

/** Milliseconds: an image of some gigabytes on a slow line. */
const PULL_LIMIT = 1_800_000;

export function pullOfRancher(
  distribution: Distribution,
  image: string,
  observed: RancherObserved,
  host: ReadHost,
): PullWay {
  const { program, words, environment } = distribution.crictl(observed.settings.dataFolder);
  const crictl = (...rest: readonly string[]) => ({ program, arguments: [...words, ...rest], environment });
  return {
    isHere: { ...crictl('inspecti', '--quiet', image), timeout: host.timeout },
    pull: { ...crictl('--timeout', `${PULL_LIMIT / 1000}s`, 'pull', image), timeout: PULL_LIMIT },
    servedBy: () => undefined,
    process: observed.containerd,
  };
}
