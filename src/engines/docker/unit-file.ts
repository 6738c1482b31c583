// What a systemd unit starts dockerd with, read from the unit, its drop-ins and its environment files.

import type { ReadHost } from '../../host/ports.ts';
import { type AbsPath, textOf } from '../../model/file.ts';
import type { Source, Word } from './flags.ts';
import { dockerPlaces } from './places.ts';

interface Line {
  readonly key: string;
  readonly value: string;
  readonly source: Source;
}

/**
 * The words behind the program in a unit's ExecStart=, variables put in.
 * @returns undefined when the unit is not there
 */
export function readUnitWords(host: ReadHost, unit: string): readonly Word[] | undefined {
  const files = unitFiles(host, unit);
  if (files.length === 0) return undefined;
  const lines = files.flatMap((path) => readAssignments(host, path, UNIT_LINE));
  const command = afterReset(lines, 'ExecStart').at(-1);
  if (command === undefined) return [];
  const variables = readVariables(host, lines);
  return splitWords(command.value)
    .slice(1)
    .flatMap((text) => expand({ text, source: command.source }, variables));
}

/** The variables that a unit gives its program, each with the line that sets it; none where the unit is not there. */
export function readUnitVariables(host: ReadHost, unit: string): ReadonlyMap<string, Word> {
  const lines = unitFiles(host, unit).flatMap((path) => readAssignments(host, path, UNIT_LINE));
  return readVariables(host, lines);
}

/** Words of DOCKER_OPTS (Debian's sysvinit, Alpine's OpenRC) where no unit starts the daemon. */
export function readServiceOptions(host: ReadHost): readonly Word[] {
  return dockerPlaces(host)
    .serviceOptions.flatMap((path) => readAssignments(host, path, ENVIRONMENT_LINE))
    .filter(({ key }) => key === 'DOCKER_OPTS')
    .flatMap(({ value, source }) => splitWords(unquote(value)).map((text) => ({ text, source })));
}

/** The unit's own file (the strongest), then its drop-ins by name, of equal names the strongest. */
function unitFiles(host: ReadHost, unit: string): readonly AbsPath[] {
  const { unitFolders } = dockerPlaces(host);
  const main = unitFolders
    .map((folder) => `${folder}/${unit}`)
    .find((path) => host.look(path).kind === 'file');
  if (main === undefined) return [];
  const dropIns = new Map<string, AbsPath>();
  for (const folder of unitFolders)
    for (const name of host.list(`${folder}/${unit}.d`))
      if (name.endsWith('.conf') && !dropIns.has(name)) dropIns.set(name, `${folder}/${unit}.d/${name}`);
  return [main, ...[...dropIns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path)];
}

const UNIT_LINE = /^\s*([A-Za-z]+)\s*=\s*(.*)$/s;

const ENVIRONMENT_LINE = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s;

/** Assignments of a file; a backslash at the end of a line joins it with the next (systemd.syntax(7)). */
function readAssignments(host: ReadHost, path: AbsPath, form: RegExp): readonly Line[] {
  const state = host.read(path);
  if (state.kind !== 'file') return [];
  const found: Line[] = [];
  let pending: { text: string; line: number } | undefined;
  for (const [index, text] of textOf(state).split(/\r?\n/).entries()) {
    if (/^\s*[#;]/.test(text)) continue;
    const joined = pending === undefined ? text : `${pending.text} ${text}`;
    const line = pending?.line ?? index + 1;
    pending = joined.endsWith('\\') ? { text: joined.slice(0, -1), line } : undefined;
    const match = pending === undefined ? form.exec(joined) : null;
    if (match === null) continue;
    const source = { path, position: { line, column: 1 }, text: joined.trim() };
    found.push({ key: match[1] ?? '', value: match[2] ?? '', source });
  }
  return found;
}

/** The assignments of a key that count: an empty one takes back all before it. */
function afterReset(lines: readonly Line[], key: string): readonly Line[] {
  const all = lines.filter((line) => line.key === key);
  return all.slice(all.findLastIndex((line) => line.value === '') + 1);
}

/** Environment= and then the files of EnvironmentFile=, which win (systemd.exec(5)). */
function readVariables(host: ReadHost, lines: readonly Line[]): ReadonlyMap<string, Word> {
  const own = afterReset(lines, 'Environment').flatMap(({ value, source }) =>
    splitWords(value).flatMap((text) => {
      const match = ENVIRONMENT_LINE.exec(text);
      return match === null ? [] : [{ key: match[1] ?? '', value: match[2] ?? '', source }];
    }),
  );
  const files = afterReset(lines, 'EnvironmentFile').flatMap(({ value }) =>
    readAssignments(host, value.replace(/^-/, ''), ENVIRONMENT_LINE),
  );
  return new Map([...own, ...files].map(({ key, value, source }) => [key, { text: unquote(value), source }]));
}

/** `$NAME` as a word of its own becomes the words of its value, `${NAME}` its value in place (systemd.service(5)). */
function expand(word: Word, variables: ReadonlyMap<string, Word>): readonly Word[] {
  const alone = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(word.text);
  if (alone !== null) {
    const value = variables.get(alone[1] ?? '');
    return splitWords(value?.text ?? '').map((text) => ({ ...word, ...value, text }));
  }
  let source = word.source;
  const text = word.text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_all, name: string) => {
    const value = variables.get(name);
    source = value?.source ?? source;
    return value?.text ?? '';
  });
  return [source === undefined ? { text } : { text, source }];
}

/** Words between white space; quotes of either kind keep words together and are dropped. */
function splitWords(text: string): readonly string[] {
  const words = text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) =>
    word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_all, double, single) => double ?? single),
  );
}

function unquote(text: string): string {
  const trimmed = text.trim();
  return /^(["']).*\1$/s.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}
