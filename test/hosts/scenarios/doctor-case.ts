// One state of a host: what the real engines do in it, and that doctor names its cause and no other.

import { isCited } from '../../support/cited-words.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { readRequests } from '../lab/registry.ts';
import type { Completed } from '../lab/run.ts';
import { HUB_LABEL } from '../lab/stand-ins.ts';
import { type FindingDocument, runClient } from './client.ts';

export const ENGINES = ['docker', 'podman'] as const;
export type EngineName = (typeof ENGINES)[number];

/**
 * What an engine does. `fails`: with words that the finding cites. `falls back`: the hub serves it, without a word.
 * `works`: there is nothing wrong with this engine. `waits`: longer than anybody would.
 */
export type Deed = 'fails' | 'falls back' | 'works' | 'waits' | 'not tried';

export interface DoctorCase {
  readonly title: string;
  /** Brings the host into the state. */
  readonly prepare?: string;
  /** NAME=VALUE for doctor and the engines' commands. */
  readonly environment?: string;
  /** The arguments of doctor; none: everything that is configured. */
  readonly asked?: string;
  /** What doctor finds as a warning or an error, of both engines or of each; '' for nothing. */
  readonly code: string | Readonly<Record<EngineName, string>>;
  /** What is done with the engines, `%` standing for docker or podman. */
  readonly command: string;
  readonly deed: Deed | Readonly<Record<EngineName, Deed>>;
  /** Brings it out of the state: then doctor finds nothing. */
  readonly cure?: string;
}

/** @returns what is not as it should be */
export async function tryCase(one: DoctorCase, host: Host, lab: Lab): Promise<readonly string[]> {
  if (one.prepare !== undefined) await host.must(one.prepare, { seconds: 60 });
  // At the same time: the engines wait for servers most of it.
  const [found, ...done] = await Promise.all([
    runDoctor(host, one.asked ?? '', one.environment),
    ...ENGINES.map((engine) => tryEngine(engine, one, host, lab)),
  ]);
  const wrong = ENGINES.flatMap((engine, index) => {
    const mine = found.findings.filter((each) => each.engine === engine);
    return [
      ...compare(`${engine}: doctor`, mine.map(({ code }) => code).join(', '), ofEngine(one.code, engine)),
      ...(done[index] === undefined ? [] : judge(done[index], engine, mine, ofEngine(one.deed, engine))),
    ];
  });
  const expected = ENGINES.some((engine) => ofEngine(one.code, engine) !== '') ? 5 : 0;
  const others = found.findings.filter(({ engine }) => engine === undefined).map(({ message }) => message);
  wrong.push(...compare('exit code', found.code, expected), ...lackHints(found.findings), ...others);
  if (one.cure !== undefined) {
    await host.must(one.cure, { seconds: 60 });
    const after = await runDoctor(host, one.asked ?? '');
    wrong.push(...compare('after the cure', after.findings.map(({ code }) => code).join(', '), ''));
  }
  return wrong.map((each) => `${one.title}: ${each}`);
}

interface Doctored {
  readonly code: number;
  /** The warnings and the errors. */
  readonly findings: readonly FindingDocument[];
}

export async function runDoctor(host: Host, args: string, environment = ''): Promise<Doctored> {
  const set = environment === '' ? '' : `export ${environment};`;
  const { code, report } = await runClient(host, `doctor ${args}`, {}, set);
  return { code, findings: report.findings.filter(({ severity }) => severity !== 'info') };
}

interface Tried {
  readonly done: Completed;
  /** The false hub gave contents meanwhile. */
  readonly byHub: boolean;
}

async function tryEngine(
  engine: EngineName,
  { command, deed, environment = '' }: DoctorCase,
  host: Host,
  lab: Lab,
): Promise<Tried | undefined> {
  const wanted = ofEngine(deed, engine);
  if (wanted === 'not tried') return undefined;
  const before = await hubBlobs(host, lab, engine);
  const limit = wanted === 'waits' ? 8 : 70;
  const done = await host.sh(
    `env ${environment} timeout ${limit} ${command.replaceAll('%', engine)} </dev/null`,
    {
      seconds: 80,
    },
  );
  const byHub = (await hubBlobs(host, lab, engine)) > before;
  if (done.code === 0) await host.sh(`${engine} image prune --all --force`);
  return { done, byHub };
}

/** How many blobs the hub gave to this engine: both ask at the same time. */
async function hubBlobs(host: Host, lab: Lab, engine: EngineName): Promise<number> {
  const requests = await readRequests(lab.logs, host.address);
  const isMine = (agent: string): boolean =>
    /containers\/image|libpod/i.test(agent) === (engine === 'podman');
  return requests.filter(
    ({ port, path, status, agent }) =>
      port === HUB_LABEL && path.includes('/blobs/') && status === 200 && isMine(agent),
  ).length;
}

/** `timeout` of coreutils ends with it. */
const TOO_LONG = 124;

function judge(
  { done, byHub }: Tried,
  engine: EngineName,
  findings: readonly FindingDocument[],
  wanted: Deed,
): readonly string[] {
  const output = `${done.stdout}${done.stderr}`;
  const deed = done.code === TOO_LONG ? 'waits' : done.code !== 0 ? 'fails' : byHub ? 'falls back' : 'works';
  const wrong = compare(`${engine} itself`, deed, wanted).map((each) => `${each}\n${output.slice(-500)}`);
  if (wrong.length > 0 || wanted !== 'fails' || findings.some(({ message }) => isCited(message, output)))
    return wrong;
  return [
    `${engine}: its words are not cited:\n${output.slice(-500)}\n${findings.map(({ message }) => message).join('\n')}`,
  ];
}

function lackHints(findings: readonly FindingDocument[]): readonly string[] {
  return findings.filter(({ hint }) => hint === '').map(({ code }) => `${code} has no hint`);
}

function compare(what: string, is: string | number, wanted: string | number): readonly string[] {
  return is === wanted ? [] : [`${what}: ${is}, expected ${wanted}`];
}

function ofEngine<T extends string>(value: T | Readonly<Record<EngineName, T>>, engine: EngineName): T {
  return typeof value === 'string' ? value : value[engine];
}
