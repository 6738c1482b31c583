// What stands in a registries.yaml, as k3s reads it (rancher/wharfie pkg/registries). It passes over keys that it does not
// know: a misspelt one is a fault here.

import { isMap } from 'yaml';
import { positionAt } from '../../formats/text.ts';
import type { YamlProblem } from '../../formats/yaml/problems.ts';
import { findEntry, parseYaml, type YamlText } from '../../formats/yaml/tree.ts';
import { nearestName } from '../../model/nearest.ts';
import { err, ok, type Result } from '../../model/result.ts';

export interface Mirror {
  readonly endpoints: readonly string[];
  /** Regular expressions on the name of the image, each with its replacement. */
  readonly rewrites: ReadonlyMap<string, string>;
}

export interface TlsConfig {
  readonly caFile: string | null;
  readonly skipVerify: boolean;
}

export interface RegistryConfig {
  readonly tls: TlsConfig | null;
  readonly auth: { readonly user: string; readonly password: string; readonly token: string } | null;
}

export interface Registries {
  readonly mirrors: ReadonlyMap<string, Mirror>;
  readonly configs: ReadonlyMap<string, RegistryConfig>;
}

export const NO_REGISTRIES: Registries = { mirrors: new Map(), configs: new Map() };

type Path = readonly string[];
type Data = Readonly<Record<string, unknown>>;

/**
 * @param text without byte-order mark
 * @returns the faults of parseYaml; WRONG_TYPE for what k3s would not take: it does not start then; UNKNOWN_KEY
 */
export function readRegistries(text: string): Result<Registries, YamlProblem> {
  const parsed = parseYaml(text);
  if (!parsed.ok) return parsed;
  const reader = new Reader(parsed.value);
  const top = reader.map(parsed.value.data, []) ?? {};
  const mirrors = reader.maps(top.mirrors, ['mirrors']);
  const configs = reader.maps(top.configs, ['configs']);
  const registries = {
    mirrors: new Map(mirrors.map(([name, data]) => [name, reader.mirror(data, ['mirrors', name])])),
    configs: new Map(configs.map(([name, data]) => [name, reader.config(data, ['configs', name])])),
  };
  return reader.problem === undefined ? ok(registries) : err(reader.problem);
}

/** The keys that each kind of map has. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  top: ['mirrors', 'configs', 'auths'],
  mirror: ['endpoint', 'rewrite'],
  config: ['auth', 'tls'],
  tls: ['ca_file', 'cert_file', 'key_file', 'insecure_skip_verify'],
  auth: ['username', 'password', 'auth', 'identity_token', 'token'],
};

/** Reads what is of the right type and keeps the first fault. */
class Reader {
  problem: YamlProblem | undefined;
  readonly #file: YamlText;

  constructor(file: YamlText) {
    this.#file = file;
  }

  maps(data: unknown, path: Path): readonly (readonly [string, unknown])[] {
    return Object.entries(this.map(data, path) ?? {});
  }

  mirror(data: unknown, path: Path): Mirror {
    const map = this.map(data, path) ?? {};
    const list = map.endpoint ?? [];
    if (!Array.isArray(list)) this.#wrong([...path, 'endpoint'], 'array of strings');
    return {
      endpoints: Array.isArray(list) ? list.map(textOf) : [],
      rewrites: new Map(
        Object.entries(this.map(map.rewrite, [...path, 'rewrite']) ?? {}).map(([key, value]) => [
          key,
          textOf(value),
        ]),
      ),
    };
  }

  config(data: unknown, path: Path): RegistryConfig {
    const map = this.map(data, path) ?? {};
    const tls = this.map(map.tls, [...path, 'tls']);
    const auth = this.map(map.auth, [...path, 'auth']);
    return { tls: tls === undefined ? null : tlsOf(tls), auth: auth === undefined ? null : authOf(auth) };
  }

  /** undefined for nothing. */
  map(data: unknown, path: Path): Data | undefined {
    if (data === null || data === undefined) return undefined;
    if (!isData(data)) {
      this.#wrong(path, 'map');
      return undefined;
    }
    for (const key of Object.keys(data)) this.#judgeKey(key, path);
    return data;
  }

  #judgeKey(key: string, path: Path): void {
    const known = KEYS[kindOf(path)];
    if (known === undefined || known.includes(key)) return;
    const nearest = nearestName(key, known);
    if (nearest !== '') this.#note('UNKNOWN_KEY', [...path, key], { key, expected: nearest });
  }

  #wrong(path: Path, expected: string): void {
    this.#note('WRONG_TYPE', path, { key: path.at(-1) ?? '', expected });
  }

  #note(code: 'WRONG_TYPE' | 'UNKNOWN_KEY', path: Path, detail: Readonly<Record<string, string>>): void {
    const position = positionAt(this.#file.text, placeOf(this.#file, path));
    this.problem ??= { code, position, detail };
  }
}

/** Which of KEYS a map goes by; '' where its keys are names. */
function kindOf([first, name, third, ...rest]: Path): string {
  if (first === undefined) return 'top';
  if (name === undefined || rest.length > 0) return '';
  return third ?? (first === 'mirrors' ? 'mirror' : 'config');
}

/** The key at the end of a path, or as far as it can be followed in the text. */
function placeOf({ root }: YamlText, path: Path): number {
  let [map, place] = [root, root?.range?.[0] ?? 0];
  for (const name of path) {
    const entry = map === null ? undefined : findEntry(map, name);
    if (entry === undefined) return place;
    place = entry.key.start;
    map = isMap(entry.value) ? entry.value : null;
  }
  return place;
}

function tlsOf(map: Data): TlsConfig {
  const file = textOf(map.ca_file);
  return { caFile: file === '' ? null : file, skipVerify: isTrue(map.insecure_skip_verify) };
}

function authOf(map: Data): RegistryConfig['auth'] {
  const [user, password, pair] = [textOf(map.username), textOf(map.password), textOf(map.auth)];
  const token = textOf(map.identity_token);
  if (user !== '' || pair === '') return { user, password, token };
  const [name = '', ...rest] = Buffer.from(pair, 'base64').toString('utf8').split(':');
  return { user: name, password: rest.join(':'), token };
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value);
}

/** yaml.v2 goes by YAML 1.1, where other words are true as well. */
function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(?:y|yes|on)$/i.test(value));
}
