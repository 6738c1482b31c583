// What a config.toml of containerd says about registries, and the edit that sets config_path in it.

import { parse } from '@iarna/toml';
import { err, ok, type Result } from '../../model/result.ts';
import type { TextProblem } from '../../model/text.ts';
import { parseDocument, type TableNode, type TomlDocument, type TreeNode } from './tree.ts';

/** One such file, without what it imports. */
export interface ContainerdConfig {
  /** 0 where the file does not say: containerd takes it for 1. */
  readonly version: number;
  /** Paths and patterns, as written. */
  readonly imports: readonly string[];
  readonly disabled: readonly string[];
  /** `address` of `[grpc]`; '' where it is not said. */
  readonly socket: string;
  /** Whether it has the table of the plugin that pulls for Kubernetes at all. */
  readonly hasPlugin: boolean;
  /** undefined: there is no such key. */
  readonly configPath: string | undefined;
  /** What stands below `registry` and excludes config_path: mirrors."…", configs."…".tls */
  readonly inline: readonly string[];
}

const CONFIG_PATH = 'config_path';

/** Whose file it is: its version decides where the registries stand, and so does the containerd that reads it. */
export interface ConfigDialect {
  /** containerd 2.0 and later: it knows version 3, and passes over the registries of a file of version 1. */
  readonly isNew: boolean;
  /** The version of the file that imports this one, for files that do not say theirs. */
  readonly inherited: number;
}

const SHORT = 'cri';
const OLD = 'io.containerd.grpc.v1.cri';
const NEW = 'io.containerd.cri.v1.images';

/**
 * The plugins whose tables may have the registries; the first is the one for a new table, and wins where both say
 * something. Found with `config dump` of 1.7.24 and 2.1.9.
 */
function pluginsFor(version: number, { isNew }: ConfigDialect): readonly string[] {
  if (isNew) return version === 2 ? [OLD, NEW] : [NEW];
  return [version <= 1 ? SHORT : OLD];
}

export function readContainerdConfig(
  text: string,
  dialect: ConfigDialect,
): Result<ContainerdConfig, TextProblem> {
  const document = parseDocument(text);
  if (!document.ok) return document;
  const { root } = document.value;
  const version = versionIn(root, dialect);
  const plugin = pluginIn(root, version, dialect)?.node;
  const registry = tableOf(plugin?.entries.get('registry')?.node);
  const path = scalarOf(registry?.entries.get(CONFIG_PATH)?.node);
  return ok({
    version,
    imports: textsOf(root.entries.get('imports')?.node),
    disabled: textsOf(root.entries.get('disabled_plugins')?.node),
    socket: textOf(tableOf(root.entries.get('grpc')?.node)?.entries.get('address')?.node),
    hasPlugin: plugin !== undefined,
    configPath: typeof path === 'string' ? path : undefined,
    inline: registry === undefined ? [] : inlineIn(registry),
  });
}

/** Of `configs` only the TLS settings: a login may stand beside config_path (containerd, ValidateImageConfig). */
function inlineIn(registry: TableNode): readonly string[] {
  const below = (key: string) => [...(tableOf(registry.entries.get(key)?.node)?.entries ?? [])];
  return [
    ...below('mirrors').map(([name]) => `mirrors."${name}"`),
    ...below('configs')
      .filter(([, { node }]) => tableOf(node)?.entries.has('tls'))
      .map(([name]) => `configs."${name}".tls`),
  ];
}

function versionIn(root: TableNode, { inherited }: ConfigDialect): number {
  const version = scalarOf(root.entries.get('version')?.node);
  return typeof version === 'number' && version > 0 ? version : inherited;
}

function pluginIn(
  root: TableNode,
  version: number,
  dialect: ConfigDialect,
): { readonly name: string; readonly node: TableNode } | undefined {
  const plugins = tableOf(root.entries.get('plugins')?.node);
  const there = pluginsFor(version, dialect).flatMap((name) => {
    const node = tableOf(plugins?.entries.get(name)?.node);
    return node === undefined ? [] : [{ name, node }];
  });
  return (
    there.find(({ node }) => tableOf(node.entries.get('registry')?.node)?.entries.has(CONFIG_PATH)) ??
    there[0]
  );
}

/**
 * The text with config_path set; every other byte stays. A table that is not there yet goes to the end of the text.
 * @returns EDIT_NOT_EXACT where the registries are written in a way (inline tables, dotted keys) that is not edited, or
 * where another reader finds more changed than this
 */
