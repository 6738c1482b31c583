// Every scenario on Debian 11.

import { describeRelease } from './describe-release.ts';
import { RELEASES } from './lab/releases.ts';

await describeRelease(RELEASES.bullseye);
