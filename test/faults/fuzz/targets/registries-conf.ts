// registries.conf: read without a crash, edited without loss, and back to its bytes.

import { parse } from '@iarna/toml';
import { rulesOf } from '../../../../src/engines/podman/version.ts';
import { readConf } from '../../../../src/engines/registries-conf/view.ts';
import { decodeUtf8 } from '../../../../src/formats/text.ts';
import type { RegistriesConf, RegistryTable, SearchList } from '../../../../src/formats/toml/conf.ts';
import { editRegistries } from '../../../../src/formats/toml/edit-registries.ts';
import type { Edited, RegistriesEdit, WantedMirror } from '../../../../src/formats/toml/edits.ts';
import { readRegistries } from '../../../../src/formats/toml/read-registries.ts';
import { randomConf } from '../../../unit/formats/toml-arbitrary.ts';
import type { Random } from '../random.ts';
import { demand, demandPlaces, demandSame, expectOk, isSubsequence, type Target } from '../target.ts';

const VERSIONS = [null, '3.0.1', '4.3.1', '5.8.0', '6.0.0'];
const OURS = ['ours-1.test:5000', 'ours-2.test', 'ours-3.test:8001'];

export const TOML_WORDS = [
  ...[
    '[',
    ']',
    '[[',
    ']]',
    '{',
    '}',
    '"',
    "'",
    '"""',
    "'''",
    '=',
    '.',
    ',',
    '#',
    '\\',
    '\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
  ],
  ...[
    '[[registry]]\n',
    '[[registry.mirror]]\n',
    'location = "h1.example.com"\n',
    'prefix = "h1.example.com"\n',
  ],
  ...[
    'insecure = true\n',
    'insecure = false\n',
    'blocked = true\n',
    '[aliases]\n',
    '"a" = "b.test/a"\n',
    '# note\n',
  ],
  ...[
    'mirror = []\n',
    'mirror = [{location = "m.test"}]\n',
    'registry = []\n',
    'registry = [{location="a.test"}]\n',
  ],
  ...[
    'unqualified-search-registries = ["a.test"]\n',
    'short-name-mode = "enforcing"\n',
    '"h0.example.com", ',
  ],
  ...[
    'pull-from-mirror = "tag-only"\n',
    '*.example.com',
    'docker.io',
    '__proto__',
    '1979-05-27',
    '0x1F',
    'inf',
    '\\u0000',
  ],
];

export const registriesConf: Target = {
  name: 'registries.conf',
  share: 6,
  material: (files) => ({ files: [...files('.conf'), Buffer.from('')], words: TOML_WORDS }),
  generated: randomConf.map(({ text }) => text),
  check: checkBytes,
};

function checkBytes(bytes: Uint8Array, random: Random): void {
  readConf({ kind: 'file', bytes, mode: 0o644, uid: 0, gid: 0 }, rulesOf(random.pick(VERSIONS)));
  const decoded = decodeUtf8(bytes);
  if (!decoded.ok) return;
  const { text } = decoded.value;
  const read = readRegistries(text);
  if (!read.ok) {
    demandPlaces(text, [read.error.position]);
    return;
  }
  demandPlaces(
    text,
    read.value.warnings.map(({ position }) => position),
  );
  if (read.value.version === 2) checkEdits(text, read.value.conf, random);
}

/** The edits of one run and those that take them back. */
interface Errand {
  readonly there: readonly RegistriesEdit[];
  readonly back: readonly RegistriesEdit[];
}

function checkEdits(text: string, conf: RegistriesConf, random: Random): void {
  const errand = chooseErrand(conf, random);
  const edited = edit({ text, blanks: [] }, errand.there);
  if (edited === undefined) return;
  checkMeaning(edited.text, conf, errand.there);
  const settled = errand.there.filter(({ kind }) => kind !== 'add-registry');
  demandSame(edit(edited, settled), edited, 'the same edit again changes something');
  const turnsFalse = edited.blanks.some(({ at }) => at.startsWith('insecure:'));
  demand(turnsFalse || isSubsequence(text, edited.text), 'something was taken out', text, edited.text);
  const back = edit(edited, errand.back);
  demandSame(back, { text, blanks: [] }, 'the way back does not lead to the bytes');
}

