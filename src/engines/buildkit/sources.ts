// The configurations that are in use on a host: that of its buildkitd, what each builder was created with, or the default.

import { type BuildkitdConf, readBuildkitd } from '../../formats/buildkitd/read.ts';
import { certificatesIn } from '../../formats/pem.ts';
import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import type { Builder, BuildkitObserved, Kept } from './observed.ts';
import { confAt } from './view.ts';

export interface Source {
  /** undefined: the daemon of this host, or a builder yet to be created. */
  readonly builder: string | undefined;
  readonly isCurrent: boolean;
  readonly path: AbsPath | null;
  readonly conf: BuildkitdConf;
  /** DER in base64; none where there is no such file, which `hasFile` tells from one without certificates. */
  certificatesIn(path: AbsPath): readonly string[];
  hasFile(path: AbsPath): boolean;
}

/** The daemon first, then the builders by name; the default file only where there is no builder that has it already. */
export function sourcesOf(observed: BuildkitObserved, host: ReadHost): readonly Source[] {
  const builders = observed.builders.flatMap((builder) => sourceOfBuilder(builder));
  const files = observed.targets
    .filter(({ role }) => role === 'daemon' || builders.length === 0)
    .flatMap(({ path }): readonly Source[] => {
      const conf = confAt(observed, path);
      // What is seen in the observation comes first: it can be one with files that have not been written yet.
      const read = (file: AbsPath) => observed.files.get(file) ?? host.read(file);
      if (conf === undefined) return [];
      return [
        {
          builder: undefined,
          isCurrent: false,
          path,
          conf,
          certificatesIn: (file) => {
            const state = read(file);
            return state.kind === 'file' ? certificatesIn(state.bytes) : [];
          },
          hasFile: (file) => read(file).kind === 'file',
        },
      ];
    });
  return [...files, ...builders];
}

function sourceOfBuilder({ name, nodes, isCurrent }: Builder): readonly Source[] {
  const kept: Kept = nodes[0]?.kept ?? { kind: 'none' };
  if (kept.kind === 'hidden') return [];
  const files = kept.kind === 'conf' ? kept.certificates : new Map<AbsPath, Uint8Array>();
  return [
    {
      builder: name,
      isCurrent,
      path: null,
      conf: kept.kind === 'conf' ? kept.conf : EMPTY,
      certificatesIn: (path) => certificatesIn(files.get(path) ?? new Uint8Array()),
      hasFile: (path) => files.has(path),
    },
  ];
}

const EMPTY: BuildkitdConf = emptyConf();

function emptyConf(): BuildkitdConf {
  const read = readBuildkitd('');
  if (!read.ok) throw new Error('an empty buildkitd.toml is one');
  return read.value;
}

/** What a build would use: the builder that is in use, else the daemon of this host, else the first builder. */
export function chosenSource(sources: readonly Source[]): Source {
  return (
    sources.find((source) => source.isCurrent) ??
    sources[0] ?? {
      builder: undefined,
      isCurrent: false,
      path: null,
      conf: EMPTY,
      certificatesIn: () => [],
      hasFile: () => false,
    }
  );
}
