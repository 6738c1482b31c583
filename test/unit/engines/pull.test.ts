// Who served a pull, by what Podman writes at its debug level. The lines are those of real pulls.

import { describe, expect, it } from 'vitest';
import { serverIn } from '../../../src/engines/podman/pull.ts';

const line = (message: string): string => `time="2026-11-21T22:00:00Z" level=debug msg="${message}"`;
const trying = (name: string): string => line(`Trying to access \\"${name}\\"`);
const failed = (name: string, why: string): string => line(`Accessing \\"${name}\\" failed: ${why}`);

const MIRROR = 'nexushub.com:8001/library/alpine:3.19';
const HUB = 'docker.io/library/alpine:3.19';

describe('the server of a pull', () => {
  it.each([
    ['the mirror', [trying(MIRROR), line('GET http://nexushub.com:8001/v2/')], 'nexushub.com:8001'],
    [
      'the hub behind a mirror',
      [trying(MIRROR), failed(MIRROR, 'manifest unknown'), trying(HUB)],
      'registry-1.docker.io',
    ],
    ['nobody', [trying(MIRROR), failed(MIRROR, 'x'), trying(HUB), failed(HUB, 'denied')], undefined],
    ['without quotes that are escaped', [`Trying to access "${MIRROR}"`], 'nexushub.com:8001'],
    ['nothing said', [line('parsed reference')], undefined],
  ] as const)('is %s', (_title, lines, expected) => {
    expect(serverIn(lines.join('\n'))).toBe(expected);
  });
});
