// Kills with real engines behind the program: on a host of the lab (test/hosts), with Docker and Podman running.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { prepareBase } from '../../hosts/lab/base.ts';
import { bootHost, type Host } from '../../hosts/lab/host.ts';
import { type OwnedLab, startLab } from '../../hosts/lab/lab.ts';
import { RELEASES } from '../../hosts/lab/releases.ts';
import { FULL } from '../seeded.ts';
import { conclude, IS_ROOT, type Verdict } from './campaign.ts';
import type { HostCampaign } from './in-host.ts';

/** A lab takes minutes to be built and to be run in: with --full, or when it is asked for. */
const IS_ASKED_FOR = FULL || process.env.REGISTRY_CLIENT_FAULTS_LAB !== undefined;

const FORMS = {
  'Node.js': ['/opt/node/bin/node', '/opt/registry-client/bin/registry-client.js'],
  standalone: ['/opt/registry-client/built/registry-client'],
} as const;

const SETUP = [
  ...['setup', '--mirror', 'http://nexushub.com:8001', '--search', 'nexushub.com:8002'],
  ...['--host-alias', 'faults.example=192.168.56.11', '--skip-probe'],
];

/** It takes the signal and keeps what it had. */
const DEAF = '[Service]\nExecReload=\nExecReload=/bin/true\n';

interface EngineScenario extends Omit<HostCampaign, 'command' | 'cases'> {
  readonly name: string;
  readonly isDeaf?: boolean;
}

const SCENARIOS: readonly EngineScenario[] = [
  { name: 'setup', before: [], words: SETUP, back: ['rollback'] },
  { name: 'remove', before: [SETUP], words: ['remove', '--all'], back: ['rollback'] },
  { name: 'rollback', before: [SETUP], words: ['rollback'], back: SETUP },
  {
    name: 'engine-refuses',
    before: [],
    words: [...SETUP, '--timeout', '2s'],
    back: ['rollback'],
    isDeaf: true,
  },
];

const CASES = FULL ? 8 : 4;
/** Seconds for all cases of one scenario. */
const LIMIT = 3_600;

describe.skipIf(!IS_ROOT || !IS_ASKED_FOR)('with real engines', () => {
  let lab: OwnedLab;
  let base: string;
  let driver: string;

  beforeAll(async () => {
    lab = await startLab('snapshot');
    const prepared = await prepareBase(RELEASES.bookworm);
    if (prepared.kind === 'unavailable') throw new Error(prepared.reason);
    base = prepared.root;
    driver = path.join(lab.folder, 'in-host.mjs');
    await bundleDriver(driver);
  }, 3_600_000);

  afterAll(() => lab.stop());

  const cases = SCENARIOS.flatMap((scenario) =>
    (['Node.js', 'standalone'] as const).map((form) => ({ form, name: scenario.name, scenario })),
  );
  test.each(cases)('$form, $name', async ({ form, name, scenario }) => {
    const files = {
      '/etc/docker/daemon.json': '{\n  "log-level": "info"\n}\n',
      '/root/in-host.mjs': { copyOf: driver },
      ...(scenario.isDeaf === true ? { '/etc/systemd/system/docker.service.d/deaf.conf': DEAF } : {}),
    };
    const title = `${name}-${form === 'Node.js' ? 'n' : 's'}`;
    const host = await bootHost(lab, { release: RELEASES.bookworm, base, name: title, files });
    try {
      await runOn(host, form, scenario);
    } finally {
      await host.remove();
    }
  });
});

async function bundleDriver(outfile: string): Promise<void> {
  const entry = fileURLToPath(new URL('in-host.ts', import.meta.url));
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
  });
}

async function runOn(host: Host, form: keyof typeof FORMS, scenario: EngineScenario): Promise<void> {
  const { name, before, words, back } = scenario;
  const campaign: HostCampaign = { command: FORMS[form], before, words, back, cases: CASES };
  const begun = performance.now();
  const said = await host.must(`/opt/node/bin/node /root/in-host.mjs '${JSON.stringify(campaign)}'`, {
    seconds: LIMIT,
  });
  const verdicts = said.split('\n').map(readVerdict);
  const names = verdicts.map((verdict) => `${form}, real engines, ${name}: ${verdict.name}`);
  conclude(`SIGKILL, real engines, ${name}, ${form}`, names, verdicts, (performance.now() - begun) / 1000);
}

/** A line that the driver, which is ours, has printed. */
function readVerdict(line: string): Verdict & { readonly name: string } {
  return JSON.parse(line);
}
