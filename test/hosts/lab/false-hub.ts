// How a host comes to the lab's false Docker Hub (stand-ins.ts): by its names, and by trusting the lab's CA.

import type { Host } from './host.ts';
import { HUB_SERVER, OPEN_HUB_SERVER } from './network.ts';
import { LAB_NAMES } from './root.ts';

const HUB_NAMES = 'registry-1.docker.io auth.docker.io index.docker.io docker.io';

/** For `names` of a host that shall find Docker Hub; without them it cannot be reached. */
export const NAMES_WITH_HUB: readonly string[] = [...LAB_NAMES, `${HUB_SERVER} ${HUB_NAMES}`];

/** The same with the hub that wants no token. */
export const NAMES_WITH_OPEN_HUB: readonly string[] = [...LAB_NAMES, `${OPEN_HUB_SERVER} ${HUB_NAMES}`];

/** Adds the lab's CA to those of the system; Docker reads them at its start alone, Podman each time. */
export async function trustHub(host: Host): Promise<void> {
  await host.must(
    'cp /opt/lab/ca.crt /usr/local/share/ca-certificates/lab.crt && update-ca-certificates && ' +
      '{ ! systemctl is-active -q docker || systemctl restart docker; }',
  );
}
