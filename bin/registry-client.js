#!/usr/bin/env node
// The program as it is installed: runs the bundle that `npm run build` makes.

import { start } from '../dist/start.js';

await start();
