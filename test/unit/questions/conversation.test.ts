// The questions of `setup`, from the first to the change: what is asked, what comes of it, and what does not.

import { readFileSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certificatesIn } from '../../../src/formats/pem.ts';
import { CA, type CertificateMaker, LEAF, openCertificateMaker } from '../../support/certificate-maker.ts';
import { converse, makeBothEngines, type PlayedRegistries, treeOf } from '../../support/conversation.ts';
import type { ScriptedAnswer } from '../../support/scripted-terminal.ts';
import type { TempHost } from '../../support/temp-host.ts';

let host: TempHost;
beforeEach(() => {
  host = makeBothEngines();
});
afterEach(() => host.remove());

const BOTH: ScriptedAnswer = ['Which of them', ['docker', 'podman']];
const PLAIN = { 'r1.test': 'plain-http' } as const;
const talk = (answers: readonly ScriptedAnswer[], registries: PlayedRegistries = PLAIN, ...argv: string[]) =>
  converse(['setup', ...argv], host, registries, answers);

const MIRROR: readonly ScriptedAnswer[] = [
  BOTH,
  ['What is the registry for', 'a mirror'],
  ['Its address', 'http://r1.test:5000'],
  ['short names', false],
  ['Make these changes', true],
];

describe('a mirror', () => {
  it('is set up as the command line that is printed does', async () => {
    const { code, stdout, shown } = await talk(MIRROR);
    expect(shown).toContain('r1.test:5000 answers as a registry (probably distribution).');
    expect(shown).toContain('+  "registry-mirrors": ["http://r1.test:5000"]');
    expect(stdout).toContain('\n  registry-client setup --mirror http://r1.test:5000\n');
    expect(code).toBe(0);
    const after = [host.text('/etc/docker/daemon.json'), host.text('/etc/containers/registries.conf')];
    host.remove();
    host = makeBothEngines();
    await converse(['setup', '--mirror', 'http://r1.test:5000', '--yes'], host, PLAIN, []);
    expect([host.text('/etc/docker/daemon.json'), host.text('/etc/containers/registries.conf')]).toEqual(
      after,
    );
  });

  it('of one engine, with its search list', async () => {
    const { stdout } = await talk([
      ['Which of them', ['podman']],
      ['What is', 'a mirror'],
      ['Its address', 'http://r1.test:5000'],
      ['Shall podman look for short names', true],
      ['Make these', true],
    ]);
    expect(stdout).toContain(
      'registry-client setup --mirror http://r1.test:5000 --search r1.test:5000 --engine podman\n',
    );
    expect(host.text('/etc/docker/daemon.json')).toBe('{}\n');
  });

  it('what stood on the command line stands on the printed one; a dry run ends with its preview', async () => {
    const answers = MIRROR.slice(0, 4).filter((_, index) => index !== 0);
    const { code, stdout } = await talk(answers.slice(0, 2), PLAIN, '--engine', 'docker', '--dry-run');
    expect(code).toBe(2);
    expect(stdout).toContain(
      'registry-client setup --engine docker --dry-run --mirror http://r1.test:5000\n',
    );
    expect(host.text('/etc/docker/daemon.json')).toBe('{}\n');
  });
});

describe('nothing is changed', () => {
  it.each(MIRROR.map(([question], index) => [question, index] as const))(
    'when it is ended at "%s"',
    async (_, index) => {
      const before = treeOf(host.root);
      const { code, stdout, given } = await talk([...MIRROR.slice(0, index), ['', 'ctrl-c']]);
      expect({ code, stdout, given }).toEqual({
        code: 1,
        stdout: 'Not done; the host is as it was.\n',
        given: index + 1,
      });
      expect(treeOf(host.root)).toBe(before);
    },
  );

  it('when the answer to the preview is no', async () => {
    const before = treeOf(host.root);
    const { code, stdout } = await talk([...MIRROR.slice(0, 4), ['Make these changes', false]]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'Not done; the host is as it was.\n' });
    expect(treeOf(host.root)).toBe(before);
  });

  it.each([['--yes'], ['--json'], ['--quiet'], ['--login=me', '--password-stdin']])(
    'nor asked with %s',
    async (...argv) => {
      const { code, given } = await talk(MIRROR, PLAIN, ...argv);
      expect({ code, given }).toEqual({ code: 64, given: 0 });
    },
  );
});

describe('nothing is asked', () => {
  it('of one who may not change anything, but for a preview', async () => {
    const writable = (path: string) => ({ operation: 'access', path, errno: 'EACCES' });
    const run = (...argv: string[]) =>
      converse(['setup', ...argv], host, PLAIN, MIRROR.slice(0, 4), { writable });
    expect(await run()).toMatchObject({ code: 77, given: 0 });
    expect((await run('--dry-run')).given).toBe(4);
  });

  it('where there is no engine', async () => {
    for (const program of ['dockerd', 'podman']) rmSync(`${host.root}/usr/bin/${program}`);
    const { code, given } = await talk(MIRROR);
    expect({ code, given }).toEqual({ code: 1, given: 0 });
  });
});

