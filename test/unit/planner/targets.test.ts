// What cannot be replaced is refused before anything is written.

import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { examineTargets } from '../../../src/planner/targets.ts';
import { readReal } from '../../../src/transaction/durable.ts';
import { makeTempHost, type TempHost } from '../../support/temp-host.ts';

const CA = '/etc/docker/certs.d/m:5000/ca.crt';

let temp: TempHost;
beforeEach(() => {
  temp = makeTempHost();
});
afterEach(() => temp.remove());

test.each([
  ['a file where a directory should be', '/etc/docker/certs.d', undefined],
  ['a link to one', '/etc/docker/certs.d/m:5000', '/etc/motd'],
])('%s', (_, obstacle, target) => {
  temp.write(target ?? obstacle, '');
  if (target !== undefined) {
    const place = path.join(temp.root, obstacle);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.symlinkSync(target, place);
  }
  expect(examineTargets([CA], true, temp.host)).toMatchObject([
    {
      code: 'TARGET_REFUSED',
      arguments: { reason: 'not-a-directory', detail: 'file' },
      path: target ?? obstacle,
    },
  ]);
  // One that was put there while a change was under way must not keep its recovery from its end.
  expect(readReal(temp.host, CA)).toMatchObject(target === undefined ? { value: { kind: 'absent' } } : {});
});

test('folders that are not there yet', () => {
  temp.write('/etc/docker/daemon.json', '{}');
  expect(examineTargets([CA], true, temp.host)).toEqual([]);
});
