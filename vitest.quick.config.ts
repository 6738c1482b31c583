import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import all from './vitest.config.ts';

/** All but the files that take longest, `*.long.test.ts`: for `npm run check`. */
export default mergeConfig(
  all,
  defineConfig({ test: { exclude: [...configDefaults.exclude, '**/*.long.test.ts'] } }),
);
