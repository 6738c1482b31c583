// The version of the program and the commit that it was built from.

import manifest from '../package.json' with { type: 'json' };

/** Put in by the build (packaging/build/bundle.ts). */
declare const REGISTRY_CLIENT_COMMIT: string | undefined;

/** `0.1.0 (commit 0123456789ab)`: the version is the first word. */
export const VERSION_TEXT = `${manifest.version} (${
  typeof REGISTRY_CLIENT_COMMIT === 'string' ? REGISTRY_CLIENT_COMMIT : 'run from its sources'
})`;
