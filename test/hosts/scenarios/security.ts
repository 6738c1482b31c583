// What keeps a change from being made at all: a CA that the registry is not built on, a program that others can change.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { expectClient, findingOf } from './client.ts';
import { CONFIGURATION, takeContents, takeStock } from './stock.ts';

const REGISTRY = '192.168.129.112:10001';
const NAMED = 'docker-registry.example.com';
const STRANGER = '/opt/lab/stranger-ca.crt';
/** Nobody listens there. */
const CLOSED = '192.168.129.112:10009';

const ENGINES = ['docker', 'podman'] as const;

export function describeSecurity(rig: Rig): void {
  describeProbe(rig);
  describeOwnFiles(rig);
}

function describeProbe({ onHost }: Rig): void {
  onHost('S4 a CA is tried on the registry before anything is written', {}, async (host) => {
    const stock = await takeStock(host, CONFIGURATION);
    const contents = await takeContents(host, CONFIGURATION);
    for (const registry of [REGISTRY, NAMED]) {
      const setup = `setup --registry ${registry} --ca ${STRANGER}`;
      const refused = await expectClient(host, setup, { code: 1, outcome: 'failed' });
      expect(findingOf(refused, 'TLS_AUTHORITY_UNKNOWN')).toMatchObject({ severity: 'error', registry });
      expect(await takeStock(host, CONFIGURATION)).toBe(stock);
    }
    const right = `setup --registry ${REGISTRY} --registry ${NAMED} --ca /opt/lab/ca.crt`;
    const done = await expectClient(host, right, { code: 0, outcome: 'committed' });
    expect(done.findings.map(({ code }) => code)).toEqual([]);
    expect(await expectClient(host, right, { code: 0, outcome: 'unchanged' })).toMatchObject({
      findings: [],
    });

    const down = `setup --registry ${CLOSED} --ca ${STRANGER}`;
    const warned = await expectClient(host, down, { code: 0, outcome: 'committed' });
    expect(findingOf(warned, 'CONNECTION_REFUSED')).toMatchObject({ severity: 'warning' });
    await expectClient(host, 'rollback --original', { code: 0, outcome: 'committed' });
    expect(await takeContents(host, CONFIGURATION)).toBe(contents);
  });

  onHost('S4 what the probe refuses the engines refuse, in the words that it gives', {}, async (host) => {
    const setup = `setup --registry ${REGISTRY} --ca ${STRANGER}`;
    const refused = await expectClient(host, setup, { code: 1, outcome: 'failed' });
    const [, words = ''] = /"(x509: [^"]*)"/.exec(findingOf(refused, 'TLS_AUTHORITY_UNKNOWN').message) ?? [];
    expect(words).not.toBe('');
    await expectClient(host, `${setup} --skip-probe`, { code: 0, outcome: 'committed' });
    for (const engine of ENGINES) {
      const pull = await host.sh(`${engine} pull ${REGISTRY}/team/app:1.0`);
      expect(pull.code, engine).not.toBe(0);
      expect(pull.stderr, engine).toContain(words);
    }
  });
}

function describeOwnFiles({ onHost }: Rig): void {
  onHost('S1 root runs no program that somebody else could change', {}, async (host) => {
    const program = '/home/visitor/registry-client';
    await host.must(`cp "$(readlink -f /opt/registry-client/built/registry-client)" ${program}`);
    const refused = await host.sh(`${program} setup --mirror http://nexushub.com:8001 --json`);
    expect(refused.code).toBe(77);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      outcome: 'failed',
      findings: [{ code: 'PROGRAM_UNSAFE', reason: 'owner', path: '/home/visitor', program }],
    });
    expect((await host.sh(`${program} --version`)).code).toBe(0);
    const other = await host.sh(`setpriv --reuid=visitor --regid=visitor --clear-groups ${program} status`);
    expect(other.code).not.toBe(77);
  });
}
