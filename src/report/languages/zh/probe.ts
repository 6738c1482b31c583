// Sentences about registries themselves, in the words that the engines use when they meet the same.

import type { Step } from '../../../model/examination.ts';
import type { ProbeFindings } from '../../../model/findings/probe.ts';
import { splitHostPort } from '../../../model/registry.ts';
import { ISSUER_ERRORS, SLOW_WORDS } from '../quotations.ts';
import type { Sentences } from '../sentence.ts';
import { alternative, bracket, firstOf, quote, showCertificates } from '../server-words.ts';
import { saidBy } from './said-by.ts';
import { wordList } from './words.ts';

const LATER = '如果镜像仓库要到以后才改成这样：加上 --skip-probe 运行同一命令。';
const RENEW = '为镜像仓库重新签发证书';
const CLOCK = '如果它本应有效，请检查本机的时钟是否准确：date -u';

export const probeSentences = {
  TLS_AUTHORITY_UNKNOWN: ({ registry, reason, subject, issuer, given }) => ({
    message: `${registry}: ${given.length === 0 ? '本机不信任其证书的任何签发者' : `指定的 CA（${wordList(given.map(quote))}）没有签发过它的证书`}：${authorityWords[reason](quote(subject), quote(issuer))}。引擎报错："x509: certificate signed by unknown authority"。`,
    hint: authorityHint(reason, registry, quote(issuer), given.length === 0),
  }),
  TLS_CHAIN_INCOMPLETE: ({ registry, subject, issuer }) => ({
    message: `${registry}: 它出示了 ${quote(subject)}，却没有出示其签发者 ${quote(issuer)} 的证书；有了后者就会受信任。引擎报错："x509: certificate signed by unknown authority"。`,
    hint: '请让镜像仓库在自己的证书之后也出示该证书 (nginx: cat server.crt intermediate.crt > chained.crt; ssl_certificate chained.crt;)。',
  }),
  TLS_NAME_WRONG: ({ registry, name, names }) => ({
    message: `${registry}: 它的证书属于其他名称。引擎报错："x509: certificate is ${names.length === 0 ? `not valid for any names, but wanted to match ${name}` : `valid for ${firstOf(names)}, not ${name}`}"。`,
    hint: `请按证书中的名称指定镜像仓库；或者${RENEW}，并加入 ${alternative(name)}。${LATER}`,
  }),
  TLS_ADDRESS_MISSING: ({ registry, name }) => ({
    message: `${registry}: 它的证书中没有地址。引擎报错："x509: cannot validate certificate for ${name} because it doesn't contain any IP SANs"。`,
    hint: `请${RENEW}，并加入 ${alternative(name)} (openssl req -addext '${alternative(name)}'；CN 无效)，或按证书中的名称指定镜像仓库。${LATER}`,
  }),
  TLS_COMMON_NAME_ONLY: ({ registry, name }) => ({
    message: `${registry}: 它的证书只在 CN 中有名称。引擎报错："x509: certificate relies on legacy Common Name field, use SANs"。`,
    hint: `请${RENEW}，并加入 ${alternative(name)} (openssl req -addext '${alternative(name)}')。${LATER}`,
  }),
  TLS_EXPIRED: ({ registry, subject, at }) => ({
    message: `${registry}: ${quote(subject)} 已于 ${at} 过期。引擎报错："x509: certificate has expired or is not yet valid"。`,
    hint: `请在镜像仓库上更新证书。${CLOCK}`,
  }),
  TLS_NOT_YET_VALID: ({ registry, subject, at }) => ({
    message: `${registry}: ${quote(subject)} 从 ${at} 起才有效。引擎报错："x509: certificate has expired or is not yet valid"。`,
    hint: '请检查本机和签发证书的主机的时钟是否准确 (date -u; timedatectl)；如果准确，请等到那时。',
  }),
  TLS_NOT_FOR_SERVERS: ({ registry, subject }) => ({
    message: `${registry}: ${quote(subject)} 不能用于服务器。引擎报错："x509: certificate specifies an incompatible key usage"。`,
    hint: '请重新签发，去掉 extendedKeyUsage，或在其中加入 serverAuth。',
  }),
  TLS_SIGNATURE_WEAK: ({ registry, subject, hash }) => ({
    message: `${registry}: ${quote(subject)} 使用 ${hash} 签名，这种签名可以伪造。引擎报错："x509: cannot verify signature: insecure algorithm"。`,
    hint: '请用 SHA-256 重新签发。',
  }),
  TLS_ISSUER_NOT_ALLOWED: ({ registry, subject, reason }) => ({
    message: `${registry}: ${issuerWords[reason](quote(subject))}。引擎报错："${ISSUER_ERRORS[reason]}"。`,
    hint: `查看它出示的证书：${showCertificates(registry)}`,
  }),
  TLS_CERTIFICATE_UNREADABLE: ({ registry, detail }) => ({
    message: `${registry}: 它的证书无法读取（${detail}）。引擎报错："tls: failed to parse certificate from server"。`,
    hint: `请${RENEW}。查看它出示的证书：${showCertificates(registry)}`,
  }),
  TLS_PROTOCOL_OLD: ({ registry }) => ({
    message: `${registry}: 它只支持 1.2 之前的 TLS 版本。引擎报错："tls: protocol version not supported" 或 "server selected unsupported protocol version"。`,
    hint: '请在镜像仓库上启用 TLS 1.2 和 1.3 (nginx: ssl_protocols TLSv1.2 TLSv1.3;)。',
  }),
  TLS_PLAIN_HTTP: ({ registry }) => ({
    message: `${registry}: 它在该端口上使用明文 HTTP。引擎报错："http: server gave HTTP response to HTTPS client"。`,
    hint: `请指定它使用 TLS 的端口。如果本意就是明文 HTTP，CA 没有用处，请去掉 --ca：--mirror http://${registry} 或 --insecure ${registry}`,
  }),
  REGISTRY_UNREACHABLE: ({ registry, step, error }) => ({
    message: `${registry}: ${UNREACHABLE[step]}（${error}）。`,
    hint: unreachableHint(step, registry),
  }),
  REGISTRY_SLOW: ({ registry, step, seconds }, place) => ({
    message: `${registry}: 在 ${seconds} 秒内${SLOW[step]}。${saidBy(place, SLOW_WORDS[step])}`,
    hint: `检查中途是否有设备丢弃了数据包：${showCertificates(registry)}；不询问它：--skip-probe`,
  }),
} satisfies Sentences<ProbeFindings>;

