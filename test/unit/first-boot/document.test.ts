// The document of a first boot: what cloud-init, a shell and this program itself read in it.

import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../../src/desired/config.ts';
import type { CloudInitInvocation, Source } from '../../../src/desired/invocation.ts';
import { parseRequests } from '../../../src/desired/requests.ts';
import { firstBootDocument } from '../../../src/first-boot/document.ts';
import { err, ok } from '../../../src/model/result.ts';
import { flagsOf } from '../desired/flags.ts';

const PEM = fs.readFileSync(new URL('../../../fixtures/docker/ca/ca.crt', import.meta.url));
const now = Date.UTC(2026, 5, 1);
const SHA256 = 'ab'.repeat(32);

function documentFor(source: Source, packages: readonly string[] = []): string {
  const flags = flagsOf(
    ['--mirror', 'http://nexushub.com:8001'],
    ['--registry', '[fd00::1]:5000'],
    ['--ca', 'ca.crt'],
    ['--host-alias', 'nexushub.com=10.0.0.1'],
    ['--insecure', 'plain.example'],
    ['--search', 'plain.example'],
  );
  const invocation: CloudInitInvocation = {
    command: 'cloud-init',
    global: {
      stateDir: '/var/lib/registry-client',
      json: false,
      quiet: false,
      verbose: false,
      color: true,
      timeout: 1,
      wait: 0,
    },
    requests: parseRequests(flags, { readInput: () => ok(PEM), now }).value,
    engines: { kind: 'auto' },
    apply: 'auto',
    dropIn: false,
    convert: false,
    source,
    packages,
  };
  return firstBootDocument(invocation, '1.2.3');
}

interface CloudConfig {
  readonly write_files: readonly {
    readonly path: string;
    readonly permissions: string;
    readonly content: string;
  }[];
  readonly packages?: readonly unknown[];
  readonly package_update?: boolean;
  readonly runcmd: readonly (readonly [string, string, string])[];
}

/** As PyYAML reads it, which is YAML 1.1. */
function cloudConfigOf(text: string): CloudConfig {
  const document: CloudConfig = parse(text, { version: '1.1' });
  return document;
}

const scriptOf = (text: string) => cloudConfigOf(text).runcmd[0]?.[2] ?? '';
const SOURCES: readonly Source[] = [
  { kind: 'image' },
  { kind: 'apt' },
  { kind: 'npm', sha256: SHA256 },
  { kind: 'url', url: 'https://files.example/registry-client_amd64.deb', sha256: SHA256 },
  { kind: 'url', url: "http://files.example/a'b$(reboot)`x`", sha256: SHA256 },
];

