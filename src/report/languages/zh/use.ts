// Sentences about what was tried out after a change.

import type { Proof, UseFindings } from '../../../model/findings/use.ts';
import type { Sentences } from '../sentence.ts';

export const useSentences = {
  LOGGED_IN: ({ registry, user }) => ({ message: `已以 ${user} 登录 ${registry}。`, hint: '' }),
  LOGIN_FAILED: ({ registry, user, error }) => ({
    message: `变更已生效，但以 ${user} 登录 ${registry} 失败：${error}`,
    hint: `查明原因：registry-client doctor ${registry}`,
  }),
  LOGIN_SKIPPED: ({ registry, user }) => ({
    message: `未登录 ${registry}：它使用明文 HTTP，或不验证其证书，他人可能读到密码。`,
    hint: `如果确实要登录，请指明它：--login ${registry}=${user}`,
  }),
  PULLED: ({ image, registry, proof, reason, here }) => ({
    message: `已拉取 ${image}：${registry === '' ? `无法证实由谁提供，因为${REASONS[reason]}` : `由 ${registry} 提供，依据是${PROOFS[proof]}`}。${here ? '该镜像原本就在本机：没有再请求它的层。' : ''}`,
    hint: registry === '' ? `查看引擎询问哪些镜像仓库：registry-client explain ${image}` : '',
  }),
  PULLED_FROM_FALLBACK: ({ image, registry, first, proof }) => ({
    message: `已拉取 ${image}，但由 ${registry} 提供，依据是${PROOFS[proof]}：最先询问的 ${first} 没有提供它。`,
    hint: `查明原因：registry-client explain ${image}; registry-client doctor ${first}`,
  }),
  PULL_FAILED: ({ image, error }) => ({
    message: `变更已生效，但拉取 ${image} 失败：${error}`,
    hint: `查看引擎询问哪些镜像仓库、得到什么回答：registry-client explain ${image}`,
  }),
  PULL_SKIPPED: ({ image, reason }) => ({
    message: `未拉取 ${image}：${SKIP_REASONS[reason]}。`,
    hint: '',
  }),
} satisfies Sentences<UseFindings>;

const SKIP_REASONS = {
  'not-running': '引擎没有运行',
  'not-activated': '引擎尚未加载变更',
  'no-command': '引擎没有拉取镜像的命令',
} as const satisfies Record<UseFindings['PULL_SKIPPED']['reason'], string>;

const PROOFS = {
  output: '引擎自己的输出',
  connections: '引擎进程的网络连接',
  none: '',
} as const satisfies Record<Proof, string>;

const REASONS = {
  proxy: '引擎经由代理服务器访问',
  'same-address': '它询问的镜像仓库中有几个地址相同',
  'none-seen': '没有观察到其进程的网络连接',
  '': '',
} as const satisfies Record<UseFindings['PULLED']['reason'], string>;
