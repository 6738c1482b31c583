// The runtime of the executable has another TLS library than Node.js: of every registry both have to say the same.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCertificateMaker } from '../support/certificate-maker.ts';
import { startTlsCases, type TlsCase } from '../support/tls-cases.ts';
import { EXECUTABLE, ownFolder } from './built.ts';

const maker = openCertificateMaker();
const program = join(ownFolder('handshake'), 'ask-registries.mjs');
let cases: readonly TlsCase[] = [];

/** Asks every registry in a process of its own, while the servers run in this one. */
async function ask(file: string, environment: Readonly<Record<string, string>>): Promise<unknown> {
  const child = spawn(file, [program], { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(cases));
  return JSON.parse(await text(child.stdout));
}

describe.skipIf(maker === undefined)('a handshake', () => {
  beforeAll(async () => {
    const entryPoints = [join(import.meta.dirname, '../support/ask-registries.ts')];
    await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'esm' });
    if (maker !== undefined) cases = await startTlsCases(maker);
  }, 240_000);
  afterAll(async () => {
    await Promise.all(cases.map(({ server }) => server?.close()));
    maker?.close();
  });

  it('by the executable is that by Node.js', { timeout: 240_000 }, async () => {
    // The executable is its runtime alone then (bun.sh, "Act as the Bun CLI").
    const byExecutable = await ask(EXECUTABLE, { BUN_BE_BUN: '1' });
    expect(byExecutable).toEqual(await ask(process.execPath, {}));
  });
});
