// Before and after all campaigns of a run: the table, which a full run leaves in docs/faults.md.

import fs from 'node:fs';
import { FULL, SEED } from './seeded.ts';
import { closeTable, lineOf, markdownOf, openTable } from './table.ts';

const DOCUMENT = new URL('../../docs/faults.md', import.meta.url);
const BEGIN = '<!-- the table of the last full run -->';
const END = '<!-- end of the table -->';

export default function setUp(): () => void {
  const place = openTable();
  return () => {
    const rows = closeTable(place);
    if (rows.length === 0) return;
    const scope = FULL ? 'full' : 'the seeded part';
    process.stdout.write(`\nFaults, ${scope}, seed ${SEED}:\n${rows.map(lineOf).join('\n')}\n`);
    if (FULL && process.env.REGISTRY_CLIENT_FAULTS_TABLE === '1') writeTable(markdownOf(rows));
  };
}

function writeTable(table: string): void {
  const text = fs.readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin === -1 || end === -1) throw new Error('docs/faults.md has no place for the table');
  const date = new Date().toISOString().slice(0, 10);
  const said = `${BEGIN}\n\n${date}, \`npm run test:faults -- --full\`, seed ${SEED}:\n\n${table}\n`;
  fs.writeFileSync(DOCUMENT, `${text.slice(0, begin)}${said}${text.slice(end)}`);
}
