// Chinese: what is expected where a value is wrong.

import type {
  RefusedForm,
  SyntaxForm,
  SyntaxFound,
  UsageForm,
  ValueForm,
} from '../../../model/findings/forms.ts';
import { wordsFor } from '../pieces.ts';

const USAGE = {
  '[UPSTREAM=]http[s]://HOST[:PORT]': '[UPSTREAM=]http://HOST[:PORT] 或 https://HOST[:PORT]',
  'HOST[:PORT]|CIDR': 'HOST[:PORT] 或网段，例如 10.0.0.0/8',
  '[HOST[:PORT]=]FILE': 'FILE 或 HOST[:PORT]=FILE',
  'HOST[:PORT]|[HOST[:PORT]=]FILE': 'FILE、HOST[:PORT]=FILE 或 HOST[:PORT]',
  'image, apt, npm, URL': 'image, apt, npm，或软件包 (.deb) 或可执行文件的 http:// 或 https:// URL',
  '--from npm|URL': '--from npm 或 --from URL',
  HEX: '64 个十六进制数字，如 sha256sum 的输出',
  'NAME[=VERSION]': '软件包管理器所用的名称，例如 docker.io 或 docker.io=20.10.24',
  DURATION: '时长，例如 500ms, 30s, 2m, 1h 或 1m30s（不带单位的数字为秒，最长 576h）',
  ID: '`registry-client history` 列出的 ID',
  IMAGE: '镜像名，例如 alpine:3.19',
  string: '字符串',
  strings: '字符串或字符串列表',
  boolean: 'true 或 false',
  object: '对象：{ … }',
} as const satisfies Record<UsageForm, string>;

/** What is expected on the command line or in a configuration file of ours. */
export function usageForm(expected: string): string {
  return wordsFor(expected, USAGE);
}

const VALUES = {
  bool: 'true 或 false',
  int: '整数',
  'array of strings': '字符串数组',
  'string-map': '值为字符串的对象',
  'bool-map': '值为 true 或 false 的对象',
} as const satisfies Record<ValueForm, string>;

/** The type that a value must have. */
export function valueForm(expected: string): string {
  return wordsFor(expected, VALUES);
}

const SYNTAX = {
  value: '值',
  'value or ]': '值或 ]',
  key: '键',
  'key or }': '键或 }',
  ':': ':',
  ', or ]': ', 或 ]',
  ', or }': ', 或 }',
  'closing-quote': '右引号',
  'valid-escape': '有效的转义序列',
  'no-control-character': '控制字符以外的字符',
  digit: '数字',
  'fewer-levels': '不超过 1000 层的嵌套',
  'end-of-file': '文件结尾',
} as const satisfies Record<SyntaxForm | SyntaxFound, string>;

/** What would have to stand in a place, or stands there. */
export function syntaxForm(mark: string): string {
  return wordsFor(mark, SYNTAX);
}

const REFUSED = {
  'http-url': '以 http:// 或 https:// 开头的 URL',
  'url-without-login': '不带用户名和密码的 URL',
  'url-without-query': '不带 ? 和 # 的 URL',
  url: 'URL',
  'url-without-path': '不带路径的 URL（Docker 早于 24.0.8）',
  'no-hyphen-at-the-ends': '首尾都不是连字符的名称',
  'host-without-scheme': '不带协议的 host[:port] 或网段',
  'host-or-network': 'host[:port] 或网段',
  'port-in-range': '不超过 65535 的端口',
  'data-root-alone': '只用 data-root',
} as const satisfies Record<RefusedForm, string>;

/** What Docker takes in place of a value. */
export function refusedForm(expected: string): string {
  return wordsFor(expected, REFUSED);
}
