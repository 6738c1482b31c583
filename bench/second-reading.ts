// Times what a change does after its edit to be sure of it: second-reading make|time json|toml BEFORE AFTER
// `make` writes the edited text; `time`, in a process that has read the old text once as a real run has, prints the
// milliseconds of reading the edited text again and comparing it with what was wanted.

import { readFileSync, writeFileSync } from 'node:fs';
import { editLists, type ListEdit } from '../src/formats/json/edit.ts';
import { parseDaemonJson } from '../src/formats/json/read.ts';
import { verifyEdits as verifyJson } from '../src/formats/json/verify.ts';
import { editRegistries } from '../src/formats/toml/edit-registries.ts';
import type { RegistriesEdit } from '../src/formats/toml/edits.ts';
import { interpretDocument } from '../src/formats/toml/read-registries.ts';
import { parseDocument, type TomlDocument } from '../src/formats/toml/tree.ts';
import { verifyEdits as verifyToml } from '../src/formats/toml/verify-edits.ts';
import type { Result } from '../src/model/result.ts';

const LISTS: readonly ListEdit[] = [
  { key: 'registry-mirrors', list: { kind: 'list', values: ['http://nexushub.com:8001'] } },
];

const DOCKER_HUB = { prefix: 'docker.io', location: 'docker.io', insecure: false };

const TABLES: readonly RegistriesEdit[] = [
  { kind: 'add-registry', registry: DOCKER_HUB },
  {
    kind: 'set-mirrors',
    prefix: DOCKER_HUB.prefix,
    mirrors: [{ location: 'mirror.example', insecure: false }],
  },
];

interface Format {
  readonly edit: (text: string) => string;
  /** The first reading; it gives the second one, and the comparison, as one function. */
  readonly read: (text: string) => (edited: string) => void;
}

const FORMATS: Readonly<Record<string, Format>> = {
  json: {
    edit: (text) => must(editLists(text, LISTS, [])).text,
    read: (text) => {
      const before = must(parseDaemonJson(text, { allowEmpty: true }));
      return (edited) => {
        const after = must(parseDaemonJson(edited, { allowEmpty: true }));
        mustAgree(verifyJson(before, after, LISTS));
      };
    },
  },
  toml: {
    edit: (text) => must(editRegistries(text, TABLES, { blanks: [], header: { kind: 'absent' } })).text,
    read: (text) => {
      const before = readTables(text);
      return (edited) => mustAgree(verifyToml(before, readTables(edited), TABLES, ''));
    },
  },
};

function readTables(text: string): TomlDocument {
  const document = must(parseDocument(text));
  must(interpretDocument(document));
  return document;
}

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function mustAgree(problem: unknown): void {
  if (problem !== undefined) throw new Error(JSON.stringify(problem));
}

const [mode, kind = '', before = '', after = ''] = process.argv.slice(2);
const format = FORMATS[kind];
if (format === undefined) throw new Error(`${kind} is no format`);
const text = readFileSync(before, 'utf8');
if (mode === 'make') writeFileSync(after, format.edit(text));
else {
  const again = format.read(text);
  const edited = readFileSync(after, 'utf8');
  const start = performance.now();
  again(edited);
  process.stdout.write(`${performance.now() - start}\n`);
}
