// What is in a package, of either format: every file with its mode.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { commandTree } from '../../src/command-line/tree.ts';
import { bashCompletions } from '../../src/completions/bash.ts';
import { fishCompletions } from '../../src/completions/fish.ts';
import { zshCompletions } from '../../src/completions/zsh.ts';
import { help } from '../../src/report/languages/en/help.ts';
import { help as chineseHelp } from '../../src/report/languages/zh/help.ts';
import { copyright } from './copyright.ts';
import { executableOf } from './executable.ts';
import { manPage } from './man-page.ts';
import type { Platform } from './platforms.ts';
import { PROJECT } from './project.ts';

export type Content =
  | { readonly kind: 'directory' }
  | { readonly kind: 'copy'; readonly of: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export interface Entry {
  /** Absolute, on the host. */
  readonly path: string;
  readonly mode: number;
  readonly content: Content;
}

export interface PackageOptions {
  readonly platform: Platform;
  readonly version: string;
  /** Seconds since 1970. */
  readonly time: number;
  /** Where this format's distributions look for completions of zsh. */
  readonly zshFolder: string;
}

/** Where units are on every release, also on those that have /lib beside /usr/lib. */
const UNITS = '/usr/lib/systemd/system';

const SHARED = join(PROJECT, 'packaging');

/** Every file and every folder of our own, sorted by path. */
export async function packageContents(options: PackageOptions): Promise<readonly Entry[]> {
  const { platform, version, time, zshFolder } = options;
  const program = commandTree(help);
  const entries = [
    copy('/usr/bin/registry-client', executableOf(platform), 0o755),
    ...unitFiles('systemd', UNITS),
    zipped('/usr/share/man/man1/registry-client.1.gz', manPage(help, version, time)),
    zipped('/usr/share/man/zh_CN/man1/registry-client.1.gz', manPage(chineseHelp, version, time)),
    text('/usr/share/bash-completion/completions/registry-client', bashCompletions(program)),
    text(`${zshFolder}/_registry-client`, zshCompletions(program)),
    text('/usr/share/fish/vendor_completions.d/registry-client.fish', fishCompletions(program)),
    ...copyIfThere('/usr/share/registry-client/config.schema.json', join(SHARED, 'config.schema.json')),
    copy('/usr/share/doc/registry-client/examples/config.json5', join(SHARED, 'examples/config.json5')),
    text('/usr/share/doc/registry-client/copyright', await copyright()),
    directory('/etc/registry-client', 0o755),
    // The program makes it with this mode, too.
    directory('/var/lib/registry-client', 0o711),
  ];
  return [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function unitFiles(folder: string, target: string): readonly Entry[] {
  return readdirSync(join(SHARED, folder), { withFileTypes: true }).flatMap((each) =>
    each.isDirectory()
      ? unitFiles(join(folder, each.name), `${target}/${each.name}`)
      : [copy(`${target}/${each.name}`, join(SHARED, folder, each.name))],
  );
}

function directory(path: string, mode: number): Entry {
  return { path, mode, content: { kind: 'directory' } };
}

function copy(path: string, of: string, mode = 0o644): Entry {
  return { path, mode, content: { kind: 'copy', of } };
}

function copyIfThere(path: string, of: string): readonly Entry[] {
  return existsSync(of) ? [copy(path, of)] : [];
}

function text(path: string, content: string): Entry {
  return { path, mode: 0o644, content: { kind: 'bytes', bytes: Buffer.from(content) } };
}

/** Node.js writes no time and no name into the header: the same bytes every time. */
export function zipped(path: string, content: string): Entry {
  return { path, mode: 0o644, content: { kind: 'bytes', bytes: gzipSync(content, { level: 9 }) } };
}
