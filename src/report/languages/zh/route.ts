// What the findings about the way to registries say.

import type { RouteFindings } from '../../../model/findings/route.ts';
import type { ImageProblem } from '../../../model/image.ts';
import { fileOf, folderOf, keyOf, nameOf } from '../place-words.ts';
import { IMAGE_REFUSALS } from '../quotations.ts';
import type { Sentences } from '../sentence.ts';

const UNKNOWN_AUTHORITY = '引擎报错："x509: certificate signed by unknown authority"。';

export const routeSentences = {
  IMAGE_NAME_REFUSED: ({ image, reason }) => ({
    message: `"${image}" 不是有效的镜像名：${REFUSED[reason].why}。引擎报错："${IMAGE_REFUSALS[reason]}"。`,
    hint: REFUSED[reason].cure(image),
  }),
  IMAGE_NOT_OF_REGISTRY: ({ image, transport }) => ({
    message: `"${image}" 不是从镜像仓库获取，而是从 "${transport}:" 所指的位置获取。`,
    hint: '请指定镜像仓库中的镜像：docker.io/library/alpine:3.19',
  }),
  SHORT_NAME_UNKNOWN: ({ name, file }) => ({
    message: `"${name}" 没有别名，也没有可供搜索的镜像仓库。Podman 报错："short-name "${name}" did not resolve to an alias and no ${file === '' ? 'containers-registries.conf(5) was found' : `unqualified-search registries are defined in "${file}"`}"。`,
    hint: `请使用完整名称 (docker.io/library/${name})；或执行：registry-client setup --search docker.io`,
  }),
  REGISTRY_BLOCKED: ({ registry, prefix }, place) => ({
    message: `不会询问 ${registry}：${prefix} 的表禁止访问它。Podman 报错："registry ${prefix} is blocked in ${fileOf(place)}"。`,
    hint: `如果允许使用它，请从 ${fileOf(place)} 中 ${prefix} 的表里删除 "blocked = true"。`,
  }),
  CERTS_D_MISNAMED: ({ registry, wanted }, place) => ({
    message: `引擎不会为 ${registry} 读取 ${fileOf(place)}：目录名必须与镜像仓库的名称完全相同。${UNKNOWN_AUTHORITY}`,
    hint: `mv '${fileOf(place)}' '${wanted}'`,
  }),
  CERTS_D_CA_AS_CLIENT: ({ registry, isAuthority, ownKey }, place) => ({
    message: `从 ${registry} 拉取都会失败：${fileOf(place)} 被当作客户端证书，而它的密钥不存在。${ownKey ? 'Docker 报错："failed to load X509 key pair' : `引擎报错："missing key ${keyOf(place)} for client certificate ${nameOf(place)}`}"。`,
    hint: isAuthority
      ? `它是 CA，请改名：mv '${fileOf(place)}' '${fileOf(place).replace(/cert$/, 'crt')}'`
      : `如果它是镜像仓库的 CA：mv '${fileOf(place)}' '${fileOf(place).replace(/cert$/, 'crt')}'；如果它是客户端证书，请把密钥以 ${keyOf(place)} 为名放在旁边。`,
  }),
  CERTS_D_KEY_WITHOUT_CERT: ({ registry }, place) => ({
    message: `从 ${registry} 拉取都会失败：密钥 ${fileOf(place)} 旁边没有证书。引擎报错："missing client certificate ${nameOf(place).replace(/key$/, 'cert')} for key ${nameOf(place)}"。`,
    hint: `如果不需要它：mv '${fileOf(place)}' '${fileOf(place)}.unused'；否则请把客户端证书以 ${nameOf(place).replace(/key$/, 'cert')} 为名放在旁边。`,
  }),
  CERTS_D_NOT_PEM: ({ registry, form, strict }, place) => ({
    message: `${fileOf(place)} 不是 PEM 格式的证书，其中的 CA 对 ${registry} 无效。${strict ? 'Docker 报错："unable to load CA cert"。' : UNKNOWN_AUTHORITY}`,
    hint:
      form === 'der'
        ? `openssl x509 -inform der -in '${fileOf(place)}' -out /tmp/ca.crt && install -m 644 /tmp/ca.crt '${fileOf(place)}'`
        : `查看它是什么：file '${fileOf(place)}'。请放入 CA 的证书，从 -----BEGIN CERTIFICATE----- 行到 END 行。`,
  }),
  CERTS_D_IGNORED_NAME: ({ registry, file }, place) => ({
    message: `引擎会忽略 ${fileOf(place)}：只有以 .crt 结尾的文件才算作 ${registry} 的 CA。${UNKNOWN_AUTHORITY}`,
    hint: `mv '${fileOf(place)}' '${folderOf(place)}/${file.replace(/\.[^.]*$/, '')}.crt'`,
  }),
  CERTS_D_EMPTY: ({ registry, hidden }, place) => ({
    message: `空目录 ${fileOf(place)} 遮住了 ${hidden}：其中的 CA 对 ${registry} 无效。${UNKNOWN_AUTHORITY}`,
    hint: `rmdir '${fileOf(place)}'`,
  }),
  PROXY_NOT_FOLLOWED: ({ scheme, source }) => ({
    message: `引擎经由本工具不支持的代理服务器（${scheme}，${source}）访问：这里改为直接询问镜像仓库。`,
    hint: '关于镜像仓库的结论，都是不经过该代理服务器时的情况。',
  }),
} satisfies Sentences<RouteFindings>;

const REFUSED: Readonly<
  Record<ImageProblem, { readonly why: string; readonly cure: (image: string) => string }>
> = {
  empty: {
    why: '它是空的',
    cure: () => '请指定镜像：alpine:3.19',
  },
  syntax: {
    why: '写法应为 [HOST[:PORT]/]NAME[:TAG][@DIGEST]',
    cure: (image) =>
      image.includes('://')
        ? `请去掉协议：${image.replace(/^.*?:\/\//, '')}`
        : '请写成：docker.io/library/alpine:3.19',
  },
  'upper-case': {
    why: '仓库路径只能用小写字母',
    cure: (image) => `请使用 ${image.replace(/[^/]*$/, (last) => last.toLowerCase())}`,
  },
  identifier: {
    why: '它是镜像的 ID',
    cure: () => '请使用镜像名；按摘要指定则写 NAME@sha256:…',
  },
  'too-long': {
    why: '它超过 255 个字符',
    cure: () => '请使用较短的名称。',
  },
};
