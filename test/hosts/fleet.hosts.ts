// Many hosts at once: Ansible over ssh, and ten hosts that each set themselves up.

import { beforeAll, describe, inject } from 'vitest';
import { type Lab, openLab } from './lab/lab.ts';
import { describeAnsible } from './scenarios/ansible.ts';
import { describeInstalling } from './scenarios/ansible-install.ts';
import { describeTenHosts } from './scenarios/ten-hosts.ts';

describe('fleet', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab(inject('lab'));
  });
  describeAnsible(() => lab);
  describeInstalling(() => lab);
  describeTenHosts(() => lab);
});
