// What config.toml and the files that it imports come to, as containerd reads them. Pure.

import { isAbsolute, resolve } from 'node:path/posix';
import { decodeUtf8 } from '../../formats/text.ts';
import {
  type ConfigDialect,
  type ContainerdConfig,
  readContainerdConfig,
} from '../../formats/toml/config-path.ts';
import { ABSENT, type AbsPath, type FileState } from '../../model/file.ts';
import { ok, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import { isAtLeast, takesOneFolder } from './places.ts';

/** `files` in the order in which they are loaded, config.toml first (containerd config.go, LoadConfig). */
export interface ConfigFiles {
  readonly configFiles: readonly AbsPath[];
  readonly files: ReadonlyMap<AbsPath, FileState>;
  readonly version: string | null;
}

export interface Configuration {
  /**
   * What counts: the folders with hosts.toml files, joined by colons; '' where none is written. The default of 2.2 and later
   * names two, and where several are named none counts (takesOneFolder).
   */
  readonly configPath: string;
  /** Mirrors and TLS settings in the files themselves, which exclude config_path. */
  readonly inline: readonly { readonly path: AbsPath; readonly key: string }[];
  /** The file that config_path has to stand in to count. */
  readonly decisive: AbsPath | undefined;
  /** Kubernetes cannot use this containerd: docker's own packages switch that off. */
  readonly isCriDisabled: boolean;
  /** The version of config.toml. */
  readonly format: number;
}

export interface ReadProblem {
  readonly path: AbsPath;
  readonly problem: TextProblem;
}

interface Loaded {
  readonly path: AbsPath;
  readonly config: ContainerdConfig;
}

export function readConfiguration(of: ConfigFiles): Result<Configuration, ReadProblem> {
  const loaded: Loaded[] = [];
  for (const path of of.configFiles) {
    const read = readConfigFile(of.files.get(path) ?? ABSENT, dialectOf(of, loaded[0]?.config.version ?? 0));
    if (!read.ok) return { ok: false, error: { path, problem: read.error } };
    if (read.value !== undefined) loaded.push({ path, config: read.value });
  }
  return ok(merge(loaded, of));
}

/** Under --root nothing tells the version: only 2.0 and later take a file of version 3. */
export function dialectOf({ configFiles, files, version }: ConfigFiles, inherited = 0): ConfigDialect {
  const known = isAtLeast(version, '2.0');
  if (known !== undefined) return { isNew: known, inherited };
  const main = readConfigFile(files.get(configFiles[0] ?? '') ?? ABSENT, { isNew: true, inherited: 0 });
  return { isNew: main.ok && (main.value?.version ?? 0) >= 3, inherited };
}

/** @returns undefined: there is no such file */
export function readConfigFile(
  state: FileState,
  dialect: ConfigDialect,
): Result<ContainerdConfig | undefined, TextProblem> {
  if (state.kind === 'absent') return ok(undefined);
  const decoded = decodeUtf8(state.bytes);
  return decoded.ok ? readContainerdConfig(decoded.value.text, dialect) : decoded;
}

/**
 * Before 2.0 a file with the table of the plugin replaces the whole table of those before it; from then on each key of a
 * later file counts, an empty value too (containerd config.go, mergeConfig; tried with 1.7.24 and 2.1.9).
 */
function merge(loaded: readonly Loaded[], of: ConfigFiles): Configuration {
  const withPlugin = loaded.filter(({ config }) => config.hasPlugin);
  const counting = dialectOf(of).isNew ? withPlugin : withPlugin.slice(-1);
  const written = counting.filter(({ config }) => config.configPath !== undefined).at(-1);
  const path = written?.config.configPath ?? '';
  const inline = counting.flatMap((one) => one.config.inline.map((key) => ({ path: one.path, key })));
  return {
    configPath: path,
    inline,
    decisive: (written ?? counting.at(-1))?.path ?? of.configFiles[0],
    isCriDisabled: loaded.some(({ config }) => config.disabled.some(isCri)),
    format: loaded[0]?.config.version ?? 0,
  };
}

function isCri(plugin: string): boolean {
  return plugin === 'cri' || plugin === 'io.containerd.grpc.v1.cri';
}

/**
 * The folders of a config_path, in their order (filepath.SplitList), without `//`, `/../` and a slash at the end: containerd
 * joins names to them in that way, and places are compared by their text.
 */
export function rootsOf(configPath: string): readonly AbsPath[] {
  return partsOf(configPath)
    .filter(isAbsolute)
    .map((root) => resolve(root));
}

/**
 * Whether containerd looks where a config_path leads. It takes a relative folder, and an empty part, from the folder that it
 * works in, and from 2.1 on several folders for the name of one (found with 2.1.9).
 */
export function isUsablePath(configPath: string, version: string | null): boolean {
  const parts = partsOf(configPath);
  return parts.every(isAbsolute) && (parts.length === 1 || !takesOneFolder(version));
}

/** Every folder that one of the files names, also where another file hides it. */
export function writtenRoots(of: ConfigFiles): readonly AbsPath[] {
  return of.configFiles.flatMap((path) => {
    const read = readConfigFile(of.files.get(path) ?? ABSENT, dialectOf(of));
    return read.ok ? rootsOf(read.value?.configPath ?? '') : [];
  });
}

function partsOf(configPath: string): readonly string[] {
  return configPath.split(':');
}
