// What status says of who owns what, through the whole program on both engines.

import fs from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Run, runProgram } from '../support/program.ts';
import { makeTempHost, type TempHost } from '../support/temp-host.ts';

const PEM = fs.readFileSync(new URL('../../fixtures/docker/ca/ca.crt', import.meta.url), 'latin1');
const OURS = '/etc/docker/certs.d/r.example/ca.crt';
const THEIRS = '/etc/docker/certs.d/theirs.example/ca.crt';

let temp: TempHost | undefined;
afterEach(() => temp?.remove());

function start() {
  const host = makeTempHost();
  temp = host;
  host.write('/etc/docker/daemon.json', '{}\n');
  host.write('/etc/containers/registries.conf', '');
  host.write('/ca.crt', PEM);
  const run = (...argv: string[]) => runProgram(['--root', host.root, ...argv], host.root);
  return { host, run };
}

/** Each certificate that is listed: engine, file, owner. */
function certificatesIn({ document }: Run): readonly string[] {
  return document.engines.flatMap(({ engine, entries = [] }) =>
    entries
      .filter(({ path }) => path.endsWith('.crt'))
      .map(({ path, owner }) => `${engine} ${path} ${owner}`),
  );
}

describe('a CA that two engines read', () => {
  it.each([
    ['each has its own directory', []],
    ['only one engine was set up', ['--engine', 'docker']],
  ])('is ours with both when it is ours with one: %s', async (_, words) => {
    const { host, run } = start();
    host.write(THEIRS, PEM);
    await run('setup', '--registry', 'r.example', '--ca', 'ca.crt', ...words);
    const listed = certificatesIn(await run('status'));
    expect(listed).toContain(`docker ${OURS} ours`);
    expect(listed).toContain(`podman ${OURS} ours`);
    expect(listed).toContain(`docker ${THEIRS} others`);
    expect(listed).toContain(`podman ${THEIRS} others`);
  });
});

describe('what is held and could not be put in again', () => {
  it('is drift, also where no file would change', async () => {
    const { host, run } = start();
    const registry = 'plugins."io.containerd.grpc.v1.cri".registry';
    host.write(
      '/etc/containerd/config.toml',
      `version = 2\n[${registry}]\nconfig_path = "/etc/containerd/certs.d"\n`,
    );
    await run('setup', '--mirror', 'http://m.example', '--engine', 'containerd');
    expect((await run('status')).code).toBe(0);
    const path = '/etc/containerd/certs.d/docker.io/hosts.toml';
    const text = fs.readFileSync(host.root + path, 'utf8');
    host.write(path, `${text}\n[host."http://n.example"]\n`);
    expect((await run('status')).code).toBe(2);
  });
});
