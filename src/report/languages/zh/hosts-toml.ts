// Sentences about a hosts.toml.

import type { HostsTomlFindings } from '../../../model/findings/hosts-toml.ts';
import { fileOf } from '../place-words.ts';
import type { Sentences } from '../sentence.ts';

export const hostsTomlSentences = {
  HOSTS_TOML_FOREIGN: ({ upstream, by }, place) => ({
    message:
      by === fileOf(place)
        ? `${by} 由他人写入，规定了 ${upstream} 的镜像从何处拉取；该文件保持原样。`
        : `${by} 由他人放置；在它旁边新建 hosts.toml 会使它对 ${upstream} 失效。`,
    hint:
      by === fileOf(place) && !by.includes('/_default/')
        ? `请手动把镜像站加入 ${by}；如果不需要该文件，请先移走，再重新运行：mv '${by}' '${by}.unused'`
        : `请查明谁需要它。如果不再需要，请先移走，再重新运行：mv '${by}' '${by}.unused'`,
  }),
  HOSTS_TOML_EDITED: ({ upstream }, place) => ({
    message: `${fileOf(place)} 由 registry-client 写入，此后被他人修改过；重写会丢失这些修改。`,
    hint: `请删去自行添加的行，再用 registry-client setup 提出同样的要求（例如 --mirror ${upstream}=URL）；或把该文件留作自用，重新运行后再比较两者：mv '${fileOf(place)}' '${fileOf(place)}.mine'`,
  }),
} satisfies Sentences<HostsTomlFindings>;
