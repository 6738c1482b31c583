// A host in a temporary folder: real files and the real disk, with an engine's systemd played by the test.

import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { createHost } from '../../src/host/node-host.ts';
import type { Command, CommandResult, Disk, WriteHost } from '../../src/host/ports.ts';

export interface TempHost {
  readonly root: string;
  readonly host: WriteHost;
  write(file: string, text: string, mode?: number): void;
  text(file: string): string | undefined;
  /** Every path below the folder but the state, with type, mode and content. */
  listing(): readonly string[];
  remove(): void;
}

export interface TempHostOptions {
  /** Plays systemctl and the like; the host counts as live then. */
  readonly execute?: (command: Command) => CommandResult;
  /** Stands between the transaction and the disk. */
  readonly disk?: (disk: Disk) => Disk;
  readonly root?: string;
}

export function makeTempHost(options: TempHostOptions = {}): TempHost {
  const root = options.root ?? fs.mkdtempSync(path.join(os.tmpdir(), 'registry-client-test-'));
  fs.chmodSync(root, 0o755);
  const real = createHost({ root, timeout: 300, environment: {}, interruption: () => undefined });
  const { execute } = options;
  const played =
    execute === undefined ? {} : { live: true, query: asAsync(execute), execute: asAsync(execute) };
  const host: WriteHost = { ...real, ...played, disk: options.disk?.(real.disk) ?? real.disk };
  return {
    root,
    host,
    write: (file, text, mode = 0o644) => {
      fs.outputFileSync(path.join(root, file), text);
      fs.chmodSync(path.join(root, file), mode);
    },
    text: (file) => {
      const place = path.join(root, file);
      return fs.existsSync(place) ? fs.readFileSync(place, 'utf8') : undefined;
    },
    listing: () => listBelow(root, '/').filter((line) => !line.startsWith('/var')),
    remove: () => fs.removeSync(root),
  };
}

function asAsync(execute: (command: Command) => CommandResult): (command: Command) => Promise<CommandResult> {
  return async (command) => execute(command);
}

function listBelow(root: string, folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder))
    .sort()
    .flatMap((name) => {
      const here = path.join(folder, name);
      const stat = fs.lstatSync(path.join(root, here));
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isDirectory()) return [`${here} directory ${mode}`, ...listBelow(root, here)];
      return [`${here} file ${mode} ${fs.readFileSync(path.join(root, here)).toString('base64')}`];
    });
}
