// The one checker behind every fault campaign: what may be found on a host after a fault and the recovery from it.
//
// It knows the promises and nothing of how they are kept: the state folder is read here by code of its own.

import { claimOf, inconsistenciesOf, type Said, type Side } from './said.ts';
import { brokenImages, misplacedState, openTransactions, readLedgers, STATE_DIR } from './state-folder.ts';
import { describeNode, differingPaths, filterTree, isBelow, sameNode, type Tree } from './tree.ts';

/** What somebody else did to a file while the program ran: `marker` is a text that only he wrote. */
export interface Edit {
  readonly path: string;
  readonly marker: string;
  /** He is overruled (--force): then it is kept as an image of the generation. */
  readonly isOverruled?: boolean;
}

/** What an engine has in force and what its files say, each in one text that can be compared. */
export interface EngineTruth {
  readonly engine: string;
  readonly loaded: string;
  readonly disk: string;
}

/** A secret that was put into files of the host; `homes` are the paths where it stood from the beginning. */
export interface Canary {
  readonly text: string;
  readonly homes: readonly string[];
}

export interface Evidence {
  /** The host before the command under test, with the state folder. */
  readonly before: Tree;
  /** What an undisturbed run makes of it. */
  readonly after: Tree;
  /** What was found at the end, when the recovery had ended. */
  readonly found: Tree;
  /** What was said by the command under test and by the recoveries after it, the oldest first. */
  readonly said: readonly Said[];
  /** One more recovery, and the host after it: it must do nothing. Left out: it was not tried. */
  readonly again?: { readonly said: Said; readonly found: Tree };
  /** Left out where no engine runs. */
  readonly engines?: readonly EngineTruth[];
  /** What others edited meanwhile; these files are on nobody's side. */
  readonly edits?: readonly Edit[];
  readonly canary?: Canary;
  /** The host at each crash: every file whole, at most one transaction open, and no secret lying about. */
  readonly crashed?: readonly Tree[];
  /** Default: the usual one. */
  readonly stateDir?: string;
}

/**
 * Holds what was found against the promises.
 * @returns a sentence for each promise that was broken; empty: all is well
 */
export function check(evidence: Evidence): readonly string[] {
  const sides = sidesOf(evidence);
  return [
    ...sides.problems,
    ...claimProblems(evidence, sides.possible),
    ...stateProblems(evidence, sides.possible),
    ...strayFiles(evidence.found),
    ...tornFiles(evidence),
    ...engineProblems(evidence),
    ...againProblems(evidence),
    ...editProblems(evidence),
    ...secretProblems(evidence),
  ];
}

/** What is found right after a run that has ended, before anybody recovers; the faults may still last. */
export interface AtOnce extends Pick<Evidence, 'before' | 'after' | 'found' | 'stateDir'> {
  readonly said: Said;
  /** Default: no. Whether the fault leaves it the means to delete what it does not need any more. */
  readonly canDelete?: boolean;
}

/**
 * Holds what a run said against the host as it leaves it: who reads the exit code does not run a recovery first.
 * Temporary files may be left where the fault keeps them from being deleted.
 */
export function checkAtOnce({ said, canDelete = false, ...host }: AtOnce): readonly string[] {
  const strays = canDelete ? strayFiles(host.found) : [];
  const claim = claimOf(said);
  if (claim === undefined) return [...inconsistenciesOf(said), ...strays];
  const found = filterTree(host.found, (name) => !TEMPORARY.test(name));
  const { possible, problems } = sidesOf({ ...host, found, said: [] });
  if (possible.includes(claim)) return strays;
  const where = possible.length > 0 ? [`it is as ${possible.join('/')}`] : problems;
  return [
    ...strays,
    `"${said.command}" ended with ${said.code} (the host as ${claim}), but at once ${where.join('; ')}`,
  ];
}

/**
 * Holds the host at the moment when an engine is told against what it should find then: no file as before beside one
 * as after. What stands there for the moment only (a transitional image) is on nobody's side.
 */
