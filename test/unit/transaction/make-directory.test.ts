// Making a directory that another run makes at the same moment.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createHost } from '../../../src/host/node-host.ts';
import type { WriteHost } from '../../../src/host/ports.ts';
import { makeDirectory } from '../../../src/transaction/durable.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'registry-client-make-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const host = createHost({
  root: folder,
  timeout: 1_000,
  environment: {},
  interruption: () => undefined,
});

/** Somebody else is faster: between our look and our mkdir. */
function overtaken(make: (place: string) => void): WriteHost {
  const { disk } = host;
  return {
    ...host,
    disk: {
      ...disk,
      makeDirectory: (place, mode) => {
        make(place);
        disk.makeDirectory(place, mode);
      },
    },
  };
}

it('that another run has made meanwhile is fine', () => {
  const faster = overtaken((place) => fs.mkdirSync(place));
  expect(makeDirectory(faster, '/state')).toEqual({ ok: true, value: undefined });
  expect(fs.statSync(path.join(folder, 'state')).isDirectory()).toBe(true);
});

it('where something else was put meanwhile fails', () => {
  const made = makeDirectory(
    overtaken((place) => fs.writeFileSync(place, '')),
    '/file',
  );
  expect(made).toMatchObject({ ok: false });
});
