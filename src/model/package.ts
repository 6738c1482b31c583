// What this program is called where it is installed by its name, and what npm calls the file.

export const PACKAGE = 'registry-client';

/** The file that `npm pack` makes of a version. */
export function tarballOf(version: string): string {
  return `${PACKAGE}-${version}.tgz`;
}
