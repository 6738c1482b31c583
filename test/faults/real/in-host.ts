// Runs inside a host of the lab, with real engines: kills the program at its calls, recovers, and checks what is there.
//
// node in-host.js '{"command": […], "words": […], …}'; prints one line of JSON for each case.

import { check, type EngineTruth } from '../checker.ts';
import { saidBy } from '../said.ts';
import { isBelow, readTree, type Tree } from '../tree.ts';
import { type Ended, must, runBounded } from './bounded.ts';
import { spread } from './spread.ts';
import { type Call, describeCall, hasHit, trace } from './strace.ts';

export interface HostCampaign {
  /** The form of the program: the beginning of its command line. */
  readonly command: readonly string[];
  /** Command lines before the first case. */
  readonly before: readonly (readonly string[])[];
  readonly words: readonly string[];
  /** What leads back to the beginning where the change was kept. */
  readonly back: readonly string[];
  readonly cases: number;
}

const MANAGED = ['/etc/docker', '/etc/containers', '/etc/hosts', '/var/lib/registry-client'] as const;
const SOCKETS = ['/run/docker.sock', '/var/run/docker.sock'] as const;
const LOG = '/run/registry-client-faults.trace';
/** A reload that is ignored is waited for to the end of --timeout, there and back. */
const LIMIT = { milliseconds: 120_000 };

const treeNow = (): Tree => readTree('', MANAGED);

async function main(campaign: HostCampaign): Promise<void> {
  const line = (...words: readonly string[]) => [...campaign.command, ...words, '--json'];
  for (const words of campaign.before) await must(...line(...words));
  const start = treeNow();
  const whole = await trace(line(...campaign.words), '', LOG);
  const after = treeNow();
  await goBack(line(...campaign.back), start);
  for (const at of spread(callsOf(whole.calls), campaign.cases)) {
    const before = treeNow();
    const killed = await trace(line(...campaign.words), '', LOG, { kind: 'signal', name: 'SIGKILL', at });
    const crashed = [treeNow()];
    const recovery = await runBounded(line('recover'), LIMIT);
    const found = treeNow();
    const second = await runBounded(line('recover'), LIMIT);
    const problems = check({
      before,
      after,
      found,
      crashed,
      said: [
        ...(killed.signal === undefined ? [said(campaign.words, killed)] : []),
        said(['recover'], recovery),
      ],
      again: { said: said(['recover'], second), found: treeNow() },
      engines: [await dockerTruth(found)],
    });
    const failed =
      recovery.code === 0 ? [] : [`the recovery ended with ${recovery.code}: ${recovery.stdout}`];
    const undone = recovery.stdout.includes('"rolled-back"');
    const verdict = {
      name: `SIGKILL at ${describeCall(at)}`,
      problems: [...failed, ...problems],
      kind: killed.signal === undefined ? 'not reached' : hasHit(killed, at) ? 'as meant' : 'elsewhere',
      ...(undone ? { milliseconds: recovery.milliseconds } : {}),
    };
    process.stdout.write(`${JSON.stringify(verdict)}\n`);
    await goBack(line(...campaign.back), start);
  }
}

/** Every case begins with the same files. */
async function goBack(back: readonly string[], start: Tree): Promise<void> {
  const same = check({ before: start, after: start, found: treeNow(), said: [] });
  if (same.some((problem) => /neither|mixed/.test(problem))) await must(...back);
}

/** What changes something, and the questions to the daemon. */
function callsOf(calls: readonly Call[]): readonly Call[] {
  return calls.filter(({ name, target, changes }) =>
    name === 'connect'
      ? SOCKETS.some((socket) => target === socket)
      : changes && MANAGED.some((place) => isBelow(target, place)),
  );
}

function said(words: readonly string[], ended: Ended) {
  return saidBy(words.join(' '), ended.code, ended.stdout, ended.stderr);
}

/** The mirrors that the daemon has in force, and those of its file. */
async function dockerTruth(found: Tree): Promise<EngineTruth> {
  const info: unknown = JSON.parse(
    await must('curl', '-sf', '--unix-socket', '/run/docker.sock', 'http://docker/info'),
  );
  const node = found.get('/etc/docker/daemon.json');
  const file: unknown = node?.kind === 'file' ? JSON.parse(Buffer.from(node.bytes).toString('utf8')) : {};
  const loaded = textsIn(info, 'RegistryConfig', 'Mirrors').join(' ');
  const disk = textsIn(file, 'registry-mirrors')
    .map((url) => (url.endsWith('/') ? url : `${url}/`))
    .join(' ');
  return { engine: 'docker', loaded, disk };
}

/** The strings of a list inside a document of JSON; none where there is no such list. */
function textsIn(document: unknown, ...keys: readonly string[]): readonly string[] {
  const value = keys.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    document,
  );
  return Array.isArray(value) ? value.map(String) : [];
}

await main(JSON.parse(process.argv[2] ?? '{}'));
