// The commands of the documents, typed on a real host: they end as they should, and print what the documents show.

import { expect, test } from 'vitest';
import {
  ALL_BLOCKS,
  type Block,
  commandsOf,
  DOCUMENTS,
  rewriteBlock,
  withOutputs,
} from '../../documents/blocks.ts';
import { mask } from '../../documents/mask.ts';
import { BEFORE, type Before, endsOf, isTried } from '../../documents/trial.ts';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { findHub, IS_WRITTEN, reset, type, withDocumentHost } from './document-host.ts';

const LIMIT = 600_000;

/** The Chinese README has the blocks of the English one (test/cli/documents.test.ts). */
const TRANSLATED = 'README.zh-CN.md';

export function describeDocuments(lab: () => Lab): void {
  const tried = DOCUMENTS.filter((document) => document !== TRANSLATED && sectionsOf(document).length > 0);
  test.each(tried)(
    'the commands of %s',
    async (document) => {
      await withDocumentHost(lab(), async (host) => {
        for (const blocks of sectionsOf(document)) {
          const section = blocks[0]?.section;
          for (const before of BEFORE.filter((one) => one.section === section)) await prepare(host, before);
          for (const block of blocks) await typeBlock(host, block);
          await reset(host);
        }
      });
    },
    LIMIT,
  );
}

/** The blocks of a document with something to type, by section. */
function sectionsOf(document: string): readonly (readonly Block[])[] {
  const blocks = ALL_BLOCKS.filter(
    (block) => block.document === document && commandsOf(block).some(({ text }) => isTried(text)),
  );
  const sections = [...new Set(blocks.map(({ section }) => section))];
  return sections.map((section) => blocks.filter((block) => block.section === section));
}

async function prepare(host: Host, { script = 'true', hub = false }: Before): Promise<void> {
  if (hub) await findHub(host);
  await type(host, script);
}

async function typeBlock(host: Host, block: Block): Promise<void> {
  const outputs: string[] = [];
  for (const { text } of commandsOf(block).filter((command) => isTried(command.text))) {
    const { code, stdout, stderr } = await type(host, text);
    const place = `${block.document}, ${block.section}: ${text}\n${stdout}${stderr}\nends with ${code}`;
    expect(endsOf(block, text).includes(code), place).toBe(true);
    outputs.push(stdout);
  }
  if (block.language !== 'console') return;
  const now = withOutputs(block, outputs);
  if (IS_WRITTEN) {
    rewriteBlock(block, now);
  } else {
    expect(mask(now), `${block.document}, ${block.section}: npm run pictures writes it anew`).toBe(
      mask(block.body),
    );
  }
}
