// certs.d: directories and files of any name; ours come and go, those of others stay as they are.

import { posix } from 'node:path';
import fc from 'fast-check';
import {
  type CertsLayout,
  type CertsView,
  certsEntries,
  inspectCertsD,
  placeFor,
  recogniseCertsD,
} from '../../../../src/engines/certs-d.ts';
import { planCertsD } from '../../../../src/engines/certs-d-plan.ts';
import type { Wish } from '../../../../src/engines/engine.ts';
import { certificatesIn, writePem } from '../../../../src/formats/pem.ts';
import { type FileState, sameFile } from '../../../../src/model/file.ts';
import { NO_HOLDINGS } from '../../../../src/model/managed.ts';
import { parseHostPort } from '../../../../src/model/registry.ts';
import type { CaRequest } from '../../../../src/model/request.ts';
import { fakeHost } from '../../../support/fake-host.ts';
import type { Random } from '../random.ts';
import { demand, demandSame, type Target } from '../target.ts';

const ROOTS = ['/root/.config/containers/certs.d', '/etc/containers/certs.d', '/etc/docker/certs.d'];
const HOSTS = ['r1.test', 'r1.test:5000', '192.0.2.1:1', '[2001:db8::1]:5000'];

/** An input is lines: `ROOT HOST FILE content`, the content being a short word for what is in the file. */
const line = fc
  .tuple(
    fc.nat(2).map(String),
    fc.constantFrom(...HOSTS, '_default', 'r1.test_5000_', '..', ' ', 'a\\b'),
    fc.constantFrom(
      'ca.crt',
      'registry-client.crt',
      'registry-client-2.crt',
      'hosts.toml',
      'client.key',
      'client.cert',
      '.crt',
      'CA.CRT',
    ),
    fc.constantFrom('ours', 'theirs', 'both', 'text', ''),
  )
  .map((words) => words.join(' '));

export const certsD: Target = {
  name: 'certs.d',
  share: 8,
  material: () => ({
    files: [
      Buffer.from('1 r1.test ca.crt theirs\n2 r1.test:5000 ca.crt both\n'),
      Buffer.from('2 _default ca.crt text\n0 r1.test a.crt ours'),
    ],
    words: [
      '\n',
      ' ',
      '0 ',
      '1 ',
      '2 ',
      ...HOSTS,
      'ca.crt',
      'hosts.toml',
      'ours',
      'both',
      '..',
      '.',
      ':',
      '_',
      '_default',
      '\0',
      'é',
    ],
  }),
  generated: fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n')),
  check: (bytes, random) => checkFolder(Buffer.from(bytes).toString('utf8'), random),
};

const OURS = Buffer.from('ours').toString('base64');
const CONTENTS: Readonly<Record<string, string>> = {
  ours: writePem([OURS]),
  theirs: writePem([Buffer.from('theirs').toString('base64')]),
  both: `# of theirs\n${writePem([Buffer.from('theirs').toString('base64'), OURS])}\n`,
  text: 'hello\n',
};

function checkFolder(text: string, random: Random): void {
  const files = Object.fromEntries(
    text.split('\n').flatMap((words) => {
      const [root = '', folder = '', name = '', content = ''] = words.split(' ');
      const isName = (word: string) => word !== '' && word !== '.' && word !== '..' && !/[/\0]/.test(word);
      if (!isName(folder) || !isName(name)) return [];
      return [[`${ROOTS[Number(root) % 3] ?? ROOTS[1]}/${folder}/${name}`, CONTENTS[content] ?? content]];
    }),
  );
  const layout = layoutFor(random);
  const view = inspectCertsD(fakeHost({ files }), layout.roots);
  for (const { path } of certsEntries(view))
    demand(isInPlace(path, layout), 'an entry outside of certs.d', path);
  for (const request of recogniseCertsD(layout, view))
    demand(
      parseHostPort(request.host).ok && certificatesIn(Buffer.from(request.pem)).length > 0,
      'no request',
      request,
    );
  const request: CaRequest = { kind: 'ca', host: random.pick(HOSTS), pem: writePem([OURS]), attached: false };
  demand(
    layout.roots.some(
      (root) => placeFor(request.host, layout, view).target.path === `${root}/${request.host}`,
    ),
    'another place',
  );
  checkWayBack(request, layout, view);
}

function layoutFor(random: Random): CertsLayout {
  const isPodman = random.once(2);
  return {
    engine: isPodman ? 'podman' : 'docker',
    roots: isPodman ? ROOTS : ['/etc/docker/certs.d'],
    home: isPodman ? '/etc/containers/certs.d' : '/etc/docker/certs.d',
    sharesLater: isPodman,
    reader: !isPodman && random.once(2) ? 'containerd' : 'exact',
    owner: { uid: 0, gid: 0 },
  };
}

function isInPlace(path: string, { roots }: CertsLayout): boolean {
  return posix.normalize(path) === path && roots.includes(posix.dirname(posix.dirname(path)));
}

/** Setup and remove leave every file as it was. */
function checkWayBack(request: CaRequest, layout: CertsLayout, view: CertsView): void {
  const wish = {
    ensure: [request],
    inForce: [request],
    adopted: [],
    held: NO_HOLDINGS,
    named: false,
    dropIn: false,
    convert: false,
  } satisfies Wish;
  const there = planCertsD(wish, layout, view);
  for (const { path } of there.changes) demand(isInPlace(path, layout), 'a file outside of certs.d', path);
  const after = withChanges(view, there.changes);
  const held = { ...NO_HOLDINGS, requests: [request], entries: there.entries, files: there.files };
  demandSame(planCertsD({ ...wish, held }, layout, after).changes, [], 'the same again changes something');
  const back = planCertsD({ ...wish, ensure: [], inForce: [], held }, layout, after);
  const end = withChanges(after, back.changes);
  for (const [path, state] of end.files) {
    const before: FileState = view.files.get(path) ?? { kind: 'absent' };
    demand(sameFile(state, before), 'setup and remove do not lead to the files', path, before, state);
  }
}

function withChanges(
  view: CertsView,
  changes: readonly { readonly path: string; readonly after: FileState }[],
): CertsView {
  const files = new Map(view.files);
  const directories = new Map(view.directories.map((one) => [one.path, new Set(one.names)]));
  for (const { path, after } of changes) {
    const names = directories.get(posix.dirname(path)) ?? new Set();
    if (after.kind === 'absent') names.delete(posix.basename(path));
    else names.add(posix.basename(path));
    directories.set(posix.dirname(path), names);
    files.set(path, after);
  }
  return {
    files,
    directories: [...directories].map(([path, names]) => ({ path, names: [...names].sort() })),
  };
}
