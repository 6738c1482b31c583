// Chinese: what registries answer.

import type { Reply } from '../../../model/endpoint.ts';

export const replies = {
  found: '找到',
  'not-found': '未找到',
  unauthorized: '需要登录',
  forbidden: '拒绝访问',
  'rate-limited': '请求过于频繁',
  'server-error': '服务器内部错误',
  'no-registry': '不是镜像仓库',
  unreachable: '无法连接',
  untrusted: '证书不受信任',
  'plain-http': '只支持明文 HTTP，不支持 TLS',
  late: '连接超时',
  silent: '接受连接但不响应',
  'silent-image': '对该镜像的请求不响应',
} as const satisfies Record<Reply, string>;
