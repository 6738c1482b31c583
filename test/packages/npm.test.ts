// The npm package, installed globally from its tarball without a network.

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { ownFolder, packageFile, run } from './built.ts';

const prefix = ownFolder('npm');
const program = join(prefix, 'bin/registry-client');
const emptyHost = ownFolder('empty-host');

beforeAll(() => {
  const words = ['install', '--global', '--offline', '--prefix', prefix, packageFile('.tgz')];
  const installed = run(process.execPath, npm(), ...words);
  expect(installed.status, installed.stderr).toBe(0);
});

/** npm's own file: it must be run by the Node.js that runs us. */
function npm(): string {
  return run('sh', '-c', 'readlink -f "$(command -v npm)"').stdout.trim();
}

describe('the npm package', () => {
  it('needs nothing else and runs nothing at its installation', () => {
    const text = readFileSync(join(prefix, 'lib/node_modules/registry-client/package.json'), 'utf8');
    const { dependencies, scripts }: Partial<Record<string, object>> = JSON.parse(text);
    expect(dependencies).toBeUndefined();
    expect(Object.keys(scripts ?? {}).filter((name) => /install|prepare/.test(name))).toEqual([]);
  });

  it('is small', () => expect(statSync(packageFile('.tgz')).size).toBeLessThan(1024 * 1024));

  it('brings the manual page', () => {
    const page = join(prefix, 'share/man/man1/registry-client.1');
    expect(run('man', '--warnings', '-E', 'UTF-8', '-l', page)).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(page, 'utf8')).toContain(`registry\\-client ${manifest.version}`);
  });

  it('runs', () => {
    const { status, stdout } = run(process.execPath, program, '--version');
    expect([status, stdout.split(' ')[0]]).toEqual([0, manifest.version]);
    expect(run(process.execPath, program, 'setup', '--help').status).toBe(0);
    // As it is installed it is trusted, also by root.
    expect(run(process.execPath, program, 'status', '--root', emptyHost)).toMatchObject({ status: 0 });
  });
});
