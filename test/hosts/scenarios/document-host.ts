// The host on which the commands of the documents are typed: what a reader has before the first of them.

import { prepareBase } from '../lab/base.ts';
import { NAMES_WITH_HUB, trustHub } from '../lab/false-hub.ts';
import { withHosts } from '../lab/fleet.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { RELEASES } from '../lab/releases.ts';
import type { Completed } from '../lab/run.ts';

/** REGISTRY_CLIENT_DOCUMENTS=write (`npm run pictures`): what is shown is written anew; else it is compared. */
export const IS_WRITTEN = process.env.REGISTRY_CLIENT_DOCUMENTS === 'write';

/** Documents show it; one such host is up at a time. */
const NAME = 'web-1';

const FILES = {
  '/etc/docker/daemon.json': '{\n    "data-root": "/data/docker"\n}\n',
  '/root/password': 'correct-horse',
};

/**
 * Boots one host with both engines, a daemon.json of somebody's, and in root's home `ca.crt` and `password`.
 * Podman's service does not run: it ends by itself after five seconds, which the program would see or not.
 */
export async function withDocumentHost(lab: Lab, use: (host: Host) => Promise<void>): Promise<void> {
  const base = await prepareBase(RELEASES.bookworm);
  if (base.kind === 'unavailable') throw new Error(base.reason);
  await withHosts(
    lab,
    [{ release: RELEASES.bookworm, base: base.root, name: NAME, files: FILES }],
    async ([host]) => {
      if (host === undefined) throw new Error('there is no host');
      await host.must(`cp /opt/lab/ca.crt /root
      systemctl stop podman.socket podman.service
      docker load -qi /opt/lab/resident.tar
      tar -C / -cpf /var/tmp/before.tar etc/docker etc/containers etc/hosts root`);
      await use(host);
    },
  );
}

/** Lets a host find Docker Hub until it is reset; the CA that it then trusts has signed the private registries, too. */
export async function findHub(host: Host): Promise<void> {
  await host.write('/etc/hosts', `127.0.0.1 localhost\n${NAMES_WITH_HUB.join('\n')}\n`);
  await trustHub(host);
}

/** Gives a host back as it was before its first command, whatever was made of it. */
export async function reset(host: Host): Promise<void> {
  await host.must(
    `registry-client confirm --quiet >/dev/null 2>&1
     rm -rf /root/* /etc/docker /etc/containers /etc/registry-client /var/lib/registry-client
     tar -C / --unlink-first -xpf /var/tmp/before.tar
     ! rm /usr/local/share/ca-certificates/lab.crt 2>/dev/null || update-ca-certificates --fresh
     docker ps -aq | xargs -r docker rm -f
     podman image prune -af
     systemctl reset-failed
     systemctl restart docker`,
    { seconds: 120 },
  );
}

/** Types a command as root in root's home, as a reader of a document would. */
export function type(host: Host, command: string): Promise<Completed> {
  return host.sh(`sudo() { "$@"; }\ncd /root\n${command}`, { seconds: 120 });
}
