// The hosts.toml that is wholly ours: what is to stand in it, its text, and whether a text is one of ours still.

import type { AbsPath } from '../model/file.ts';
import { type HostEntry, type HostsToml, readHostsToml } from './hosts-toml.ts';

/** How one server is spoken to. */
export interface OwnServer {
  /** http[s]://host[:port][/path], without a slash at its end. containerd adds /v2. */
  readonly url: string;
  /** Files with the CAs that count besides the system's. */
  readonly authorities: readonly AbsPath[];
  readonly skipVerify: boolean;
}

export type Capability = 'pull' | 'resolve' | 'push';

export interface OwnHost extends OwnServer {
  readonly capabilities: readonly Capability[];
}

/** `hosts` are asked in their order, then `server`; null: the registry itself. */
export interface OwnHostsToml {
  readonly server: OwnServer | null;
  readonly hosts: readonly OwnHost[];
}

const HEADING =
  '# Written by registry-client, which writes it anew when it changes: use its setup and remove, lines added here are refused.';

const CAPABILITIES: readonly Capability[] = ['pull', 'resolve', 'push'];

/** The text of the file. The same content has the same text always. */
export function renderHostsToml({ server, hosts }: OwnHostsToml): string {
  const top = server === null ? [] : [`server = ${quote(server.url)}`, ...settingsOf(server)];
  const tables = hosts.map((host) =>
    [
      `[host.${quote(host.url)}]`,
      `capabilities = ${list(CAPABILITIES.filter((one) => host.capabilities.includes(one)))}`,
      ...settingsOf(host),
    ].join('\n'),
  );
  const head = [HEADING, ...top].join('\n');
  return `${[head, ...tables].join('\n\n')}\n`;
}

function settingsOf({ authorities, skipVerify }: OwnServer): readonly string[] {
  return [
    ...(authorities.length === 0 ? [] : [`ca = ${list(authorities)}`]),
    ...(skipVerify ? ['skip_verify = true'] : []),
  ];
}

function list(words: readonly string[]): string {
  return `[${words.map(quote).join(', ')}]`;
}

/** A TOML basic string; what we write holds no control characters (names of registries, paths of our own). */
function quote(word: string): string {
  return JSON.stringify(word);
}

/**
 * What a text says, where nobody but us has written in it.
 * @param folder of the file
 * @returns undefined for a text that this program has not written as it is
 */
export function readOwnHostsToml(text: string, folder: AbsPath): OwnHostsToml | undefined {
  const toml = readHostsToml(text, folder);
  const own = toml === undefined ? undefined : ownOf(toml);
  return own !== undefined && renderHostsToml(own) === text ? own : undefined;
}

function ownOf({ server, hosts }: HostsToml): OwnHostsToml {
  return {
    server: server === null ? null : serverOf(server),
    hosts: hosts.map((entry) => ({ ...serverOf(entry), capabilities: capabilitiesOf(entry) })),
  };
}

function serverOf({ scheme, registry, base, authorities, skipVerify }: HostEntry): OwnServer {
  return { url: `${scheme}://${registry}${base ?? ''}`, authorities, skipVerify: skipVerify === true };
}

function capabilitiesOf({ pulls, resolves, pushes }: HostEntry): readonly Capability[] {
  const can = { pull: pulls, resolve: resolves, push: pushes };
  return CAPABILITIES.filter((one) => can[one]);
}
