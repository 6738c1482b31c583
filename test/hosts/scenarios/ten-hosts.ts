// Ten hosts at once, each of which sets itself up from its own configuration file.

import { expect, test } from 'vitest';
import { prepareBase } from '../lab/base.ts';
import { withHosts } from '../lab/fleet.ts';
import type { Host, HostOptions } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { RELEASES } from '../lab/releases.ts';
import { type ReportDocument, runClient } from './client.ts';
import { dockerRegistries } from './docker-engine.ts';
import { PATIENCE } from './playbook.ts';
import { takeStock } from './stock.ts';

const CONFIG = `// As any distribution of files would put it there.
{
  mirror: 'http://nexushub.com:8001',
  registry: '192.168.129.112:10001',
  ca: '/opt/lab/ca.crt',
}
`;

const CONFIG_FILE = '/etc/registry-client/config.json5';

/** Ten hosts of every release that there is; bookworm stands in for a sid that does not install. */
export async function tenHosts(prefix: string): Promise<readonly HostOptions[]> {
  const sid = await prepareBase(RELEASES.sid);
  const { bullseye, bookworm, trixie } = RELEASES;
  const kinds = [bullseye, bookworm, trixie, sid.kind === 'ready' ? RELEASES.sid : bookworm];
  return Array.from({ length: 10 }, (_, index) => ({
    release: kinds[index % kinds.length] ?? bookworm,
    name: `${prefix}-${index}`,
  }));
}

export function describeTenHosts(lab: () => Lab): void {
  test(
    'ten hosts at once converge, and a second pass changes none',
    async () => {
      const wanted = (await tenHosts('ten')).map((one) => ({ ...one, files: { [CONFIG_FILE]: CONFIG } }));
      await withHosts(lab(), wanted, async (hosts) => {
        const first = await pass(hosts);
        for (const report of first) {
          expect(report.outcome, JSON.stringify(report)).toBe('committed');
          for (const engine of report.engines) expect(engine.inSync).toBe(true);
        }
        for (const host of hosts) {
          expect((await dockerRegistries(host)).mirrors).toEqual(['http://nexushub.com:8001/']);
        }
        const stocks = await Promise.all(hosts.map((host) => takeStock(host)));
        const second = await pass(hosts);
        expect(second.map(({ outcome }) => outcome)).toEqual(hosts.map(() => 'unchanged'));
        expect(await Promise.all(hosts.map((host) => takeStock(host)))).toEqual(stocks);
      });
    },
    PATIENCE,
  );
}

async function pass(hosts: readonly Host[]): Promise<readonly ReportDocument[]> {
  const runs = await Promise.all(hosts.map((host) => runClient(host, `setup --config --yes`)));
  return runs.map(({ report }) => report);
}
