// What is in the .deb. Installing it is tried on real hosts: test/hosts/scenarios/packages.ts.

import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import JSON5 from 'json5';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXECUTABLE, must, ownFolder, packageFile, run } from './built.ts';

const root = ownFolder('deb');
const inRoot = (path: string): string => join(root, path);

beforeAll(() => {
  must('dpkg-deb', '-x', packageFile('.deb'), root);
});

describe('the .deb', () => {
  it('has nothing but what belongs to it, all of root', () => {
    const listed = must('dpkg-deb', '-c', packageFile('.deb')).trim().split('\n');
    expect(listed.filter((line) => !/^[-d][rwx-]{9} root\/root /.test(line))).toEqual([]);
    const files = listed.filter((line) => line.startsWith('-')).map((line) => line.replace(/^.* \.\//, ''));
    const places =
      /^usr\/(bin|lib\/systemd\/system|share\/(man|doc|registry-client|bash-completion|zsh|fish))\//;
    expect(files.filter((file) => !places.test(file))).toEqual([]);
    expect(files).toContain('usr/bin/registry-client');
    expect(files).toContain('usr/share/registry-client/config.schema.json');
  });

  it('names what it needs: nothing but the C library', () => {
    expect(must('dpkg-deb', '-f', packageFile('.deb'), 'Depends')).toBe('libc6 (>= 2.17)\n');
    expect(must('dpkg-deb', '-f', packageFile('.deb'), 'Pre-Depends', 'Recommends')).toBe('');
  });

  it('can be read by the dpkg of Debian 11', () => {
    const members = must('ar', 't', packageFile('.deb')).trim().split('\n');
    expect(members.filter((name) => name.endsWith('.zst'))).toEqual([]);
  });

  it('has the whole executable', () =>
    expect(statSync(inRoot('usr/bin/registry-client')).size).toBe(statSync(EXECUTABLE).size));

  it('has maintainer scripts that a plain shell understands', () => {
    for (const name of ['postinst', 'prerm', 'postrm'])
      must('dash', '-n', join(import.meta.dirname, '../../packaging/debian', name));
  });

  it('has an example that is a configuration, and none that is active', () => {
    const example = readFileSync(inRoot('usr/share/doc/registry-client/examples/config.json5'), 'utf8');
    expect(JSON5.parse(example)).toHaveProperty('mirror');
    expect(existsSync(inRoot('etc/registry-client/config.json5'))).toBe(false);
  });
});

describe.each([
  ['English', 'usr/share/man/man1', 'SYNOPSIS'],
  ['Chinese', 'usr/share/man/zh_CN/man1', '概要'],
])('the manual page in %s', (_language, folder, heading) => {
  const page = (): string => inRoot(`${folder}/registry-client.1.gz`);

  it('has no fault that man or groff would warn of', () => {
    expect(run('man', '--warnings', '-E', 'UTF-8', '-l', page())).toMatchObject({ status: 0, stderr: '' });
    must('sh', '-c', `gunzip -c ${page()} | preconv -e utf-8 | groff -T utf8 -man -ww -z`);
  });

  it('is read in its language', () => {
    expect(run('man', '-E', 'UTF-8', '-l', page()).stdout).toContain(heading);
  });

  it('has every command, every option and every example', () => {
    const text = gunzipSync(readFileSync(page())).toString('utf8').replaceAll('\\-', '-');
    const help = must(EXECUTABLE, '--help');
    const commands = [...help.matchAll(/^ {2}([a-z-]+) \[?/gm)].map(([, command = '']) => command);
    expect(commands).toContain('rollback');
    const helps = commands.filter(
      (name) => /^[a-z-]+$/.test(name) && !['help', 'registry-client'].includes(name),
    );
    for (const shown of [help, ...helps.map((name) => run(EXECUTABLE, name, '--help').stdout)]) {
      for (const [, option = ''] of shown.matchAll(/^ +(?:-\w, )?(--[a-z-]+)/gm))
        expect(text).toContain(option);
      for (const [, example = ''] of shown.matchAll(/^ {2}(registry-client .*?)(?: {2}.*| \\)?$/gm))
        expect(text).toContain(example);
    }
  });
});

describe('the completions', () => {
  const SCRIPTS = {
    bash: 'usr/share/bash-completion/completions/registry-client',
    zsh: 'usr/share/zsh/vendor-completions/_registry-client',
    fish: 'usr/share/fish/vendor_completions.d/registry-client.fish',
  } as const;

  it('are there for three shells, and these understand them', () => {
    for (const [shell, script] of Object.entries(SCRIPTS)) must(shell, '-n', inRoot(script));
  });

  it('are what `completion` prints', () => {
    for (const [shell, script] of Object.entries(SCRIPTS))
      expect(must(EXECUTABLE, 'completion', shell)).toBe(readFileSync(inRoot(script), 'utf8'));
  });

  const host = ownFolder('completed-host');
  const asked = `registry-client --root ${host}`;

  beforeAll(() => {
    mkdirSync(join(host, 'etc/docker'), { recursive: true });
    for (const address of ['http://hub.example:8001', 'http://hub.example:8002'])
      must(
        EXECUTABLE,
        'setup',
        '--root',
        host,
        '--mirror',
        address,
        '--insecure',
        address.slice(7),
        '--quiet',
      );
  });

  it('offer the words that belong there: fish', () => {
    const offered = (line: string): readonly string[] =>
      inShell(`fish --no-config -c "source ${inRoot(SCRIPTS.fish)}; complete -C '${line}'"`)
        .trim()
        .split('\n');
    const words = (line: string) => offered(line).map((word) => word.replace(/\t.*$/, ''));
    expect(words('registry-client se')).toEqual(['setup']);
    expect(words('registry-client setup --apply re')).toEqual(['reload', 'restart']);
    expect(words('registry-client completion ')).toEqual(['bash', 'fish', 'zsh']);
    expect(words(`${asked} remove --mirror http://hub.example:`)).toEqual([
      'http://hub.example:8001',
      'http://hub.example:8002',
    ]);
    const [newest = '', ...others] = offered(`${asked} rollback `);
    expect(newest).toMatch(/^2\t.* setup --mirror http:\/\/hub\.example:8002/);
    expect(others).toHaveLength(1);
  });

  it.each([
    ['bash --norc -i', `source ${inRoot(SCRIPTS.bash)}`],
    [
      'zsh -f -i',
      `fpath=(${inRoot('usr/share/zsh/vendor-completions')} $fpath); autoload -U compinit; compinit -u -D`,
    ],
  ])('put into the line what the host has, at a keyboard: %s', (shell, init) => {
    const completed = (line: string): string => {
      // Tab; then to the beginning of the line, to see what has become of it.
      const keys = `${init}\n${line}\t\u0001printf '<%s>' \nexit\n`;
      const typed = `printf '%s' "$KEYS" | script -qec '${shell}' /dev/null`;
      return /<registry-client>(?:<[^<>]*>)*/.exec(inShell(typed, keys))?.[0] ?? '';
    };
    const line = (...words: readonly string[]) =>
      ['registry-client', '--root', host, ...words].map((word) => `<${word}>`).join('');
    expect(completed(`${asked} remove --mirror http://hub.example:8002`)).toBe(
      line('remove', '--mirror', 'http://hub.example:8002'),
    );
    expect(completed(`${asked} remove --insecure hub.example:8001`)).toBe(
      line('remove', '--insecure', 'hub.example:8001'),
    );
    expect(completed(`${asked} remove --insecure=hub`)).toBe(line('remove', '--insecure=hub.example:800'));
    expect(completed(`${asked} doctor hub.example:`)).toBe(line('doctor', 'hub.example:800'));
    expect(completed(`${asked} status --engine d`)).toBe(line('status', '--engine', 'docker'));
    expect(completed(`${asked} setup --ca hub.example:8001=/etc/hostn`)).toBe(
      line('setup', '--ca', 'hub.example:8001=/etc/hostname'),
    );
  });
});

/** Runs a line of a shell that finds our program. */
function inShell(line: string, keys = ''): string {
  const environment = `PATH=${inRoot('usr/bin')}:$PATH TERM=dumb KEYS="$1"`;
  return must('sh', '-c', `export ${environment}; ${line}`, 'sh', keys);
}
