// Chinese: what is asked on a terminal.

import type { QuestionWords } from '../language.ts';
import { fingerprintRows, timeWords } from '../pieces.ts';

export const questions: QuestionWords = {
  asked: {
    engines: () => '哪些引擎要使用该镜像仓库？',
    use: () => '该镜像仓库的用途是？',
    address: ({ use }) =>
      use === 'mirror' ? '地址 (https://HOST[:PORT] 或 http://…)' : '地址 (HOST[:PORT])',
    'what-now': ({ registry }) => `如何处理 ${registry}？`,
    'ca-file': () => 'CA 文件（PEM 格式；留空：手头没有）',
    compare: ({ registry }) => `${registry} 的管理员是否通过本连接以外的途径告知了相同的指纹？`,
    alias: ({ name }) => `${name} 的 IP 地址，将写入 /etc/hosts（留空：不写入）`,
    search: ({ registry, engines }) =>
      `${engines.join(', ')} 是否先在 ${registry} 查找短名称（例如 alpine）？`,
    change: () => '执行这些变更？',
    restart: ({ engines }) =>
      `重启 ${engines.map(({ engine }) => engine).join(', ')}？以下容器会因此停止：${engines
        .flatMap(({ containers }) => containers)
        .join(', ')}`,
  },
  options: {
    mirror: '镜像站：通过它获取 Docker Hub 的镜像',
    registry: '独立的镜像仓库：按它的名称获取镜像',
    'ca-file': '指定 CA 文件',
    'ca-sent': '核对指纹，信任服务器发来的证书',
    'plain-http': '不加密使用（明文 HTTP）',
    https: '使用 TLS (https)',
    alias: '给出 IP 地址，写入 /etc/hosts',
    'other-address': '输入其他地址',
    'go-on': '仍然继续',
  },
  found: (engines) => `找到的引擎：${engines.join(', ')}`,
  answers: (registry, program, sure) => {
    const which = program === '' ? '' : `（${sure ? '' : '可能是 '}${program}）`;
    return `${registry} 有镜像仓库应答${which}。`;
  },
  certificate: (registry, { subject, fingerprint, notBefore, notAfter, authority }) => [
    `${registry} 发来的${authority ? ' CA' : '自身证书'}：`,
    `  主体:    ${subject}`,
    ...fingerprintRows(fingerprint).map((row, index) => `  ${index === 0 ? 'SHA-256:' : '        '} ${row}`),
    `  有效期:  ${timeWords(notBefore)} 至 ${timeWords(notAfter)}`,
    '请与镜像仓库管理员提供的信息核对：中间的任何人都可能发来这份证书。',
  ],
  keysOfSelect: '（方向键选择，回车确定）',
  keysOfChoose: '（方向键移动，空格选中或取消，回车确定）',
  yes: 'Yes 是',
  no: 'No 否',
  neither: '请输入 y 或 n。',
  none: '请至少选中一项。',
};
