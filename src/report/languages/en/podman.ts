// Sentences about Podman and registries.conf.

import type { FindingPlace } from '../../../model/finding.ts';
import type { HidingReason, PodmanFindings } from '../../../model/findings/podman.ts';
import { fileOf } from '../place-words.ts';
import type { Sentence, Sentences } from '../sentence.ts';
import { wordList } from './words.ts';

type Hidden = PodmanFindings['HIDDEN_BY'];

export const podmanSentences = {
  VERSION_1: () => ({
    message:
      'The file is in the old v1 format ([registries.search] …); a file that mixes it with the v2 keys needed here is refused as a whole.',
    hint: 'Run the same command with --convert: it turns the file into v2 with the same meaning, and rollback brings it back.',
  }),
  VERSION_1_DROP_IN: (_, place) => ({
    message: 'The file is in the old v1 format, which is refused here: every pull fails because of it.',
    hint: `If nothing needs it: mv '${fileOf(place)}' '${fileOf(place)}.unused'; otherwise write its entries as [[registry]] tables.`,
  }),
  MISPLACED_KEY: ({ key }, place) => ({
    message: `${key} is ignored here, because a key behind a [table] belongs to that table.`,
    hint: `Move the line with ${key} above the first line that begins with [ in ${fileOf(place)}, or take it out; then run this again.`,
  }),
  CONF_DOUBTFUL: ({ reason, detail }) => ({
    message: doubtful(reason, detail),
    hint: 'Nothing is changed about it; correct it if it was meant to have an effect.',
  }),
  HIDDEN_BY: (args, place) => hiding[args.reason](args, place),
  WOULD_HIDE: ({ hidden }, place) => ({
    message: `There is no such file yet, and a new one would put ${hidden}, with all that is in it, out of use.`,
    hint: `Run the same command with --drop-in; or start from a copy: cp '${hidden}' '${fileOf(place)}'`,
  }),
  DANGLING_LINK: (_, place) => ({
    message: 'This link leads nowhere; what reads these files refuses to work at all because of it.',
    hint: `See where it should lead: ls -l '${fileOf(place)}'. If nothing needs it: rm '${fileOf(place)}'`,
  }),
  VERSION_TOO_OLD: ({ what, installed, needed }) => ({
    message: `The installed version, ${installed}, does not know ${what}; that came with ${needed}.`,
    hint: 'Update the engine first.',
  }),
  MOVED_TO_DROP_IN: ({ from }) => ({
    message: `The entries of registry-client in ${from} move to its drop-in; later runs keep them there.`,
    hint: 'To have them in the main file again: registry-client remove --all, then setup without --drop-in.',
  }),
  STAYS_IN_DROP_IN: () => ({
    message:
      'The file does not ask for the drop-in (drop-in: true), but the entries stay there: they are not moved.',
    hint: 'To have them in the main file: setup --config with a file that says {}, then with this one. What flags put in keeps all of them there until it is removed, too: registry-client remove --all',
  }),
  SHORT_NAMES_ENFORCED: ({ search }, place) => ({
    message: `short-name-mode is "enforcing": with ${search.length} search registries (${wordList(search)}) a pull by short name fails where there is no terminal to ask on.`,
    hint: `In scripts use full names (docker.io/library/redis), or set short-name-mode = "permissive"${place.path === undefined ? '' : ` in ${place.path}`}.`,
  }),
  ALIASES_FIRST: ({ names, target }) => ({
    message: `Short names with an alias (${wordList(names)} …) go to ${target} and never through the search list.`,
    hint: `To serve them from your registry, too: add --mirror ${target}=URL.`,
  }),
  LOCATION_REFUSED: ({ location, prefix }, place) => ({
    message: `No image below ${prefix} can be pulled: the location "${location}" is no host with a dot or a port. The error is "rewriting reference: repository name must be canonical".`,
    hint: `In ${fileOf(place)}, write it with its port: location = "${location.replace(/^[^/]*/, (host) => `${host}:443`)}"`,
  }),
  UNREADABLE_FOR_USERS: ({ mode }, place) => ({
    message: `The file has mode ${mode}: users other than root cannot read it, and their Podman fails with "permission denied".`,
    hint: `chmod 644 '${fileOf(place)}'`,
  }),
} satisfies Sentences<PodmanFindings>;

type Words = (args: Hidden, place: FindingPlace) => Sentence;

const hiding = {
  'same-prefix': ({ entry, by, dropInHelps }, place) => ({
    message: `${entry} would have no effect: the table for ${by} here replaces the one of an earlier file with all that is in it.`,
    hint: dropInHelps
      ? 'Run the same command with --drop-in: our file is read later and repeats what it replaces. Or take that table out.'
      : `Take the table for ${by} out of ${fileOf(place)}, or write the entry into it by hand.`,
  }),
  'longer-prefix': ({ entry, by }, place) => ({
    message: `${entry} would not be used for the images below ${by}: only the table with the longest prefix applies, and that is this one.`,
    hint: `If nothing needs it, take the table for ${by} out of ${fileOf(place)}; otherwise write the mirror into it, too.`,
  }),
  'search-list': ({ entry, by, dropInHelps }, place) => ({
    message: `${entry} would have no effect: ${by} here replaces the list.`,
    hint: dropInHelps
      ? 'Run the same command with --drop-in: our file is read later and repeats that list. Or take the list out there.'
      : `Take the list out of ${fileOf(place)}, or write the entry into it by hand.`,
  }),
  blocked: ({ entry, by }, place) => ({
    message: `${entry} would have no effect: the table for ${by} here says blocked = true.`,
    hint: `Take that line out of ${fileOf(place)} if the registry may be used.`,
  }),
  'digest-only': ({ entry, by }, place) => ({
    message: `${entry} is used for a part of the pulls only: the table for ${by} here limits it to digests or to tags.`,
    hint: `See mirror-by-digest-only and pull-from-mirror in ${fileOf(place)}.`,
  }),
  'user-file': ({ entry, by }) => ({
    message: `${entry} would have no effect for this user: because ${by} exists, the system's files are not read at all.`,
    hint: `If nothing needs it: mv '${by}' '${by}.unused'`,
  }),
  environment: ({ entry, by, dropInHelps }) => ({
    message: `${entry} would have no effect in this session: CONTAINERS_REGISTRIES_CONF names ${by} in its place.`,
    hint: dropInHelps
      ? 'Run: unset CONTAINERS_REGISTRIES_CONF (see where it is set: grep -r CONTAINERS_REGISTRIES_CONF /etc/environment /etc/profile.d ~/.profile); or use --drop-in.'
      : 'Run: unset CONTAINERS_REGISTRIES_CONF (see where it is set: grep -r CONTAINERS_REGISTRIES_CONF /etc/environment /etc/profile.d ~/.profile).',
  }),
} satisfies Record<HidingReason, Words>;

function doubtful(reason: string, detail: Readonly<Record<string, string>>): string {
  const { key = 'a key', prefix, value } = detail;
  switch (reason) {
    case 'UNKNOWN_KEY':
      return `The key ${key} is not known and ignored.`;
    case 'DUPLICATE_KEY':
      return `There is a second table for ${prefix ?? key}; the first one counts, and this one is ignored.`;
    case 'MIXED_VERSIONS':
      return 'There are empty v1 tables beside v2 keys; Podman 4.4 and later refuse such a file.';
    default: {
      const words = [detail.reason ?? reason, key === 'a key' ? '' : key, prefix ?? '', value ?? ''];
      return `This may not have the effect that it seems to have (${words.filter((word) => word !== '').join(', ')}).`;
    }
  }
}
