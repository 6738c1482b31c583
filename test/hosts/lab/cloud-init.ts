// First boots with cloud-init: the data that it reads, its end, and what it has to say.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeInto } from './files.ts';
import type { Host } from './host.ts';
import { type Completed, describeFailure, waitFor } from './run.ts';

export interface CloudInit {
  /** The whole file, with its first line `#cloud-config` (or `#!/bin/sh`, …). */
  readonly userData: string;
  /** Longer than this the first boot must not take; 180 when not given. */
  readonly seconds?: number;
}

export interface FirstBoot {
  /** The first line of `cloud-init status --long`: done, error, degraded done, … */
  readonly status: string;
  /** All of `cloud-init status --long`. */
  readonly long: string;
  /** What cloud-init counts as errors of its stages (result.json). */
  readonly errors: readonly string[];
  /** Lines of its log that are warnings or worse. */
  readonly warnings: readonly string[];
  /** What the commands of the user data printed. */
  readonly output: string;
}

const SEED = '/var/lib/cloud/seed/nocloud';

/** Puts the data where the NoCloud source looks first, and lets cloud-init run (the bases keep it off). */
export async function plantSeed(root: string, name: string, { userData }: CloudInit): Promise<void> {
  await writeInto(root, `${SEED}/user-data`, userData, 0o600);
  await writeInto(root, `${SEED}/meta-data`, `instance-id: lab-${name}\nlocal-hostname: ${name}\n`);
  await rm(join(root, 'etc/cloud/cloud-init.disabled'), { force: true });
}

/**
 * Waits for the end of a first boot. `cloud-init status --wait` of 22.4 returns before runcmd has ended: result.json
 * is written at the very end of the last stage, and the unit has to have ended, too.
 */
export async function waitForFirstBoot(name: string, sh: Host['sh'], seconds: number): Promise<void> {
  await waitFor(`the first boot of ${name}`, seconds, async () => {
    const unit = await sh('systemctl show -P ActiveState cloud-final.service', { seconds: 10 });
    if (!['active', 'failed'].includes(unit.stdout.trim())) return undefined;
    const result = await sh('test -e /run/cloud-init/result.json');
    return result.code === 0 || unit.stdout.trim() === 'failed' ? true : undefined;
  });
}

/** What cloud-init says of the first boot that has ended. */
export async function readFirstBoot(host: Host): Promise<FirstBoot> {
  const { stdout: long } = await host.sh('cloud-init status --long');
  const result = await host.read('/run/cloud-init/result.json');
  const document: { readonly v1: { readonly errors: readonly string[] } } = JSON.parse(result);
  const log = await host.read('/var/log/cloud-init.log');
  return {
    status: /^status: (.*)$/m.exec(long)?.[1] ?? '',
    long,
    errors: document.v1.errors,
    warnings: log.split('\n').filter((line) => /\[(WARNING|ERROR|CRITICAL)\]/.test(line)),
    output: await host.read('/var/log/cloud-init-output.log'),
  };
}

/**
 * Checks a document by the release's own `cloud-init schema` (20.4 has it below `devel`), on any host that is up.
 * @returns undefined when it is valid, else what it said
 */
export async function checkCloudConfig(host: Host, userData: string): Promise<string | undefined> {
  await host.write('/run/cloud-config', userData);
  return findFault(host, '--config-file /run/cloud-config');
}

/** Checks the data that the host booted with: `cloud-init schema --system`. */
export const checkSystemData = (host: Host): Promise<string | undefined> => findFault(host, '--system');

async function findFault(host: Host, what: string): Promise<string | undefined> {
  const schema = host.release.name === 'bullseye' ? 'devel schema' : 'schema';
  const done: Completed = await host.sh(`cloud-init ${schema} ${what}`);
  // Some versions end with 0 although they tell of deprecated or unknown keys.
  const complains = /invalid|deprecated|error/i.test(`${done.stdout}${done.stderr}`);
  return done.code === 0 && !complains ? undefined : describeFailure(['cloud-init', schema, what], done);
}
