// The .rpm, installed with rpm into a root of its own that has only a shell.

import { copyFileSync, cpSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXECUTABLE, must, ownFolder, packageFile, run } from './built.ts';

const root = ownFolder('rpm');
const program = join(root, 'usr/bin/registry-client');

beforeAll(() => {
  mkdirSync(join(root, 'bin'));
  copyFileSync('/bin/busybox', join(root, 'bin/busybox'));
  for (const name of ['sh', 'grep']) symlinkSync('busybox', join(root, 'bin', name));
  mkdirSync(join(root, 'dev'));
  writeFileSync(join(root, 'dev/null'), '');
  // The C library is not a package of this root: only that cannot be checked here.
  must('rpm', '--force-debian', '--root', root, '-i', '--nodeps', packageFile('.rpm'));
});

describe('the .rpm', () => {
  it('asks for the C library and flock, and the tools of every RHEL can read it', () => {
    const needs = must('rpm', '-qp', '--requires', packageFile('.rpm')).trim().split('\n');
    expect(needs.filter((need) => !/^(rpmlib\(|\/bin\/sh)/.test(need))).toEqual([
      'glibc >= 2.17',
      'util-linux',
    ]);
    expect(needs.filter((need) => need.includes('Zstd'))).toEqual([]);
  });

  it('installs everything as it was packed', () => {
    expect(statSync(program).size).toBe(statSync(EXECUTABLE).size);
    expect(run('rpm', '--root', root, '-V', '--nodeps', 'registry-client')).toMatchObject({
      status: 0,
      stdout: '',
    });
    for (const path of ['usr/lib/systemd/system/registry-client-agent.timer', 'usr/share/zsh/site-functions'])
      expect(existsSync(join(root, path)), path).toBe(true);
    expect(existsSync(join(root, 'etc/registry-client/config.json5'))).toBe(false);
  });

  it('sets up the Docker of a Red Hat host, and says at its end that this stays', () => {
    cpSync('fixtures/docker/rhel-sysconfig/host', root, { recursive: true });
    const set = run(program, 'setup', '--root', root, '--mirror', 'https://mirror.example', '--json');
    expect(JSON.parse(set.stdout)).toMatchObject({ outcome: 'committed' });
    const erased = must('rpm', '--force-debian', '--root', root, '-e', 'registry-client');
    expect(erased).toContain('rollback --original');
    expect(existsSync(program)).toBe(false);
    expect(existsSync(join(root, 'var/lib/registry-client/generations/1')), 'what a rollback needs').toBe(
      true,
    );
  });
});
