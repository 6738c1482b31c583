// Sentences about a configuration file that cannot be used as it is: what is wrong there and how it would be right.

import type { BadValueReason } from '../../../formats/toml/conf.ts';
import type { FindingPlace } from '../../../model/finding.ts';
import type { GeneralFindings, TargetReason } from '../../../model/findings/general.ts';
import type { TextProblem } from '../../../model/text.ts';
import type { Sentence } from '../sentence.ts';
import { syntaxForm, valueForm } from './forms.ts';
import { engineFirst, engineWithin, nodeWords, within } from './words.ts';

type Detail = Readonly<Record<string, string>>;

/** A file that an engine, or we, would refuse. */
export function fileSentence(args: GeneralFindings['FILE_REFUSED'], place: FindingPlace): Sentence {
  return PROBLEMS[args.reason](args.detail, place.engine, place.path ?? 'FILE');
}

const PROBLEMS = {
  SYNTAX: ({ found, expected, message }, engine) => ({
    message: `${engineFirst(engine)}无法读取该文件：${syntaxWords(found, expected, message)}。`,
    hint: '请改正此处，然后重新运行该命令；尚未做任何改动。',
  }),
  COMMENT: (_, engine) => ({
    message: `${engineFirst(engine)}不接受注释：该文件必须是纯 JSON。`,
    hint: '请删除注释。',
  }),
  TRAILING_COMMA: (_, engine) => ({
    message: `${engineFirst(engine)}不接受最后一个元素之后的逗号。`,
    hint: '请删除这个逗号。',
  }),
  TRAILING_CONTENT: ({ found }) => ({
    message: `文档结束之后还有内容${found === undefined ? '' : `：${found}`}。`,
    hint: '请删除最后一个右花括号之后的内容，或移到花括号之内。',
  }),
  EMPTY: (_, engine) => ({
    message: `文件为空，当前版本的${engineWithin(engine)}因此不能启动。`,
    hint: '请写入 {}，或删除该文件。',
  }),
  NOT_UTF8: (_detail, _engine, path) => ({
    message: '文件从此处起不是有效的 UTF-8。',
    hint: `请另存为 UTF-8。如果它是 Latin-1 编码：iconv -f LATIN1 -t UTF-8 '${path}'`,
  }),
  BYTE_ORDER_MARK: (_, engine, path) => ({
    message: `文件以字节顺序标记 (BOM) 开头，${engineFirst(engine)}不是每个版本都接受。`,
    hint: `请删除它：sed -i '1s/^\\xEF\\xBB\\xBF//' '${path}'`,
  }),
  LONE_CARRIAGE_RETURN: (_, engine) => ({
    message: `此处有一个后面没有换行符的回车符；${engineFirst(engine)}会拒绝它。`,
    hint: '请把它换成换行符。',
  }),
  WRONG_TYPE: ({ key, found, expected, member, element }) => ({
    message: `${key === undefined ? '文档' : `"${key}" `}的类型必须是${within(valueForm(expected ?? '?'))}，${element === undefined ? (member === undefined ? '这里' : `"${member}" `) : '数组中'}却是${within(found ?? '另一种')}。`,
    hint: '请改正这个值。',
  }),
  DUPLICATE_KEY: ({ key }) => ({
    message: `${key === undefined ? '这个键' : `"${key}" `}出现了两次；哪一个有效取决于引擎。`,
    hint: '请只保留一个。',
  }),
  MIXED_VERSIONS: (_, engine) => ({
    message: `该文件混用了旧格式 ([registries.*]) 和新格式；${engineFirst(engine)}会拒绝它。`,
    hint: '请删除 [registries.*] 表，或删除其他的键。',
  }),
  VERSION_1: () => ({
    message: '该文件是旧格式 ([registries.search] …)，无法表达所要求的内容。',
    hint: '请加上 --convert 运行同一命令，先把文件转换为新格式。',
  }),
  MISPLACED_KEY: ({ key }, engine) => ({
    message: `"${key ?? ''}" 应在文件开头；在这里它属于上面的表，${engineFirst(engine)}会忽略它。`,
    hint: '请把这一行移到第一个表之前。',
  }),
  UNKNOWN_KEY: ({ key, expected }, engine) => ({
    message: `${engineFirst(engine)}不认识 "${key ?? ''}"。`,
    hint: expected === undefined ? '请删除它，或改正拼写。' : `您是不是要写 "${expected}"？`,
  }),
  BAD_VALUE: badValueSentence,
  EDIT_NOT_EXACT: ({ key }) => ({
    message: `${key === undefined ? '这次修改' : `对 "${key}" 的修改`}会改动所要求之外的内容，因此没有执行。`,
    hint: '请手动修改，或先把此处改成更简单的写法。',
  }),
} as const satisfies Record<
  TextProblem['code'],
  (detail: Detail, engine: string | undefined, path: string) => Sentence
>;

function syntaxWords(found?: string, expected?: string, message?: string): string {
  if (found !== undefined && expected !== undefined)
    return `这里是${within(syntaxForm(found))}，应为${within(syntaxForm(expected))}`;
  if (found !== undefined) return `这里是${within(syntaxForm(found))}`;
  return message ?? '语法错误';
}

