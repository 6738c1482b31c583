// Where containerd keeps what, and its versions.

import type { AbsPath } from '../../model/file.ts';

export const ENGINE = 'containerd';
/** As images' names have it. */
export const HUB = 'docker.io';
export const UNIT = 'containerd.service';
export const MAIN: AbsPath = '/etc/containerd/config.toml';
/** Where config_path leads on hosts that people have set up by its documentation. */
export const CERTS_ROOT: AbsPath = '/etc/containerd/certs.d';
export const SOCKET: AbsPath = '/run/containerd/containerd.sock';
/** The key of config.toml that says where hosts.toml files are looked for. */
export const CONFIG_PATH = 'config_path';

/** @returns undefined where the version is not known */
export function isAtLeast(version: string | null, needed: string): boolean | undefined {
  const [major, minor] = numbersOf(version ?? '');
  const [wantedMajor = 0, wantedMinor = 0] = numbersOf(needed);
  if (major === undefined || minor === undefined) return undefined;
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function numbersOf(version: string): readonly number[] {
  return (/^(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
}

/**
 * Whether pulls for Kubernetes take a config_path with several folders for the name of one, so that no hosts.toml counts:
 * from 2.1 on, where they go through the transfer service (found with 2.1.9).
 */
export function takesOneFolder(version: string | null): boolean {
  return isAtLeast(version, '2.1') === true;
}
