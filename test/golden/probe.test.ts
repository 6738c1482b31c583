// setup asks a registry before it gives it a CA: what that stops, what it only warns of, and when nobody is asked.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Handshake, HandshakeQuestion, Network } from '../../src/host/ports.ts';
import { type Io, processIo } from '../../src/io.ts';
import { main } from '../../src/main.ts';
import { CA, LEAF, openCertificateMaker } from '../support/certificate-maker.ts';
import { NO_NETWORK } from '../support/no-network.ts';
import { makeTempHost, type TempHost } from '../support/temp-host.ts';

const real = processIo(process);
const maker = openCertificateMaker();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'registry-client-probe-'));
afterAll(() => {
  maker?.close();
  fs.rmSync(folder, { recursive: true });
});

const FILE = '/etc/docker/certs.d/r1.test/ca.crt';
const DOWN: Handshake = { kind: 'failed', step: 'connection', error: 'ECONNREFUSED' };
const SETUP = ['setup', '--registry', 'r1.test', '--ca', 'ca.crt'];

let host: TempHost;
let asked: HandshakeQuestion[] = [];
let answer: (question: HandshakeQuestion) => Promise<Handshake>;

const network: Network = {
  ...NO_NETWORK,
  shakeHands: (question) => {
    asked.push(question);
    return answer(question);
  },
};

