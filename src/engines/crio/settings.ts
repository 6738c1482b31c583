// crio.conf and the files in crio.conf.d: what of them decides about registries.

import { decodeUtf8 } from '../../formats/text.ts';
import type { ShortNameMode } from '../../formats/toml/conf.ts';
import type { Placed } from '../../formats/toml/effective.ts';
import { newReport, readString, readStrings, readTable } from '../../formats/toml/fields.ts';
import { parseDocument, type TableNode } from '../../formats/toml/tree.ts';
import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import { CONFIG, CONFIG_FOLDER, SOCKET } from './places.ts';
import { hasShortNameMode } from './version.ts';

/** A list in crio.conf from before registries.conf had one for it. */
export type OldKey = 'insecure_registries' | 'registries';

export interface CrioSettings {
  /** [crio.runtime] log_level */
  readonly logLevel: string;
  /** [crio.image] global_auth_file; '' for none. */
  readonly authFile: AbsPath | '';
  /** [crio.api] listen */
  readonly socket: AbsPath;
  /** What short names go by, see hasShortNameMode. */
  readonly shortNameMode: Placed<ShortNameMode>;
  /** Lists that are not empty. */
  readonly oldLists: readonly {
    readonly key: OldKey;
    readonly values: readonly string[];
    readonly path: AbsPath;
  }[];
}

const OLD_KEYS: readonly OldKey[] = ['insecure_registries', 'registries'];

/** A key of a later file counts in place of the one of an earlier (pkg/config/config.go, UpdateFromPath). */
export function readSettings(host: ReadHost, version: string | null): CrioSettings {
  const dropIns = host.list(CONFIG_FOLDER).map((name) => `${CONFIG_FOLDER}/${name}`);
  const tables = [CONFIG, ...dropIns].flatMap((path) => {
    const root = readRoot(host, path);
    return root === undefined ? [] : [{ path, root }];
  });
  const find = (section: string, key: string) =>
    tables
      .map(({ path, root }) => ({ path, value: textAt(root, section, key) }))
      .findLast(({ value }) => value !== '');
  const mode = find('image', 'short_name_mode');
  const isOff = !hasShortNameMode(version) || mode?.value === 'disabled';
  const authFile = find('image', 'global_auth_file')?.value ?? '';
  return {
    logLevel: find('runtime', 'log_level')?.value ?? 'info',
    authFile,
    socket: find('api', 'listen')?.value ?? SOCKET,
    shortNameMode: { kind: 'set', value: isOff ? 'disabled' : 'enforcing', path: mode?.path ?? CONFIG },
    oldLists: OLD_KEYS.flatMap((key) => {
      const last = tables.findLast(({ root }) => listAt(root, key) !== undefined);
      const values = last === undefined ? [] : (listAt(last.root, key) ?? []);
      return last === undefined || values.length === 0 ? [] : [{ key, values, path: last.path }];
    }),
  };
}

/** What it cannot read is CRI-O's own affair: with such a file it would neither start nor reload. */
function readRoot(host: ReadHost, path: AbsPath): TableNode | undefined {
  const state = host.look(path).kind === 'file' ? host.read(path) : undefined;
  const decoded = state?.kind === 'file' ? decodeUtf8(state.bytes) : undefined;
  const parsed = decoded?.ok === true ? parseDocument(decoded.value.text) : undefined;
  return parsed?.ok === true ? parsed.value.root : undefined;
}

function sectionOf(root: TableNode, section: string): TableNode | undefined {
  const report = newReport();
  const crio = readTable(root, 'crio', report);
  return crio === undefined ? undefined : readTable(crio, section, report);
}

function textAt(root: TableNode, section: string, key: string): string {
  const table = sectionOf(root, section);
  return table === undefined ? '' : readString(table, key, newReport());
}

function listAt(root: TableNode, key: OldKey): readonly string[] | undefined {
  const table = sectionOf(root, 'image');
  const list = table === undefined ? undefined : readStrings(table, key, newReport());
  return list?.map(({ value }) => value);
}
