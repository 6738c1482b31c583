// R2: an image is set up from outside with --root, then booted.

import { lstat, mkdir, readFile, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { Lab } from '../lab/lab.ts';
import { run } from '../lab/run.ts';
import { engineOf, expectClient, type ReportDocument } from './client.ts';
import { dockerRegistries, NO_REGISTRIES } from './docker-engine.ts';
import { expectPull } from './served.ts';
import { CONFIGURATION, takeContents } from './stock.ts';

const REQUESTS = ['--mirror', 'http://nexushub.com:8001', '--registry', 'docker-registry.example.com'];
const STATE = 'var/lib/registry-client';

export function describeImageBuild({ onImage }: Rig): void {
  onImage('R2 an image set up with --root boots with it', async (image, lab) => {
    const { root } = image;
    const conf = join(root, 'etc/containers/registries.conf');
    const original = await readFile(conf, 'utf8');
    // An absolute link as an image has it leads to a place inside the image.
    await mkdir(join(root, 'srv/site'), { recursive: true });
    await rename(conf, join(root, 'srv/site/registries.conf'));
    await symlink('/srv/site/registries.conf', conf);

    const setup = ['setup', ...REQUESTS, '--ca', join(lab.shared, 'ca.crt'), '--engine', 'docker,podman'];
    expect(await runOutside(lab, root, setup)).toMatchObject({ code: 0, report: { outcome: 'committed' } });
    expect((await lstat(conf)).isSymbolicLink()).toBe(true);
    expect(await readFile(join(root, 'srv/site/registries.conf'), 'utf8')).toContain('nexushub.com:8001');
    expect((await lstat(join(root, STATE, 'generations/1'))).isDirectory()).toBe(true);
    expect(await runOutside(lab, root, setup)).toMatchObject({ code: 0, report: { outcome: 'unchanged' } });

    const host = await image.boot();
    const status = await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
    expect(engineOf(status, 'docker')).toMatchObject({ running: true, inSync: true });
    expect(engineOf(status, 'podman')).toMatchObject({ running: true, inSync: true });
    expect(await dockerRegistries(host)).toMatchObject({ mirrors: ['http://nexushub.com:8001/'] });
    await expectPull(host, lab, 'podman pull docker.io/library/redis', 8001, 'library/redis');
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
    expect(await host.read('/srv/site/registries.conf')).toBe(original);
    expect(await takeContents(host, CONFIGURATION)).not.toMatch(/ca\.crt|daemon\.json/);
  });
}

interface Outside {
  readonly code: number;
  readonly report: ReportDocument;
}

/** Runs the executable outside, on a folder. */
async function runOutside(lab: Lab, root: string, words: readonly string[]): Promise<Outside> {
  const program = join(lab.program, 'built/registry-client');
  const done = await run(program, [...words, '--root', root, '--json']);
  const report: ReportDocument = JSON.parse(done.stdout);
  return { code: done.code, report };
}
