// A long history of a host, made of its last two changes: as if they had been done again and again.

import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Intent } from '../src/model/generation.ts';
import type { Summary } from '../src/transaction/prune.ts';
import { encodeRecord, sealMembers } from '../src/transaction/record.ts';

const COPIES = ['intent.a', 'intent.b'] as const;

/**
 * Makes the history of a root as long as `size`. A thousand changes one after the other would take many minutes.
 * @param root a folder with four generations, of which the third is undone by the fourth in what it writes
 * @param size even, so that the last one wrote what is there
 */
export async function lengthenHistory(root: string, size: number): Promise<void> {
  const state = join(root, 'var/lib/registry-client');
  const folder = (id: number): string => join(state, 'generations', String(id));
  const now = Date.now();
  for (let id = 5; id <= size; id++) {
    const model = folder(id % 2 === 0 ? 4 : 3);
    await cp(model, folder(id), { recursive: true, preserveTimestamps: true });
    const intent: Intent = JSON.parse(bodyOf(await readFile(join(model, COPIES[0]), 'utf8')));
    const record = encodeRecord({ ...intent, ...place(id), time: now - (size - id) * 1000 } satisfies Intent);
    for (const name of COPIES) await writeFile(join(folder(id), name), record);
  }
  const file = join(state, 'summary.json');
  const { sha256: _, ...members }: Summary & { readonly sha256: string } = JSON.parse(
    await readFile(file, 'utf8'),
  );
  await writeFile(file, sealMembers({ ...members, generation: String(size) } satisfies Summary));
}

/** A record without its hash, which stands before it. */
const bodyOf = (record: string): string => record.slice(record.indexOf(' ') + 1);

function place(id: number): Pick<Intent, 'id' | 'stackBefore' | 'stackAfter'> {
  const all = Array.from({ length: id }, (_, index) => String(index + 1));
  return { id: String(id), stackBefore: all.slice(0, -1), stackAfter: all };
}
