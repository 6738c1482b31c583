// A CRI-O and a Podman that read the registries.conf of a host in a folder: played, with the files really read. The
// journal has the words that Go prints.

import path from 'node:path';
import { parse } from '@iarna/toml';
import fs from 'fs-extra';
import { ENGINES } from '../../src/engines/index.ts';
import type { Command, CommandResult, WriteHost } from '../../src/host/ports.ts';
import type { Played } from './shared-toys.ts';
import { makeTempFolder } from './temp-folder.ts';
import { makeTempHost, type TempHost } from './temp-host.ts';

const MAIN = '/etc/containers/registries.conf';
const PID = 4177;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Table {
  readonly prefix: string;
  readonly location: string;
  readonly insecure: boolean;
  readonly mirrors: readonly Table[];
}

interface Read {
  readonly search: readonly string[];
  readonly tables: readonly Table[];
}

export interface PlayedCrio extends Played {
  readonly temp: TempHost;
  /** The hosts that are searched by what it has in memory. */
  memory(): string;
  readonly counts: { reloads: number };
  /** So many reloads more do nothing. */
  deaf: number;
}

/** @param before registries.conf; CRI-O has read it, at its start. */
export function playCrio(before: string, ids: readonly string[] = ['podman', 'crio']): PlayedCrio {
  const journal: string[] = [];
  const counts = { reloads: 0 };
  let loaded = before;
  const played = { deaf: 0 };
  const reload = () => {
    counts.reloads += 1;
    if (played.deaf > 0) {
      played.deaf -= 1;
      return;
    }
    loaded = temp.text(MAIN) ?? '';
    journal.push(
      `time="…" level=info msg="Applied new registry configuration: ${wordsOf(readText(loaded))}"\n`,
    );
  };
  const temp: TempHost = makeTempHost({
    root: makeTempFolder('crio'),
    execute: (command) => answerTo(command, { journal, reload, text: () => temp.text(MAIN) ?? '' }),
  });
  temp.write(MAIN, before);
  // An hour before CRI-O was started.
  fs.utimesSync(path.join(temp.root, MAIN), new Date(), new Date(Date.now() - HOUR));
  for (const program of ['crio', 'podman', 'journalctl']) temp.write(`/usr/bin/${program}`, '', 0o755);
  temp.write(
    `/proc/${PID}/stat`,
    `${PID} (crio) S ${'0 '.repeat(18)}${(temp.host.clock.boot().uptime - MINUTE) / 10} 0`,
  );
  const host: WriteHost = { ...temp.host, copyAttributes: async () => ({ kind: 'absent' }) };
  return Object.assign(played, {
    engines: ENGINES.filter(({ id }) => ids.includes(id)),
    ...{ host, temp, counts },
    memory: () => readText(loaded).search.join(' '),
  });
}

interface Inside {
  readonly journal: readonly string[];
  reload(): void;
  text(): string;
}

function answerTo(
  { program, arguments: words, environment = {} }: Command,
  { journal, reload, text }: Inside,
): CommandResult {
  const line = [program, ...words].join(' ');
  if (line === 'systemctl reload crio.service') reload();
  if (/^systemctl show .*podman\.service/.test(line)) return ended('ActiveState=inactive\nMainPID=0\n');
  if (/^systemctl show .*crio\.service/.test(line))
    return ended(`ActiveState=active\nMainPID=${PID}\nInvocationID=abc\nCanReload=yes\n`);
  if (line.startsWith('journalctl _SYSTEMD_INVOCATION_ID=abc'))
    return ended(journal.at(-1) ?? '-- No entries --\n');
  if (line === 'crio --version') return ended('crio version 1.30.0\n');
  if (line === 'podman --version') return ended('podman version 4.3.1\n');
  if (program === 'podman') return infoOf(candidateIn(environment) ?? text());
  return line.startsWith('systemctl reload') ? ended('') : { kind: 'absent' };
}

function ended(stdout: string): CommandResult {
  return { kind: 'ended', code: 0, stdout, stderr: '' };
}

function readText(text: string): Read {
  const { 'unqualified-search-registries': search, registry } = parse(text);
  return { search: listOf(search).map(String), tables: listOf(registry).map(toTable) };
}

function toTable(told: unknown): Table {
  const { prefix, location, insecure, mirror } = Object.fromEntries(Object.entries(Object(told)));
  const place = String(location ?? '');
  return {
    prefix: String(prefix ?? place),
    location: place,
    insecure: insecure === true,
    mirrors: listOf(mirror).map(toTable),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function wordsOf({ search, tables }: Read): string {
  const place = ({ location, insecure }: Table) =>
    `{Location:${location} Insecure:${insecure} PullFromMirror:}`;
  const words = tables.map(
    (table) =>
      `{Prefix:${table.prefix} Endpoint:${place(table)} Mirrors:[${table.mirrors.map(place).join(' ')}] Blocked:false MirrorByDigestOnly:false}`,
  );
  return `&{Registries:[${words.join(' ')}] UnqualifiedSearchRegistries:[${search.join(' ')}] CredentialHelpers:[] ShortNameMode: shortNameAliasConf:{Aliases:map[]}}`;
}

function candidateIn({
  CONTAINERS_REGISTRIES_CONF: candidate,
}: Command['environment'] & object): string | undefined {
  return candidate === undefined ? undefined : fs.readFileSync(candidate, 'utf8');
}

/** What `podman info` makes of a file; a table without a name is refused. */
function infoOf(text: string): CommandResult {
  const { search, tables } = readText(text);
  if (tables.some(({ prefix }) => prefix === ''))
    return { kind: 'ended', code: 125, stdout: '', stderr: 'Error: no' };
  const entries = tables.map(({ prefix, location, insecure, mirrors }) => [
    prefix,
    {
      ...{ Prefix: prefix, Location: location, Insecure: insecure, Blocked: false },
      Mirrors: mirrors.map((mirror) => ({ Location: mirror.location, Insecure: mirror.insecure })),
    },
  ]);
  return ended(JSON.stringify({ registries: { search, ...Object.fromEntries(entries) } }));
}
