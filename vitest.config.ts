import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,golden,contract,cli}/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