const authorityWords = {
  'issuer-missing': (subject, issuer) => `${subject} 由 ${issuer} 签发，后者既没有指定，镜像仓库也没有出示`,
  'other-root': (_, issuer) => `镜像仓库出示的证书链通向 ${issuer}`,
  'other-key': (subject, issuer) => `${subject} 的签发者是 ${issuer}，而指定的同名证书是另一个密钥`,
} as const satisfies Record<
  ProbeFindings['TLS_AUTHORITY_UNKNOWN']['reason'],
  (subject: string, issuer: string) => string
>;

function authorityHint(
  reason: ProbeFindings['TLS_AUTHORITY_UNKNOWN']['reason'],
  registry: string,
  issuer: string,
  isFirst: boolean,
): string {
  const give = isFirst
    ? `把 ${issuer} 的证书存入文件后执行：registry-client setup --registry ${registry} --ca FILE`
    : `请用 --ca 指定 ${issuer} 的证书`;
  const intermediate =
    reason === 'issuer-missing'
      ? '；如果它是由指定的 CA 签发的，也可以让镜像仓库一并出示它（nginx：ssl_certificate 中包含两个证书，服务器的在前）'
      : '';
  const later = isFirst
    ? ''
    : '如果镜像仓库以后才换用这个 CA：用 --ca 指定包含新旧两个证书的文件，或使用 --skip-probe。';
  return `${give}${intermediate}。${later}查看它出示的证书：${showCertificates(registry)}`;
}

const issuerWords = {
  'no-authority': (subject) => `${subject} 不是 CA，却签发了证书链中的证书`,
  'no-key-cert-sign': (subject) => `${subject} 签发了证书，但它的 keyUsage 中没有 keyCertSign`,
  'path-too-long': (subject) => `${subject} 之下的 CA 层数超过了它所允许的 pathlen`,
} as const satisfies Record<ProbeFindings['TLS_ISSUER_NOT_ALLOWED']['reason'], (subject: string) => string>;

const UNREACHABLE = {
  name: '无法解析它的名称',
  connection: '无法连接',
  proxy: '经由代理服务器的连接中断',
  handshake: 'TLS 握手中断',
  api: '连接在它回答之前中断',
  realm: '请求令牌时连接中断',
  manifest: '请求镜像时连接中断',
  catalog: '请求仓库清单时连接中断',
  push: '请求上传时连接中断',
} as const satisfies Record<Step, string>;

/** After 在 … 秒内. */
const SLOW = {
  name: '没有解析出它的名称',
  connection: '它没有接受连接',
  proxy: '代理服务器没有响应',
  handshake: '它没有响应 TLS 握手',
  api: '它接受了连接但没有响应',
  realm: '它的令牌服务器没有响应',
  manifest: '它没有响应对镜像的请求',
  catalog: '它没有响应对仓库清单的请求',
  push: '它没有响应上传请求',
} as const satisfies Record<Step, string>;

function unreachableHint(step: Step, registry: string): string {
  const { name, port } = splitHostPort(registry);
  switch (step) {
    case 'name':
      return `如果没有名称服务器认识它：--host-alias ${name}=ADDRESS。查看：getent hosts ${name}`;
    case 'connection':
      return `检查它是否在运行、从这里能否访问它的端口：curl -v https://${registry}/v2/`;
    case 'handshake':
      return `要求客户端证书的服务器可能会这样。查看：openssl s_client -connect ${bracket(name)}:${port} </dev/null`;
    default:
      return `检查发生了什么，并查看镜像仓库所在主机上的日志：curl -v https://${registry}/v2/`;
  }
}
