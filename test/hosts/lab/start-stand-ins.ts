// Starts the stand-ins in the lab's network, as one process.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Listener } from '../../support/registry-stand-in-behaviour.ts';
import type { Certificates } from './certificates.ts';
import { SERVER } from './network.ts';
import { startInLab, waitForPorts } from './registry.ts';
import { must } from './run.ts';
import { makeStandInCertificates, type StandInKeys } from './stand-in-certificates.ts';
import { STAND_INS, type StandInPlan } from './stand-ins.ts';

const ESBUILD = join(import.meta.dirname, '../../../node_modules/.bin/esbuild');

/**
 * @param logs where each writes its access log
 * @param keys the folder of the certificates
 */
export async function startStandIns(
  labId: string,
  logs: string,
  keys: string,
  authorities: Certificates,
): Promise<void> {
  const folder = join(logs, 'stand-ins');
  await mkdir(folder, { recursive: true });
  const [program, file] = [join(folder, 'server.mjs'), join(folder, 'listeners.json')];
  const [made] = await Promise.all([makeStandInCertificates(keys, authorities), bundle(program)]);
  const plans: readonly StandInPlan[] = Object.values(STAND_INS);
  await writeFile(file, JSON.stringify(plans.map((plan) => describe(plan, made))));
  await startInLab(labId, join(folder, 'output'), [process.execPath, program, file, logs]);
  await waitForPorts(
    labId,
    plans.map(({ port }) => port),
  );
}

/** The oldest Node.js of the project does not run TypeScript as it is. */
const bundle = (program: string): Promise<string> =>
  must(ESBUILD, [
    join(import.meta.dirname, 'stand-in-server.ts'),
    ...['--bundle', '--platform=node', '--format=esm', '--log-level=warning', `--outfile=${program}`],
  ]);

function describe(plan: StandInPlan, { key, certificates }: StandInKeys): Listener {
  const { port, behaviour, certificate, protocols, plainWords, address = SERVER, label = port } = plan;
  const common = { port, host: address, behaviour, label };
  if (certificate === undefined) return common;
  return {
    ...common,
    tls: {
      cert: certificates[certificate],
      key,
      ...(protocols === 'old' ? { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } : {}),
      ...(plainWords === undefined ? {} : { plainWords }),
    },
  };
}
