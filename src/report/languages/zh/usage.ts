// Sentences about wrong usage: what was typed, the rule that it breaks, and the form that is expected.

import type { FindingPlace } from '../../../model/finding.ts';
import type { GeneralFindings, UsageReason } from '../../../model/findings/general.ts';
import { commandLine, meantWord } from '../pieces.ts';
import type { Sentence } from '../sentence.ts';
import { usageForm } from './forms.ts';

type Usage = GeneralFindings['USAGE'];

export function usageSentence(args: Usage, { path }: FindingPlace): Sentence {
  // What is wrong with a key is not what stands behind it.
  const value = args.reason === 'wrong-type' ? '' : args.value;
  const inline = args.inline === undefined ? '' : `（文件中的第 ${args.inline} 个证书）`;
  const typed = [args.option, value].filter((word) => word !== '').join(' ') + inline;
  const rule = RULES[args.reason](args);
  return {
    message:
      typed === '' ? `${path === undefined ? '命令行' : '文件'}有误：${rule}。` : `${typed}: ${rule}。`,
    hint: usageHint(args),
  };
}

const RULES = {
  'unknown-option': () => '没有这个选项',
  'unknown-command': () => '没有这个命令',
  'unknown-key': () => '没有这个键',
  'wrong-type': ({ value }) => `这里不能是 ${value}${value === 'null' ? '' : ' 类型的值'}`,
  'twice-key': () => '这个键出现了两次',
  'not-a-hash': () => '这不是 SHA-256 校验和',
  'not-a-package': () => '这不是软件包的名称',
  'missing-argument': ({ value }) => (value === '' ? '缺少此项或其值' : '缺少值；后面的是一个选项'),
  'excess-argument': () => '多出了这个词',
  'nothing-asked': () => '没有指定要做什么',
  'not-a-mirror-url': () => '这不是镜像站的 URL',
  'scheme-missing': () => '镜像站须以 http:// 或 https:// 开头，否则无法区分两者',
  userinfo: () => '这里不能写用户名或密码：引擎会拒绝，而且所有人都能读到',
  query: () => '镜像仓库的名称中不能有 ? 或 #',
  'not-a-host': () => '这不是主机名或地址',
  'scheme-not-wanted': () => '这里不能写 http:// 或 https://：镜像仓库的名称不带协议',
  'path-not-wanted': () => '这里不能写路径：镜像仓库只写主机，可以带端口',
  'port-out-of-range': () => '端口须为 1 到 65535 的数字',
  'not-a-cidr': () => '这不是 CIDR 形式的网段',
  'not-an-address': () => '= 之后须为 IPv4 或 IPv6 地址',
  'not-a-name': () => '= 之前须为主机名：字母、数字、连字符和点',
  'not-a-duration': () => '这不是此处可用的时长',
  'not-an-id': () => '这不可能是变更的 ID',
  'not-one-of': () => '没有这个选择',
  empty: () => '值为空',
  'needs-host': () => '没有指定该 CA 用于哪个镜像仓库',
  'needs-option': ({ expected }) => `只有与${within(expected && usageForm(expected))}同用才有意义`,
  'needs-checksum': () =>
    '需要软件包的 SHA-256：否则，在 npm 所用的 registry 中占有这个包名的人就能取得 root 权限',
  'not-an-image': () => '这不是镜像名',
  'no-login-there': () =>
    '只能登录以自身名称访问、由 --registry 或 --search 指定的镜像仓库；登录信息不会发给镜像站',
  'conflicts-with': ({ expected }) => `不能与${within(expected)}同用`,
  'twice-different': () => '指定了两次，而且值不同',
  other: () => '无法理解这个命令行',
} as const satisfies Record<UsageReason, (args: Usage) => string>;

/** An option within a sentence. */
function within(option: string | undefined): string {
  return option === undefined ? '另一个选项' : ` ${option} `;
}

/** The option that is needed or in the way is in the message already. */
function usageHint({ reason, expected, option, value }: Usage): string {
  switch (reason) {
    case 'unknown-option':
      return expected === undefined
        ? '查看可用的选项：registry-client help COMMAND'
        : expected.startsWith('-') || expected.includes(' -')
          ? `您是不是要用 ${commandLine(expected)}？`
          : `它是其他命令的选项：${expected}`;
    case 'unknown-command':
      return expected?.includes(', ')
        ? `可用的有：${expected}`
        : `您是不是要用 registry-client ${expected}？`;
    case 'not-one-of': {
      const meant = meantWord(value, expected);
      return `${meant === '' ? '' : `您是不是要用 ${meant}？`}应为：${usageForm(expected ?? '')}`;
    }
    case 'needs-host':
      return `应为：${usageForm(expected ?? '')}；或用 --registry 或 https 的 --mirror 指定镜像仓库`;
    case 'needs-option':
      return `请加上${within(expected && usageForm(expected)).trimEnd()}，或去掉 ${option}。`;
    case 'needs-checksum':
      return `请加上 --sha256 HEX，其值用以下命令在软件包确实可信的地方得出：${expected}`;
    case 'no-login-there':
      return expected === '' ? '请加上 --registry HOST[:PORT]。' : `可用的有：${expected}`;
    case 'conflicts-with':
      return '请去掉其中一个。';
    case 'unknown-key':
      return expected?.includes(',') ? `可用的有：${expected}` : `您是不是要用 ${expected}？`;
    case 'twice-different':
      return '请只保留一个。';
    case 'twice-key':
      return '请合并为一个列表。';
    case 'nothing-asked':
      return `请至少指定以下之一：${expected ?? '各选项'}；示例：registry-client ${option} --help`;
    case 'excess-argument':
      return `是不是前面漏了选项？参见 registry-client ${option} --help`;
    default:
      return expected === undefined ? '参见 registry-client --help' : `应为：${usageForm(expected)}`;
  }
}
