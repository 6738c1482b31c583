// What is in the .deb. Installing it is tried on real hosts: test/hosts/scenarios/packages.ts.

import { existsSync, readFileSync, statSync } from 'node:fs';
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

describe('the manual page', () => {
  const page = (): string => inRoot('usr/share/man/man1/registry-client.1.gz');

  it('has no fault that man or groff would warn of', () => {
    expect(run('man', '--warnings', '-E', 'UTF-8', '-l', page())).toMatchObject({ status: 0, stderr: '' });
    must('sh', '-c', `gunzip -c ${page()} | groff -man -ww -z`);
  });

  it('has every command and every option', () => {
    const text = gunzipSync(readFileSync(page())).toString('utf8').replaceAll('\\-', '-');
    const help = must(EXECUTABLE, '--help') + must(EXECUTABLE, 'setup', '--help');
    for (const [, option = ''] of help.matchAll(/^ +(?:-\w, )?(--[a-z-]+)/gm)) expect(text).toContain(option);
    for (const [, command = ''] of help.matchAll(/^ {2}([a-z-]+) \[?/gm)) expect(text).toContain(command);
  });
});

describe('the completions', () => {
  it('are there for three shells, and these understand them', () => {
    must('bash', '-n', inRoot('usr/share/bash-completion/completions/registry-client'));
    must('zsh', '-n', inRoot('usr/share/zsh/vendor-completions/_registry-client'));
    must('fish', '-n', inRoot('usr/share/fish/vendor_completions.d/registry-client.fish'));
  });

  it('are what `completion` prints', () =>
    expect(must(EXECUTABLE, 'completion', 'fish')).toBe(
      readFileSync(inRoot('usr/share/fish/vendor_completions.d/registry-client.fish'), 'utf8'),
    ));

  it('offer the words that belong there: fish', () => {
    const script = inRoot('usr/share/fish/vendor_completions.d/registry-client.fish');
    const offered = (line: string): readonly string[] =>
      must('fish', '--no-config', '-c', `source ${script}; complete -C '${line}'`)
        .trim()
        .split('\n')
        .map((word) => word.replace(/\t.*$/, ''));
    expect(offered('registry-client se')).toEqual(['setup']);
    expect(offered('registry-client setup --apply re')).toEqual(['reload', 'restart']);
    expect(offered('registry-client completion ')).toEqual(['bash', 'fish', 'zsh']);
  });
});
