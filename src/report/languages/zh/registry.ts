// Sentences about what registries answer, in the words that the engines use when they meet the same.

import type { RegistryFindings } from '../../../model/findings/registry.ts';
import { shellWord } from '../../../model/shell-word.ts';
import { noRegistryWords, PAGE, PAGE_NOT_FOUND, proxyWords, pushWords, statusWords } from '../quotations.ts';
import type { Sentences } from '../sentence.ts';
import { imageSentences } from './image.ts';
import { loginSentences } from './login.ts';
import { saidBy } from './said-by.ts';

const PUSH_ELSEWHERE =
  '请推送到 hosted 仓库：它的连接器有自己的端口。或者让前面的服务器把 PUT, POST, PATCH 和 DELETE 转发到那里。';

export const registrySentences = {
  NOT_ASKED: () => ({
    message: '没有询问任何镜像仓库：--root 针对的是未在运行的系统。',
    hint: '',
  }),
  NAME_UNKNOWN: ({ registry, name }) => ({
    message: `${registry}: 无法解析名称 ${name}。引擎报错："dial tcp: lookup ${name}…: no such host"。`,
    hint: `如果拼写无误，请告诉本机它的地址：registry-client setup --host-alias ${name}=ADDRESS`,
  }),
  CONNECTION_REFUSED: ({ registry, port }) => ({
    message: `${registry}: 端口 ${port} 上没有服务在监听。引擎报错："connect: connection refused"。`,
    hint: `请在镜像仓库所在的主机上查看谁在监听：ss -ltn 'sport = :${port}'。在容器中运行的连接器，只有发布了端口才能访问：docker run -p ${port}:${port} …`,
  }),
  PROXY_IN_THE_WAY: ({ registry, proxy, source, bypass, status, error, direct }) => ({
    message: `${registry}: 引擎经由代理服务器 ${proxy}（${source}）访问，而${status === 0 ? `该代理服务器无法连接（${error}）` : `该代理服务器返回 ${status}`}${direct ? '；不经过它则可以访问该镜像仓库' : ''}。引擎报错："${proxyWords(status)}"。`,
    hint: direct ? bypass : `查看代理服务器的回答：curl -v -x ${shellWord(proxy)} https://${registry}/v2/`,
  }),
  WEB_ADDRESS: ({ registry, url }, place) => ({
    message: `${registry}: ${url} 是供浏览器访问的地址，不是镜像仓库的地址。${saidBy(place, PAGE_NOT_FOUND)}`,
    hint: '请使用该仓库的 HTTP 或 HTTPS 连接器的端口，不带路径（Nexus：仓库设置中的 "Repository Connectors"）：--mirror http://HOST:CONNECTOR-PORT',
  }),
  NOT_A_DOCKER_REQUEST: ({ registry, url }) => ({
    message: `${registry}: 访问 ${url} 时它回答 "Not a Docker request"：端口正确，路径不正确。`,
    hint: `请去掉路径：--mirror ${shellWord(url.replace(/^(https?:\/\/[^/]*).*$/, '$1'))}`,
  }),
  HTML_ANSWER: ({ registry, url }, place) => ({
    message: `${registry}: 访问 ${url} 得到的是网页：监听该端口的是别的服务，或中间有登录页面。${saidBy(place, PAGE)}`,
    hint: `请查看它是什么，并改用镜像仓库的端口：curl -si ${shellWord(url)} | head -n 20`,
  }),
  HTML_NOT_FOUND: ({ registry, url }, place) => ({
    message: `${registry}: 这是一个没有 ${pathOf(url)} 的 Web 服务器。${saidBy(place, PAGE_NOT_FOUND)}`,
    hint: `请使用镜像仓库的端口；或让前面的服务器转发 /v2/ (nginx: location /v2/ { proxy_pass http://REGISTRY; })。查看：curl -si ${shellWord(url)} | head -n 20`,
  }),
  NOT_A_REGISTRY: ({ registry, url, status }, place) => ({
    message: `${registry}: 访问 ${url} 时它返回 ${status}，镜像仓库不会这样回答。${saidBy(place, noRegistryWords(status))}`,
    hint: `请查看它是什么，并改用镜像仓库的端口：curl -si ${shellWord(url)} | head -n 20`,
  }),
  REDIRECTED: ({ registry, status, location }, place) => ({
    message: `${registry}: 它把客户端重定向到别处（${status}，${location === '' ? '没有目标地址' : location}）。如果那里是网页，${saidBy(place, PAGE)}`,
    hint: /^https:/i.test(location)
      ? `请按它要求的地址指定它：--mirror ${shellWord(location.replace(/\/v2\/?.*$/, ''))}`
      : `请直接指定镜像仓库本身，或让前面的服务器转发 /v2/ 而不重定向。查看：curl -si http://${registry}/v2/`,
  }),
  HTTPS_EXPECTED: ({ registry }) => ({
    message: `${registry}: 该端口使用 TLS，却以明文 HTTP 访问了它。引擎报错："Client sent an HTTP request to an HTTPS server" 或 "received unexpected HTTP status: 400 Bad Request"。`,
    hint: `请使用 https，并去掉 --insecure：--mirror https://${registry}`,
  }),
  CLOCK_WRONG: ({ registry, here, there }) => ({
    message: `${registry}: 按它自己的时钟 (${there}) 其证书有效，按本机的时钟 (${here}) 则无效。引擎报错："x509: certificate has expired or is not yet valid"。`,
    hint: '请校准不准的那个时钟：timedatectl set-ntp true; timedatectl',
  }),
  ...loginSentences,
  MIRROR_HOSTED: ({ registry, upstream, shown }) => ({
    message: `${registry}: 它没有 ${upstream} 的任何镜像，只有推送给它的镜像 (${shown.join(', ')})：看来是 hosted 仓库。引擎会静默回退到 ${upstream}。`,
    hint: '请使用代理上游的 proxy 仓库，或包含它的 group 仓库：--mirror URL --replace',
  }),
  MIRROR_UPSTREAM_DEAD: ({ registry, upstream, tried }) => ({
    message: `${registry}: 它连 ${upstream} 的 ${tried.join(', ')} 也没有。引擎报错："manifest unknown"，或静默回退到 ${upstream}。`,
    hint: `请在镜像站上检查：它获取镜像的地址是否为镜像仓库 (Nexus: Remote storage ${upstream === 'docker.io' ? 'https://registry-1.docker.io' : `https://${upstream}`})，它能否访问该地址；hosted 仓库不能用作镜像站。`,
  }),
  PUSH_TO_PROXY: ({ registry, status, html }, place) => ({
    message: `${registry}: 它不接受上传（${status}）：它只转发别处的镜像。推送时，${saidBy(place, pushWords(status, html))}`,
    hint: PUSH_ELSEWHERE,
  }),
  PUSH_TO_GROUP: ({ registry }) => ({
    message: `${registry}: 这是 group 仓库，只有 Nexus 的付费版才允许向它上传。引擎报错："Deploying to groups is a PRO-licensed feature. See https://links.sonatype.com/product-nexus-repository"。`,
    hint: PUSH_ELSEWHERE,
  }),
  UPLOAD_TOO_LARGE: ({ registry }) => ({
    message: `${registry}: 它前面的服务器拒绝较大的上传。引擎报错："413 Request Entity Too Large"。`,
    hint: '请在该服务器上放开限制 (nginx: client_max_body_size 0;)。',
  }),
  TOO_MANY_REQUESTS: ({ registry, seconds }) => ({
    message: `${registry}: 从这里发出的请求过多。引擎报错："toomanyrequests: You have reached your pull rate limit"、"too many requests to registry" 或 "429 Too Many Requests"；Podman 在报错之前会反复重试。`,
    hint: `请等待${seconds === null ? '一段时间' : ` ${seconds} 秒`}，或登录（登录后的限额另计），或通过镜像站拉取。`,
  }),
  SERVER_ERROR: ({ registry, status }, place) => ({
    message: `${registry}: 它返回服务器内部错误（${status}）。${saidBy(place, statusWords(status))}`,
    hint:
      status === 502 || status === 503 || status === 504
        ? '前面的服务器有响应，后面的镜像仓库没有：请查看镜像仓库所在主机上的日志 (nginx: error.log)。'
        : '请查看镜像仓库所在主机上的日志。',
  }),
  ANSWERS_SLOWLY: ({ registry, seconds }) => ({
    message: `${registry}: 它用了 ${seconds} 秒才回答一次。引擎报错："Client.Timeout exceeded while awaiting headers"，或一直等待。`,
    hint: `查看时间花在哪里：curl -so /dev/null -w '%{time_namelookup} %{time_connect} %{time_starttransfer}\\n' http://${registry}/v2/`,
  }),
  ...imageSentences,
} satisfies Sentences<RegistryFindings>;

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]*/, '');
}
