// Every scenario on Debian 13.

import { describeRelease } from './describe-release.ts';
import { RELEASES } from './lab/releases.ts';

await describeRelease(RELEASES.trixie);
