// Sentences about k3s and rke2.

import type { RancherFindings } from '../../../model/findings/rancher.ts';
import { fileOf } from '../place-words.ts';
import type { Sentences } from '../sentence.ts';
import { engineFirst, wordList } from './words.ts';

const YAML_REASONS = {
  alias: ['要修改的内容由别名 (*name) 引用，实际写在别处', '请在此处直接写出内容，不使用别名。'],
  anchor: ['要修改的内容带有锚点 (&name)，其他位置会随之改变', '请在其他位置直接写出内容，并去掉锚点。'],
  'merge-key': ['此处的内容由合并键 (<<) 补充', '请直接写出它补充的内容，并去掉合并键。'],
  documents: ['此处开始第二个文档，没有程序会读取它', '请只保留一个文档。'],
  layout: [
    '其写法不支持编辑',
    '请让每个键独占一行 (key: value)，每个元素也独占一行 (- element)，不使用 "? " 和 "..."。',
  ],
} as const satisfies Record<RancherFindings['YAML_REFUSED']['reason'], readonly [string, string]>;

export const rancherSentences = {
  YAML_REFUSED: ({ reason }) => ({
    message: `文件保持原样：${YAML_REASONS[reason][0]}。`,
    hint: `${YAML_REASONS[reason][1]}然后重新运行命令；目前没有任何改动。`,
  }),
  RANCHER_OTHER_RUNTIME: ({ option }, { engine, ...place }) => ({
    message: `${engineFirst(engine)}以 --${option} 运行，不使用自带的 containerd，因此 ${fileOf(place)} 不起作用。`,
    hint: '请用 --engine 指定并设置它实际使用的引擎。',
  }),
  RANCHER_CA_TAKEN: ({ host, file }, place) => ({
    message: `${fileOf(place)} 为 ${host} 指定的 CA 文件是 ${file}，其中没有这个 CA。`,
    hint: `请手动把证书加入 ${file}；或删去 ${host} 的 ca_file，再重新运行。`,
  }),
  RANCHER_CA_MISSING: ({ host, file }, place) => ({
    message: `${fileOf(place)} 为 ${host} 指定的 CA 文件是 ${file}，那里没有证书：从它拉取镜像都会失败。`,
    hint: `请把证书放到那里；或删去 ${host} 的 ca_file。`,
  }),
  RANCHER_FALLS_BACK: ({ upstream }) => ({
    message: `镜像站没有的镜像仍会向 ${upstream} 本身请求。`,
    hint: '如果不允许这样，请在 config.yaml 中设置 disable-default-registry-endpoint: true 后启动（2024-01 起的版本）。',
  }),
  RANCHER_LEAVES_WILDCARD: ({ registry }) => ({
    message: `${registry} 有了自己的条目，适用于所有仓库的条目 "*" 对它不再生效。`,
    hint: `如果两者都要生效，请为 ${registry} 也写出 "*" 下的内容。`,
  }),
  RANCHER_INSECURE_IS_TLS: ({ host }, { engine }) => ({
    message: `${engineFirst(engine)}不再验证 ${host} 的证书，但仍使用 TLS 与它通信。`,
    hint: `如果 ${host} 只提供明文 HTTP：--mirror ${host}=http://${host}`,
  }),
  RANCHER_RESTART: ({ unit, role, keepsPods, controlPlane }) => ({
    message: `重启 ${unit}：${role === 'server' ? `此服务器的 ${wordList(controlPlane)} 及 kubelet ` : '此节点的 kubelet '}会短暂不可用。${keepsPods ? 'Pod 继续运行。' : '该单元的 KillMode 不是 process：此节点的所有 Pod 都会停止。'}`,
    hint: keepsPods
      ? '请逐个节点重启，先重启服务器。'
      : `要让 Pod 继续运行，请设置 KillMode=process：systemctl edit ${unit}`,
  }),
} satisfies Sentences<RancherFindings>;
