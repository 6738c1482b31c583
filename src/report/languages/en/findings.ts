// English: the sentence of every finding, over all areas.

import type { FindingArguments } from '../../../model/finding.ts';
import type { Sentences } from '../sentence.ts';
import { agentSentences } from './agent.ts';
import { buildkitSentences } from './buildkit.ts';
import { caSentences } from './ca.ts';
import { containerdSentences } from './containerd.ts';
import { crioSentences } from './crio.ts';
import { dockerSentences } from './docker.ts';
import { generalSentences } from './general.ts';
import { hostsTomlSentences } from './hosts-toml.ts';
import { podmanSentences } from './podman.ts';
import { probeSentences } from './probe.ts';
import { rancherSentences } from './rancher.ts';
import { registrySentences } from './registry.ts';
import { routeSentences } from './route.ts';
import { transactionSentences } from './transaction.ts';
import { useSentences } from './use.ts';

export const findings: Sentences<FindingArguments> = {
  ...generalSentences,
  ...agentSentences,
  ...buildkitSentences,
  ...caSentences,
  ...containerdSentences,
  ...crioSentences,
  ...dockerSentences,
  ...hostsTomlSentences,
  ...podmanSentences,
  ...probeSentences,
  ...routeSentences,
  ...rancherSentences,
  ...registrySentences,
  ...transactionSentences,
  ...useSentences,
};
