// Sentences about logins to registries.

import type { FindingPlace } from '../../../model/finding.ts';
import type { RegistryFindings } from '../../../model/findings/registry.ts';
import { shellWord } from '../../../model/shell-word.ts';
import { loginWords, PLAIN_REALM, realmWords, refusedWords } from '../quotations.ts';
import type { Sentences } from '../sentence.ts';
import { saidBy } from './said-by.ts';

type LoginFindings = Pick<
  RegistryFindings,
  | 'REALM_PLAIN_HTTP'
  | 'REALM_UNREACHABLE'
  | 'LOGIN_NEEDED'
  | 'LOGIN_WRONG'
  | 'LOGIN_ELSEWHERE'
  | 'LOGIN_NOT_TRIED'
  | 'MIRROR_LOGIN_UNUSED'
>;

const ANONYMOUS = '(Nexus: "Allow anonymous docker pull" 和 Docker Bearer Token Realm)。';

export const loginSentences = {
  REALM_PLAIN_HTTP: ({ registry, realm }, place) => ({
    message: `${registry}: 它在 TLS 之后，却让客户端以明文 HTTP 到 ${realm} 登录：它不知道前面使用了 TLS。${saidBy(place, PLAIN_REALM)}`,
    hint: '请在它前面的服务器 (nginx) 上设置：proxy_set_header X-Forwarded-Proto https;',
  }),
  REALM_UNREACHABLE: ({ registry, realm, error }, place) => ({
    message: `${registry}: 它让客户端到 ${realm} 获取令牌，但失败了（${error}）。${saidBy(place, realmWords(error))}`,
    hint: `检查从这里能否访问：curl -v ${shellWord(realm)}。如果它是镜像仓库的另一个名称，前面的服务器须传递正确的名称 (nginx: proxy_set_header Host $http_host;)。`,
  }),
  LOGIN_NEEDED: ({ registry, status }, place) => ({
    message: `${registry}: 它不为未登录的客户端提供服务（${status}），而这里没有它的登录信息。${saidBy(place, loginWords(status))}`,
    hint: `${loginCommand(registry, place)}；或在镜像仓库上允许匿名拉取 ${ANONYMOUS}`,
  }),
  LOGIN_WRONG: ({ registry, status, user }, place) => ({
    message: `${registry}: 它拒绝了所保存的登录信息${user === '' ? '' : `（用户 ${user}）`}，返回 ${status}。${saidBy(place, refusedWords(status))}`,
    hint: loginCommand(registry, place),
  }),
  LOGIN_ELSEWHERE: ({ registry, under }, place) => ({
    message: `${registry}: 它要求登录；登录信息有，但属于 ${under}，而登录信息只对完全相同的名称有效。${saidBy(place, loginWords(401))}`,
    hint: loginCommand(registry, place),
  }),
  LOGIN_NOT_TRIED: ({ registry, helper }) => ({
    message: `${registry}: 它要求登录，登录信息由凭据助手 docker-credential-${helper} 保存：没有检验是否正确。`,
    hint: '',
  }),
  MIRROR_LOGIN_UNUSED: ({ registry, status }) => ({
    message: `${registry}: 它不为未登录的客户端提供服务（${status}），而该引擎从不向镜像站发送登录信息，无论是否保存过。引擎会静默回退。`,
    hint: `请在镜像站上允许匿名拉取 ${ANONYMOUS}`,
  }),
} satisfies Sentences<LoginFindings>;

/** With the engine's own command, which is called as the engine is. */
function loginCommand(registry: string, { engine }: FindingPlace): string {
  return engine === undefined ? `请登录 ${registry}` : `请以这个名称登录：${engine} login ${registry}`;
}
