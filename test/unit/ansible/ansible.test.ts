// The Ansible module's own tests, and its role's options against the configuration file's keys.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CONFIG_KEYS } from '../../../src/desired/config.ts';

const ROLE = join(import.meta.dirname, '../../../packaging/ansible/roles/registry_client');

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('the Ansible role', () => {
  test.skipIf(!hasPython)('its module does what it is told (python3 -m unittest)', () => {
    const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
    const done = spawnSync('python3', ['registry_client_test.py'], {
      cwd: import.meta.dirname,
      env: environment,
      encoding: 'utf8',
    });
    expect(done.status, done.stderr).toBe(0);
  });

  test('its argument specs have the keys of the configuration file, and their types', () => {
    const specs = parse(readFileSync(join(ROLE, 'meta/argument_specs.yml'), 'utf8'));
    const keys = specs.argument_specs.main.options.registry_client_config.options;
    const types = { string: 'str', strings: 'list', boolean: 'bool' } as const;
    const expected = Object.entries(CONFIG_KEYS).map(([key, type]) => [key, types[type]]);
    const found = Object.entries<{ readonly type: string }>(keys).map(([key, { type }]) => [key, type]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });
});
