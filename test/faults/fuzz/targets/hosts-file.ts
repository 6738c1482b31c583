// The hosts file: our marked lines come and go, every other byte stays.

import fc from 'fast-check';
import { editHostAliases, type HostAlias, readHostAliases } from '../../../../src/formats/hosts-file.ts';
import { planHosts } from '../../../../src/hosts-file/plan.ts';
import { NO_HOLDINGS } from '../../../../src/model/managed.ts';
import type { HostAliasRequest } from '../../../../src/model/request.ts';
import type { Random } from '../random.ts';
import { demand, demandPlaces, demandSame, expectOk, isSubsequence, type Target } from '../target.ts';

const MARK = '# registry-client';
const NEW: readonly HostAlias[] = [
  { name: 'ours-1.test', address: '192.0.2.1' },
  { name: 'ours-2.test', address: '2001:db8::1' },
  { name: 'ours-3.test', address: '192.0.2.3' },
];

const space = fc.constantFrom(' ', '\t', '  ', ' \t ', '\r', '\v', '');
const word = fc.constantFrom(
  '127.0.0.1',
  '::1',
  '10.0.0.1',
  'localhost',
  'a.test',
  'ours-1.test',
  'é',
  '0',
  'A.Test',
);
const comment = fc.constantFrom(
  '',
  '',
  `${MARK}`,
  `${MARK} kept`,
  '# registry-clientele',
  '#',
  `#${MARK}`,
  '# a',
);
const line = fc
  .tuple(
    space,
    fc.array(fc.tuple(word, space), { maxLength: 4 }),
    comment,
    fc.constantFrom('\n', '\n', '\r\n', ''),
  )
  .map(([indent, words, end, eol]) => indent + words.flat().join('') + end + eol);

export const hostsFile: Target = {
  name: 'hosts file',
  share: 14,
  material: (files) => ({
    files: [
      ...files('/hosts'),
      Buffer.from(''),
      Buffer.from('127.0.0.1 localhost\n::1 localhost ip6-localhost\n'),
    ],
    words: [
      ...[
        MARK,
        ` ${MARK}\n`,
        '\n',
        '\r\n',
        '\r',
        ' ',
        '\t',
        '\v',
        '\f',
        '#',
        '\u00a0',
        '127.0.0.1 ',
        '::1 ',
        'a.test ',
      ],
      ...[
        `192.0.2.1 ours-1.test ${MARK}\n`,
        `10.0.0.9 ours-2.test x.test ${MARK} note\n`,
        '192.0.2.1 ours-1.test\n',
        '\0',
      ],
    ],
  }),
  generated: fc.array(line, { maxLength: 6 }).map((lines) => lines.join('')),
  check: (bytes, random) => {
    checkText(Buffer.from(bytes).toString('latin1'), random);
    checkPlan(bytes, random);
  },
};

function checkText(text: string, random: Random): void {
  const entries = readHostAliases(text);
  demandPlaces(
    text,
    entries.map(({ position }) => position),
  );
  demandSame(
    entries.map(({ address, name }) => `${address} ${name}`),
    namesIn(text),
    'the names are not those that glibc reads',
  );
  const present = entries
    .filter(({ ours }) => ours)
    .map(({ name, address }): HostAlias => ({ name, address }));
  if (present.some(({ name, address }) => /\s/.test(name + address))) return; // no word for anybody else
  // Lines of ours that stand there twice become one: from here on every edit can be taken back.
  const base = edit(text, present);
  const others = (of: string) => linesOf(of).filter((one) => !isMarked(one));
  demand(isSublist(others(text), others(base)), 'a line of others has changed', text, base);
  const added = random.shuffle(NEW.filter((alias) => !present.some((there) => sameAlias(there, alias))));
  const wanted = [...present, ...added.slice(0, 1 + random.below(3))];
  const edited = edit(base, wanted);
  demand(isSubsequence(base, edited), 'something was taken out', base, edited);
  demandSame(edit(edited, wanted), edited, 'the same edit again changes something');
  demandSame(edit(edited, present), base, 'the way back does not lead to the bytes');
  const without = edit(edited, []);
  demandSame(
    namesIn(without),
    entries.filter(({ ours }) => !ours).map(({ address, name }) => `${address} ${name}`),
    'a name of others is gone',
  );
}

function edit(text: string, aliases: readonly HostAlias[]): string {
  return expectOk(editHostAliases(text, aliases), 'the edit is refused').text;
}

/** What others wrote behind our mark stays, as a line of its own. */
function isSublist(part: readonly string[], whole: readonly string[]): boolean {
  let found = 0;
  for (const one of whole) if (one === part[found]) found += 1;
  return found === part.length;
}

function sameAlias(a: HostAlias, b: HostAlias): boolean {
  return a.name.toLowerCase() === b.name.toLowerCase();
}

/** As nss/nss_files/files-hosts.c takes a line apart: to the first `#`, words between white space. */
function namesIn(text: string): readonly string[] {
  return linesOf(text).flatMap((raw) => {
    const [front = ''] = raw.split('#');
    const [address = '', ...names] = front.split(/[ \t\r\v\f]/).filter((one) => one !== '');
    return names.map((name) => `${address} ${name}`);
  });
}

/** Without their line ends: that of the last line comes and goes with ours. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function isMarked(raw: string): boolean {
  const mark = raw.indexOf('#');
  const [, name] = (raw.split('#')[0] ?? '').split(/[ \t\r\v\f]/).filter((one) => one !== '');
  return name !== undefined && /^# registry-client(?:[ \t]|$)/.test(raw.slice(mark));
}

/** The whole plan: what is put in by one run is out again after the next. */
function checkPlan(bytes: Uint8Array, random: Random): void {
  const marked = readHostAliases(Buffer.from(bytes).toString('latin1')).filter(({ ours }) => ours);
  const ensure = NEW.slice(0, 1 + random.below(3)).map(
    (alias): HostAliasRequest => ({ kind: 'host-alias', ...alias }),
  );
  const file = { kind: 'file', bytes, mode: 0o644, uid: 0, gid: 0 } as const;
  const owner = { uid: 0, gid: 0 };
  const there = planHosts({ file, owner, ensure, inForce: ensure, held: NO_HOLDINGS });
  const isRefused = there.findings.some(({ severity }) => severity === 'error');
  // Lines with our mark that are there before anything was asked for: they may be adopted, and go.
  if (isRefused || marked.length > 0) return;
  const after = there.changes[0]?.after ?? file;
  const back = planHosts({ file: after, owner, ensure: [], inForce: [], held: there.holdings });
  const end = back.changes[0]?.after ?? after;
  demand(
    end.kind === 'file' && Buffer.compare(end.bytes, bytes) === 0,
    'setup and remove do not lead to the bytes',
  );
}
