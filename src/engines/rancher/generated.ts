// What k3s has written for its containerd when it started: that is what it has loaded. Since January 2024 a hosts.toml for
// each registry below certs.d, read at every pull; before, tables in config.toml (k3s pkg/agent/templates).

import { parseDocument, type TableNode, type TreeNode } from '../../formats/toml/tree.ts';
import type { ReadHost } from '../../host/ports.ts';
import { type AbsPath, textOf } from '../../model/file.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { canonicalEndpoint, readAddress } from './endpoint.ts';
import { EVERYONE, type HostRules, type Rules, type Server } from './rules.ts';

function containerdFolder(dataFolder: AbsPath): AbsPath {
  return `${dataFolder}/agent/etc/containerd`;
}

/** @returns what is there, or why it cannot be told */
export function readGenerated(dataFolder: AbsPath, host: ReadHost): Result<Rules, string> {
  const folder = containerdFolder(dataFolder);
  const config = readToml(`${folder}/config.toml`, host);
  if (!config.ok) return config;
  const plugins = tableOf(config.value.entries.get('plugins')?.node);
  const tables = [...(plugins?.entries.values() ?? [])]
    .map(({ node }) => tableOf(tableOf(node)?.entries.get('registry')?.node))
    .filter((table) => table !== undefined);
  const path = tables
    .map((table) => scalarOf(table.entries.get('config_path')?.node))
    .find((value) => typeof value === 'string' && value !== '');
  if (typeof path === 'string') return readHostFolders(path, host);
  return ok(new Map(tables.flatMap((table) => [...readTables(table)])));
}

function readToml(path: AbsPath, host: ReadHost): Result<TableNode, string> {
  const state = host.read(path);
  if (state.kind === 'unreadable') return err(`${path}: ${state.problem.errno}`);
  if (state.kind === 'absent') return err(`${path}: ENOENT`);
  const document = parseDocument(textOf(state));
  return document.ok ? ok(document.value.root) : err(`${path}: ${document.error.code}`);
}

/** The registry of k3s itself, which it puts before all others with --embedded-registry. */
const EMBEDDED = /^(?:127\.0\.0\.1|\[::1\]):6443$/;

/** `_default` is for everybody; a port stands behind a colon, or between underscores (containerd, hostPaths). */
function readHostFolders(folder: AbsPath, host: ReadHost): Result<Rules, string> {
  const names = host.listing(folder);
  if (!names.ok) return err(`${folder}: ${names.error.errno}`);
  const rules = new Map<string, HostRules>();
  for (const name of names.value) {
    const path = `${folder}/${name}/hosts.toml`;
    if (host.look(path).kind === 'absent') continue;
    const toml = readToml(path, host);
    if (!toml.ok) return toml;
    const registry = name === '_default' ? EVERYONE : name.replace(/_([0-9]+)_$/, ':$1');
    if (!EMBEDDED.test(registry)) rules.set(registry, hostRules(registry, toml.value));
  }
  return ok(rules);
}

function hostRules(registry: string, root: TableNode): HostRules {
  const hosts = tableOf(root.entries.get('host')?.node);
  const endpoints = [...(hosts?.entries ?? [])].flatMap(([address, { node }]) => {
    const table = tableOf(node);
    const isEmbedded = EMBEDDED.test(readAddress(address)?.registry ?? '');
    return table === undefined || isEmbedded ? [] : [serverIn(address, table)];
  });
  const own = serverIn(registry === EVERYONE ? '' : registry, root);
  return { endpoints, own, fallsBack: endpoints.length === 0 || root.entries.has('server') };
}

function serverIn(address: string, table: TableNode): Server {
  const ca = table.entries.get('ca')?.node;
  const file = scalarOf(ca?.kind === 'array' ? ca.items[0] : ca);
  return {
    url: address === '' ? '' : canonicalEndpoint(address),
    caFile: typeof file === 'string' ? file : null,
    skipVerify: scalarOf(table.entries.get('skip_verify')?.node) === true,
  };
}

/** `mirrors."docker.io"` with `endpoint`, and `configs."HOST".tls`, below the table of the CRI plugin. */
function readTables(registry: TableNode): Rules {
  const configs = tableOf(registry.entries.get('configs')?.node);
  const tlsFor = (name: string): Omit<Server, 'url'> => {
    const tls = tableOf(tableOf(configs?.entries.get(name)?.node)?.entries.get('tls')?.node);
    const file = scalarOf(tls?.entries.get('ca_file')?.node);
    return {
      caFile: typeof file === 'string' && file !== '' ? file : null,
      skipVerify: scalarOf(tls?.entries.get('insecure_skip_verify')?.node) === true,
    };
  };
  const own = (name: string): Server => ({
    url: name === EVERYONE ? '' : canonicalEndpoint(name),
    ...tlsFor(name),
  });
  const rules = new Map<string, HostRules>();
  for (const name of configs?.entries.keys() ?? [])
    rules.set(name, { endpoints: [], own: own(name), fallsBack: true });
  for (const [name, { node }] of tableOf(registry.entries.get('mirrors')?.node)?.entries ?? []) {
    const list = tableOf(node)?.entries.get('endpoint')?.node;
    const texts = list?.kind === 'array' ? list.items.map(scalarOf) : [];
    const endpoints = texts
      .filter((text) => typeof text === 'string')
      .map((text) => ({ url: canonicalEndpoint(text), ...tlsFor(readAddress(text)?.registry ?? '') }));
    const last = endpoints.at(-1)?.url === own(name).url ? -1 : endpoints.length;
    rules.set(name, { endpoints: endpoints.slice(0, last), own: own(name), fallsBack: true });
  }
  return rules;
}

function tableOf(node: TreeNode | undefined): TableNode | undefined {
  return node?.kind === 'table' ? node : undefined;
}

function scalarOf(node: TreeNode | undefined): unknown {
  return node?.kind === 'scalar' ? node.value : undefined;
}
