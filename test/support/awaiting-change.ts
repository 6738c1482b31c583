// Turns the newest change of a host's records into one that was made with --confirm-within and waits to be confirmed.

import path from 'node:path';
import fs from 'fs-extra';
import { decodeRecord, encodeRecord } from '../../src/transaction/record.ts';
import type { TempHost } from './temp-host.ts';

const STATE = 'var/lib/registry-client/generations';

/**
 * @param within how long it waits, milliseconds
 * @param ago when that began, milliseconds before now; in an earlier boot, as on a host that was switched off
 */
export function makeItWait(host: TempHost, within: number, ago: number): void {
  const newest = Math.max(...fs.readdirSync(path.join(host.root, STATE)).map(Number));
  const folder = path.join(host.root, STATE, String(newest));
  for (const name of ['intent.a', 'intent.b']) {
    const value: unknown = decodeRecord(fs.readFileSync(path.join(folder, name), 'utf8').trimEnd())?.value;
    if (typeof value !== 'object') throw new Error(`${name} is no record`);
    const confirm = { within, directories: [] };
    fs.writeFileSync(path.join(folder, name), encodeRecord({ ...value, confirm }));
  }
  const wall = Date.now() - ago;
  const since = { wall, boot: { id: 'another', uptime: 5000, age: 5000 } };
  const lines = fs.readFileSync(path.join(folder, 'journal'), 'utf8').trimEnd().split('\n').slice(0, -1);
  const waits = encodeRecord({ step: 'awaiting', time: wall, since });
  fs.writeFileSync(path.join(folder, 'journal'), `${lines.join('\n')}\n${waits}`);
  fs.removeSync(path.join(folder, 'outcome'));
}
