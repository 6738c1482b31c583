// The whole program in this process, on a terminal of the test: a real disk below a folder, registries that are played.

import fs from 'node:fs';
import path from 'node:path';
import { createHost } from '../../src/host/node-host.ts';
import type { HttpQuestion, HttpReply, Network, WriteHost } from '../../src/host/ports.ts';
import { type Io, type Output, processIo } from '../../src/io.ts';
import { main } from '../../src/main.ts';
import { type ScriptedAnswer, scriptTerminal } from './scripted-terminal.ts';
import { makeTempHost, type TempHost } from './temp-host.ts';

/** A registry by its name; it answers in TLS with these certificates (DER), or else in plain HTTP. */
export type PlayedRegistries = Readonly<Record<string, readonly Uint8Array[] | 'plain-http'>>;

export interface Conversation {
  readonly code: number;
  readonly stdout: string;
  readonly shown: string;
  /** Answers that were given. */
  readonly given: number;
}

const real = processIo(process);

const DISTRIBUTION = { 'docker-distribution-api-version': 'registry/2.0' };

/** Both engines are installed and neither runs. */
export function makeBothEngines(): TempHost {
  const host = makeTempHost();
  for (const program of ['dockerd', 'podman']) host.write(`/usr/bin/${program}`, '', 0o755);
  host.write('/etc/docker/daemon.json', '{}\n');
  host.write('/etc/containers/registries.conf', '# nothing yet\n');
  return host;
}

interface World {
  /** Called with each question before it is answered. */
  readonly onQuestion?: (message: string) => void;
  readonly writable?: WriteHost['writable'];
}

export async function converse(
  argv: readonly string[],
  { root }: TempHost,
  registries: PlayedRegistries,
  answers: readonly ScriptedAnswer[],
  { onQuestion, writable }: World = {},
): Promise<Conversation> {
  let agreed = answers.length === 0;
  const terminal = scriptTerminal(answers, (message) => {
    agreed ||= message.startsWith('Make these changes');
    onQuestion?.(message);
  });
  const written: string[] = [];
  const output: Output = { isTerminal: false, width: 80, write: (text) => written.push(text) };
  const io: Io = {
    ...real,
    stdout: output,
    stderr: { ...output, write: () => undefined },
    environment: {},
    directory: () => root,
    readInput: (file, inside) => real.readInput(path.resolve(root, file), inside),
    watchSignals: () => () => undefined,
    network: networkOf(registries),
    createHost: async (options) => ({
      ...createHost({ ...options, root }),
      // What engines make of a change is for real hosts to tell: they rest when it is made.
      live: !agreed,
      query: async () => ({ kind: 'absent' }),
      execute: async () => ({ kind: 'absent' }),
      ...(writable === undefined ? {} : { writable }),
    }),
    openTerminal: terminal.open,
  };
  const code = await main(argv, io);
  return { code, stdout: written.join(''), shown: terminal.shown.join('\n'), given: terminal.given() };
}

function networkOf(registries: PlayedRegistries): Network {
  return {
    ask: async (question) => ({ outcome: outcomeOf(question, registries), times: [], elapsed: 1 }),
    shakeHands: async ({ name, address }) => {
      const played = registries[address ?? name];
      if (played === undefined) return { kind: 'failed', step: 'name', error: 'ENOTFOUND' };
      if (played === 'plain-http') return { kind: 'plain-http' };
      return { kind: 'presented', certificates: played };
    },
    resolve: async (name) => (registries[name] === undefined ? [] : ['192.0.2.9']),
  };
}

function outcomeOf(
  { name, address, scheme, accepts }: HttpQuestion,
  registries: PlayedRegistries,
): HttpReply['outcome'] {
  const played = registries[address ?? name];
  if (played === undefined) return { kind: 'failed', step: 'name', error: 'ENOTFOUND' };
  if (scheme === 'https' && played === 'plain-http') return { kind: 'plain-http' };
  if (scheme === 'https' && played !== 'plain-http' && !accepts(played, name))
    return { kind: 'refused', certificates: played, name };
  return { kind: 'answer', status: 200, headers: DISTRIBUTION, body: Buffer.from('{}'), complete: true };
}

/** Everything below a folder: path, mode and content, to be compared. */
export function treeOf(folder: string): string {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const stat = fs.statSync(path.join(folder, name));
      const content = stat.isFile() ? fs.readFileSync(path.join(folder, name), 'base64') : '';
      return `${name} ${stat.mode} ${stat.mtimeMs} ${content}`;
    })
    .join('\n');
}
