// The agent's configuration file: read through the host, trusted only when nobody else could have written it.

import { posix } from 'node:path';
import type { InputProblem, ReadInput } from '../../desired/ca.ts';
import { type FileDesired, parseConfig } from '../../desired/config.ts';
import type { Engine } from '../../engines/engine.ts';
import { certificatesIn } from '../../formats/pem.ts';
import { readCertificate } from '../../formats/x509.ts';
import { findDangling } from '../../host/paths.ts';
import type { IoProblem, ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import { type Finding, finding, isBlocker, type Severity, unreadableFinding } from '../../model/finding.ts';
import { err, ok } from '../../model/result.ts';

export type Configuration =
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'asked';
      readonly desired: FileDesired;
      /** The end of each CA, milliseconds since 1970. */
      readonly authorities: readonly { readonly registry: string; readonly notAfter: number }[];
      readonly findings: readonly Finding[];
    };

/** Reads the file and everything that it names; whatever is wrong is in the findings. */
export function readConfiguration(path: AbsPath, host: ReadHost, engines: readonly Engine[]): Configuration {
  const state = host.read(path);
  if (state.kind === 'absent') {
    const findings = danglingFindings('error', path, host);
    return findings.length === 0 ? { kind: 'absent' } : { kind: 'refused', findings };
  }
  if (state.kind === 'unreadable') {
    return { kind: 'refused', findings: [unusable(state.problem, path)] };
  }
  const unsafe = distrust(path, host);
  if (unsafe.length > 0) return { kind: 'refused', findings: unsafe };
  const distrusted: Finding[] = [];
  const readInput: ReadInput = (file) => {
    distrusted.push(...distrust(file, host));
    return readNamed(file, host);
  };
  const names = engines.map(({ id }) => id);
  const understood = parseConfig(state.bytes, { path, readInput, now: host.clock.now(), engines: names });
  const findings = [...distrusted, ...(understood.ok ? understood.value.findings : understood.error)];
  if (!understood.ok || findings.some(isBlocker)) return { kind: 'refused', findings };
  const { desired } = understood.value;
  return { kind: 'asked', desired, authorities: authoritiesOf(desired), findings };
}

/** A symbolic link to where nothing is stands for a file that somebody wants to be there: it is said. */
export function danglingFindings(severity: Severity, path: AbsPath, host: ReadHost): readonly Finding[] {
  const dangling = findDangling(path, host.look);
  if (dangling === undefined) return [];
  const problem = { option: '--config', reason: 'dangling-link', ...dangling } as const;
  return [finding(severity, 'INPUT_FILE', problem, { path })];
}

function unusable(problem: IoProblem, path: AbsPath): Finding {
  const { found } = problem;
  return found === undefined
    ? unreadableFinding('error', problem, { path })
    : finding('error', 'INPUT_FILE', { option: '--config', reason: 'not-a-file', found }, { path });
}

function readNamed(file: AbsPath, host: ReadHost): ReturnType<ReadInput> {
  const state = host.read(file);
  if (state.kind === 'file') return state.bytes.length === 0 ? err({ reason: 'empty' }) : ok(state.bytes);
  if (state.kind === 'absent') {
    const dangling = findDangling(file, host.look);
    return err(dangling === undefined ? { reason: 'absent' } : { reason: 'dangling-link', ...dangling });
  }
  const { errno, found } = state.problem;
  return err<InputProblem>(
    found === undefined ? { reason: 'unreadable', error: errno } : { reason: 'not-a-file', found },
  );
}

/** Why a file must not tell us what to do: somebody else owns it, or can write to it or rename what is above it. */
function distrust(path: AbsPath, host: ReadHost): readonly Finding[] {
  const { real } = host.look(path);
  const chain = new Set([...foldersAbove(path), ...foldersAbove(real), real]);
  const reasons = [...chain].flatMap((one) => reasonAgainst(one, one === real, host));
  const [reason] = reasons;
  return reason === undefined ? [] : [finding('error', 'CONFIG_UNSAFE', { reason }, { path })];
}

function foldersAbove(path: AbsPath): readonly AbsPath[] {
  const parent = posix.dirname(path);
  return parent === path ? [] : [...foldersAbove(parent), parent];
}

/** In a sticky folder (/tmp) nobody can rename what belongs to somebody else. */
function reasonAgainst(
  path: AbsPath,
  isFile: boolean,
  host: ReadHost,
): readonly ('owner' | 'writable-by-others')[] {
  const { kind, uid, mode } = host.look(path);
  if (kind !== 'file' && kind !== 'directory') return [];
  if (uid !== 0 && uid !== host.user.uid) return ['owner'];
  const isSticky = !isFile && (mode & 0o1000) !== 0;
  return (mode & 0o022) !== 0 && !isSticky ? ['writable-by-others'] : [];
}

function authoritiesOf({ requests }: FileDesired) {
  return requests.flatMap((request) => {
    if (request.kind !== 'ca') return [];
    const ends = certificatesIn(new TextEncoder().encode(request.pem)).flatMap((der) => {
      const read = readCertificate(Buffer.from(der, 'base64'));
      return read.ok ? [read.value.notAfter] : [];
    });
    return ends.length === 0 ? [] : [{ registry: request.host, notAfter: Math.min(...ends) }];
  });
}
