// Pulling: through the CRI where crictl is there, as Kubernetes does, else with ctr, which is told where hosts.toml files are.

import type { ReadHost } from '../../host/ports.ts';
import { imageText, parseImage } from '../../model/image.ts';
import type { PullWay } from '../engine.ts';
import type { ContainerdObserved } from './observed.ts';
import { isAtLeast } from './places.ts';

/** Milliseconds: an image of some gigabytes on a slow line. */
const PULL_LIMIT = 1_800_000;

/** Where Kubernetes has its images (containerd, constants.K8sContainerdNamespace). */
const NAMESPACE = 'k8s.io';

export function pullOfContainerd(image: string, observed: ContainerdObserved, host: ReadHost): PullWay {
  const parsed = parseImage(image);
  const name = parsed.ok ? imageText(parsed.value) : image;
  return host.program('crictl') === undefined ? byCtr(name, observed, host) : byCri(name, observed, host);
}

function byCri(name: string, { socket, daemon }: ContainerdObserved, host: ReadHost): PullWay {
  const crictl = (...words: readonly string[]) => ({
    program: 'crictl',
    arguments: ['--runtime-endpoint', `unix://${socket}`, '--image-endpoint', `unix://${socket}`, ...words],
  });
  return {
    isHere: { ...crictl('inspecti', '-q', name), timeout: host.timeout },
    pull: { ...crictl('pull', name), timeout: PULL_LIMIT },
    servedBy: () => undefined,
    process: daemon?.pid ?? null,
  };
}

/** From 2.0 on ctr has containerd ask, unless it is told to ask by itself; only then it says whom. */
function byCtr(name: string, { roots, socket, version }: ContainerdObserved, host: ReadHost): PullWay {
  const ctr = ['--address', socket, '--namespace', NAMESPACE];
  const local = isAtLeast(version, '2.0') === true ? ['--local'] : [];
  return {
    // ctr ends with 0 also for an image that is not there.
    isHere: {
      program: 'sh',
      arguments: ['-c', 'ctr "$@" | grep -q .', 'sh', ...ctr, 'images', 'ls', '-q', `name==${name}`],
      timeout: host.timeout,
    },
    pull: {
      program: 'ctr',
      arguments: [...ctr, '--debug', 'images', 'pull', ...local, '--hosts-dir', roots[0] ?? '', name],
      timeout: PULL_LIMIT,
    },
    servedBy: serverIn,
    process: null,
  };
}

/** `msg=resolved desc.digest="…" host="nexushub.com:8001"` (core/remotes/docker/resolver.go, Resolve). */
export function serverIn(output: string): string | undefined {
  const hosts = output
    .split('\n')
    .flatMap((line) => /msg=resolved .*\bhost="?([^\s"]+)"?/.exec(line)?.[1] ?? []);
  return hosts.at(-1);
}
