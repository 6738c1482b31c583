// Asking a running dockerd: what it has loaded, whether it is up, and its own word that it has reloaded.

import type { Answer, ReadHost } from '../../host/ports.ts';
import type { Loaded, ReloadWatch } from '../engine.ts';
import { normalise, sameEffective } from './compare.ts';
import { type DockerFacts, readInfo } from './info.ts';
import type { Answered, DockerObserved, Witness } from './observed.ts';

/** GET /info without an API version works on every version. */
export async function askInfo(socket: string, host: ReadHost): Promise<Answered> {
  const answer = await host.get(socket, '/info');
  if (answer.kind === 'failed') return { kind: 'failed', error: answer.errno };
  const facts = answer.status === 200 ? readInfo(answer.body) : undefined;
  return facts === undefined ? { kind: 'failed', error: `HTTP ${answer.status}` } : { kind: 'info', facts };
}

export async function askLoaded(observed: DockerObserved, host: ReadHost): Promise<Loaded> {
  const [answered, witness] = await Promise.all([
    askInfo(observed.socket, host),
    observed.witness.kind === 'none' ? undefined : askWitness(host, observed.socket),
  ]);
  if (answered.kind === 'failed' || witness === undefined) return toLoaded(answered, { kind: 'none' });
  return toLoaded(answered, witness(answered.facts.id));
}

/** What was loaded at the inspection; see Engine.known. */
export function knownLoaded({ answered, witness }: DockerObserved): Loaded {
  return answered === undefined ? { kind: 'unknown', reason: '' } : toLoaded(answered, witness);
}

function toLoaded(answered: Answered, witness: Witness): Loaded {
  if (answered.kind === 'failed') return { kind: 'unknown', reason: answered.error };
  const { store, liveRestore } = answered.facts;
  const facts = { ...registriesOf(answered.facts), store, liveRestore };
  switch (witness.kind) {
    case 'none':
      return { kind: 'known', facts };
    case 'other': {
      const { host, context } = witness;
      return { kind: 'known', facts: { ...facts, dockerInfo: { anotherDaemon: true, host, context } } };
    }
    case 'info': {
      const agrees = sameEffective(normalise(witness.facts), normalise(answered.facts));
      return {
        kind: 'known',
        facts: { ...facts, dockerInfo: agrees ? 'agrees' : registriesOf(witness.facts) },
      };
    }
  }
}

function registriesOf({ mirrors, insecure }: DockerFacts): Pick<DockerFacts, 'mirrors' | 'insecure'> {
  return { mirrors, insecure };
}

/** The variables that decide which daemon the docker command talks to (docker(1)). */
export const CLI_VARIABLES = [
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
];

/**
 * What the docker command is told of where the daemon is: as the administrator's own call would be. What a user's shell
 * sets for his rootless Docker is not known where root acts for him: his own socket is named then.
 */
export function cliEnvironment(host: ReadHost, socket: string): Readonly<Record<string, string>> {
  const chosen = CLI_VARIABLES.flatMap((name) => {
    const value = host.variable(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const isUser = host.session.kind === 'user' && chosen.length === 0;
  return isUser ? { DOCKER_HOST: `unix://${socket}` } : Object.fromEntries(chosen);
}

/**
 * `docker info` as the administrator would call it: people look there. The exit status says nothing: it is 0 with the
 * daemon down up to 28.0, so only a ServerVersion counts.
 * @returns what it says, held against the ID of the daemon that is meant
 */
export async function askWitness(host: ReadHost, socket: string): Promise<(id: string) => Witness> {
  const result = await host.query({
    program: 'docker',
    arguments: ['info', '--format', '{{json .}}'],
    environment: cliEnvironment(host, socket),
    timeout: host.timeout,
  });
  if (result.kind !== 'ended') return () => ({ kind: 'none' });
  const facts = readInfo(result.stdout);
  const other: Witness = {
    kind: 'other',
    host: host.variable('DOCKER_HOST') ?? '',
    context: host.variable('DOCKER_CONTEXT') ?? '',
  };
  return (id) => (facts?.id === id ? { kind: 'info', facts } : other);
}

export async function isReady(observed: DockerObserved, host: ReadHost): Promise<boolean> {
  const answer: Answer = await host.get(observed.socket, '/_ping', 2_000);
  return answer.kind === 'answer' && answer.status === 200;
}

const RELOAD_EVENTS = `/events?filters=${encodeURIComponent('{"type":["daemon"],"event":["reload"]}')}`;

/** One event for several signals, none after a partly applied one: a reason to look again, never a proof. */
export async function watchReloads(
  observed: DockerObserved,
  host: ReadHost,
): Promise<ReloadWatch | undefined> {
  const stream = await host.follow(observed.socket, RELOAD_EVENTS);
  if (stream === undefined) return undefined;
  return {
    seen: async (milliseconds) => (await stream.next(milliseconds)) !== undefined,
    close: () => stream.close(),
  };
}
