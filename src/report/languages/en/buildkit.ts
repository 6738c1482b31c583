// What the findings about BuildKit say.

import type { BuildkitFindings } from '../../../model/findings/buildkit.ts';
import type { Sentences } from '../sentence.ts';
import { wordList } from './words.ts';

export const buildkitSentences = {
  BUILDKIT_LEFT_ALONE: ({ builders, daemon }) => ({
    message: `BuildKit is left as it is (${wordList([...(daemon ? ['buildkit.service'] : []), ...builders])}): it is changed only when it is named.`,
    hint: 'Where builds with it shall use this, too: run the same command with --engine buildkit.',
  }),
  BUILDER_FOUND: ({ builder, config, mirrors }) => ({
    message: `The builder ${builder} runs BuildKit in a container of its own, ${CONFIGS[config]}${mirrors.length === 0 ? '' : `: ${wordList(mirrors)}`}.`,
    hint: '',
  }),
  BUILDER_IGNORES: ({ builders, mirrors }) => ({
    message: `"docker buildx build" with the builders ${wordList(builders)} does not use Docker's mirrors ${wordList(mirrors)}, nor its certs.d: they run BuildKit in containers of their own.`,
    hint: "Build with Docker's own: docker buildx use default; or name the mirrors for new builders, too: registry-client setup --engine buildkit --mirror URL",
  }),
  BUILDER_OUTDATED: ({ builder, own, lines }) => ({
    message: own
      ? `The builder ${builder} was created with a configuration of its own, and does not use what is in force now.`
      : `The builder ${builder} was created with another configuration than the one in force now, and keeps it.`,
    hint: `${own ? 'Put the same into its file FILE, and when it builds nothing, make it anew' : 'When it builds nothing, make it anew'}: ${lines.join('; ')}`,
  }),
  BUILDER_ASKED: ({ builder }) => ({
    message: `This is the way of the builder ${builder}; others can have been created with another configuration.`,
    hint: 'See them with: registry-client status --engine buildkit',
  }),
  BUILDKITD_STALE: ({ unit }) => ({
    message: `The file was changed after ${unit} had been started, which reads it only then: it does not use what stands there.`,
    hint: `When it builds nothing: systemctl restart ${unit}`,
  }),
  BUILDKITD_LAYOUT: () => ({
    message:
      'The registries are written as dotted keys or as one inline table, beside which TOML lets no other table stand.',
    hint: 'Write each as a table of its own, [registry."HOST"] with its keys below it, and run this again.',
  }),
  BUILDX_DEFAULT_NEW: () => ({
    message:
      'buildx takes this file for every new builder, and for a remote one it fails then: "setting config file is not supported for remote driver".',
    hint: '',
  }),
  MIRROR_SET_TO_HTTP: ({ url, registry }) => ({
    message: `The file says http = true for ${registry}: BuildKit would ask ${url} in plain HTTP.`,
    hint: `Take that line out of [registry."${registry}"], and run this again.`,
  }),
  BUILDKITD_KEY_IGNORED: ({ key }) => ({
    message: `buildkitd does not know "${key}" here, and ignores it without a word.`,
    hint: 'Correct it (mirrors, http, insecure, ca, keypair), or take it out.',
  }),
  BUILDKITD_CA_MISSING: ({ registry, file }) => ({
    message: `The CA ${file} of ${registry} is not there: BuildKit fails with "failed to read ${file}" before it asks anybody.`,
    hint: `Put the CA there, or take the path out of "ca" of [registry."${registry}"].`,
  }),
} satisfies Sentences<BuildkitFindings>;

const CONFIGS = {
  none: 'without a configuration',
  conf: 'with the configuration that it was created with',
  hidden: 'created by another user',
} as const satisfies Record<BuildkitFindings['BUILDER_FOUND']['config'], string>;
