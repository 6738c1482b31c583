// Findings: what went wrong or is worth knowing, as stable codes with arguments. Their sentences live in report/.

import type { AbsPath, NodeKind } from './file.ts';
import type { AgentFindings } from './findings/agent.ts';
import type { BuildkitFindings } from './findings/buildkit.ts';
import type { CaFindings } from './findings/ca.ts';
import type { ContainerdFindings } from './findings/containerd.ts';
import type { CrioFindings } from './findings/crio.ts';
import type { DockerFindings } from './findings/docker.ts';
import type { GeneralFindings } from './findings/general.ts';
import type { HostsTomlFindings } from './findings/hosts-toml.ts';
import type { PodmanFindings } from './findings/podman.ts';
import type { ProbeFindings } from './findings/probe.ts';
import type { RancherFindings } from './findings/rancher.ts';
import type { RegistryFindings } from './findings/registry.ts';
import type { RouteFindings } from './findings/route.ts';
import type { TransactionFindings } from './findings/transaction.ts';
import type { UseFindings } from './findings/use.ts';
import type { Position, TextProblem } from './text.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Every code and the arguments that its sentence needs. */
export interface FindingArguments
  extends GeneralFindings,
    AgentFindings,
    BuildkitFindings,
    CaFindings,
    ContainerdFindings,
    CrioFindings,
    DockerFindings,
    HostsTomlFindings,
    PodmanFindings,
    ProbeFindings,
    RancherFindings,
    RegistryFindings,
    RouteFindings,
    TransactionFindings,
    UseFindings {}

export type FindingCode = keyof FindingArguments;

export interface FindingOf<Code extends FindingCode> {
  readonly code: Code;
  readonly severity: Severity;
  readonly arguments: FindingArguments[Code];
  readonly engine?: string;
  readonly path?: AbsPath;
  readonly position?: Position;
  readonly user?: string;
}

export type Finding = { [Code in FindingCode]: FindingOf<Code> }[FindingCode];

export interface FindingPlace {
  readonly engine?: string;
  readonly path?: AbsPath;
  readonly position?: Position;
  /** With --user: whose rights it was done with. */
  readonly user?: string;
}

/** Makes a finding; an `error` stops a change before anything is written. */
export function finding<Code extends FindingCode>(
  severity: Severity,
  code: Code,
  args: FindingArguments[Code],
  place: FindingPlace = {},
): FindingOf<Code> {
  return { code, severity, arguments: args, ...place };
}

export function isBlocker(candidate: Finding): boolean {
  return candidate.severity === 'error';
}

/** The finding of a file that cannot be read: something else stands in its place, or the system refuses. */
export function unreadableFinding(
  severity: Severity,
  { errno, found }: { readonly errno: string; readonly found?: NodeKind },
  place: FindingPlace,
): Finding {
  if (found !== undefined) {
    return finding(severity, 'TARGET_REFUSED', { reason: 'not-a-file', detail: found }, place);
  }
  if (errno === 'ELOOP') return finding(severity, 'TARGET_REFUSED', { reason: 'symlink-loop' }, place);
  return finding(severity, 'FILE_UNREADABLE', { error: errno }, place);
}

/** The finding of a file whose text cannot be read or edited, with line and column. */
export function textFinding(problem: TextProblem, path: AbsPath, engine?: string): FindingOf<'FILE_REFUSED'> {
  return finding(
    'error',
    'FILE_REFUSED',
    { reason: problem.code, detail: problem.detail },
    {
      path,
      ...(engine === undefined ? {} : { engine }),
      ...(problem.position === undefined ? {} : { position: problem.position }),
    },
  );
}
