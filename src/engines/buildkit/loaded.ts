// What BuildKit has in force. Neither buildkitd nor a builder can be asked: the daemon reads its file once, at its start.

import type { ReadHost } from '../../host/ports.ts';
import type { Loaded } from '../engine.ts';
import { inspectDaemon } from './daemon.ts';
import { type BuildkitObserved, daemonTarget } from './observed.ts';
import { confAt } from './view.ts';

/**
 * Known where the daemon was started after its file was last written: then it has read it as it stands there. Of builders
 * it is not known what their containers were given since.
 */
export function knownLoaded(observed: BuildkitObserved): Loaded {
  const { daemon } = observed;
  const target = daemonTarget(observed);
  if (target === undefined)
    return { kind: 'unknown', reason: 'a builder does not say what it was created with' };
  if (daemon?.pid == null) return { kind: 'unknown', reason: 'not running' };
  if (daemon.reading === 'stale')
    return { kind: 'unknown', reason: `${daemon.unit} was started before ${target.path} was last changed` };
  const conf = confAt(observed, target.path);
  if (daemon.reading === 'unknown' || conf === undefined)
    return { kind: 'unknown', reason: `${daemon.unit} does not say what it has loaded` };
  const registries = conf.registries.map(({ registry, mirrors, http, insecure, ca }) => ({
    registry,
    mirrors,
    http,
    insecure,
    ca,
  }));
  return { kind: 'known', facts: { config: target.path, registries } };
}

/** The daemon is looked at again: it may have been started anew since. */
export async function askLoaded(observed: BuildkitObserved, host: ReadHost): Promise<Loaded> {
  const { daemon } = await inspectDaemon(host);
  return knownLoaded({ ...observed, daemon });
}

/** A unit of Type=notify is active when it listens. */
export async function isReady(_observed: BuildkitObserved, host: ReadHost): Promise<boolean> {
  const { daemon } = await inspectDaemon(host);
  return typeof daemon?.pid === 'number';
}
