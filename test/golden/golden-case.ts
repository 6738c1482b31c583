// One case of fixtures/: what stands in its folder, and the hosts that it describes. See fixtures/README.md.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import JSON5 from 'json5';
import type { DocumentFinding } from '../support/document.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { listTree } from '../support/tree.ts';

export const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

export interface GoldenCase {
  /** `<engine>/<case>`. */
  readonly name: string;
  readonly folder: string;
  readonly about: string;
  readonly command: 'setup' | 'remove';
  /** Of the command; relative paths start from the case's folder. */
  readonly arguments: readonly string[];
  /** The arguments of setups that came before. */
  readonly earlier: readonly (readonly string[])[];
  readonly exit: number;
  readonly outcome: string;
  readonly findings: readonly string[];
  readonly invertible: boolean;
  readonly directories: readonly string[];
  readonly modes: Readonly<Record<string, string>>;
  readonly links: Readonly<Record<string, string>>;
  readonly hardLinks: Readonly<Record<string, string>>;
  readonly gone: readonly string[];
}

const KEYS = [
  'about',
  'command',
  'arguments',
  'earlier',
  'exit',
  'outcome',
  'findings',
  'invertible',
  'directories',
  'modes',
  'links',
  'hardLinks',
  'gone',
] as const;

/** Every case below fixtures/, in the order of names. */
export function readCases(): readonly GoldenCase[] {
  return fs.readdirSync(FIXTURES).flatMap((engine) => {
    const folder = path.join(FIXTURES, engine);
    if (!fs.statSync(folder).isDirectory()) return [];
    const names = fs
      .readdirSync(folder)
      .filter((name) => fs.existsSync(path.join(folder, name, 'case.json5')));
    return names.sort().map((name) => readCase(`${engine}/${name}`));
  });
}

function readCase(name: string): GoldenCase {
  const folder = path.join(FIXTURES, name);
  const text = fs.readFileSync(path.join(folder, 'case.json5'), 'utf8');
  const told: Partial<Record<string, unknown>> = JSON5.parse(text);
  const stray = Object.keys(told).filter((key) => !KEYS.some((known) => known === key));
  if (stray.length > 0) throw new Error(`${name}/case.json5: unknown key ${stray.join(', ')}`);
  const { exit, outcome, about, invertible = false } = told;
  if (typeof exit !== 'number' || typeof outcome !== 'string' || typeof about !== 'string')
    throw new Error(`${name}/case.json5: about, exit and outcome are needed`);
  return {
    name,
    folder,
    about,
    exit,
    outcome,
    command: told.command === 'remove' ? 'remove' : 'setup',
    invertible: invertible === true,
    arguments: textsOf(told.arguments),
    earlier: listOf(told.earlier).map(textsOf),
    findings: textsOf(told.findings),
    directories: textsOf(told.directories),
    modes: wordsOf(told.modes),
    links: wordsOf(told.links),
    hardLinks: wordsOf(told.hardLinks),
    gone: textsOf(told.gone),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).map(String);
}

function wordsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([key, word]) => [key, String(word)]));
}

/** The host of a case in a folder of its own. What git does not keep is in the case. */
export function makeHost(example: GoldenCase): string {
  const root = makeTempFolder('golden');
  copyTree(path.join(example.folder, 'host'), root);
  for (const directory of example.directories) fs.mkdirSync(path.join(root, directory), { recursive: true });
  for (const [link, target] of Object.entries(example.links))
    fs.symlinkSync(target, makeParent(path.join(root, link)));
  for (const [second, first] of Object.entries(example.hardLinks))
    fs.linkSync(path.join(root, first), makeParent(path.join(root, second)));
  setModes(root, example.modes);
  return root;
}

function makeParent(place: string): string {
  fs.mkdirSync(path.dirname(place), { recursive: true });
  return place;
}

/** What the host has to be after the run: `after/` over `host/`, without what is gone. */
export function expectedTree(example: GoldenCase): readonly string[] {
  const root = makeHost(example);
  try {
    copyTree(path.join(example.folder, 'after'), root);
    for (const gone of example.gone) fs.rmSync(path.join(root, gone), { recursive: true });
    setModes(root, example.modes);
    return listTree(root);
  } finally {
    fs.rmSync(root, { recursive: true });
  }
}

function copyTree(from: string, to: string): void {
  if (fs.existsSync(from)) fs.cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}

function setModes(root: string, modes: Readonly<Record<string, string>>): void {
  for (const entry of fs.readdirSync(root, { recursive: true, withFileTypes: true })) {
    const place = path.join(entry.parentPath, entry.name);
    const told = modes[place.slice(root.length)];
    if (!entry.isSymbolicLink())
      fs.chmodSync(
        place,
        told === undefined ? (entry.isDirectory() ? 0o755 : 0o644) : Number.parseInt(told, 8),
      );
  }
  fs.chmodSync(root, 0o755);
}

/** A finding as a case names it: severity, engine, code, reason and place. */
export function findingLine(finding: DocumentFinding): string {
  const { severity, engine, code, reason, path: file, line, column } = finding;
  const place = file === undefined ? undefined : line === undefined ? file : `${file}:${line}:${column}`;
  return [severity, engine, code, reason, place].filter((word) => word !== undefined).join(' ');
}
