// Sentences of the command line and of all engines alike.

import type { ConfigFault, GeneralFindings, RestartReason } from '../../../model/findings/general.ts';
import { shellWord } from '../../../model/shell-word.ts';
import { meantWord, wordsFor } from '../pieces.ts';
import type { Sentences } from '../sentence.ts';
import { fileSentence, targetSentence } from './file.ts';
import { inputSentence } from './input.ts';
import { usageSentence } from './usage.ts';
import { engineFirst, engineWithin, wordList } from './words.ts';

const CONFIG_FAULTS = {
  'not-utf8': '它不是 UTF-8',
  'too-deep': '嵌套过深',
} as const satisfies Record<ConfigFault, string>;

const FLAG_REASONS = {
  'not-supported': '它没有对应的功能',
  'upstream-not-docker-io': '它只支持 docker.io 的镜像站',
  cidr: '它不接受网段',
  'path-of-docker': '它无法使用带路径的镜像站',
  'path-of-podman': '它无法使用带路径的镜像站',
  'no-login-command': '它没有登录命令，登录信息写在它自己的配置中',
} as const satisfies Record<GeneralFindings['FLAG_NOT_FOR_ENGINE']['reason'], string>;

const ACTIVATION_REASONS = {
  'not-running': ['它没有运行，也不会为此启动它', '它启动时会加载这些文件。'],
  'apply-none': [
    '指定了 --apply none',
    '下次运行 registry-client 而不带 --apply none 时会使其生效；重启引擎也可以。',
  ],
  root: ['使用 --root 时没有引擎在运行', '该系统启动后这些文件就会生效。'],
  'at-creation': ['它们只对今后创建的构建器等有效', ''],
} as const satisfies Record<GeneralFindings['NOT_ACTIVATED']['reason'], readonly [string, string]>;

const UNCHECKED_REASONS = {
  'not-running': '它没有运行',
  timeout: '它没有及时响应',
  blind: '有错误的文件它也会接受',
  failed: '无法运行它的检查',
} as const satisfies Record<GeneralFindings['CANDIDATE_UNCHECKED']['reason'], string>;

const USER_REASONS = {
  unknown: ['本机没有这个用户', '查看用户名：getent passwd'],
  root: ['root 的引擎就是系统的引擎', '请去掉 --user。'],
  'no-home': ['该用户没有主目录，而文件应放在其中', '请先创建主目录，或指定其他用户。'],
  program: [
    '该用户无权读取 registry-client 自身的文件',
    '请使用软件包或独立可执行文件，或把程序安装到所有用户都可读的位置。',
  ],
  lookup: ['无法查询本机的用户：getent(1) 不存在或执行失败', '试试：getent passwd'],
} as const satisfies Record<GeneralFindings['USER_REFUSED']['reason'], readonly [string, string]>;