export function checkTold(before: Tree, after: Tree, found: Tree): readonly string[] {
  const changed = differingPaths(before, after).filter((name) => {
    const isFile = before.get(name)?.kind === 'file' || after.get(name)?.kind === 'file';
    return isFile && !isBelow(name, STATE_DIR);
  });
  const old = changed.filter((name) => sameNode(found.get(name), before.get(name)));
  const next = changed.filter((name) => sameNode(found.get(name), after.get(name)));
  if (old.length === 0 || next.length === 0) return [];
  return [`an engine was told with ${old.join(', ')} as before and ${next.join(', ')} as after`];
}

interface Sides {
  readonly possible: readonly Side[];
  readonly problems: readonly string[];
}

/** Every file wholly before or wholly after, all of them on the same side, and nothing else changed. */
function sidesOf(evidence: Evidence): Sides {
  const edited = new Set((evidence.edits ?? []).map((edit) => edit.path));
  const outside = (tree: Tree) => filterTree(tree, (name) => !isState(evidence, name) && !edited.has(name));
  const found = outside(evidence.found);
  const offBefore = differingPaths(outside(evidence.before), found);
  const offAfter = differingPaths(outside(evidence.after), found);
  const possible = [
    ...(offBefore.length === 0 ? (['before'] as const) : []),
    ...(offAfter.length === 0 ? (['after'] as const) : []),
  ];
  if (possible.length > 0) return { possible, problems: [] };
  const torn = offBefore.filter((name) => offAfter.includes(name));
  const problems =
    torn.length > 0
      ? torn.map((name) => `${name} is neither as before nor as after: ${describeNode(found.get(name))}`)
      : [`mixed: ${offAfter.join(', ')} as before, ${offBefore.join(', ')} as after`];
  return { possible: [], problems };
}

function isState({ stateDir = STATE_DIR }: Evidence, name: string): boolean {
  return isBelow(name, stateDir);
}

/** What was reported holds, also when something happened afterwards. */
function claimProblems({ said }: Evidence, possible: readonly Side[]): readonly string[] {
  const wrong = said.flatMap(inconsistenciesOf);
  if (possible.length === 0) return wrong;
  const broken = said.flatMap((one) => {
    const claim = claimOf(one);
    return claim === undefined || possible.includes(claim)
      ? []
      : [
          `"${one.command}" ended with ${one.code} (the host as ${claim}), but it is as ${possible.join('/')}`,
        ];
  });
  return [...wrong, ...broken];
}

/** The state folder: whole, private, nothing open, and of the same opinion as the host. */
function stateProblems(evidence: Evidence, possible: readonly Side[]): readonly string[] {
  const { before, found, crashed = [], stateDir = STATE_DIR } = evidence;
  const ledgers = readLedgers(found, stateDir);
  const open = openTransactions(ledgers);
  const kept = new Set(ledgers.filter((one) => one.outcome === 'committed').map((one) => one.id));
  const older = readLedgers(before, stateDir).filter((one) => one.outcome === 'committed');
  const lost = older.filter((one) => !kept.has(one.id)).map((one) => one.id);
  const isNew = [...kept].some((id) => !older.some((one) => one.id === id));
  const opinion: Side = isNew ? 'after' : 'before';
  return [
    ...misplacedState(found, stateDir),
    ...brokenImages(found, stateDir).map((name) => `no way back, damaged: ${name}`),
    ...(open.length === 0 ? [] : [`still open: generation ${open.join(', ')}`]),
    ...(lost.length === 0 ? [] : [`no longer committed: generation ${lost.join(', ')}`]),
    ...(possible.length === 0 || possible.includes(opinion)
      ? []
      : [`the state says that the host is as ${opinion}, but it is as ${possible.join('/')}`]),
    ...crashed.flatMap((tree) => {
      const several = openTransactions(readLedgers(tree, stateDir));
      return several.length > 1 ? [`several were open at once: ${several.join(', ')}`] : [];
    }),
  ];
}

