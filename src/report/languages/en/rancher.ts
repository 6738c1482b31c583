// Sentences about k3s and rke2.

import type { RancherFindings } from '../../../model/findings/rancher.ts';
import { fileOf } from '../place-words.ts';
import type { Sentences } from '../sentence.ts';
import { wordList } from './words.ts';

const YAML_REASONS = {
  alias: [
    'what would be changed stands somewhere else, behind an alias (*name)',
    'Write it out in place of the alias.',
  ],
  anchor: [
    'what would be changed has an anchor (&name), so other places would change along with it',
    'Write it out in the other places and take the anchor away.',
  ],
  'merge-key': [
    'a merge key (<<) adds to what stands here',
    'Write out what it adds and take the merge key away.',
  ],
  documents: ['a second document begins here, which nobody reads', 'Keep one document.'],
  layout: [
    'it is written in a way in which it is not edited',
    'Write each key in a line of its own (key: value), each element too (- element), without "? " and "...".',
  ],
} as const satisfies Record<RancherFindings['YAML_REFUSED']['reason'], readonly [string, string]>;

export const rancherSentences = {
  YAML_REFUSED: ({ reason }) => ({
    message: `The file is left as it is: ${YAML_REASONS[reason][0]}.`,
    hint: `${YAML_REASONS[reason][1]} Then run the command again; nothing was changed.`,
  }),
  RANCHER_OTHER_RUNTIME: ({ option }, { engine = 'this engine', ...place }) => ({
    message: `${engine} runs with --${option}, so its own containerd is not used and ${fileOf(place)} has no effect.`,
    hint: 'Set up the engine that it uses instead, with --engine.',
  }),
  RANCHER_CA_TAKEN: ({ host, file }, place) => ({
    message: `${fileOf(place)} names ${file} as the CA of ${host}, and that file does not have this CA.`,
    hint: `Add the certificate to ${file} by hand; or take out the ca_file of ${host} and run this again.`,
  }),
  RANCHER_CA_MISSING: ({ host, file }, place) => ({
    message: `${fileOf(place)} names ${file} as the CA of ${host}, and there is no certificate: every pull from it fails.`,
    hint: `Put the certificate there; or take the ca_file of ${host} out.`,
  }),
  RANCHER_FALLS_BACK: ({ upstream }) => ({
    message: `An image that no mirror has is still asked of ${upstream} itself.`,
    hint: 'Where that must not be, start it with disable-default-registry-endpoint: true in config.yaml (versions from 2024-01 on).',
  }),
  RANCHER_LEAVES_WILDCARD: ({ registry }) => ({
    message: `With an entry of its own, ${registry} no longer goes by the entry "*" for all registries.`,
    hint: `Where it should go by both, name what stands under "*" for ${registry} too.`,
  }),
  RANCHER_INSECURE_IS_TLS: ({ host }, { engine = 'this engine' }) => ({
    message: `${engine} will not verify the certificate of ${host}; it still speaks TLS with it.`,
    hint: `Where ${host} speaks plain HTTP: --mirror ${host}=http://${host}`,
  }),
  RANCHER_RESTART: ({ unit, role, keepsPods, controlPlane }) => ({
    message: `A restart of ${unit}: ${role === 'server' ? `${wordList(controlPlane)} of this server, and its kubelet, are` : 'the kubelet of this node is'} away for a moment. ${keepsPods ? 'The pods go on running.' : 'KillMode of the unit is not process: every pod of this node stops.'}`,
    hint: keepsPods
      ? 'Restart one node after the other, servers first.'
      : `To keep the pods, set KillMode=process: systemctl edit ${unit}`,
  }),
} satisfies Sentences<RancherFindings>;
