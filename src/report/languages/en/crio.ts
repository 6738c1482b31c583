// What the findings about CRI-O say.

import type { CrioFindings } from '../../../model/findings/crio.ts';
import { fileOf } from '../place-words.ts';
import type { Sentences } from '../sentence.ts';
import { wordList } from './words.ts';

export const crioSentences = {
  FILES_OF_OPERATOR: ({ by, listed }, place) => ({
    message: listed
      ? `This is a node of OpenShift: its machine-config operator wrote ${fileOf(place)} (${by} names it), and a change here would make the node "Degraded" and be undone.`
      : `This is a node of OpenShift (${by}): its machine-config operator keeps ${fileOf(place)}, and would undo a change here.`,
    hint: 'Ask for it in the cluster: mirrors by an ImageDigestMirrorSet or ImageTagMirrorSet, CAs, insecure registries and the search list in image.config.openshift.io/cluster (oc edit image.config.openshift.io/cluster).',
  }),
  CRIO_READS_ANOTHER: ({ file, by }, place) => ({
    message: `CRI-O was started with ${by} and reads ${file} in place of ${fileOf(place)}.`,
    hint: `Take ${by} out (see systemctl cat crio.service and /etc/sysconfig/crio), then run systemctl restart crio, and this again.`,
  }),
  CRIO_SILENT: ({ logLevel, unit }) => ({
    message: `CRI-O tells only in its journal which registries it has loaded, and not with log_level "${logLevel}": after a reload nobody could tell whether it has taken up the change.`,
    hint: `Set log_level = "info" in /etc/crio/crio.conf and run systemctl reload ${unit}, then this again; or add --apply restart, which leaves the containers running.`,
  }),
  CRIO_SHORT_NAMES: ({ search }, place) => ({
    message: `CRI-O refuses short names while ${search.length} registries are searched (${wordList(search)}): "short name mode is enforcing, but image name … returns ambiguous list".`,
    hint: `Use full names in pods (docker.io/library/redis), or set short_name_mode = "disabled" in ${fileOf(place)} under [crio.image] and restart CRI-O: it then tries them in turn.`,
  }),
  CRIO_OLD_LIST: ({ key, values, counts }, place) => ({
    message: counts
      ? `${key} in ${fileOf(place)} (${wordList(values)}) still counts beside registries.conf; from version 1.35 on CRI-O ignores it.`
      : `${key} in ${fileOf(place)} (${wordList(values)}) is ignored by current versions of CRI-O: registries.conf counts.`,
    hint:
      key === 'insecure_registries'
        ? `Ask for the same here: ${values.map((value) => `--insecure ${value}`).join(' ')}; then take the list out there.`
        : `Ask for the same here: ${values.map((value) => `--search ${value}`).join(' ')}; then take the list out there.`,
  }),
} satisfies Sentences<CrioFindings>;
