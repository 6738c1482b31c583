// Sentences about who serves an image.

import type { RegistryFindings } from '../../../model/findings/registry.ts';
import type { Sentences } from '../sentence.ts';
import { replies } from './replies.ts';

type ImageFindings = Pick<
  RegistryFindings,
  'FALLBACK' | 'FALLBACK_IMPOSSIBLE' | 'NOT_SERVED' | 'LIBRARY_MISSING'
>;

export const imageSentences = {
  FALLBACK: ({ image, first, reply, served, slow }) => ({
    message: `${image}: 最先询问 ${first}（${replies[reply]}）；实际由 ${served} 提供，引擎${slow ? '要等到自己的时限过后才' : '会静默'}回退到它。`,
    hint: `查明 ${first} 的问题：registry-client doctor ${first}`,
  }),
  FALLBACK_IMPOSSIBLE: ({ image, registry, reply }) => ({
    message: `${image}: 拉取在 ${registry} 处失败（${replies[reply]}）；得到这样的回答后，引擎不再询问其他镜像仓库。`,
    hint: `查明它的问题：registry-client doctor ${registry}`,
  }),
  NOT_SERVED: ({ image, last, reply }) => ({
    message: `${image}: 没有镜像仓库能提供它；最后询问的是 ${last}（${replies[reply]}）。`,
    hint:
      reply === 'not-found' ? '请检查名称和标签是否正确。' : `查明它的问题：registry-client doctor ${last}`,
  }),
  LIBRARY_MISSING: ({ image, registry, name }) => ({
    message: `${image}: ${registry} 没有这个名称的镜像，但有 ${name}。引擎报错："manifest unknown"。`,
    hint: `请使用完整名称 (${name})；短名称不会在 library/ 下查找。`,
  }),
} satisfies Sentences<ImageFindings>;
