// Our own state files, damaged: what they said is read, or that they are damaged; never anything else.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { LookMemo } from '../../../../src/agent/memo.ts';
import { type AgentRecord, NO_RECORD } from '../../../../src/agent/record.ts';
import { managedFor } from '../../../../src/commands/visible-state.ts';
import type { GenerationOutcome, ImageRecord, Intent } from '../../../../src/model/generation.ts';
import { type Managed, NO_HOLDINGS, NOTHING_MANAGED } from '../../../../src/model/managed.ts';
import { readAgentRecord, readLookMemo } from '../../../../src/transaction/agent-record.ts';
import type { Summary } from '../../../../src/transaction/prune.ts';
import { encodeRecord } from '../../../../src/transaction/record.ts';
import { readImage, readState } from '../../../../src/transaction/store.ts';
import { fakeHost } from '../../../support/fake-host.ts';
import { demand, demandSame, type Target } from '../target.ts';

const FOLDER = '/var/lib/registry-client';
const GENERATION = `${FOLDER}/generations/1`;
const SUMMARY = `${FOLDER}/summary.json`;
const AGENT = `${FOLDER}/agent.json`;
const MEMO = '/run/registry-client/agent-look.json';

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

const IMAGE = '{\n  "debug": true\n}\n';
const image: ImageRecord = {
  kind: 'file',
  name: '1-before',
  sha256: sha256(IMAGE),
  mode: 0o644,
  uid: 0,
  gid: 0,
};
const managed: Managed = {
  ...NOTHING_MANAGED,
  engines: { docker: { ...NO_HOLDINGS, requests: [{ kind: 'registry', host: 'r1.test:5000' }] } },
};
const intent: Intent = {
  version: 1,
  id: '1',
  command: 'setup',
  flags: ['--registry r1.test:5000', '--host-alias ä.test=192.0.2.1'],
  time: 1_780_000_000_000,
  files: [
    {
      path: '/etc/docker/daemon.json',
      real: '/etc/docker/daemon.json',
      engine: 'docker',
      before: image,
      after: { kind: 'absent' },
      transitional: null,
      undoTransitional: null,
    },
  ],
  directories: [],
  engines: [{ engine: 'docker', running: true }],
  stackBefore: [],
  stackAfter: ['1'],
  managedBefore: NOTHING_MANAGED,
  managedAfter: managed,
};
const record: AgentRecord = {
  ...NO_RECORD,
  accepted: { path: '/etc/registry-client/config.json5', sha256: sha256('{}'), generation: '1' },
  pausedUntil: 1_780_000_100_000,
  hold: { kind: 'change', id: '1', command: 'setup', time: 1_780_000_000_000 },
};
const memo: LookMemo = {
  version: 1,
  program: 'p',
  config: '/etc/registry-client/config.json5',
  stateDir: FOLDER,
  taken: 1_780_000_000_000,
  figures: { authorities: [], generation: 1, lastChange: undefined },
  folders: ['/etc/docker'],
  witnesses: [{ path: '/etc/docker/daemon.json', depth: 'whole', identity: '1 2 3' }],
};
const summary: Summary = { version: 1, generation: '1', managed };

/** Written by hand: a change of the form that makes old files unreadable shows here. */
const sealed = (value: unknown): string =>
  `${JSON.stringify({ sha256: sha256(JSON.stringify(value)), value }, null, 1)}\n`;
const sealedMembers = (value: object): string =>
  `${JSON.stringify({ ...value, sha256: sha256(JSON.stringify(value)) })}\n`;
const journal = (...steps: readonly string[]): string =>
  steps.map((step, place) => encodeRecord({ step, time: 1_780_000_000_000 + place })).join('');

interface Situation {
  readonly outcome: GenerationOutcome;
  readonly files: Readonly<Record<string, string>>;
}

const INTENT = encodeRecord(intent);
const COMMON = {
  [`${GENERATION}/intent.a`]: INTENT,
  [`${GENERATION}/intent.b`]: INTENT,
  [`${GENERATION}/1-before`]: IMAGE,
};
const SITUATIONS: readonly Situation[] = [
  {
    outcome: 'committed',
    files: {
      ...COMMON,
      [`${GENERATION}/journal`]: journal('begun', 'applied', 'activating', 'committed'),
      [`${GENERATION}/outcome`]: journal('committed'),
    },
  },
  {
    outcome: 'rolled-back',
    files: {
      ...COMMON,
      [`${GENERATION}/journal`]: journal('begun', 'applied', 'activating', 'undoing', 'rolled-back'),
      [`${GENERATION}/outcome`]: journal('rolled-back'),
    },
  },
  {
    outcome: 'pending',
    files: { ...COMMON, [`${GENERATION}/journal`]: journal('begun', 'applied', 'activating') },
  },
];
const PUBLIC = {
  [SUMMARY]: sealedMembers(summary),
  [AGENT]: sealed(record),
  [MEMO]: sealed(memo),
};
const ALL = [
  ...new Set([...SITUATIONS.flatMap(({ files }) => Object.values(files)), ...Object.values(PUBLIC)]),
];

