// S10: doctor on hosts where nothing is wrong says nothing, and registries that hang cost their time limit once.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import { NAMES_WITH_HUB, trustHub } from '../lab/false-hub.ts';
import type { Host } from '../lab/host.ts';
import { type StandInName, standInHost } from '../lab/stand-ins.ts';
import { expectClient, runClient } from './client.ts';
import { runDoctor } from './doctor-case.ts';
import { isMyShare } from './shared-out.ts';

/** As the scenarios S1, S3, S4, S5 and S6 set them up. */
const SETUPS = [
  '--mirror http://nexushub.com:8001',
  '--mirror https://docker-registry.example.com --ca /opt/lab/ca.crt',
  '--registry 192.168.129.112:10001 --ca /opt/lab/ca.crt',
  '--mirror http://mirror.docker.com --search mirror.docker.com --engine podman',
  '--mirror http://nexushub.com:8001 --insecure nexushub.com:8002',
] as const;

const SILENT = ['silentConnections', 'silentRequests', 'silentManifests', 'realmSilent'] as const;

/** Milliseconds. */
const LIMIT = 3_000;
/** For the start of the program, its look at the host and what two engines say of themselves. */
const OVERHEAD = 2_000;

export function describeHealthy({ release, onHost }: Rig): void {
  const hubs = [
    { title: 'with Docker Hub', names: NAMES_WITH_HUB },
    { title: 'without', names: undefined },
  ];
  for (const [index, { title, names }] of hubs.entries()) {
    if (!isMyShare(index + 2, release.name)) continue;
    onHost(`S10 doctor: healthy hosts, ${title}`, names === undefined ? {} : { names }, async (host) => {
      if (names !== undefined) await trustHub(host);
      expect(await runDoctor(host, '')).toEqual({ code: 0, findings: [] });
      for (const flags of SETUPS) {
        await expectClient(host, `setup ${flags}`, { code: 0, outcome: 'committed' });
        expect(await runDoctor(host, ''), flags).toEqual({ code: 0, findings: [] });
        await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
      }
    });
  }
  if (isMyShare(0, release.name))
    onHost('S10 doctor: what hangs costs the limit once', {}, async (host) => {
      const took = await timeSilent(host, SILENT);
      for (const [name, milliseconds] of took) {
        expect(milliseconds, name).toBeGreaterThanOrEqual(LIMIT);
        expect(milliseconds, name).toBeLessThan(LIMIT + OVERHEAD);
      }
    });
}

async function timeSilent(
  host: Host,
  names: readonly StandInName[],
): Promise<readonly (readonly [string, number])[]> {
  const took: [string, number][] = [];
  for (const together of [...names.map((name) => [name]), names]) {
    const mirrors = together.map((name) => `--mirror http://${standInHost(name)}`).join(' ');
    await host.must(`registry-client setup ${mirrors} --replace --skip-probe --quiet`);
    const begin = performance.now();
    const { code } = await runClient(host, `doctor --timeout ${LIMIT / 1000}s`);
    took.push([together.join(' and '), performance.now() - begin]);
    expect(code).toBe(5);
  }
  return took;
}
