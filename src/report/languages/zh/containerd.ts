// What the findings about containerd say.

import type { ContainerdFindings } from '../../../model/findings/containerd.ts';
import { fileOf } from '../place-words.ts';
import type { Sentences } from '../sentence.ts';

export const containerdSentences = {
  CONFIG_PATH_MISSING: ({ unit }, place) => ({
    message: `${fileOf(place)} 中没有 config_path：containerd 为 Kubernetes 拉取镜像时不读取任何 hosts.toml。`,
    hint: `请加上 --convert：registry-client setup --convert 会同时在该文件中设置 config_path，并重启 ${unit}；单元带有默认的 KillMode=process 时，容器继续运行。`,
  }),
  CONTAINERD_TOO_OLD: ({ installed, needed }) => ({
    message: `containerd ${installed} 不支持 config_path 和 hosts.toml；${needed} 版才引入这两者。`,
    hint: '请先升级 containerd。',
  }),
  CONFIG_INLINE_REGISTRIES: ({ keys }, place) => ({
    message: `${fileOf(place)} 自带仓库配置（${keys.join('、')}），与 hosts.toml 互斥：两者并存时，containerd 会报 "cannot be set when \`config_path\` is provided"，Kubernetes 将无法拉取任何镜像。`,
    hint: `请从 ${fileOf(place)} 中删去这些表，再在此提出同样的要求：--mirror UPSTREAM=URL、--ca、--insecure，并加上 --convert。`,
  }),
  CONFIG_PATH_LIST: ({ configPath, folder }, place) => ({
    message: `${fileOf(place)} 中的 config_path 是 "${configPath}"，不是单个目录的完整路径：此版本的 containerd 为 Kubernetes 拉取镜像时会到别处查找，找不到任何 hosts.toml。`,
    hint: `请只写一个目录：config_path = "${folder}"；然后执行 systemctl restart containerd，再重新运行。`,
  }),
  CRI_DISABLED: (_, place) => ({
    message: `${fileOf(place)} 中的 disabled_plugins 关闭了供 Kubernetes 使用的插件：只有 nerdctl 和带 --hosts-dir 的 ctr 使用这些文件。`,
    hint: '如果 Kubernetes 要使用此 containerd，请从 disabled_plugins 中删去 "cri" 并重启 containerd。',
  }),
  CONFIG_NEWER_THAN_DAEMON: (_, place) => ({
    message: `${fileOf(place)} 或它导入的文件在 containerd 启动之后被修改过：containerd 只在启动时读取这些文件。`,
    hint: '要使其生效，请执行：systemctl restart containerd',
  }),
} satisfies Sentences<ContainerdFindings>;