export const generalSentences = {
  BUG: ({ error }) => ({
    message: `这是 registry-client 的缺陷 (bug)：${error}。`,
    hint: '请加上 --verbose 重新运行该命令，并报告其输出。如果当时正在执行变更：registry-client recover',
  }),
  USAGE: usageSentence,
  INPUT_FILE: inputSentence,
  CONFIG_SYNTAX: ({ detail }) => ({
    message: `这不是有效的 JSON5：${wordsFor(detail, CONFIG_FAULTS)}。`,
    hint: '请检查此处及其前面的内容：缺少或多出了逗号、引号或括号。',
  }),
  CONFIG_UNSAFE: ({ reason }, { path = 'FILE' }) => ({
    message:
      reason === 'owner'
        ? '该文件不属于 root，因此 root 不会按它的内容执行。'
        : 'root 以外的用户可以写入该文件或其上级目录，因此 root 不会按它的内容执行。',
    hint: `请先检查文件内容，然后执行：chown root: ${path}; chmod go-w ${path}; 另见：namei -l ${path}`,
  }),
  PROGRAM_UNSAFE: ({ reason, program }, { path = program }) => ({
    message:
      reason === 'owner'
        ? `${path} 不属于 root，其他用户可能篡改 registry-client，因此 root 不会运行它。`
        : `root 以外的用户可以写入 ${path}，从而篡改 registry-client，因此 root 不会运行它。`,
    hint: `请安装到只有 root 可写的位置：使用软件包；或用 install -o root -g root -m 755 FILE /usr/local/bin/registry-client 安装可执行文件；或以 root 身份用 npm install --global 安装 npm 包。查看它的位置：namei -l '${program}'`,
  }),
  FILE_REFUSED: fileSentence,
  FILE_UNREADABLE: ({ error }, { path = 'FILE', user }) => ({
    message: `无法读取该文件（${error}）。`,
    hint: user === undefined ? `请以 root 身份运行，或查看谁有权读取：namei -l ${path}` : asUser(user, path),
  }),
  TARGET_REFUSED: targetSentence,
  NO_PERMISSION: ({ error }, { path = 'FILE', user }) => ({
    message: `没有修改它的权限（${error}）。`,
    hint:
      user === undefined
        ? '请以 root 身份 (sudo) 运行同一命令；用 --dry-run 查看变更则不需要 root。'
        : asUser(user, path),
  }),
  USER_REFUSED: ({ asked, reason }) => ({
    message: `--user ${asked}: ${USER_REASONS[reason][0]}。`,
    hint: USER_REASONS[reason][1],
  }),
  USER_FORBIDDEN: ({ asked }) => ({
    message: `${asked} 的文件只允许 ${asked} 本人和 root 处理。`,
    hint: `请以 root 身份 (sudo) 或以 ${asked} 身份运行同一命令。`,
  }),
  NO_USER_MANAGER: ({ name }) => ({
    message: `${name} 的 systemd 没有运行：${name} 未登录，也没有启用 linger，因此 rootless 引擎没有启动。`,
    hint: `让它从开机起一直运行：loginctl enable-linger ${name}`,
  }),
  NO_ENGINE: () => ({
    message: '本机没有可以配置的容器引擎。',
    hint: '请先安装 Docker 或 Podman，或指定不会自动选用的引擎（--engine containerd）；使用 --root 时，请指定将会安装的引擎：--engine docker',
  }),
  ENGINE_NOT_FOUND: ({ asked }, { path }) => ({
    message: `${path === undefined ? '已用 --engine ' : '文件中'}指定了 ${asked}，但本机没有它。`,
    hint: `请先安装它，或不要指定 ${asked}。`,
  }),
  SHARES_FILES: ({ with: named }, { engine }) => ({
    message: `${engineFirst(engine)}与 ${named} 读取相同的文件，因此会随它一起更改。`,
    hint: '',
  }),
  SHARED_FILE_DISPUTED: ({ with: other }, { engine, path = '' }) => ({
    message: `${path}: ${engineFirst(engine)}和 ${other} 都读取该文件，但各自需要不同的内容。`,
    hint: `请把${engineWithin(engine)}和 ${other} 升级到同一时期的版本，然后重新运行。`,
  }),
  ENGINE_UNKNOWN: ({ asked, known }, { path }) => ({
    message: `${path === undefined ? '--engine' : 'engine'} ${asked}: 没有这个名称的引擎。`,
    hint: `${meantEngine(asked, known)}应为：auto，或以下一个或多个名称，以逗号分隔：${wordList(known)}`,
  }),
  FLAG_NOT_FOR_ENGINE: ({ flag, reason }, { engine }) => ({
    message: `${engineFirst(engine)}不能使用 ${flag}：${FLAG_REASONS[reason]}。`,
    hint: `请不要对${engineWithin(engine)}使用 ${flag}，或用 --engine 指定其他引擎。`,
  }),
  PATH_FOR_ONE_ENGINE: ({ url }, { path }) => ({
    message: `${url}: 对于带路径的镜像站，有的引擎（Docker、containerd）请求 /PATH/v2/IMAGE，有的（Podman、BuildKit）请求 /v2/PATH/IMAGE，因此同一个 URL 不能同时用于两者。`,
    hint:
      path === undefined
        ? '请用 --engine 指定一个引擎；要用于多个引擎，请对每个引擎各运行一次。'
        : '请在文件中用 engine 指定一个引擎。',
  }),
  NOT_OURS: ({ flag }) => ({
    message: `${flag} 存在，但由他人添加，因此予以保留。`,
    hint: '仍要删除，请加上 --adopt 运行同一命令。',
  }),
  NOT_THERE: ({ flag }) => ({ message: `${flag} 不存在，无需删除。`, hint: '' }),
  CANDIDATE_REFUSED: ({ error }, { engine }) => ({
    message: `已安装的${engineWithin(engine)}拒绝修改后的文件：${error}`,
    hint: '请在现有文件中改正它指出的问题，然后重新运行；尚未做任何改动。',
  }),
  CANDIDATE_UNCHECKED: ({ reason, error }, { engine }) => ({
    message: `无法让已安装的${engineWithin(engine)}检查新文件：${UNCHECKED_REASONS[reason]}${error === '' ? '' : `（${error}）`}。`,
    hint: '无需处理：已用本工具自己的检查代替。',
  }),
  NOT_ACTIVATED: ({ reason }, { engine }) => ({
    message: `${engineFirst(engine)}尚未使用修改后的文件：${ACTIVATION_REASONS[reason][0]}。`,
    hint: ACTIVATION_REASONS[reason][1],
  }),
  RESTART_NEEDED: ({ why, about = '', containers }, { engine }) => ({
    message: `只有重启${engineWithin(engine)}才能生效（${RESTART_REASONS[why](about)}）${containers.length === 0 ? '' : `，而重启会停止 ${wordList(containers)}`}。`,
    hint: '允许重启：加上 --apply restart 运行同一命令；只修改文件：加上 --apply none。',
  }),
  RESTART_BY_HAND: ({ command }, { engine }) => ({
    message: `${engineFirst(engine)}需要重启；本机没有 systemd，请手动重启。`,
    hint: `请加上 --apply none 运行同一命令，然后执行：${command}`,
  }),
  NOT_LOADED: ({ what, expected, loaded }, { engine }) => ({
    message: `${what}: 文件中是 ${wordList(expected)}，${engineFirst(engine)}加载的是 ${wordList(loaded)}。`,
    hint: '如果刚刚让它加载过文件，原因见它的日志；否则下次运行 setup、remove 或 rollback 时会让它加载。',
  }),
  LOADED_UNKNOWN: ({ reason }, { engine }) => ({
    message: `无法询问${engineWithin(engine)}加载了什么：${reason}。`,
    hint: '可能是权限不足：请以 root 身份重试。',
  }),
  ENTRY_MISSING: ({ kind, value }) => ({
    message: `${kind}: ${value} 由 registry-client 添加，现在已不存在。`,
    hint: '要恢复它，请再次运行同样的 setup；不再需要它，请用 registry-client remove 取消对它的管理。',
  }),
  MIRROR_PLAIN_HTTP: ({ url }) => ({
    message: `${url} 使用明文 HTTP：网络路径上的任何人都能读取并替换所拉取的内容。`,
    hint: '如果网络不完全由您掌控，请使用 https:// 镜像站（私有 CA 用 --ca 指定）。',
  }),
  NOT_VISIBLE: ({ what, error }) => ({
    message: `当前用户无法查看 ${what}（${error}）。`,
    hint: '要查看全部内容，请以 root 身份运行。',
  }),
  SECRET_IN_URL: ({ option }) => ({
    message: `${option}: 该 URL 带有查询参数（? 之后的部分），会写入文档：能读到文档的人就能使用它。`,
    hint: '如果它是令牌或签名，请使用很快失效的；或把文件放在不需要它的 URL 上：文件内容由校验和保证。',
  }),
  WITHOUT_QUESTIONS: ({ words, file }) => ({
    message:
      file === ''
        ? '不经提问的等效命令：'
        : `不经提问的等效命令，CA 现已在 ${file} 中（其他主机需要它的副本）：`,
    hint: ['registry-client', ...words].map(shellWord).join(' '),
  }),
  HOSTS_CONFLICT: ({ name, wanted, there }) => ({
    message: `文件中 ${name} 已指向 ${there}，而排在前面的行有效：${wanted} 不会起作用。`,
    hint: `请先删除 ${name} 的另外那一行。`,
  }),
  HOSTS_BY_CLOUD_INIT: () => ({
    message: 'cloud-init 每次开机都会重写该文件 (manage_etc_hosts)，本工具添加的行会随之丢失。',
    hint: '请把这一行也加入模板：/etc/cloud/templates/hosts.*.tmpl',
  }),
} satisfies Sentences<GeneralFindings>;

const RESTART_REASONS = {
  'directive-stays': (directives) => `重新加载不会改变 ${directives}`,
  'flag-stays': (flag) => `重新加载不会重置 ${flag}`,
  'mirrors-not-reloaded': (version) => `Docker ${version} 不能重新加载 registry-mirrors`,
  'insecure-lost': (version) => `Docker ${version} 重新加载时会丢失 insecure-registries，见 moby#45552`,
  'service-ends': (version) =>
    `信号会终止${version === '' ? '版本未知的 Podman' : ` Podman ${version}`} 的 podman.service`,
  'builds-end': (unit) => `${unit} 只在启动时读取文件，正在进行的构建会因重启而中断`,
  'read-at-start': (file) => `${file} 只在启动时读取`,
} as const satisfies Record<RestartReason, (about: string) => string>;

/** With --user the rights of root are given up, so they are no cure. */
function asUser(user: string, path: string): string {
  return `此操作以 ${user} 的权限执行。查看谁有权限：namei -l ${path}`;
}

function meantEngine(asked: string, known: readonly string[]): string {
  const meant = meantWord(asked, known.join(', '));
  return meant === '' ? '' : `您是不是要用 ${meant}？`;
}
