// After a change: logging in and pulling through the engines' own commands, and who served what was pulled.

import type { PullWay } from '../engines/engine.ts';
import type { Command, CommandResult, Network, WriteHost } from '../host/ports.ts';
import type { Endpoint, ImageRoute } from '../model/endpoint.ts';
import { type Finding, finding } from '../model/finding.ts';
import { splitHostPort } from '../model/registry.ts';
import { type Remote, remoteOf, watchConnections } from './connections.ts';

/** Logs in with the engine's command; the password goes to it by its standard input alone. */
export async function logIn(
  command: Command,
  registry: string,
  user: string,
  host: WriteHost,
): Promise<Finding> {
  const result = await host.execute(command);
  return result.kind === 'ended' && result.code === 0
    ? finding('info', 'LOGGED_IN', { registry, user })
    : finding('error', 'LOGIN_FAILED', { registry, user, error: errorOf(result, command) });
}

/** Pulls an image and finds out who served it. */
export async function pullImage(
  route: ImageRoute,
  way: PullWay,
  network: Network,
  host: WriteHost,
): Promise<Finding> {
  const { image } = route;
  const here = await host.query(way.isHere);
  const isHere = here.kind === 'ended' && here.code === 0;
  const asked = route.candidates.flatMap(({ attempts }) => attempts.map(({ endpoint }) => endpoint));
  const [first] = asked;
  const places = way.process === null ? new Map<Remote, Endpoint[]>() : await placesOf(asked, network);
  const watch =
    way.process === null ? undefined : watchConnections(way.process, new Set(places.keys()), host);
  const result = await host.execute(way.pull);
  const remotes = watch?.end() ?? [];
  if (result.kind !== 'ended' || result.code !== 0)
    return finding('error', 'PULL_FAILED', { image, error: errorOf(result, way.pull) });
  const server = way.servedBy(result.stderr);
  const told =
    server === undefined
      ? serverByConnections(asked, places, remotes)
      : ({ registry: server, proof: 'output', reason: '' } as const);
  if (first !== undefined && told.registry !== '' && told.registry !== first.registry)
    return finding('warning', 'PULLED_FROM_FALLBACK', {
      image,
      registry: told.registry,
      first: first.registry,
      proof: told.proof,
    });
  return finding('info', 'PULLED', { image, ...told, here: isHere });
}

interface Server {
  readonly registry: string;
  readonly proof: 'output' | 'connections' | 'none';
  readonly reason: 'proxy' | 'same-address' | 'none-seen' | '';
}

/**
 * Engines go on to the next endpoint only when one has failed, so of those that were connected to the last in their order
 * is the one that served.
 */
function serverByConnections(
  asked: readonly Endpoint[],
  places: ReadonlyMap<Remote, readonly Endpoint[]>,
  remotes: readonly Remote[],
): Server {
  const unproved = (reason: Server['reason']): Server => ({ registry: '', proof: 'none', reason });
  if (asked.some(({ proxies }) => proxies.http !== null || proxies.https !== null)) return unproved('proxy');
  const reached = asked.filter((endpoint) =>
    remotes.some((remote) => places.get(remote)?.includes(endpoint)),
  );
  const last = reached.at(-1);
  if (last === undefined) return unproved('none-seen');
  const isShared = remotes.some((remote) => {
    const there = places.get(remote) ?? [];
    return there.includes(last) && there.some(({ registry }) => registry !== last.registry);
  });
  return isShared ? unproved('same-address') : { registry: last.registry, proof: 'connections', reason: '' };
}

/** Where the endpoints are, as this host looks their names up. */
async function placesOf(
  endpoints: readonly Endpoint[],
  network: Network,
): Promise<ReadonlyMap<Remote, Endpoint[]>> {
  const places = new Map<Remote, Endpoint[]>();
  for (const endpoint of endpoints) {
    const { name, port } = splitHostPort(endpoint.registry);
    const isPortWritten = /:\d+$/.test(endpoint.registry);
    const ports = isPortWritten ? [port] : endpoint.transport === 'https' ? [443] : [443, 80];
    for (const address of await network.resolve(name))
      for (const one of ports) {
        const remote = remoteOf(address, one);
        places.set(remote, [...(places.get(remote) ?? []), endpoint]);
      }
  }
  return places;
}

/** What an engine's command says last, without the words that all of them begin with. */
function errorOf(result: CommandResult, { program }: Command): string {
  switch (result.kind) {
    case 'absent':
      return `there is no ${program} command on this host`;
    case 'timeout':
      return 'it did not end in time';
    case 'failed':
      return result.error;
    case 'ended': {
      const lines = `${result.stdout}\n${result.stderr}`.split('\n').map((line) => line.trim());
      const said = lines.filter((line) => line !== '' && !/level=(?:debug|info)/.test(line));
      // What follows may be a page of a web server.
      const told = said.find((line) => /^Error\b/.test(line)) ?? said.at(-1);
      return (told ?? `exit code ${result.code}`).replace(/^Error:? /, '');
    }
  }
}
