// The state folder as the campaigns read it: by code of their own, so that a mistake of the program's reader shows.

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { isBelow, type Tree } from './tree.ts';

export const STATE_DIR = '/var/lib/registry-client';

/** One generation: `pending` has begun and not ended, `unbegun` has touched nothing yet. */
export interface LedgerSeen {
  readonly id: string;
  readonly outcome: 'committed' | 'rolled-back' | 'pending' | 'unbegun' | 'unreadable';
}

/** The generations of a state folder, oldest first. */
export function readLedgers(tree: Tree, stateDir = STATE_DIR): readonly LedgerSeen[] {
  const folder = `${stateDir}/generations`;
  const ids = [...tree]
    .filter(([name, node]) => node.kind === 'directory' && posix.dirname(name) === folder)
    .map(([name]) => posix.basename(name))
    .filter((name) => /^[0-9]+$/.test(name))
    .sort((a, b) => Number(a) - Number(b));
  return ids.map((id) => ({ id, outcome: outcomeOf(tree, `${folder}/${id}`) }));
}

/** The kept images of changes that stand which are gone or another: the way back is lost. */
export function brokenImages(tree: Tree, stateDir = STATE_DIR): readonly string[] {
  return readLedgers(tree, stateDir)
    .filter(({ outcome }) => outcome === 'committed')
    .flatMap(({ id }) => {
      const folder = `${stateDir}/generations/${id}`;
      const [intent] = [...recordsIn(tree, `${folder}/intent.a`), ...recordsIn(tree, `${folder}/intent.b`)];
      return imagesIn(intent).flatMap(({ name, sha256 }) => {
        const node = tree.get(`${folder}/${name}`);
        return node?.kind === 'file' && hashOf(node.bytes) === sha256 ? [] : [`${folder}/${name}`];
      });
    });
}

interface ImageSeen {
  readonly name: string;
  readonly sha256: string;
}

/** Every image that a record names, however deep it stands in it. */
function imagesIn(value: unknown): readonly ImageSeen[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('name' in value && 'sha256' in value && 'uid' in value)
    return [{ name: String(value.name), sha256: String(value.sha256) }];
  return Object.values(value).flatMap(imagesIn);
}

function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function outcomeOf(tree: Tree, folder: string): LedgerSeen['outcome'] {
  const steps = [...stepsIn(tree, `${folder}/outcome`), ...stepsIn(tree, `${folder}/journal`)];
  const end = steps.findLast((step) => step === 'committed' || step === 'rolled-back');
  const hasIntent = ['intent.a', 'intent.b'].some((name) => recordsIn(tree, `${folder}/${name}`).length > 0);
  if (!hasIntent) return tree.has(`${folder}/journal`) ? 'unreadable' : 'unbegun';
  if (end === 'committed' || end === 'rolled-back') return end;
  return 'pending';
}

function stepsIn(tree: Tree, name: string): readonly string[] {
  return recordsIn(tree, name).flatMap((value) =>
    typeof value === 'object' && value !== null && 'step' in value ? [String(value.step)] : [],
  );
}

/** The lines of a file whose hash, which stands before them, fits. */
function recordsIn(tree: Tree, name: string): readonly unknown[] {
  const node = tree.get(name);
  if (node?.kind !== 'file') return [];
  const lines = Buffer.from(node.bytes).toString('utf8').split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    const body = line.slice(65);
    return hashOf(body) === line.slice(0, 64) ? [JSON.parse(body)] : [];
  });
}

/** The ids of the generations that have begun and not ended. */
export function openTransactions(ledgers: readonly LedgerSeen[]): readonly string[] {
  return ledgers
    .filter(({ outcome }) => outcome === 'pending' || outcome === 'unreadable')
    .map(({ id }) => id);
}

const FILES = /^(?:lock|summary\.json|agent\.json|confirm\.json|generations)$/;
const IN_GENERATION = /^(?:intent\.[ab]|journal|outcome|(?:before|after|via|undo-via)\.[0-9]+)$/;
const PUBLIC = /^(?:summary|agent)\.json$/;

/** What does not belong into the state folder, and what others could read there. */
export function misplacedState(tree: Tree, stateDir = STATE_DIR): readonly string[] {
  const inside = [...tree].filter(([name]) => isBelow(name, stateDir) && name !== stateDir);
  return inside.flatMap(([name, node]) => {
    const [first = '', id, file, ...deeper] = name.slice(stateDir.length + 1).split('/');
    const isKnown =
      FILES.test(first) &&
      (id === undefined || /^[1-9][0-9]*$/.test(id)) &&
      (file === undefined || IN_GENERATION.test(file)) &&
      deeper.length === 0;
    if (!isKnown) return [`not known in the state folder: ${name}`];
    if (node.kind === 'symlink') return [`a link in the state folder: ${name}`];
    const isOpen = (node.mode & 0o077) !== 0 && !PUBLIC.test(first);
    return isOpen ? [`others can read ${name}, mode ${node.mode.toString(8)}`] : [];
  });
}
