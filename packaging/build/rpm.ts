// The package for Red Hat Enterprise Linux, Fedora, SUSE and their like, made with the rpm tools of Debian.

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Entry, packageContents } from './contents.ts';
import type { Compression } from './deb.ts';
import type { Platform } from './platforms.ts';
import { OUTPUT, PROJECT, run } from './project.ts';
import { stage } from './stage.ts';

export type RpmArchitecture = 'x86_64' | 'aarch64';

export interface RpmOptions {
  readonly platform: Platform;
  readonly architecture: RpmArchitecture;
  readonly version: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly compression: Compression;
}

const PRESET = 'packaging/rpm/80-registry-client.preset';

/** @returns the package's file */
export async function makeRpm(options: RpmOptions): Promise<string> {
  const { architecture, version, time, compression } = options;
  const contents: readonly Entry[] = [
    ...(await packageContents({ ...options, zshFolder: '/usr/share/zsh/site-functions' })),
    {
      path: '/usr/lib/systemd/system-preset/80-registry-client.preset',
      mode: 0o644,
      content: { kind: 'copy', of: join(PROJECT, PRESET) },
    },
  ];
  const top = join(OUTPUT, 'stage', `rpm-${architecture}`);
  rmSync(top, { recursive: true, force: true });
  const staged = join(top, 'root');
  stage(staged, contents, time);
  const listed = join(top, 'files');
  writeFileSync(listed, contents.map(fileLine).join(''));
  const defines = {
    _topdir: top,
    _rpmdir: join(top, 'made'),
    _tmppath: top,
    staged,
    listed,
    given_version: version,
    // Nothing of this machine and of this hour may be in it.
    _buildhost: 'localhost',
    _build_name_fmt: `registry-client-${version}-1.${architecture}.rpm`,
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
    source_date_epoch_from_changelog: '0',
    // Not zstd: the rpm of RHEL 7 cannot read it.
    _binary_payload: compression === 'small' ? 'w6.xzdio' : 'w1.gzdio',
    // A stripped executable has lost the program that is appended to it.
    __os_install_post: '%{nil}',
    debug_package: '%{nil}',
    _build_id_links: 'none',
  };
  const words = Object.entries(defines).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  run('rpmbuild', ['-bb', '--quiet', '--target', `${architecture}-linux`, ...words, spec()], {
    environment: { ...process.env, SOURCE_DATE_EPOCH: String(time) },
  });
  const file = join(OUTPUT, 'packages', `registry-client-${version}-1.${architecture}.rpm`);
  mkdirSync(join(OUTPUT, 'packages'), { recursive: true });
  renameSync(join(top, 'made', `registry-client-${version}-1.${architecture}.rpm`), file);
  return file;
}

function spec(): string {
  return join(PROJECT, 'packaging/rpm/registry-client.spec');
}

function fileLine({ path, mode, content }: Entry): string {
  const kind = content.kind === 'directory' ? '%dir ' : path.startsWith('/usr/share/doc/') ? '%doc ' : '';
  return `${kind}%attr(${mode.toString(8).padStart(4, '0')}, root, root) ${path}\n`;
}
