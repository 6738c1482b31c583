// What the findings about CRI-O say.

import type { CrioFindings } from '../../../model/findings/crio.ts';
import { fileOf } from '../place-words.ts';
import type { Sentences } from '../sentence.ts';

export const crioSentences = {
  FILES_OF_OPERATOR: ({ by, listed }, place) => ({
    message: listed
      ? `这是 OpenShift 节点：${fileOf(place)} 由其 machine-config operator 写入（见 ${by}），在此修改会使节点变为 "Degraded"，并会被撤销。`
      : `这是 OpenShift 节点（${by}）：${fileOf(place)} 由其 machine-config operator 维护，在此所做的修改会被撤销。`,
    hint: '请在集群中配置：镜像站使用 ImageDigestMirrorSet 或 ImageTagMirrorSet；CA、不安全仓库和搜索列表写在 image.config.openshift.io/cluster 中（oc edit image.config.openshift.io/cluster）。',
  }),
  CRIO_READS_ANOTHER: ({ file, by }, place) => ({
    message: `CRI-O 启动时使用了 ${by}，读取的是 ${file}，而不是 ${fileOf(place)}。`,
    hint: `请去掉 ${by}（查看 systemctl cat crio.service 和 /etc/sysconfig/crio），执行 systemctl restart crio，然后重新运行。`,
  }),
  CRIO_SILENT: ({ logLevel, unit }) => ({
    message: `CRI-O 只在日志中说明已加载哪些仓库，而 log_level 为 "${logLevel}" 时不会写出：重新加载之后，无法得知修改是否已生效。`,
    hint: `请在 /etc/crio/crio.conf 中设置 log_level = "info"，执行 systemctl reload ${unit}，再重新运行；或加上 --apply restart，容器会继续运行。`,
  }),
  CRIO_SHORT_NAMES: ({ search }, place) => ({
    message: `搜索列表中有 ${search.length} 个仓库（${search.join('、')}）时，CRI-O 拒绝短名称："short name mode is enforcing, but image name … returns ambiguous list"。`,
    hint: `请在 Pod 中使用完整名称（docker.io/library/redis），或在 ${fileOf(place)} 的 [crio.image] 下设置 short_name_mode = "disabled" 并重启 CRI-O：它会依次尝试各个仓库。`,
  }),
  CRIO_OLD_LIST: ({ key, values, counts }, place) => ({
    message: counts
      ? `${fileOf(place)} 中的 ${key}（${values.join('、')}）仍与 registries.conf 同时生效；从 1.35 版起，CRI-O 会忽略它。`
      : `当前版本的 CRI-O 忽略 ${fileOf(place)} 中的 ${key}（${values.join('、')}）：以 registries.conf 为准。`,
    hint:
      key === 'insecure_registries'
        ? `请在此提出同样的要求：${values.map((value) => `--insecure ${value}`).join(' ')}；然后从该文件中删去此列表。`
        : `请在此提出同样的要求：${values.map((value) => `--search ${value}`).join(' ')}；然后从该文件中删去此列表。`,
  }),
} satisfies Sentences<CrioFindings>;