describe.skipIf(maker === undefined)('a new CA', () => {
  maker?.make({ name: 'ca', extensions: CA });
  maker?.make({ name: 'stranger', extensions: CA });
  maker?.make({ name: 'leaf', extensions: LEAF, issuer: 'ca' });
  for (const name of ['ca', 'stranger']) {
    if (maker !== undefined) fs.writeFileSync(path.join(folder, `${name}.crt`), maker.read(`${name}.crt`));
  }
  maker?.run('x509', '-in', 'leaf.crt', '-outform', 'der', '-out', 'leaf.der');
  const presented: Handshake = {
    kind: 'presented',
    certificates: maker === undefined ? [] : [new Uint8Array(maker.read('leaf.der'))],
  };

  beforeEach(() => {
    host = makeTempHost({ execute: () => ({ kind: 'absent' }) });
    host.write('/usr/bin/dockerd', '', 0o755);
    asked = [];
    answer = async () => presented;
  });
  afterEach(() => host.remove());

  it('that the registry is built on is put in, and the registry is asked with the limit of --timeout', async () => {
    const { code, stderr } = await run(...SETUP, '--timeout', '3s');
    expect([code, host.text(FILE)]).toEqual([0, maker?.read('ca.crt').toString()]);
    expect(asked).toEqual([{ name: 'r1.test', port: 443, address: undefined, limit: 3000 }]);
    expect(stderr).toContain('Asking the registries\nChecking the new files\n');
  });

  it('that the registry is not built on is refused, and nothing is written', async () => {
    const before = host.listing();
    const { code, document } = await run('setup', '--registry', 'r1.test', '--ca', 'stranger.crt');
    expect(code).toBe(1);
    expect(document).toMatchObject({
      outcome: 'failed',
      findings: [{ code: 'TLS_AUTHORITY_UNKNOWN', severity: 'error', registry: 'r1.test' }],
    });
    expect(host.listing()).toEqual(before);
  });

  it('is refused in a dry run, too', async () => {
    const { code } = await run('setup', '--registry', 'r1.test', '--ca', 'stranger.crt', '--dry-run');
    expect([code, asked.length]).toEqual([1, 1]);
  });

  it('is put in with a warning when the registry is down', async () => {
    answer = async () => DOWN;
    const { code, document } = await run(...SETUP);
    expect([code, document]).toMatchObject([
      0,
      { outcome: 'committed', findings: [{ code: 'REGISTRY_UNREACHABLE', severity: 'warning' }] },
    ]);
  });

  it('of several registries is tried at the same time, each for ten seconds at most', async () => {
    const waiting: (() => void)[] = [];
    answer = (question) =>
      new Promise((resolve) => {
        waiting.push(() => resolve({ kind: 'late', step: 'handshake' }));
        expect(question.limit).toBe(10_000);
        if (waiting.length === 3) for (const end of waiting) end();
      });
    const hosts = ['r1.test', 'r2.test:5000', 'r3.test'].flatMap((name) => ['--registry', name]);
    const { document } = await run('setup', ...hosts, '--mirror', 'http://plain.test', '--ca', 'ca.crt');
    expect(asked.map(({ name, port }) => `${name}:${port}`)).toEqual([
      'r1.test:443',
      'r2.test:5000',
      'r3.test:443',
    ]);
    // What each engine's own way says of them, once they are asked by it, too.
    expect(codes(document).filter((code) => code === 'REGISTRY_UNREACHABLE')).toHaveLength(4);
  });

  it('of an https mirror is tried, at the address that the same change gives its name', async () => {
    await run(
      ...['setup', '--mirror', 'https://R1.test:8443', '--ca', 'ca.crt'],
      ...['--host-alias', 'r1.test=192.0.2.7', '--engine', 'docker'],
    );
    expect(asked).toMatchObject([{ name: 'R1.test', port: 8443, address: '192.0.2.7' }]);
  });

  describe('is not tried', () => {
    it('with --skip-probe', async () => {
      const { code } = await run('setup', '--registry', 'r1.test', '--ca', 'stranger.crt', '--skip-probe');
      expect([code, asked]).toEqual([0, []]);
    });

    it('a second time, not even when its file has to be put back', async () => {
      await run(...SETUP);
      asked = [];
      const again = await run(...SETUP);
      expect([again.code, again.document]).toMatchObject([0, { outcome: 'unchanged' }]);
      fs.rmSync(path.join(host.root, FILE));
      const restored = await run(...SETUP);
      expect([restored.code, restored.document]).toMatchObject([0, { outcome: 'committed' }]);
      expect(asked).toEqual([]);
    });

    it('when somebody else has put it in already', async () => {
      host.write(FILE, maker?.read('ca.crt').toString() ?? '');
      await run(...SETUP);
      expect(asked).toEqual([]);
    });

    it('when something else stands in the way', async () => {
      host.write('/etc/docker/daemon.json', '{');
      const { code } = await run('setup', '--mirror', 'https://r1.test', '--ca', 'ca.crt');
      expect([code, asked]).toEqual([1, []]);
    });

    it('for a registry that is not verified, nor for Docker Hub', async () => {
      await run(...SETUP, '--insecure', 'r1.test');
      await run('setup', '--ca', 'docker.io=ca.crt');
      expect(asked).toEqual([]);
    });

    it('under --root, by remove, nor by rollback', async () => {
      const other = fs.mkdtempSync(path.join(folder, 'root-'));
      fs.mkdirSync(path.join(other, 'etc/docker'), { recursive: true });
      expect((await run(...SETUP, '--root', other)).code).toBe(0);
      await run(...SETUP, '--skip-probe');
      await run('remove', '--registry', 'r1.test');
      await run('rollback');
      expect([asked, host.text(FILE) === undefined]).toEqual([[], false]);
    });

    it('unless it is another one than before', async () => {
      await run(...SETUP, '--skip-probe');
      const { code } = await run('setup', '--registry', 'r1.test', '--ca', 'stranger.crt');
      expect([code, asked.length]).toEqual([1, 1]);
      expect(host.text(FILE)).toBe(maker?.read('ca.crt').toString());
    });
  });
});

interface Ran {
  readonly code: number;
  readonly document: unknown;
  readonly stderr: string;
}

/** Runs one command line on the played host; under --root on the folder that is named. */
async function run(...argv: readonly string[]): Promise<Ran> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const io: Io = {
    ...real,
    stdout: { isTerminal: false, width: Number.POSITIVE_INFINITY, write: (text) => stdout.push(text) },
    stderr: { isTerminal: false, width: Number.POSITIVE_INFINITY, write: (text) => stderr.push(text) },
    environment: {},
    directory: () => folder,
    readInput: (file, root) => real.readInput(path.resolve(folder, file), root),
    readStandardInput: async () => undefined,
    watchSignals: () => () => undefined,
    network,
    createHost: async (options) =>
      options.root === undefined ? { ...host.host, timeout: options.timeout } : real.createHost(options),
  };
  const code = await main([...argv, '--json'], io);
  const document: unknown = JSON.parse(stdout.join(''));
  return { code, document, stderr: stderr.join('') };
}

function codes(document: unknown): readonly unknown[] {
  if (typeof document !== 'object' || document === null || !('findings' in document)) return [];
  return Array.isArray(document.findings) ? document.findings.map((one: { code: unknown }) => one.code) : [];
}
