// Every scenario on Debian 12.

import { describeRelease } from './describe-release.ts';
import { RELEASES } from './lab/releases.ts';

await describeRelease(RELEASES.bookworm);
