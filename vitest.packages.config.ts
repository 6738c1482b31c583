import { defineConfig } from 'vitest/config';

// What is built for others to install: executable, .deb, .rpm and npm package. Root only, about a minute.
export default defineConfig({
  test: {
    include: ['test/packages/**/*.test.ts'],
    globalSetup: ['test/packages/global-setup.ts'],
    testTimeout: 60_000,
  },
});
