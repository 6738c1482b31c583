import { defineConfig } from 'vitest/config';

// Tests on real hosts with real engines (test/hosts/README.md): root only, minutes long, two releases at a time.
export default defineConfig({
  test: {
    include: ['test/hosts/**/*.hosts.ts'],
    globalSetup: ['test/hosts/global-setup.ts'],
    reporters: ['verbose', './test/hosts/reporter.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 180_000,
    teardownTimeout: 60_000,
    passWithNoTests: false,
  },
});
