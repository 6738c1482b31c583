// Every scenario on Debian sid.

import { describeRelease } from './describe-release.ts';
import { RELEASES } from './lab/releases.ts';

await describeRelease(RELEASES.sid);
