// Takes stock of files, so that a test can tell that nothing, or everything, is as it was.

import type { Host } from '../lab/host.ts';

/** Everything that the program may touch on a host, and its own state. */
const MANAGED = '/etc /var/lib/registry-client /usr/local /root';

/**
 * Path, kind, mode, owner, size and time of change of everything below these paths, and every extended
 * attribute and checksum: two equal stocks mean that nothing was written in between.
 */
export function takeStock(host: Host, paths: string = MANAGED): Promise<string> {
  return host.must(`for path in ${paths}; do
    [ -e $path ] || { echo "$path absent"; continue; }
    find $path -printf '%p %y %m %u %g %s %T@ %l\\n'
    find $path -type f -exec sha256sum {} +
    getfattr --absolute-names -R -P -d -m '^user' $path
  done | sort`);
}

/** The same without times: two equal stocks mean that everything is as it was, perhaps put back. */
export function takeContents(host: Host, paths: string): Promise<string> {
  return host.must(`for path in ${paths}; do
    [ -e $path ] || { echo "$path absent"; continue; }
    find $path -printf '%p %y %m %u %g %l\\n'
    find $path -type f -exec sha256sum {} +
    getfattr --absolute-names -R -P -d -m '^user' $path
  done | sort`);
}

/** The places that a setup changes, beside the program's own state. */
export const CONFIGURATION = '/etc/docker /etc/containers /etc/hosts';
