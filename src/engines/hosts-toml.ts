// A hosts.toml below certs.d, as containerd and Docker's containerd store read it (containerd
// core/remotes/docker/config/hosts.go).

import { join } from 'node:path/posix';
import { parseDocument, type TableNode, type TreeNode } from '../formats/toml/tree.ts';
import type { AbsPath } from '../model/file.ts';

export const HOSTS_TOML = 'hosts.toml';

/** One server of the file, in the order in which it is asked. */
export interface HostEntry {
  readonly scheme: 'http' | 'https';
  /** host[:port] */
  readonly registry: string;
  /** What comes before /v2/; null where the address is to be taken as it is and does not end in /v2. */
  readonly base: string | null;
  readonly resolves: boolean;
  readonly pulls: boolean;
  readonly pushes: boolean;
  readonly authorities: readonly AbsPath[];
  readonly skipVerify: boolean | null;
}

export interface HostsToml {
  /** The `[host."…"]` tables, in the order written. */
  readonly hosts: readonly HostEntry[];
  /** Who is asked after them; null: the registry itself, with the settings at the top of the file. */
  readonly server: HostEntry | null;
  /** The settings at the top, for that case. */
  readonly authorities: readonly AbsPath[];
  readonly skipVerify: boolean | null;
}

/**
 * Reads the file. undefined where containerd could not decode it: it goes by the certificates beside it then.
 * @param folder of the file: names of authorities are relative to it
 */
export function readHostsToml(text: string, folder: AbsPath): HostsToml | undefined {
  const document = parseDocument(text);
  if (!document.ok) return undefined;
  const { root } = document.value;
  const tables = root.entries.get('host')?.node;
  if (tables !== undefined && tables.kind !== 'table') return undefined;
  const named = [...(tables?.entries ?? [])].map(([name, { node }]) =>
    node.kind === 'table' ? readHost(name, node, folder) : undefined,
  );
  const hosts = named.filter((host) => host !== undefined);
  const address = textOf(root.entries.get('server')?.node);
  const server = address === '' ? null : readHost(address, root, folder);
  if (hosts.length < named.length || server === undefined) return undefined;
  return { hosts, server, authorities: authoritiesOf(root, folder), skipVerify: skipOf(root) };
}

/** parseHostConfig: https where no scheme is written; `/v2` is added to a path unless override_path is set. */
function readHost(address: string, table: TableNode, folder: AbsPath): HostEntry | undefined {
  const match = /^(https?):\/\/([^/?#]+)([^?#]*)/.exec(
    address.startsWith('http') ? address : `https://${address}`,
  );
  if (match === null) return undefined;
  const [, scheme, registry = '', written = ''] = match;
  const path = written.replace(/\/+$/, '');
  const isWhole = booleanOf(table.entries.get('override_path')?.node) === true;
  const capabilities = textsOf(table.entries.get('capabilities')?.node).map((word) => word.toLowerCase());
  const can = (word: string) => capabilities.length === 0 || capabilities.includes(word);
  return {
    scheme: scheme === 'http' ? 'http' : 'https',
    registry,
    base: path.endsWith('/v2') ? path.slice(0, -'/v2'.length) : isWhole ? null : path,
    resolves: can('resolve'),
    pulls: can('pull'),
    pushes: can('push'),
    authorities: authoritiesOf(table, folder),
    skipVerify: skipOf(table),
  };
}

function authoritiesOf(table: TableNode, folder: AbsPath): readonly AbsPath[] {
  const node = table.entries.get('ca')?.node;
  const names = node?.kind === 'array' ? textsOf(node) : [textOf(node)].filter((name) => name !== '');
  return names.map((name) => (name.startsWith('/') ? name : join(folder, name)));
}

function skipOf(table: TableNode): boolean | null {
  return booleanOf(table.entries.get('skip_verify')?.node) ?? null;
}

function textOf(node: TreeNode | undefined): string {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
}

function textsOf(node: TreeNode | undefined): readonly string[] {
  return node?.kind === 'array' ? node.items.map(textOf).filter((text) => text !== '') : [];
}

function booleanOf(node: TreeNode | undefined): boolean | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined;
}