export function setConfigPath(
  text: string,
  value: string,
  dialect: ConfigDialect,
): Result<string, TextProblem> {
  const document = parseDocument(text);
  if (!document.ok) return document;
  const edited = withConfigPath(document.value, value, dialect);
  if (edited === undefined) return err({ code: 'EDIT_NOT_EXACT', detail: { reason: 'layout' } });
  return isExact(text, edited, value, dialect)
    ? ok(edited)
    : err({ code: 'EDIT_NOT_EXACT', detail: { reason: 'data' } });
}

function withConfigPath(
  { text, root }: TomlDocument,
  value: string,
  dialect: ConfigDialect,
): string | undefined {
  const version = versionIn(root, dialect);
  const plugin = pluginIn(root, version, dialect);
  const registry = tableOf(plugin?.node.entries.get('registry')?.node);
  const there = registry?.entries.get(CONFIG_PATH);
  if (there !== undefined) {
    if (there.line === 'header') return undefined;
    const [start, end] = there.line.value.range;
    return `${text.slice(0, start)}${JSON.stringify(value)}${text.slice(end)}`;
  }
  const line = `${CONFIG_PATH} = ${JSON.stringify(value)}`;
  const written = registry?.written;
  if (typeof written === 'object')
    return written.type === 'TOMLTable' ? belowHeader(text, written.range[0], line) : undefined;
  const end = endOf(text);
  const gap = text === '' ? '' : text.endsWith('\n') ? end : `${end}${end}`;
  const name = plugin?.name ?? pluginsFor(version, dialect)[0] ?? '';
  const header = `[plugins.${name === SHORT ? name : JSON.stringify(name)}.registry]`;
  return `${text}${gap}${header}${end}  ${line}${end}`;
}

function belowHeader(text: string, offset: number, line: string): string {
  const header = lineAt(text, offset);
  const indent = `${/^[ \t]*/.exec(text.slice(header.start))?.[0] ?? ''}  `;
  const end = endOf(text);
  const gap = text.slice(0, header.next).endsWith('\n') ? '' : end;
  return `${text.slice(0, header.next)}${gap}${indent}${line}${end}${text.slice(header.next)}`;
}

function endOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The line with this offset: where it begins, and where the next one does. */
function lineAt(text: string, offset: number): { readonly start: number; readonly next: number } {
  const feed = text.indexOf('\n', offset);
  return { start: text.lastIndexOf('\n', offset - 1) + 1, next: feed === -1 ? text.length : feed + 1 };
}

/** A second opinion: a parser that shares no code with ours must find this one difference. */
function isExact(before: string, after: string, value: string, dialect: ConfigDialect): boolean {
  const [expected, found] = [readData(before), readData(after)];
  const said = readContainerdConfig(after, dialect);
  if (expected === undefined || found === undefined || !said.ok || said.value.configPath !== value)
    return false;
  for (const data of [expected, found]) dropConfigPath(data);
  return JSON.stringify(expected) === JSON.stringify(found);
}

type Data = Record<string, unknown>;

function readData(text: string): Data | undefined {
  try {
    // It takes `\r\n` behind values but not behind comments; the line ends are no part of the data that is compared.
    return parse(text.replaceAll('\r\n', '\n'));
  } catch (cause) {
    // Its own error class is not exported; a TomlError says where it stopped.
    if (cause instanceof Error && 'fromTOML' in cause) return undefined;
    throw cause;
  }
}

/** Takes out config_path, and the tables that are empty without it: the edit may have made them. */
function dropConfigPath(data: Data): void {
  const { plugins } = data;
  if (!isData(plugins)) return;
  for (const [name, plugin] of Object.entries(plugins)) {
    if (!isData(plugin) || !isData(plugin.registry)) continue;
    delete plugin.registry[CONFIG_PATH];
    if (Object.keys(plugin.registry).length === 0) delete plugin.registry;
    if (Object.keys(plugin).length === 0) delete plugins[name];
  }
  if (Object.keys(plugins).length === 0) delete data.plugins;
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function tableOf(node: TreeNode | undefined): TableNode | undefined {
  return node?.kind === 'table' ? node : undefined;
}

function scalarOf(node: TreeNode | undefined): unknown {
  return node?.kind === 'scalar' ? node.value : undefined;
}

function textOf(node: TreeNode | undefined): string {
  const value = scalarOf(node);
  return typeof value === 'string' ? value : '';
}

function textsOf(node: TreeNode | undefined): readonly string[] {
  return node?.kind === 'array' ? node.items.map(textOf).filter((text) => text !== '') : [];
}
