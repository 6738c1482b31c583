// `npm run build`: the bundle in dist/. Options: [--outdir DIR]

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleInto } from './bundling.ts';
import { PROJECT } from './project.ts';

const { values } = parseArgs({ options: { outdir: { type: 'string', default: join(PROJECT, 'dist') } } });

rmSync(values.outdir, { recursive: true, force: true });
await bundleInto(values.outdir);
