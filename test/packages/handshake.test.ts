// The runtime of the executable has other libraries for TLS and HTTP than Node.js: of every registry both have to say the same.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lists } from '../support/ask-registries.ts';
import { openCertificateMaker } from '../support/certificate-maker.ts';
import { type ExaminationCases, startExaminationCases } from '../support/examination-cases.ts';
import { startTlsCases, type TlsCase } from '../support/tls-cases.ts';
import { EXECUTABLE, ownFolder } from './built.ts';

const [maker, other] = [openCertificateMaker(), openCertificateMaker()];
const program = join(ownFolder('handshake'), 'ask-registries.mjs');
let handshakes: readonly TlsCase[] = [];
let examinations: ExaminationCases | undefined;

/** Asks every registry in a process of its own, while the servers run in this one. */
async function ask(
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<Record<keyof Lists, unknown>> {
  const child = spawn(file, [program], { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ handshakes, examinations: examinations?.cases }));
  return JSON.parse(await text(child.stdout));
}

describe.skipIf(maker === undefined)('a registry', () => {
  beforeAll(async () => {
    const entryPoints = [join(import.meta.dirname, '../support/ask-registries.ts')];
    await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'esm' });
    if (maker !== undefined) handshakes = await startTlsCases(maker);
    if (other !== undefined) examinations = await startExaminationCases(other);
  }, 240_000);
  afterAll(async () => {
    await Promise.all(handshakes.map(({ server }) => server?.close()));
    await examinations?.close();
    maker?.close();
    other?.close();
  });

  it('asked by the executable is what it is by Node.js', { timeout: 240_000 }, async () => {
    // Nobody is there: a runtime that goes through it by itself would reach no registry at all.
    const proxies = { HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' };
    // The executable is its runtime alone then (bun.sh, "Act as the Bun CLI").
    const byExecutable = await ask(EXECUTABLE, { ...proxies, BUN_BE_BUN: '1' });
    const byNode = await ask(process.execPath, proxies);
    expect(byExecutable.handshakes).toEqual(byNode.handshakes);
    const expected = examinations?.cases.map(({ title, expected }) => [title, expected]) ?? [];
    expect(byNode.examinations).toEqual(Object.fromEntries(expected));
    expect(byExecutable.examinations).toEqual(byNode.examinations);
  });
});
