// The document of a first boot, from the command line to the streams.

import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { runCommand } from '../../src/dispatch.ts';
import { run } from './run.ts';

const PEM = fs.readFileSync(new URL('../../fixtures/docker/ca/ca.crt', import.meta.url), 'latin1');

const cloudInit = (...words: string[]) =>
  run(['cloud-init', ...words], { command: runCommand, files: { 'ca.crt': PEM } });

describe('cloud-init', () => {
  it('prints the document alone', async () => {
    const { code, stdout, stderr } = await cloudInit(
      '--registry',
      'r:5000',
      '--ca',
      'ca.crt',
      '--package',
      'podman',
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.startsWith('#cloud-config\n')).toBe(true);
    expect(parse(stdout)).toMatchObject({ packages: ['podman'] });
    expect(stdout).toContain('-----BEGIN CERTIFICATE-----');
  });

  it('is the same whenever it is printed', async () => {
    const words = ['--mirror', 'http://b', '--mirror', 'https://a', '--search', 's', '--ca', 'ca.crt'];
    expect((await cloudInit(...words)).stdout).toBe((await cloudInit(...words)).stdout);
  });

  it('says on the other stream what there is to say', async () => {
    const { code, stdout, stderr } = await cloudInit('--mirror', 'http://a');
    expect(code).toBe(0);
    expect(stdout).not.toContain('warning: docker');
    expect(stderr).toMatch(/^warning: docker, podman, .*http:\/\/a is plain HTTP/);
    expect((await cloudInit('--mirror', 'http://a', '--quiet')).stdout).toBe(stdout);
  });

  it('is one field of the document of --json', async () => {
    const plain = await cloudInit('--mirror', 'http://a');
    const { code, stdout, stderr } = await cloudInit('--mirror', 'http://a', '--json');
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      command: 'cloud-init',
      outcome: 'unchanged',
      text: plain.stdout,
    });
    const { findings } = JSON.parse(stdout);
    const said = findings.map((one: { code: string; engine: string }) => `${one.engine} ${one.code}`);
    expect(said).toContain('docker MIRROR_PLAIN_HTTP');
    expect(said).toContain('podman MIRROR_PLAIN_HTTP');
  });

  it.each([
    ['what an engine that is named cannot use', ['--search', 's', '--engine', 'docker'], 64],
    ['a path for two engines', ['--mirror', 'https://a/b'], 64],
    ['a CA that nothing is for', ['--ca', 'ca.crt'], 64],
    ['a CA that is none', ['--ca', 'r=gone.crt'], 65],
    ['a password', ['--mirror', 'http://u:secret@a'], 64],
    [
      'a password of the download',
      ['--registry', 'a', '--from', 'https://u:secret@a/b', '--sha256', '0'],
      64,
    ],
  ])('refuses %s and prints nothing', async (_, words, expected) => {
    const { code, stdout, stderr } = await cloudInit(...words);
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toContain('secret');
  });

  it('does not install what anybody may offer under the name of the package', async () => {
    const { code, stdout, stderr } = await cloudInit('--mirror', 'https://a', '--from', 'npm');
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain(
      `npm pack registry-client@${manifest.version} && sha256sum registry-client-${manifest.version}.tgz`,
    );
    const sum = '0'.repeat(64);
    const taken = await cloudInit('--mirror', 'https://a', '--from', 'npm', '--sha256', sum);
    expect([taken.code, taken.stderr]).toEqual([0, '']);
    expect(taken.stdout).toContain(sum);
  });

  it('warns of what the URL of the download gives away', async () => {
    const from = (url: string) =>
      cloudInit('--mirror', 'https://a', '--from', url, '--sha256', '0'.repeat(64));
    const signed = await from('https://files.example/r.deb?X-Signature=s3cr3t');
    expect(signed.code).toBe(0);
    expect(signed.stdout).toContain('s3cr3t');
    expect(signed.stdout).not.toContain('no secret');
    expect(signed.stderr).toMatch(/^warning: --from: .*the document holds it/);
    expect(signed.stderr).not.toContain('s3cr3t');
    expect((await from('https://files.example/r.deb')).stderr).toBe('');
  });

  it('takes what one of the engines that may be there can use', async () => {
    expect((await cloudInit('--search', 's')).code).toBe(0);
    expect((await cloudInit('--mirror', 'quay.io=https://q')).code).toBe(0);
    expect((await cloudInit('--mirror', 'https://a/b', '--engine', 'podman')).code).toBe(0);
  });
});
