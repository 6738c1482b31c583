// `npm run build`: the bundle in dist/, and the manual page that npm installs with it. Options: [--outdir DIR]

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { help } from '../../src/report/languages/en/help.ts';
import { bundleInto } from './bundling.ts';
import { manPage } from './man-page.ts';
import { PROJECT, readOrigin, VERSION } from './project.ts';

const { values } = parseArgs({ options: { outdir: { type: 'string', default: join(PROJECT, 'dist') } } });

rmSync(values.outdir, { recursive: true, force: true });
await bundleInto(values.outdir);
writeFileSync(join(values.outdir, 'registry-client.1'), manPage(help, VERSION, readOrigin().time));