function chooseErrand({ search, registries }: RegistriesConf, random: Random): Errand {
  const there: RegistriesEdit[] = [];
  const back: RegistriesEdit[] = [];
  const present: SearchList = search;
  if (random.once(2)) {
    const values = present.kind === 'list' ? present.values : [];
    const added = values.toSpliced(random.below(values.length + 1), 0, random.pick(OURS));
    there.push({ kind: 'set-search', search: { kind: 'list', values: added } });
    back.push({ kind: 'set-search', search: present });
  }
  const target = pickNamed(registries, random);
  if (target !== undefined && random.once(2)) {
    const { prefix } = target;
    const mirrors = target.mirrors.map(({ location, insecure }): WantedMirror => ({ location, insecure }));
    const ours = { location: random.pick(OURS), insecure: random.once(2) };
    there.push({
      kind: 'set-mirrors',
      prefix,
      mirrors: mirrors.toSpliced(random.below(mirrors.length + 1), 0, ours),
    });
    back.push({ kind: 'set-mirrors', prefix, mirrors });
  }
  if (target !== undefined && !target.insecure && random.once(3)) {
    there.push({ kind: 'set-insecure', prefix: target.prefix, insecure: true });
    back.push({ kind: 'set-insecure', prefix: target.prefix, insecure: false });
  }
  if (there.length === 0 || random.once(2)) {
    const location = 'ours.test:5001';
    const registry = {
      prefix: random.pick([location, 'ours.test/prefix']),
      location,
      insecure: random.once(2),
    };
    there.push({ kind: 'add-registry', registry });
    back.push({ kind: 'remove-registry', prefix: registry.prefix });
  }
  return { there, back: random.shuffle(back) };
}

/** An edit names its table by the prefix, and of several with one prefix it means the first: the engine's own. */
function pickNamed(registries: readonly RegistryTable[], random: Random): RegistryTable | undefined {
  if (registries.length === 0) return undefined;
  const { prefix } = random.pick(registries);
  return registries.find((table) => table.prefix === prefix);
}

/** undefined: refused for a reason that the document itself gives. Any other refusal of a valid document is a failure. */
function edit({ text, blanks }: Edited, edits: readonly RegistriesEdit[]): Edited | undefined {
  const result = editRegistries(text, edits, { blanks, header: { kind: 'absent' } });
  if (!result.ok && isOfTheDocument(result.error)) return undefined;
  return expectOk(result, 'the edit is refused');
}

/** The second opinion knows TOML 0.5 alone; two tables of one location must agree in `insecure`. */
function isOfTheDocument({ detail }: { readonly detail: Readonly<Record<string, string>> }): boolean {
  return ['unreadable', 'conflicting-insecure'].includes(detail.reason ?? '');
}

/** Our own reader and @iarna/toml both find what was asked for, and the rest as it was. */
function checkMeaning(text: string, before: RegistriesConf, edits: readonly RegistriesEdit[]): void {
  const read = expectOk(readRegistries(text), 'the result cannot be read');
  demand(read.version === 2, 'the result is no version 2');
  const data = parse(text.replaceAll('\r\n', '\n'));
  const { conf } = read;
  for (const one of edits) {
    const table = 'prefix' in one ? conf.registries.find(({ prefix }) => prefix === one.prefix) : undefined;
    switch (one.kind) {
      case 'set-search':
        demandSame(conf.search, one.search, 'the search list is another one');
        demandSame(
          plainNames(data['unqualified-search-registries']),
          plainNames(conf.search),
          'for @iarna/toml, too',
        );
        break;
      case 'set-mirrors':
        demandSame(
          table?.mirrors.map(({ location, insecure }) => ({ location, insecure })),
          one.mirrors,
          'the mirrors are others',
        );
        break;
      case 'set-insecure':
        demandSame(table?.insecure, one.insecure, 'insecure is not what was asked for');
        break;
      case 'add-registry': {
        const { prefix, location, insecure } = one.registry;
        const added = conf.registries.at(-1);
        demandSame(
          [added?.prefix, added?.location, added?.insecure],
          [prefix, location, insecure],
          'the added table says something else',
        );
        break;
      }
      case 'remove-registry':
        demand(table === undefined, 'the table is still there');
    }
  }
  const added = edits.filter(({ kind }) => kind === 'add-registry').length;
  demandSame(conf.registries.length, before.registries.length + added, 'tables come or go');
  demandSame(conf.aliases, before.aliases, 'the aliases change');
  demandSame(conf.shortNameMode, before.shortNameMode, 'the short-name mode changes');
}

function plainNames(list: unknown): readonly string[] {
  const values =
    typeof list === 'object' && list !== null && 'values' in list && 'kind' in list ? list.values : list;
  return Array.isArray(values) ? values.map((value) => String(value).replace(/\/+$/, '')) : [];
}
