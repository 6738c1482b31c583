// Chinese: simplified, as administrators of the mainland write it. The words that it keeps to:
//
//   image 镜像                      registry 镜像仓库                   mirror 镜像站
//   insecure registry 不安全仓库     upstream 上游仓库                   fallback 回退
//   engine 引擎                     host 主机, this host 本机           proxy 代理服务器, never 代理 alone
//   short name 短名称               search list 搜索列表                alias 别名
//   entry 条目                      table 表                            key 键
//   directory, folder 目录          symbolic link 符号链接              drop-in drop-in 文件
//   change 变更                     generation 历史版本                 activation 生效
//   reload 重新加载                 restart 重启                        to have loaded 已加载
//   rollback 回滚                   undo, take back 撤销                recover 恢复
//   in sync 一致                    drifted 有偏离                      pending 待执行
//   confirm 确认                    to probe 探测                       hold 挂起, pause 暂停
//   CA CA                           root CA 根 CA                       certificate chain 证书链
//   issuer 签发者                   handshake 握手                      token 令牌
//   login 登录                      credential helper 凭据助手          catalogue 仓库清单
//   "The engines say:" 引擎报错：    of others 他人添加的                 ours 本工具添加的
//
// As they are: agent, certs.d, hosted and group (Nexus), names of options, keys and files, placeholders of the help
// (FILE, HOST), errno names, and what engines say, in straight quotes. A label before a sentence ends in ": ", for it may
// be a URL; sentences have full-width marks, lists of values and commands have not. A command stands at the end of its
// sentence without a full stop, for pasting. Between Chinese and Latin letters or digits there is a space.

import type { Language } from '../language.ts';
import { findings } from './findings.ts';
import { engine, headlines, history, labels, routes, step } from './phrases.ts';
import { questions } from './questions.ts';
import { replies } from './replies.ts';

export const zh: Language = {
  name: 'zh',
  findings,
  headlines,
  labels,
  engine,
  history,
  routes,
  questions,
  replies,
  step,
};