describe.each(SOURCES)('the document for %j', (source) => {
  const text = documentFor(source, ['docker.io', 'on']);

  it('is a cloud-config with its parts in order', () => {
    expect(text.split('\n')[0]).toBe('#cloud-config');
    expect(Object.keys(cloudConfigOf(text))).toEqual(['write_files', 'package_update', 'packages', 'runcmd']);
    expect(text).not.toMatch(/token|PRIVATE KEY-----/i);
    expect(text).not.toMatch(/no secret/);
  });

  it('carries a configuration that is understood', () => {
    const [file] = cloudConfigOf(text).write_files;
    expect(file).toMatchObject({ path: '/etc/registry-client/config.json5', permissions: '0644' });
    const readInput = () => err({ reason: 'absent' } as const);
    const context = { path: file?.path ?? '', readInput, now, engines: [] };
    const parsed = parseConfig(new TextEncoder().encode(file?.content), context);
    expect(parsed).toMatchObject({ ok: true });
  });

  it('has commands that a shell takes', () => {
    const [run] = cloudConfigOf(text).runcmd;
    expect(run?.slice(0, 2)).toEqual(['sh', '-euc']);
    expect(spawnSync('sh', ['-n'], { input: scriptOf(text), encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('sets up once the program is there, and then says what cannot be reached', () => {
    const lines = scriptOf(text).split('\n');
    const setup = lines.indexOf('registry-client setup --config --yes --wait 5m');
    expect(setup).toBeGreaterThan(0);
    expect(lines.slice(-4)).toEqual([
      'reach nexushub.com:8001 nexushub.com 8001',
      "reach '[fd00::1]:5000' fd00::1 5000",
      'reach plain.example plain.example 443 80',
      '',
    ]);
    expect(lines.findIndex((line) => line.startsWith('reach '))).toBeGreaterThan(setup);
  });
});

describe('packages', () => {
  it('are installed by cloud-init, the program among them when apt has it', () => {
    expect(cloudConfigOf(documentFor({ kind: 'image' })).packages).toBeUndefined();
    expect(cloudConfigOf(documentFor({ kind: 'image' }, ['on', '1e3', '12'])).packages).toEqual([
      'on',
      '1e3',
      '12',
    ]);
    expect(cloudConfigOf(documentFor({ kind: 'apt' }, ['docker.io'])).packages).toEqual([
      'docker.io',
      'registry-client',
    ]);
  });
});

/** The commands in a folder of their own, with every program that they call played by a line of shell. */
function play(source: Source, programs: Readonly<Record<string, string>>) {
  const folder = fs.mkdtempSync('/tmp/registry-client-first-boot-');
  try {
    const played = {
      'registry-client': 'echo "setup: $*"',
      timeout: 'exit 0',
      python3: 'exit 0',
      'apt-get': 'echo "apt-get: $*"',
      npm: 'echo "npm: $*"',
      install: 'echo "install: $*"',
      sleep: 'exit 0',
      ...programs,
    };
    for (const [name, body] of Object.entries(played)) {
      fs.writeFileSync(`${folder}/${name}`, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    }
    const script = scriptOf(documentFor(source)).replace(/^PATH=.*\n/, '');
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    const { status, stdout, stderr } = spawnSync('sh', ['-euc', script], { env, encoding: 'utf8' });
    return { status, stdout: stdout.replaceAll(/\/tmp\/tmp\.\w+/g, 'DIR'), stderr };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

describe('the commands', () => {
  const setUp = 'setup: setup --config --yes --wait 5m\n';
  const served = 'printf program > "$5"';
  const sha256 = createHash('sha256').update('program').digest('hex');
  const at = (name: string, sum = sha256): Source => ({
    kind: 'url',
    url: `https://f.example/${name}`,
    sha256: sum,
  });

  it('use what is in the image', () =>
    expect(play({ kind: 'image' }, {})).toEqual({ status: 0, stdout: setUp, stderr: '' }));

  it('install a package', () => {
    const { status, stdout, stderr } = play(at('r.deb'), { curl: served });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      `DIR/registry-client.deb: OK\napt-get: -o DPkg::Lock::Timeout=300 install --yes DIR/registry-client.deb\n${setUp}`,
    );
  });

  it('install an executable', () =>
    expect(play(at('r'), { curl: served }).stdout).toBe(
      `DIR/registry-client: OK\ninstall: -m 0755 DIR/registry-client /usr/local/bin/registry-client\n${setUp}`,
    ));

  /** Packs what the registry has, and says what else it is told to do. */
  const npm = `[ "$1" != pack ] || printf program > registry-client-1.2.3.tgz\necho "npm: $*, HOME=$HOME"`;

  it('install with npm exactly the package that is meant, and nothing else', () => {
    const { status, stdout, stderr } = play({ kind: 'npm', sha256 }, { npm });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      [
        'npm: pack --quiet --ignore-scripts registry-client@1.2.3, HOME=/root',
        'DIR/registry-client-1.2.3.tgz: OK',
        'npm: install --global --ignore-scripts --offline DIR/registry-client-1.2.3.tgz, HOME=/root',
        setUp,
      ].join('\n'),
    );
  });

  it('install nothing that somebody else offers under this name', () => {
    const { status, stdout, stderr } = play({ kind: 'npm', sha256: SHA256 }, { npm });
    expect([status, stdout]).toEqual([
      1,
      'npm: pack --quiet --ignore-scripts registry-client@1.2.3, HOME=/root\nDIR/registry-client-1.2.3.tgz: FAILED\n',
    ]);
    expect(stderr).toContain('it is not installed');
  });

  it('end when npm has no such package', () => {
    const { status, stdout } = play({ kind: 'npm', sha256 }, { npm: 'echo 404 >&2; exit 1' });
    expect([status, stdout]).toEqual([1, '']);
  });

  it('install nothing that is not what was meant', () => {
    const { status, stdout, stderr } = play(at('r', SHA256), { curl: served });
    expect([status, stdout]).toEqual([1, 'DIR/registry-client: FAILED\n']);
    expect(stderr).toContain('it is not installed');
  });

  it('try a download again, and say when it cannot be had', () => {
    const { status, stdout, stderr } = play(at('r'), { curl: 'echo no >&2; exit 22' });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`${'no\n'.repeat(5)}registry-client: https://f.example/r cannot be downloaded\n`);
  });

  it('end with what setup ends with', () =>
    expect(play({ kind: 'image' }, { 'registry-client': 'exit 3' }).status).toBe(3));

  it('warn of what cannot be reached, and end well', () => {
    const { status, stderr } = play({ kind: 'image' }, { timeout: 'exit 1' });
    expect(status).toBe(0);
    expect(stderr).toBe(
      ['nexushub.com:8001', '[fd00::1]:5000', 'plain.example']
        .map((name) => `registry-client: warning: ${name} cannot be reached from this host at present\n`)
        .join(''),
    );
  });
});

describe.skipIf(spawnSync('python3', ['--version']).status !== 0)('a registry that is there', () => {
  it('is found at any of its ports, and only there', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const open = typeof address === 'object' && address !== null ? String(address.port) : '';
    const [reach = ''] = /^reach\(\) \{.*?^\}\n/ms.exec(scriptOf(documentFor({ kind: 'image' }))) ?? [];
    const ask = (...ports: readonly string[]) =>
      new Promise<string>((resolve) => {
        const words = ['-euc', `${reach}\nreach NAME 127.0.0.1 ${ports.join(' ')}`];
        execFile('sh', words, (_, __, stderr) => resolve(stderr));
      });
    try {
      expect([await ask(open), await ask('1', open)]).toEqual(['', '']);
      expect(await ask('1')).toContain('NAME cannot be reached');
    } finally {
      server.close();
    }
  });
});
