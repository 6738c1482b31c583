// Looks at a host with BuildKit: its files, its daemon, the builders of buildx; nothing is started, no container is asked.

import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath, FileState } from '../../model/file.ts';
import { type Finding, unreadableFinding } from '../../model/finding.ts';
import { inspectCertsD } from '../certs-d.ts';
import type { InspectScope } from '../engine.ts';
import { readBuilders } from './builders.ts';
import { inspectDaemon } from './daemon.ts';
import { findBuilders } from './doubts.ts';
import { type BuildkitObserved, ENGINE, isOf, type Target } from './observed.ts';
import { daemonTargetAt, defaultConfig, defaultTarget, hasBuildx, hasDaemon } from './places.ts';

/**
 * BuildKit is here where a buildkitd could run by itself, where buildx has a builder with a BuildKit of its own, or a
 * default configuration for new ones. The builder within dockerd takes what Docker has. Where it was named, buildx alone
 * will do: builders will be made.
 */
export async function inspectBuildkit(
  host: ReadHost,
  scope: InspectScope,
): Promise<BuildkitObserved | undefined> {
  const builders = readBuilders(host);
  const isNamed = scope.named === true || scope.expected;
  const standalone = hasDaemon(host);
  const preset = defaultTarget(host);
  const there = host.look(preset.path).kind;
  const hasDefault = builders.length > 0 || (there === 'unreadable' ? isNamed : there !== 'absent');
  const buildx = hasDefault || (isNamed && hasBuildx(host));
  if (!standalone && !buildx && !(isNamed && !host.live)) return undefined;
  const found = standalone ? await inspectDaemon(host) : undefined;
  const alone = daemonTargetAt(found?.config ?? defaultConfig(host));
  const targets = [...(standalone || !buildx ? [alone] : []), ...(buildx ? [preset] : [])];
  const read = readTargets(host, targets, isNamed);
  const certs = inspectCertsD(
    host,
    targets.map(({ certsRoot }) => certsRoot),
  );
  const observed: BuildkitObserved = {
    version: found?.daemon === undefined ? null : await askVersion(host),
    live: host.live,
    running: typeof found?.daemon?.pid === 'number',
    files: new Map([...read.files, ...certs.files]),
    targets,
    certs: certs.directories,
    daemon: found?.daemon,
    builders,
    isWanted: isNamed,
    owner: host.user,
    findings: [
      ...read.findings,
      ...certs.findings.map((one) => ({ ...one, engine: ENGINE })),
      ...findUnseen(host, targets, isNamed),
    ],
  };
  if (scope.witness !== true) return observed;
  return { ...observed, findings: [...observed.findings, ...(await findBuilders(observed, host))] };
}

/** `buildkitd github.com/moby/buildkit v0.32.2 …` */
async function askVersion(host: ReadHost): Promise<string | null> {
  const asked = await host.query({ program: 'buildkitd', arguments: ['--version'], timeout: host.timeout });
  const text = asked.kind === 'ended' && asked.code === 0 ? asked.stdout : '';
  return /\bv?(\d+\.\d+\.\d+[^\s]*)/.exec(text)?.[1] ?? null;
}

interface ReadFiles {
  readonly files: ReadonlyMap<AbsPath, FileState>;
  readonly findings: readonly Finding[];
}

/**
 * What is below a folder that could not be looked at would pass for absent. Even root may be kept out of homes, so that
 * nobody else takes this for a reason to stop.
 */
function findUnseen(host: ReadHost, targets: readonly Target[], isNamed: boolean): readonly Finding[] {
  const ours = host
    .unseen()
    .filter(({ path }) => targets.some((target) => path === target.certsRoot || isOf(target, path)));
  const distinct = new Map(ours.map((problem) => [problem.path, problem]));
  return [...distinct.values()]
    .filter(({ path }) => !targets.some((target) => target.path === path))
    .map((problem) =>
      unreadableFinding(isNamed ? 'error' : 'warning', problem, { engine: ENGINE, path: problem.path }),
    );
}

/** A file that nothing is asked of does not stand in the way of other engines. */
function readTargets(host: ReadHost, targets: readonly Target[], isNamed: boolean): ReadFiles {
  const files = new Map<AbsPath, FileState>();
  const findings: Finding[] = [];
  for (const { path } of targets) {
    const state = host.read(path);
    if (state.kind !== 'unreadable') files.set(path, state);
    else {
      findings.push(
        unreadableFinding(isNamed ? 'error' : 'warning', state.problem, { engine: ENGINE, path }),
      );
    }
  }
  return { files, findings };
}
