// What the findings about BuildKit say.

import type { BuildkitFindings } from '../../../model/findings/buildkit.ts';
import type { Sentences } from '../sentence.ts';
import { wordList } from './words.ts';

export const buildkitSentences = {
  BUILDKIT_LEFT_ALONE: ({ builders, daemon }) => ({
    message: `BuildKit 保持原样 (${wordList([...(daemon ? ['buildkit.service'] : []), ...builders])})：只有指明它时才会修改。`,
    hint: '如果用它构建时也应使用这些设置：加上 --engine buildkit 运行同一命令。',
  }),
  BUILDER_FOUND: ({ builder, config, mirrors }) => ({
    message: `构建器 ${builder} 在自己的容器中运行 BuildKit，${CONFIGS[config]}${mirrors.length === 0 ? '' : `：${wordList(mirrors)}`}。`,
    hint: '',
  }),
  BUILDER_IGNORES: ({ builders, mirrors }) => ({
    message: `用构建器 ${wordList(builders)} 执行 "docker buildx build" 时，不使用 Docker 的镜像站 ${wordList(mirrors)}，也不使用其 certs.d：它们在自己的容器中运行 BuildKit。`,
    hint: '请用 Docker 自带的构建器：docker buildx use default；或为新的构建器也指定镜像站：registry-client setup --engine buildkit --mirror URL',
  }),
  BUILDER_OUTDATED: ({ builder, own, lines }) => ({
    message: own
      ? `构建器 ${builder} 创建时使用了自己的配置，不使用现在生效的设置。`
      : `构建器 ${builder} 创建时的配置与现在生效的不同，它会一直使用旧配置。`,
    hint: `${own ? '请把同样的设置写入它的文件 FILE，并在它没有构建任务时重新创建' : '请在它没有构建任务时重新创建'}：${lines.join('; ')}`,
  }),
  BUILDER_ASKED: ({ builder }) => ({
    message: `这是构建器 ${builder} 的途径；其他构建器创建时的配置可能不同。`,
    hint: '查看它们：registry-client status --engine buildkit',
  }),
  BUILDKITD_STALE: ({ unit }) => ({
    message: `该文件在 ${unit} 启动之后被修改过，而它只在启动时读取：它没有使用其中现在的内容。`,
    hint: `在它没有构建任务时执行：systemctl restart ${unit}`,
  }),
  BUILDKITD_LAYOUT: () => ({
    message: '其中的镜像仓库写成了带点的键或一个内联表，TOML 不允许在其旁边再加别的表。',
    hint: '请把每个镜像仓库写成单独的表，即 [registry."HOST"]，其下写键，然后重新运行本命令。',
  }),
  BUILDX_DEFAULT_NEW: () => ({
    message:
      'buildx 会把该文件用于每个新的构建器；而创建远程构建器会因此失败："setting config file is not supported for remote driver"。',
    hint: '',
  }),
  MIRROR_SET_TO_HTTP: ({ url, registry }) => ({
    message: `该文件为 ${registry} 设置了 http = true：BuildKit 会以明文 HTTP 访问 ${url}。`,
    hint: `请从 [registry."${registry}"] 中删除该行，然后重新运行本命令。`,
  }),
  BUILDKITD_KEY_IGNORED: ({ key }) => ({
    message: `buildkitd 不认识此处的 "${key}"，会静默忽略它。`,
    hint: '请改正它 (mirrors, http, insecure, ca, keypair)，或删除它。',
  }),
  BUILDKITD_CA_MISSING: ({ registry, file }) => ({
    message: `${registry} 的 CA ${file} 不存在：BuildKit 还没有询问任何一方就会失败，显示 "failed to read ${file}"。`,
    hint: `请把 CA 放到该处，或从 [registry."${registry}"] 的 "ca" 中删除该路径。`,
  }),
} satisfies Sentences<BuildkitFindings>;

const CONFIGS = {
  none: '没有配置',
  conf: '使用创建时的配置',
  hidden: '由其他用户创建',
} as const satisfies Record<BuildkitFindings['BUILDER_FOUND']['config'], string>;