/** At a crash, too, whoever reads a file finds one of its contents, with the rights that belong to it. */
function tornFiles({
  before,
  after,
  crashed = [],
  edits = [],
  stateDir = STATE_DIR,
}: Evidence): readonly string[] {
  const torn = crashed.flatMap((tree) => {
    const images = [...tree].flatMap(([name, node]) =>
      isBelow(name, `${stateDir}/generations`) && node.kind === 'file' ? [node] : [],
    );
    return [...tree].flatMap(([name, node]) => {
      const [old, next] = [before.get(name), after.get(name)];
      const isOurs = !isBelow(name, stateDir) && !TEMPORARY.test(name);
      if (!isOurs || node.kind !== 'file' || edits.some(({ path }) => path === name)) return [];
      const sides = [old, next].filter((side) => side?.kind === 'file');
      const hasContent = [...sides, ...images].some((one) => Buffer.compare(one.bytes, node.bytes) === 0);
      const hasRights =
        sides.length === 0 || sides.some((side) => sameNode({ ...side, bytes: node.bytes }, node));
      return hasContent && hasRights ? [] : [`at the crash ${name} was ${describeNode(node)}`];
    });
  });
  return [...new Set(torn)];
}

const TEMPORARY = /\/\.registry-client\.[^/]*$/;

function strayFiles(found: Tree): readonly string[] {
  return [...found.keys()].filter((name) => TEMPORARY.test(name)).map((name) => `left behind: ${name}`);
}

function engineProblems({ engines = [] }: Evidence): readonly string[] {
  return engines
    .filter(({ loaded, disk }) => loaded !== disk)
    .map(({ engine, loaded, disk }) => `${engine} has loaded ${loaded}, its files say ${disk}`);
}

/** Recovering what is recovered does nothing: not to the host, and not to the state either. */
function againProblems({ again, found }: Evidence): readonly string[] {
  if (again === undefined) return [];
  const { said } = again;
  const changed = differingPaths(found, again.found);
  return [
    ...inconsistenciesOf(said),
    ...(said.code === 0 && said.document?.outcome === 'unchanged'
      ? []
      : [`a second recovery ended with ${said.code} ${said.document?.outcome ?? ''}`]),
    ...(changed.length === 0 ? [] : [`a second recovery changed ${changed.join(', ')}`]),
  ];
}

function editProblems({ edits = [], found, stateDir = STATE_DIR }: Evidence): readonly string[] {
  const images = [...found.keys()].filter((name) => isBelow(name, `${stateDir}/generations`));
  return edits.flatMap(({ path, marker, isOverruled = false }) => {
    const places = [path, ...(isOverruled ? images : [])];
    if (places.some((place) => holdsText(found, place, marker))) return [];
    return [`the edit of ${path} is lost: ${describeNode(found.get(path))}`];
  });
}

function holdsText(tree: Tree, name: string, text: string): boolean {
  const node = tree.get(name);
  return node?.kind === 'file' && Buffer.from(node.bytes).includes(text);
}

function secretProblems({ canary, said, again, found, before, crashed = [] }: Evidence): readonly string[] {
  if (canary === undefined) return [];
  const { text, homes } = canary;
  const outputs = [...said, ...(again === undefined ? [] : [again.said])]
    .filter(({ stdout, stderr }) => stdout.includes(text) || stderr.includes(text))
    .map(({ command }) => `the secret stands in the output of "${command}"`);
  const trees = [found, ...crashed];
  const files = trees.flatMap((tree) =>
    [...tree].flatMap(([name, node]) => {
      if (node.kind !== 'file' || (node.mode & 0o077) === 0) return [];
      if (homes.includes(name) && (sameNode(node, before.get(name)) || isNoWider(node.mode, name, before)))
        return [];
      return Buffer.from(node.bytes).includes(text)
        ? [`the secret stands in ${name}, mode ${node.mode.toString(8)}`]
        : [];
    }),
  );
  return [...outputs, ...new Set(files)];
}

/** The file of the secret itself keeps the rights that its owner gave it. */
function isNoWider(mode: number, name: string, before: Tree): boolean {
  const node = before.get(name);
  return node?.kind === 'file' && (mode & ~node.mode) === 0;
}
