// What is to be said of a plan for BuildKit: flags without use, what others wrote that is in the way, risks. Pure.

import type { BuildkitdEdit } from '../../formats/buildkitd/edits.ts';
import { type BuildkitdConf, registryOf } from '../../formats/buildkitd/read.ts';
import type { AbsPath, FileChange } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { mirrorUrl, type Request, requestFlag } from '../../model/request.ts';
import type { Wish } from '../engine.ts';
import { type BuildkitObserved, ENGINE, isOf, type Target } from './observed.ts';

export function isUsable(request: Request): boolean {
  switch (request.kind) {
    case 'search':
    case 'host-alias':
      return false;
    case 'insecure':
      return request.form !== 'cidr';
    default:
      return true;
  }
}

/** An alias is no engine's matter. */
export function findUnusable({ ensure, named }: Wish): readonly Finding[] {
  const severity = named ? 'error' : 'info';
  return ensure
    .filter((request) => request.kind !== 'host-alias' && !isUsable(request))
    .map((request) => {
      const reason = request.kind === 'insecure' ? 'cidr' : 'not-supported';
      return finding(
        severity,
        'FLAG_NOT_FOR_ENGINE',
        { flag: requestFlag(request), reason },
        { engine: ENGINE },
      );
    });
}

/** Builders, and a buildkitd of its own, are left alone unless they are meant: that is said where something was asked. */
export function findPassedOver({ ensure }: Wish, { builders, daemon }: BuildkitObserved): readonly Finding[] {
  const names = builders.map(({ name }) => name);
  if (!ensure.some(isUsable) || (names.length === 0 && daemon === undefined)) return [];
  const args = { builders: names, daemon: daemon !== undefined };
  return [finding('info', 'BUILDKIT_LEFT_ALONE', args, { engine: ENGINE })];
}

/** What could not be seen of a target: a warning as long as nothing is asked of it. */
export function findUnreadable(target: Target, { findings }: BuildkitObserved): readonly Finding[] {
  return findings
    .filter(({ path }) => path !== undefined && (path === target.certsRoot || isOf(target, path)))
    .filter(({ code }) => code === 'FILE_UNREADABLE' || code === 'TARGET_REFUSED')
    .map((one) => ({ ...one, severity: 'error' }));
}

export function findNewDefault({ role, path }: Target, { before, after }: FileChange): readonly Finding[] {
  return role === 'default' && before.kind === 'absent' && after.kind === 'file'
    ? [finding('info', 'BUILDX_DEFAULT_NEW', {}, { engine: ENGINE, path })]
    : [];
}

/** A mirror that others have marked for plain HTTP would not be asked over TLS, whatever its address says. */
export function findObstacles(
  ensure: readonly Request[],
  conf: BuildkitdConf,
  edits: readonly BuildkitdEdit[],
  path: AbsPath,
): readonly Finding[] {
  const isPlain = (host: string) =>
    ensure.some((one) => one.kind === 'insecure' && one.target === host) ||
    ensure.some((one) => one.kind === 'mirror' && one.host === host && one.scheme === 'http') ||
    edits.some((edit) => edit.kind === 'set-flag' && edit.key === 'http' && edit.registry === host);
  return ensure.flatMap((request) => {
    if (request.kind !== 'mirror' || request.scheme === 'http' || isPlain(request.host)) return [];
    const table = registryOf(conf, request.host);
    if (table?.http !== true || table.insecure === true) return [];
    const args = { url: mirrorUrl(request), registry: request.host };
    return [finding('error', 'MIRROR_SET_TO_HTTP', args, { engine: ENGINE, path, position: table.position })];
  });
}

export function findRisks({ ensure }: Wish): readonly Finding[] {
  return ensure.flatMap((request) =>
    request.kind === 'mirror' && request.scheme === 'http'
      ? [finding('warning', 'MIRROR_PLAIN_HTTP', { url: mirrorUrl(request) }, { engine: ENGINE })]
      : [],
  );
}
