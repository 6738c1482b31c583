import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import all from './vitest.config.ts';

/**
 * For `npm run check`: all but the files that take longest, `*.long.test.ts`, and without a process of its own for each
 * file, which takes as long as the tests.
 */
export default mergeConfig(
  all,
  defineConfig({ test: { exclude: [...configDefaults.exclude, '**/*.long.test.ts'], isolate: false } }),
);
