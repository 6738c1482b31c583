import { defineConfig } from 'vitest/config';
import { mutantPlugins } from './test/faults/mutants/plugin.ts';

// The fault campaigns (test/faults/README.md): a seeded part of the cases, or all of them.
export default defineConfig({
  plugins: mutantPlugins(),
  test: {
    include: ['test/faults/**/*.faults.ts'],
    globalSetup: ['test/faults/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // A case that hangs is a failure of its own; a whole campaign takes as long as it has cases.
    testTimeout: 24 * 60 * 60 * 1000,
    passWithNoTests: false,
  },
});
