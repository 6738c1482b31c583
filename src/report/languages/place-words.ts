// Words about the place of a finding that are the same in every language.

import type { FindingPlace } from '../../model/finding.ts';

export function fileOf({ path }: FindingPlace): string {
  return path ?? 'FILE';
}

export function nameOf(place: FindingPlace): string {
  return fileOf(place).replace(/^.*\//, '');
}

export function folderOf(place: FindingPlace): string {
  return fileOf(place).replace(/\/[^/]*$/, '');
}

export function keyOf(place: FindingPlace): string {
  return nameOf(place).replace(/cert$/, 'key');
}
