// Sentences about a hosts.toml.

import type { HostsTomlFindings } from '../../../model/findings/hosts-toml.ts';
import { fileOf } from '../place-words.ts';
import type { Sentences } from '../sentence.ts';

export const hostsTomlSentences = {
  HOSTS_TOML_FOREIGN: ({ upstream, by }, place) => ({
    message:
      by === fileOf(place)
        ? `${by} was written by somebody else and says where images of ${upstream} come from; it stays as it is.`
        : `${by} was put there by somebody else; a hosts.toml beside it would put it out of use for ${upstream}.`,
    hint:
      by === fileOf(place) && !by.includes('/_default/')
        ? `Add the mirrors to ${by} by hand; or, if nothing needs it: mv '${by}' '${by}.unused', and run this again.`
        : `See who needs it. If nobody does: mv '${by}' '${by}.unused', and run this again.`,
  }),
  HOSTS_TOML_EDITED: ({ upstream }, place) => ({
    message: `${fileOf(place)} was written by registry-client, and somebody has changed it since; the change would be lost.`,
    hint: `Ask for what was added with registry-client setup (for example --mirror ${upstream}=URL) after taking your lines out; or keep the file as yours: mv '${fileOf(place)}' '${fileOf(place)}.mine', run this again, and compare the two.`,
  }),
} satisfies Sentences<HostsTomlFindings>;
