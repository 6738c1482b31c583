import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,golden,contract,cli}/**/*.test.ts'],
    // One worker for each processor: by default one of them is left out, on two of them half of the time.
    maxWorkers: '100%',
    testTimeout: 120_000,
  },
});
