// A certificate out of its time: whether it, or the clock of this host, is wrong is told by the clock of the server.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { network } from '../../../src/host/network.ts';
import type { Endpoint } from '../../../src/model/endpoint.ts';
import { NO_ROOTS } from '../../../src/probe/chain.ts';
import { examine } from '../../../src/probe/examine.ts';
import { judgeExamination } from '../../../src/probe/judge.ts';
import { openCertificateMaker } from '../../support/certificate-maker.ts';
import { type ScriptServer, startScript } from '../../support/script-server.ts';

const DAY = 86_400_000;
/** Of the server's certificate, from now on. */
const VALID = 10;

let servers:
  | { readonly ours: ScriptServer; readonly real: ScriptServer; readonly trusted: string }
  | undefined;

/** Days that the clock of this host is ahead, or behind. */
const AHEAD = 30;
const BEHIND = -30;

beforeAll(async () => {
  const maker = openCertificateMaker();
  if (maker === undefined) return;
  maker.make({ name: 'server', extensions: ['subjectAltName=IP:127.0.0.1'], days: VALID });
  const tls = { cert: maker.read('server.crt'), key: maker.read('server.key') };
  const trusted = maker.run('x509', '-in', 'server.crt', '-outform', 'der').toString('base64');
  maker.close();
  const answerAt = (days: number) => () => ({
    status: 200,
    headers: { Date: new Date(Date.now() + days * DAY).toUTCString() },
    body: '{}',
  });
  servers = {
    real: await startScript(answerAt(0), tls),
    ours: await startScript(answerAt(AHEAD), tls),
    trusted,
  };
});

afterAll(async () => {
  await servers?.real.close();
  await servers?.ours.close();
});

async function judgeAt(port: number, days: number): Promise<readonly string[]> {
  const endpoint: Endpoint = {
    registry: `127.0.0.1:${port}`,
    role: 'mirror',
    upstream: 'docker.io',
    transport: 'https',
    base: '',
    below: '',
    trust: { certificates: [servers?.trusted ?? ''], directory: null },
    proxies: { http: null, https: null },
    login: { kind: 'none' },
  };
  const now = Date.now() + days * DAY;
  const limits = { now, limit: 5_000 };
  const examination = await examine(
    { endpoint, images: [], push: false },
    { ...limits, network, roots: NO_ROOTS },
  );
  const findings = judgeExamination(examination, { ...limits, asked: false, expectsImages: false });
  return findings.map(({ code }) => code);
}

describe('a certificate that is out of its time by our clock', () => {
  it.runIf(openable())('is good by both clocks', async () => {
    expect(await judgeAt(servers?.real.port ?? 0, 0)).toEqual([]);
  });
  it.runIf(openable())('is good by the clock of its server: ours is ahead', async () => {
    expect(await judgeAt(servers?.real.port ?? 0, AHEAD)).toEqual(['CLOCK_WRONG']);
  });
  it.runIf(openable())('is good by the clock of its server: ours is behind', async () => {
    expect(await judgeAt(servers?.real.port ?? 0, BEHIND)).toEqual(['CLOCK_WRONG']);
  });
  it.runIf(openable())('has expired by both', async () => {
    expect(await judgeAt(servers?.ours.port ?? 0, AHEAD)).toEqual(['TLS_EXPIRED']);
  });
});

function openable(): boolean {
  const maker = openCertificateMaker();
  maker?.close();
  return maker !== undefined;
}
