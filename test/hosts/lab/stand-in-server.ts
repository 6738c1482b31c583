// A program of its own: starts the stand-ins that a file describes. Its end is the end of the lab.

import { readFile } from 'node:fs/promises';
import { startStandIn } from '../../support/registry-stand-in.ts';
import type { Listener } from '../../support/registry-stand-in-behaviour.ts';

const [file = '', logs] = process.argv.slice(2);
const listeners: readonly Listener[] = JSON.parse(await readFile(file, 'utf8'));
await startStandIn(listeners, logs);