function badValueSentence(detail: Detail, engine: string | undefined): Sentence {
  const known = Object.entries(BAD_VALUES).find(([reason]) => reason === detail.reason)?.[1];
  const about = detail.value ?? detail.found ?? detail.key ?? detail.prefix ?? '';
  const named = about === '' ? '' : `"${about}": `;
  if (known === undefined)
    return { message: `${named}${engineFirst(engine)}拒绝这个值。`, hint: '请改正这个值。' };
  return { message: `${named}${known[0]}。`, hint: known[1] };
}

const BAD_VALUES = {
  scheme: ['location 不带协议 (http://, https://)', '请去掉协议；明文 HTTP 用 insecure = true 表示。'],
  'no-prefix-and-location': [
    '这个 [[registry]] 既没有 prefix 也没有 location',
    '请加上：location = "HOST[:PORT]"',
  ],
  'no-location': ['这个 [[registry]] 没有 location', '请加上：location = "HOST[:PORT]"'],
  'no-mirror-location': ['这个镜像站没有 location', '请加上：location = "HOST[:PORT]"'],
  wildcard: ['通配符的写法是 *.example.com，之后不能再有内容', '请改正 prefix。'],
  'conflicting-insecure': ['有两个表是这个 location，而 insecure 不一致', '请改成相同的值，或只保留一个表。'],
  'conflicting-blocked': ['有两个表是这个 location，而 blocked 不一致', '请改成相同的值，或只保留一个表。'],
  'pull-from-mirror': ['pull-from-mirror 只能是 all, digest-only 或 tag-only', '请使用其中之一。'],
  'pull-from-mirror-outside-mirror': [
    'pull-from-mirror 写在了 [[registry]] 中；它应在 [[registry.mirror]] 中',
    '请把这一行移到相应的 [[registry.mirror]] 之下。',
  ],
  'pull-from-mirror-with-digest-only': [
    'pull-from-mirror 和 mirror-by-digest-only 不能同时使用',
    '请只保留一个。',
  ],
  'short-name-mode': ['short-name-mode 只能是 enforcing, permissive 或 disabled', '请使用其中之一。'],
  'search-entry': ['搜索列表的条目应为 HOST[:PORT]', '请改正该条目。'],
  alias: ['别名应把短名称对应到不带标签的完整镜像名', '请改正该别名。'],
  'letter-case': ['键用小写字母书写', '请把这个键改为小写。'],
  'trailing-slash': ['末尾的斜杠会使旧版本拉取失败', '请去掉这个斜杠。'],
  layout: ['旧格式的这种写法无法转换', '请手动转换该文件。'],
  'no-such-registry': ['没有这个 [[registry]]', '参见 registry-client status'],
  'registry-exists': ['已经有这个 [[registry]]', '参见 registry-client status'],
} as const satisfies Record<BadValueReason, readonly [message: string, hint: string]>;

/** A path that cannot be replaced safely. */
export function targetSentence(args: GeneralFindings['TARGET_REFUSED'], place: FindingPlace): Sentence {
  return TARGETS[args.reason](args.detail ?? '', place.path ?? 'FILE');
}

/** Whoever put it there may still want it: it is moved, not deleted. */
const awayWith = (path: string) =>
  `请查看它是什么、由谁放置 (ls -ld ${path})，移走后重新运行该命令：mv ${path} ${path}.away`;

const TARGETS = {
  'not-a-file': (kind, path) => ({
    message: `这是${nodeWords(kind)}，不是普通文件。`,
    hint: awayWith(path),
  }),
  'not-a-directory': (kind, path) => ({
    message: `这是${nodeWords(kind)}，不是目录。`,
    hint: awayWith(path),
  }),
  'hard-links': (links, path) => ({
    message: `该文件有${links === '' ? '多' : ` ${links} `}个名称（硬链接）；替换它会使它们不再是同一个文件。`,
    hint: `请用 find / -xdev -samefile ${path} 找出其他名称，改为指向它的符号链接。`,
  }),
  'mount-point': (_, path) => ({
    message: '此处是挂载点，因此不能整体替换该文件。',
    hint: `查看挂载的内容：findmnt ${path}。请在文件的来源处修改；如果这是容器，就在宿主机上修改。`,
  }),
  'writable-by-others': (detail, path) => ({
    message: `root 以外的用户可以写入${detail === '' ? '它所在的目录' : ` ${detail}`}，写入的内容可能被替换。`,
    hint: `请检查并取消该权限：namei -l ${path}`,
  }),
  'symlink-loop': (_, path) => ({
    message: '符号链接形成了循环。',
    hint: `逐级查看：namei -l ${path}`,
  }),
  'read-only': (_, path) => ({
    message: '文件系统是只读的。',
    hint: `查看挂载选项：findmnt -T ${path}`,
  }),
  immutable: (_, path) => ({
    message: '该文件受到保护，不能修改（immutable 属性或安全模块）。',
    hint: `查看属性：lsattr ${path}; 取消该属性：chattr -i ${path}`,
  }),
  'changed-meanwhile': () => ({
    message: '他人在同一时刻修改了它。',
    hint: '请重新运行该命令。',
  }),
} as const satisfies Record<TargetReason, (detail: string, path: string) => Sentence>;
