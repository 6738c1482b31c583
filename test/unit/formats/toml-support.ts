// What the tests of registries.conf share: short ways to read and edit, and the corpus of real files.

import { existsSync, readFileSync } from 'node:fs';
import type { RegistriesConf } from '../../../src/formats/toml/conf.ts';
import { editRegistries } from '../../../src/formats/toml/edit-registries.ts';
import type { Edited, RegistriesEdit } from '../../../src/formats/toml/edits.ts';
import { readRegistries } from '../../../src/formats/toml/read-registries.ts';

/** Reads a text that must be a valid v2 file. */
export function readConf(text: string): RegistriesConf {
  const read = readRegistries(text);
  if (!read.ok || read.value.version !== 2) throw new Error(`${JSON.stringify(read)}\n${text}`);
  return read.value.conf;
}

/** Makes edits that must succeed. */
export function edit({ text, blanks }: Edited, edits: readonly RegistriesEdit[]): Edited {
  const result = editRegistries(text, edits, { blanks, header: { kind: 'absent' } });
  if (!result.ok) throw new Error(`${JSON.stringify(result.error)}\n${text}`);
  return result.value;
}

export interface CorpusFile {
  readonly file: string;
  readonly verdict: string;
  readonly text: string;
}

const corpus = new URL('../../../../shared/corpus/', import.meta.url);

/** The real files with the verdict of podman 4.3.1; none where the corpus is not there. */
export const corpusFiles: readonly CorpusFile[] = existsSync(new URL('manifest.tsv', corpus))
  ? readFileSync(new URL('manifest.tsv', corpus), 'utf8')
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([kind]) => kind === 'registries')
      .map(([, file = '', , , , , verdict = '']) => ({
        file,
        verdict: verdict.replace(/.*:/, ''),
        text: readFileSync(new URL(`registries/${file}`, corpus), 'utf8'),
      }))
  : [];

/** What a setup for a Docker Hub mirror asks of a file, and what takes it back. */
export function setUp(text: string): { readonly there: RegistriesEdit[]; readonly back: RegistriesEdit[] } {
  const { search, registries } = readConf(text);
  const hub = registries.find(({ prefix }) => prefix === 'docker.io');
  const mirrors = (hub?.mirrors ?? []).map(({ location, insecure }) => ({ location, insecure }));
  const entries = search.kind === 'list' ? search.values : [];
  const ours = { prefix: 'ours.test:8003', location: 'ours.test:8003', insecure: true };
  const addHub: RegistriesEdit = {
    kind: 'add-registry',
    registry: { prefix: 'docker.io', location: 'docker.io', insecure: false },
  };
  return {
    there: [
      { kind: 'set-search', search: { kind: 'list', values: ['ours.test:8003', ...entries] } },
      ...(hub === undefined ? [addHub] : []),
      {
        kind: 'set-mirrors',
        prefix: 'docker.io',
        mirrors: [{ location: 'ours.test:8003', insecure: true }, ...mirrors],
      },
      { kind: 'add-registry', registry: ours },
    ],
    back: [
      { kind: 'set-search', search },
      { kind: 'set-mirrors', prefix: 'docker.io', mirrors },
      ...(hub === undefined ? [{ kind: 'remove-registry', prefix: 'docker.io' } as const] : []),
      { kind: 'remove-registry', prefix: 'ours.test:8003' },
    ],
  };
}