describe('an address', () => {
  it('is asked for again while it is none', async () => {
    const { shown } = await talk([
      BOTH,
      ['What is', 'a registry'],
      ['Its address', ''],
      ['Its address', 'r1.test:70000'],
      ['Its address', 'r1.test/team'],
      ['Its address', 'ctrl-c'],
    ]);
    expect(shown.match(/^> .*$/gm)).toHaveLength(3);
    expect(shown).toContain('70000');
  });

  it('that answers in plain HTTP is used so only when that is said', async () => {
    const { stdout } = await talk([
      BOTH,
      ['What is', 'a registry'],
      ['Its address', 'r1.test:5000'],
      ['What shall be done about r1.test:5000', 'use it without encryption'],
      ['short names', false],
      ['Make these', true],
    ]);
    expect(stdout).toContain('registry-client setup --registry r1.test:5000 --insecure r1.test:5000\n');
  });

  it('whose name is not known gets one in /etc/hosts, or is taken as it is', async () => {
    const unknown: readonly ScriptedAnswer[] = [
      BOTH,
      ['What is', 'a mirror'],
      ['Its address', 'http://other.test:5000'],
    ];
    const aliased = await talk(
      [
        ...unknown,
        ['What shall', 'say its IP address'],
        ['The IP address of other.test', 'nonsense'],
        ['The IP address of other.test', '192.0.2.9'],
        ['short names', false],
        ['Make these', 'ctrl-c'],
      ],
      { '192.0.2.9': 'plain-http' },
    );
    expect(aliased.shown).toContain('other.test:5000 answers as a registry');
    expect(aliased.shown).toContain('+192.0.2.9');
    const taken = await talk([
      ...unknown,
      ['What shall', 'go on'],
      ['short names', false],
      ['Make these', true],
    ]);
    expect(taken.stdout).toContain('--mirror http://other.test:5000 --skip-probe\n');
  });

  it('can be typed anew', async () => {
    const { shown } = await talk([
      BOTH,
      ['What is', 'a mirror'],
      ['Its address', 'http://other.test:5000'],
      ['What shall', 'type another'],
      ['Its address', 'http://r1.test:5000'],
      ['short names', 'ctrl-c'],
    ]);
    expect(shown).toContain('r1.test:5000 answers as a registry');
  });
});

const maker = openCertificateMaker();
afterAll(() => maker?.close());

describe.skipIf(maker === undefined)('an authority that is not known', () => {
  const { root, stranger, chain } = maker === undefined ? NONE : makeChain(maker);
  const registries = { 'r1.test': chain };
  const begin: readonly ScriptedAnswer[] = [BOTH, ['What is', 'a registry'], ['Its address', 'r1.test:5000']];
  const end: readonly ScriptedAnswer[] = [
    ['short names', false],
    ['Make these', true],
  ];

  it('the CA that was sent is trusted when its fingerprint has been compared', async () => {
    const { code, stdout, shown } = await talk(
      [...begin, ['What shall', 'compare the fingerprint'], ['same fingerprint', true], ...end],
      registries,
    );
    const print = maker?.run('x509', '-in', 'root.crt', '-noout', '-fingerprint', '-sha256').toString() ?? '';
    expect(shown.replace(/\s/g, '')).toContain(`SHA-256:${print.trim().replace(/^.*=/, '')}valid`);
    expect(shown).toContain('subject: CN=root\n');
    expect(code).toBe(0);
    const file = '/etc/docker/certs.d/r1.test:5000/ca.crt';
    expect(host.text(file)).toBe(root);
    expect(stdout).toContain(`registry-client setup --registry r1.test:5000 --ca r1.test:5000=${file}\n`);
  });

  it('it is not trusted by Enter, nor where the fingerprint is another: then a file is named', async () => {
    host.write('/root.crt', root);
    host.write('/stranger.crt', stranger);
    const { stdout, shown } = await talk(
      [
        ...begin,
        ['What shall', 'compare the fingerprint'],
        ['same fingerprint', false],
        ['What shall', 'name a file'],
        ['The file with its CA', 'not-there.crt'],
        ['The file with its CA', ''],
        ['What shall', 'name a file'],
        ['The file with its CA', 'stranger.crt'],
        ['What shall', 'name a file'],
        ['The file with its CA', 'root.crt'],
        ...end,
      ],
      registries,
    );
    expect(shown).toContain('not-there.crt');
    expect(shown).toContain('r1.test:5000 answers as a registry');
    expect(stdout).toContain('registry-client setup --registry r1.test:5000 --ca r1.test:5000=root.crt\n');
    expect(readFileSync(`${host.root}/etc/docker/certs.d/r1.test:5000/ca.crt`, 'utf8')).toBe(root);
  });

  it('a server that sends no CA has none to offer', async () => {
    const { shown } = await talk([...begin, ['What shall', 'ctrl-c']], { 'r1.test': chain.slice(0, 1) });
    expect(shown).toContain('name a file with its CA');
    expect(shown).not.toContain('fingerprint');
  });
});

const NONE = { root: '', stranger: '', chain: [] };

function makeChain(making: CertificateMaker) {
  const root = making.make({ name: 'root', extensions: CA });
  const stranger = making.make({ name: 'stranger', extensions: CA });
  const leaf = making.make({ name: 'leaf', extensions: LEAF, issuer: 'root' });
  const chain = [leaf, root].flatMap((pem) => certificatesIn(Buffer.from(pem)));
  return { root, stranger, chain: chain.map((der) => Buffer.from(der, 'base64')) };
}
