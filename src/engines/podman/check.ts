// Lets the installed Podman judge new files before they are put in place.

import type { ReadHost } from '../../host/ports.ts';
import type { FileChange } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { sourcesOf } from '../registries-conf/view.ts';
import { askPodman, type PodmanAnswer } from './ask.ts';
import type { PodmanObserved } from './observed.ts';

const ENGINE = 'podman';

/** Refused by every version: neither prefix nor location (postProcessRegistries in sysregistriesv2). */
const BAD = new TextEncoder().encode('[[registry]]\ninsecure = true\n');
const EMPTY = new Uint8Array();

/**
 * A drop-in is judged in the place of the main file: the rules for the two differ only for v1, which we never write.
 * Whether this Podman looks at the candidate at all is tried with a file that it must refuse; whether it is the
 * candidate that it refuses, with an empty one: a broken drop-in beside it fails both.
 */
export async function checkPodman(
  changes: readonly FileChange[],
  observed: PodmanObserved,
  host: ReadHost,
): Promise<readonly Finding[]> {
  const { own } = observed;
  const candidates = changes.flatMap(({ path, after }) =>
    (path === own.main || path === own.dropIn) && after.kind === 'file' ? [{ path, bytes: after.bytes }] : [],
  );
  if (candidates.length === 0 || !observed.running) return [];
  const [control, ...judged] = await Promise.all([
    askPodman(host, observed.version, BAD),
    ...candidates.map(async ({ path, bytes }) => ({
      path,
      answer: await askPodman(host, observed.version, bytes),
    })),
  ]);
  const findings = await Promise.all(judged.map(({ path, answer }) => judge(path, answer, observed, host)));
  if (judged.some(({ answer }) => answer.kind !== 'info')) return findings.flat();
  return control.kind === 'refused' ? [] : [unchecked('blind', '')];
}

async function judge(
  path: string,
  answer: PodmanAnswer,
  observed: PodmanObserved,
  host: ReadHost,
): Promise<readonly Finding[]> {
  switch (answer.kind) {
    case 'info':
      return [];
    case 'failed':
      return [unchecked(answer.reason, answer.error)];
    case 'refused': {
      const control = await askPodman(host, observed.version, EMPTY);
      if (control.kind === 'info') return [refused(path, answer.error)];
      const { error } = control;
      const broken = sourcesOf(observed).find((source) => error.includes(source.path));
      return [broken === undefined ? unchecked('failed', error) : refused(broken.path, error)];
    }
  }
}

function refused(path: string, error: string): Finding {
  return finding('error', 'CANDIDATE_REFUSED', { error }, { engine: ENGINE, path });
}

function unchecked(reason: 'timeout' | 'blind' | 'failed', error: string): Finding {
  return finding('warning', 'CANDIDATE_UNCHECKED', { reason, error }, { engine: ENGINE });
}
