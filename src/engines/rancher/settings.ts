// What k3s and rke2 are told that decides about registries.yaml: by words, variables, config.yaml and config.yaml.d.

import { parseYaml } from '../../formats/yaml/tree.ts';
import type { ReadHost } from '../../host/ports.ts';
import { type AbsPath, textOf } from '../../model/file.ts';
import { type Distribution, mainFile } from './distribution.ts';
import type { Unit } from './unit.ts';

export interface Settings {
  /** registries.yaml, or what --private-registry names. */
  readonly file: AbsPath;
  readonly dataFolder: AbsPath;
  /** --disable-default-registry-endpoint */
  readonly noDefault: boolean;
  /** The option by which another engine than the containerd inside is used, which does not read registries.yaml. */
  readonly otherRuntime: string | null;
}

const ENDPOINT = 'container-runtime-endpoint';

type Options = ReadonlyMap<string, string>;

/**
 * Words win over config.yaml, and in config.yaml.d the later file over the earlier one (pkg/configfilearg/parser.go). Of
 * lists the last element is taken: none of these options is one.
 */
export function readSettings(
  distribution: Distribution,
  unit: Unit | undefined,
  variables: ReadonlyMap<string, string>,
  host: ReadHost,
): Settings {
  const words = optionsIn(unit?.words ?? []);
  const variable = (name: string) => variables.get(`${distribution.prefix}_${name}`);
  const config =
    words.get('config') ?? words.get('c') ?? variable('CONFIG_FILE') ?? `${distribution.folder}/config.yaml`;
  const options: Options = new Map([...readConfig(config, host), ...words]);
  const isSet = (name: string) => {
    const value = options.get(name);
    return value !== undefined && value !== 'false';
  };
  const data = options.get('data-dir') ?? options.get('d') ?? variable('DATA_DIR');
  return {
    file: options.get('private-registry') ?? mainFile(distribution),
    dataFolder: data ?? distribution.dataFolder,
    noDefault: isSet('disable-default-registry-endpoint'),
    otherRuntime: isSet('docker') ? 'docker' : (options.get(ENDPOINT) ?? '') === '' ? null : ENDPOINT,
  };
}

function optionsIn(words: readonly string[]): Options {
  const options = new Map<string, string>();
  for (const [index, word] of words.entries()) {
    const [, name, value] = /^--?([a-z][a-z-]*)(?:=(.*))?$/.exec(word) ?? [];
    const next = words[index + 1];
    if (name !== undefined) options.set(name, value ?? (next?.startsWith('-') === false ? next : ''));
  }
  return options;
}

/** A file that cannot be read says nothing: the program itself would not start with it. */
function readConfig(path: AbsPath, host: ReadHost): Options {
  const folder = `${path}.d`;
  const dropIns = host.list(folder).filter((name) => /\.ya?ml$/i.test(name));
  return new Map(
    [path, ...dropIns.map((name) => `${folder}/${name}`)].flatMap((one) => [...optionsOf(one, host)]),
  );
}

function optionsOf(path: AbsPath, host: ReadHost): Options {
  const state = host.read(path);
  const parsed = state.kind === 'file' ? parseYaml(textOf(state).replace(/^\uFEFF/, '')) : undefined;
  const data = parsed?.ok === true ? parsed.value.data : null;
  if (typeof data !== 'object' || data === null) return new Map();
  return new Map(
    Object.entries(data).map(([key, value]) => {
      const last: unknown = Array.isArray(value) ? value.at(-1) : value;
      return [key.replace(/\+$/, ''), last === null || last === undefined ? '' : String(last)];
    }),
  );
}
