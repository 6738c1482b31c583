// The package for Debian, Ubuntu and their like.

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Entry, packageContents, zipped } from './contents.ts';
import type { Platform } from './platforms.ts';
import { OUTPUT, PROJECT, run } from './project.ts';
import { stage } from './stage.ts';

/** How much time is taken: for people who download it, or for tests. */
export type Compression = 'small' | 'fast';

export type DebArchitecture = 'amd64' | 'arm64';

export interface DebOptions {
  readonly platform: Platform;
  readonly architecture: DebArchitecture;
  readonly version: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly compression: Compression;
}

const MAINTAINER = 'registry-client <registry-client@localhost>';

/** @returns the package's file */
export async function makeDeb(options: DebOptions): Promise<string> {
  const { architecture, version, time, compression } = options;
  const contents = await packageContents({ ...options, zshFolder: '/usr/share/zsh/vendor-completions' });
  const size = contents.reduce((sum, entry) => sum + kibibytes(entry), 0);
  const changelog = `/usr/share/doc/registry-client/changelog.gz`;
  const folder = join(OUTPUT, 'stage', `deb-${architecture}`);
  const file = join(OUTPUT, 'packages', `registry-client_${version}_${architecture}.deb`);
  stage(
    folder,
    [
      ...contents,
      zipped(changelog, changelogText(version, time)),
      control('control', controlText(version, architecture, size), 0o644),
      ...['postinst', 'prerm', 'postrm'].map((name) =>
        control(name, readFileSync(join(PROJECT, 'packaging/debian', name), 'utf8'), 0o755),
      ),
    ],
    time,
  );
  // Not zstd: the dpkg of Debian 11 cannot read it.
  const packed = compression === 'small' ? ['-Zxz', '-z6'] : ['-Zgzip', '-z1'];
  run('dpkg-deb', ['--root-owner-group', ...packed, '--build', folder, file], {
    environment: { ...process.env, SOURCE_DATE_EPOCH: String(time) },
  });
  return file;
}

function control(name: string, text: string, mode: number): Entry {
  return { path: `/DEBIAN/${name}`, mode, content: { kind: 'bytes', bytes: Buffer.from(text) } };
}

function kibibytes({ content }: Entry): number {
  switch (content.kind) {
    case 'directory':
      return 1;
    case 'copy':
      return Math.ceil(statSync(content.of).size / 1024);
    case 'bytes':
      return Math.ceil(content.bytes.length / 1024);
  }
}

/** libc6: the oldest that the runtime asks for. flock(1) is in util-linux, which is essential and so not named. */
function controlText(version: string, architecture: DebArchitecture, size: number): string {
  return `Package: registry-client
Version: ${version}
Architecture: ${architecture}
Maintainer: ${MAINTAINER}
Installed-Size: ${size}
Depends: libc6 (>= 2.17)
Section: admin
Priority: optional
Description: private registries and mirrors for Docker and Podman
 Edits the configuration of Docker and Podman, activates it, checks that the
 engines have it, and takes everything back when they do not, or when asked to.
 .
 An agent keeps a host as /etc/registry-client/config.json5 says; without that
 file it does nothing.
`;
}

function changelogText(version: string, time: number): string {
  const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000');
  return `registry-client (${version}) unstable; urgency=medium

  * See the history of the project.

 -- ${MAINTAINER}  ${date}
`;
}
