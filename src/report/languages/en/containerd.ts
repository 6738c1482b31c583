// What the findings about containerd say.

import type { ContainerdFindings } from '../../../model/findings/containerd.ts';
import { fileOf } from '../place-words.ts';
import type { Sentences } from '../sentence.ts';

export const containerdSentences = {
  CONFIG_PATH_MISSING: ({ unit }, place) => ({
    message: `${fileOf(place)} has no config_path: containerd looks into no hosts.toml when it pulls for Kubernetes.`,
    hint: `Ask with --convert: registry-client setup --convert sets config_path there, too, and restarts ${unit}; containers go on running where the unit has KillMode=process, as it comes.`,
  }),
  CONTAINERD_TOO_OLD: ({ installed, needed }) => ({
    message: `containerd ${installed} knows neither config_path nor hosts.toml; they came with ${needed}.`,
    hint: 'Update containerd first.',
  }),
  CONFIG_INLINE_REGISTRIES: ({ keys }, place) => ({
    message: `${fileOf(place)} has registries of its own (${keys.join(', ')}), which exclude hosts.toml files: with both, containerd says "cannot be set when \`config_path\` is provided" and Kubernetes can pull nothing.`,
    hint: `Take those tables out of ${fileOf(place)} and ask for the same here: --mirror UPSTREAM=URL, --ca, --insecure; with --convert.`,
  }),
  CONFIG_PATH_LIST: ({ configPath, folder }, place) => ({
    message: `config_path in ${fileOf(place)} is "${configPath}", which is not the full path of one folder: when it pulls for Kubernetes, this containerd looks elsewhere and finds no hosts.toml.`,
    hint: `Name one folder: config_path = "${folder}"; then systemctl restart containerd, and run this again.`,
  }),
  CRI_DISABLED: (_, place) => ({
    message: `disabled_plugins in ${fileOf(place)} switches off what Kubernetes talks to: only nerdctl, and ctr with --hosts-dir, use these files.`,
    hint: 'If Kubernetes is to use this containerd, take "cri" out of disabled_plugins and restart containerd.',
  }),
  CONFIG_NEWER_THAN_DAEMON: (_, place) => ({
    message: `${fileOf(place)}, or a file that it imports, was changed after containerd was started: it reads them at its start alone.`,
    hint: 'To have it take up what stands there: systemctl restart containerd',
  }),
} satisfies Sentences<ContainerdFindings>;
