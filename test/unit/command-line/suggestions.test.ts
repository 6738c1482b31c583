// What is suggested for a mistyped word, as it is printed.

import { describe, expect, it } from 'vitest';
import { shortHelp } from '../../../src/command-line/cli.ts';
import { widthOf } from '../../../src/command-line/help-layout.ts';
import { readCommandLine } from '../../../src/command-line/read.ts';
import { exitCodeOf } from '../../../src/model/outcome.ts';
import { help } from '../../../src/report/languages/en/help.ts';
import { en } from '../../../src/report/languages/en/index.ts';
import { sentenceOf } from '../../../src/report/languages/sentence.ts';
import { help as chinese } from '../../../src/report/languages/zh/help.ts';
import { zh } from '../../../src/report/languages/zh/index.ts';
import { run } from '../../cli/run.ts';

async function printed(line: string): Promise<string> {
  const { code, stderr } = await run(line.split(' '));
  expect(code).toBe(64);
  return stderr;
}

describe('a mistyped word', () => {
  it.each([
    ['steup', 'Did you mean registry-client setup?'],
    ['SETUP', 'Did you mean registry-client setup?'],
    ['rollbak', 'Did you mean registry-client rollback?'],
    ['conf', 'Did you mean registry-client confirm?'],
    ['undo', 'Did you mean registry-client rollback?'],
    ['help steup', 'Did you mean registry-client setup?'],
    ['regsitry', 'Did you mean registry-client setup --registry?'],
    ['bogus', 'There is: setup, rollback, '],
    ['setup --miror http://a', 'Did you mean --mirror?'],
    ['setup --mirorr=http://a', 'Did you mean --mirror?'],
    ['setup -mirror http://a', 'Did you mean --mirror?'],
    ['status --jsno', 'Did you mean --json?'],
    ['--jsno', 'Did you mean --json?'],
    ['setup --mirror http://a --apply relod', 'Did you mean reload?'],
    ['setup --mirror http://a --engine dokcer', 'Did you mean docker?'],
    ['setup --mirror http://a --engine docker-ce', 'Did you mean docker?'],
    ['status --lang zh_CN', 'Did you mean zh?'],
    ['completion bsh', 'Did you mean bash?'],
    ['completion --values generation', 'Did you mean generations?'],
  ])('%s: %s', async (line, hint) => expect(await printed(line)).toContain(hint));

  it('is not taken for something of another command that takes more away', async () => {
    expect(await printed('status --allow')).not.toContain('--all?');
  });
});

describe('a word in the wrong place', () => {
  it.each([
    [
      '--mirror http://nexushub.com:8001 --dry-run',
      'Did you mean registry-client setup --mirror http://nexushub.com:8001 --dry-run?',
    ],
    ['http://nexushub.com:8001', 'Did you mean registry-client setup --mirror http://nexushub.com:8001?'],
    [
      'nexushub.com:8002 --insecure nexushub.com:8002',
      'Did you mean registry-client setup --registry nexushub.com:8002 --insecure nexushub.com:8002?',
    ],
    ['192.168.129.112:10001', 'Did you mean registry-client setup --registry 192.168.129.112:10001?'],
    ['alpine:3.19', 'Did you mean registry-client explain alpine:3.19?'],
    ['postgres:16 redis:7.2', 'Did you mean registry-client explain postgres:16 redis:7.2?'],
    ['-y rollback 3', 'Did you mean registry-client rollback -y 3?'],
    ['rollback --mirror http://a', 'It is an option of other commands: setup, remove, cloud-init'],
  ])('%s: %s', async (line, hint) => expect(await printed(line)).toContain(hint));

  it('is repeated without a password, and as one word', async () => {
    expect(await printed('http://u:secret@a')).toContain('http://***@a');
    expect(await printed('http://a;reboot')).toContain("'http://a;reboot'");
  });
});

describe('no command', () => {
  it('prints on a terminal what there is', () => {
    const read = readCommandLine([], help, 80);
    if (read.ok) throw new Error('a command');
    const { text = '' } = read.error;
    expect(exitCodeOf(read.error)).toBe(64);
    expect(text).toContain('Usage: registry-client');
    expect(text).toMatch(/^ {2}rollback \[ID\] +put back/m);
    expect(text).toContain('registry-client setup --mirror');
    expect(text).not.toContain('--state-dir');
  });

  it('is one sentence in a script', async () => {
    expect((await run([])).stderr).toMatch(/^error: COMMAND: .*\n {2}Expected: setup, /);
  });

  it.each([
    ['en', help, en],
    ['zh', chinese, zh],
  ] as const)('fits on the terminal: %s', (_name, texts, language) => {
    for (const width of [40, 60, 80]) {
      const wide = shortHelp(texts, width)
        .split('\n')
        .slice(1)
        .filter((line) => !line.startsWith('  registry-client') && widthOf(line) > width);
      expect(wide).toEqual([]);
    }
    const read = readCommandLine(['rollback', '--mirror', 'x'], texts);
    if (read.ok) throw new Error('understood');
    for (const each of read.error.findings)
      expect(sentenceOf(each, language).hint).toContain('setup, remove');
  });
});
