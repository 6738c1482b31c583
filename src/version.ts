// The version of the program and the commit that it was built from.

import manifest from '../package.json' with { type: 'json' };

/** Put in by the build (packaging/build/bundling.ts). */
declare const REGISTRY_CLIENT_VERSION: string | undefined;

/** `0.1.0 (commit 0123456789ab)`: the version is the first word. */
export const VERSION_TEXT =
  typeof REGISTRY_CLIENT_VERSION === 'string'
    ? REGISTRY_CLIENT_VERSION
    : `${manifest.version} (run from its sources)`;