export const stateFiles: Target = {
  name: 'state files',
  share: 12,
  material: () => ({
    files: ALL.map((text) => Buffer.from(text)),
    words: [
      '\n',
      ' ',
      '{',
      '}',
      '"',
      'a',
      '0',
      '1',
      'committed',
      'rolled-back',
      '\uFEFF',
      '\uFFFD',
      '[',
      '"version":1',
      'null',
      '\0',
      journal('begun'),
    ],
  }),
  generated: fc.oneof(
    fc.constant(''),
    fc.json(),
    fc.json().map((value) => `{"sha256":"a","value":${value}}`),
    fc.json().map((value) => `{"version":1,"generation":"1","managed":${value}}`),
    fc.string().map((text) => `${sha256('')} ${text}\n`),
    fc
      .shuffledSubarray(journal('begun', 'applied', 'committed').split(/(?<=\n)/))
      .map((lines) => lines.join('')),
  ),
  check: (bytes, random) => {
    const situation = random.pick(SITUATIONS);
    const paths = Object.keys(situation.files);
    checkGeneration(situation, [random.pick(paths)], bytes);
    checkGeneration(situation, random.shuffle(paths).slice(0, 2), bytes);
    checkPublic(bytes);
  },
};

/** Puts the input in the place of files of a generation; the others are whole. */
function checkGeneration(situation: Situation, paths: readonly string[], bytes: Uint8Array): void {
  const { files, outcome } = situation;
  // A whole record of another file is damage that no hash of one line can tell.
  if (paths.some((path) => holdsForeignRecord(bytes, files[path] ?? ''))) return;
  const put = Object.fromEntries(paths.map((path) => [path, { bytes }]));
  const host = fakeHost({ files: { ...files, ...put } });
  const state = readState(host, FOLDER);
  const [found] = state.found;
  demand(found !== undefined && state.found.length === 1, 'the generation is not found');
  if (paths.length === 1)
    demand(found.kind === 'generation', 'one damaged file, and nothing is known', paths);
  if (found.kind !== 'generation') return;
  demandSame(found.generation.intent, intent, 'another intent');
  const isSame = found.generation.outcome === outcome;
  demand(
    isSame || (paths.length > 1 && found.generation.outcome === 'pending'),
    'another outcome',
    paths,
    found,
  );
  const kept = readImage(host, state, '1', image);
  const isWhole = kept?.kind === 'file' && Buffer.from(kept.bytes).toString('latin1') === IMAGE;
  demand(kept === undefined || isWhole, 'another image', kept);
}

function holdsForeignRecord(bytes: Uint8Array, own: string): boolean {
  const known = new Set(own.split('\n'));
  const lines = new TextDecoder()
    .decode(bytes)
    .split('\n')
    .map((line) => line.trimEnd());
  return lines.some(
    (line) => !known.has(line) && line[64] === ' ' && sha256(line.slice(65)) === line.slice(0, 64),
  );
}

function checkPublic(bytes: Uint8Array): void {
  const agent = readAgentRecord(fakeHost({ files: { [AGENT]: { bytes } } }), FOLDER);
  if (agent !== undefined && !isAnother(bytes, AGENT))
    demandSame(agent, record, 'another record of the agent');
  const look = readLookMemo(fakeHost({ files: { [MEMO]: { bytes } } }));
  if (look !== undefined && !isAnother(bytes, MEMO))
    demandSame(look, JSON.parse(JSON.stringify(memo)), 'another memo');
  const closed = fakeHost({
    user: { uid: 1000, gid: 1000 },
    directories: [`${FOLDER}/generations`],
    files: { [SUMMARY]: { bytes } },
  });
  const visible = managedFor(readState(closed, FOLDER), closed);
  const isSaid = visible.findings.some(({ code }) => code === 'STATE_DAMAGED');
  if (!isSaid && !isAnother(bytes, SUMMARY)) demandSame(visible.managed, managed, 'another summary');
}

/** Whether the input still is the whole of another file, whose hash fits in this place as well. */
function isAnother(bytes: Uint8Array, path: string): boolean {
  const others = Object.entries(PUBLIC).filter(([other]) => other !== path);
  return others.some(([, text]) => {
    const hash = /"sha256": "([0-9a-f]{64})"/.exec(text)?.[1];
    return hash !== undefined && Buffer.from(bytes).includes(hash);
  });
}
