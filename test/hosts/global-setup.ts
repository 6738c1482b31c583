// Starts the lab before the first test file and removes it after the last one.

import type { TestProject } from 'vitest/node';
import { startLab } from './lab/lab.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the lab. */
    lab: string;
  }
}

/** @returns what vitest calls at the end; after a signal or a crash the lab's own watcher removes it */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const lab = await startLab('snapshot');
  project.provide('lab', lab.folder);
  return lab.stop;
}
