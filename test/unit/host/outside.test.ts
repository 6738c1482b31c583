// How a program is started outside of the unit around us.

import { expect, it } from 'vitest';
import { commandOutside } from '../../../src/host/outside.ts';

it('hands over the program, its words and its whole environment, and sets the limit', () => {
  const command = {
    program: 'podman',
    arguments: ['info', '--format', 'json'],
    timeout: 1500,
    outside: true,
  };
  expect(commandOutside('/usr/bin/podman', command, { LANG: 'C.UTF-8', A: 'b c' })).toEqual({
    program: 'systemd-run',
    arguments: [
      ...['--quiet', '--pipe', '--wait', '--collect', '--property=RuntimeMaxSec=1500ms'],
      ...['--setenv=LANG=C.UTF-8', '--setenv=A=b c', '--', '/usr/bin/podman', 'info', '--format', 'json'],
    ],
    timeout: 1500,
  });
});
