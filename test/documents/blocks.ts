// The documents as data: their headings, links and code blocks, and the commands in a block.

import fs from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

export interface Block {
  readonly document: string;
  /** Its place among the blocks of the document, from 1. */
  readonly number: number;
  /** The nearest heading above it: blocks of one section are typed one after the other on one host. */
  readonly section: string;
  readonly language: string;
  readonly body: string;
}

export interface ShellCommand {
  readonly text: string;
  /** What the document shows of its output; undefined where it shows none. */
  readonly output: string | undefined;
}

const inProject = (file: string): string => `${PROJECT}${file}`;

/** Every document for readers of the project, by its path from the top folder. */
export const DOCUMENTS: readonly string[] = [
  ...['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].filter((file) =>
    fs.existsSync(inProject(file)),
  ),
  ...fs
    .readdirSync(inProject('docs'))
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => `docs/${file}`),
];

export function readDocument(document: string): string {
  return fs.readFileSync(inProject(document), 'utf8');
}

const FENCE = /^```(.*)$/;

/** Puts another text into a block. */
export function rewriteBlock({ document, number }: Block, body: string): void {
  let found = 0;
  const text = readDocument(document).replace(/^(```[^\n]*\n).*?^```$/gms, (whole, fence: string) => {
    found += 1;
    return found === number ? `${fence}${body}\`\`\`` : whole;
  });
  fs.writeFileSync(inProject(document), text);
}

/** The fenced blocks, in their order. A fence that is indented is none to this reader, see the test of the documents. */
export function blocksOf(document: string, text: string = readDocument(document)): readonly Block[] {
  const blocks: Block[] = [];
  let section = '';
  let open: { readonly language: string; readonly lines: string[] } | undefined;
  for (const line of text.split('\n')) {
    const fence = FENCE.exec(line);
    if (open === undefined) {
      if (fence !== null) open = { language: fence[1] ?? '', lines: [] };
      else section = /^#{1,6} (.*)$/.exec(line)?.[1] ?? section;
    } else if (fence === null) {
      open.lines.push(line);
    } else {
      const body = open.lines.map((one) => `${one}\n`).join('');
      blocks.push({ document, number: blocks.length + 1, section, language: open.language, body });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`${document}: the last block has no end`);
  return blocks;
}

export const ALL_BLOCKS: readonly Block[] = DOCUMENTS.flatMap((document) => blocksOf(document));

/** The text outside of code blocks. */
export function proseOf(document: string): string {
  return readDocument(document).replace(/^```.*?^```$/gms, '');
}

export interface Heading {
  readonly level: number;
  /** As GitHub links to it. */
  readonly anchor: string;
}

export function headingsOf(document: string): readonly Heading[] {
  return [...proseOf(document).matchAll(/^(#{1,6}) (.*)$/gm)].map(([, marks = '', title = '']) => ({
    level: marks.length,
    anchor: title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  }));
}

/** A link to a file of the project, from its top folder, and the heading in it ('' for none). */
export interface Link {
  readonly file: string;
  readonly heading: string;
}

export function linksOf(document: string): readonly Link[] {
  return [...proseOf(document).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', heading = ''] = target.split('#');
      return { file: file === '' ? document : posix.join(posix.dirname(document), file), heading };
    });
}

/**
 * The commands of a block of shell: `sh` has nothing else, `console` has a `$ ` before each and its output below. One may go
 * over several lines, by a backslash or a here-document.
 */
export function commandsOf({ language, body }: Block): readonly ShellCommand[] {
  const lines = body.trimEnd().split('\n');
  if (language === 'sh') return linesTogether(lines).map((text) => ({ text, output: undefined }));
  if (language !== 'console') return [];
  const commands: ShellCommand[] = [];
  for (const line of lines) {
    const last = commands.at(-1);
    if (line.startsWith('$ ')) commands.push({ text: line.slice(2), output: '' });
    else if (last === undefined) throw new Error(`output before the first command: ${line}`);
    else commands.splice(-1, 1, { ...last, output: `${last.output}${line}\n` });
  }
  return commands;
}

function linesTogether(lines: readonly string[]): readonly string[] {
  const commands: string[] = [];
  let end: string | undefined;
  let goesOn = false;
  for (const line of lines) {
    if (goesOn || end !== undefined) commands.push(`${commands.pop()}\n${line}`);
    else if (line !== '' && !line.startsWith('#')) commands.push(line);
    if (end === undefined) end = /<<-?'?(\w+)'?/.exec(line)?.[1];
    else if (line === end) end = undefined;
    goesOn = end === undefined && line.endsWith('\\');
  }
  return commands;
}

/** The words after `registry-client` of a command that runs only that, without its comment and redirections. */
export function programWords(command: string): readonly string[] | undefined {
  const [, words] = /^(?:sudo )?registry-client(?: (.*))?$/.exec(withoutComment(command)) ?? [];
  return words?.replace(/ [<>|].*$/, '').split(/ +/);
}

function withoutComment(command: string): string {
  return command.replace(/\s+#.*$/, '');
}

/** What a block shows, with other outputs in it. */
export function withOutputs(block: Block, outputs: readonly string[]): string {
  return commandsOf(block)
    .map(({ text }, index) => `$ ${text}\n${outputs[index] ?? ''}`)
    .join('');
}
