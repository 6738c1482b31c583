// Sentences about Podman and registries.conf.

import type { FindingPlace } from '../../../model/finding.ts';
import type { HidingReason, PodmanFindings } from '../../../model/findings/podman.ts';
import { fileOf } from '../place-words.ts';
import type { Sentence, Sentences } from '../sentence.ts';
import { wordList } from './words.ts';

type Hidden = PodmanFindings['HIDDEN_BY'];

export const podmanSentences = {
  VERSION_1: () => ({
    message: '该文件是旧的 v1 格式 ([registries.search] …)；若与这里所需的 v2 键混用，整个文件都会被拒绝。',
    hint: '请加上 --convert 运行同一命令：它把文件转换为含义相同的 v2 格式，rollback 可恢复原样。',
  }),
  VERSION_1_DROP_IN: (_, place) => ({
    message: '该文件是旧的 v1 格式，在此处不被接受：所有拉取都会因此失败。',
    hint: `如果不需要它：mv '${fileOf(place)}' '${fileOf(place)}.unused'；否则请把其中的条目改写为 [[registry]] 表。`,
  }),
  MISPLACED_KEY: ({ key }, place) => ({
    message: `此处的 ${key} 会被忽略，因为写在 [表] 之后的键属于该表。`,
    hint: `请把 ${key} 这一行移到 ${fileOf(place)} 中第一个以 [ 开头的行之前，或删除它；然后重新运行本命令。`,
  }),
  CONF_DOUBTFUL: ({ reason, detail }) => ({
    message: doubtful(reason, detail),
    hint: '本工具不会改动它；如果本意是让它生效，请改正。',
  }),
  HIDDEN_BY: (args, place) => hiding[args.reason](args, place),
  WOULD_HIDE: ({ hidden }, place) => ({
    message: `该文件还不存在，新建它会使 ${hidden} 及其全部内容失效。`,
    hint: `请加上 --drop-in 运行同一命令；或先复制一份：cp '${hidden}' '${fileOf(place)}'`,
  }),
  DANGLING_LINK: (_, place) => ({
    message: '该链接指向的文件不存在；读取这些文件的引擎因此完全不能工作。',
    hint: `查看它指向哪里：ls -l '${fileOf(place)}'。如果不需要它：rm '${fileOf(place)}'`,
  }),
  VERSION_TOO_OLD: ({ what, installed, needed }) => ({
    message: `已安装的版本 ${installed} 不支持 ${what}；需要 ${needed}。`,
    hint: '请先升级该引擎。',
  }),
  MOVED_TO_DROP_IN: ({ from }) => ({
    message: `registry-client 在 ${from} 中的条目移到它的 drop-in 文件；以后也保留在那里。`,
    hint: '要移回主文件：先执行 registry-client remove --all，再执行不带 --drop-in 的 setup。',
  }),
  STAYS_IN_DROP_IN: () => ({
    message: '配置文件没有要求使用 drop-in 文件 (drop-in: true)，但条目仍留在那里，不会移动。',
    hint: '要移到主文件：先用内容为 {} 的文件执行 setup --config，再用本文件执行一次。只要用选项添加的条目还在，全部条目都会留在 drop-in 文件中；删除它们：registry-client remove --all',
  }),
  SHORT_NAMES_ENFORCED: ({ search }, place) => ({
    message: `short-name-mode 为 "enforcing"：有 ${search.length} 个搜索仓库（${wordList(search)}）时，在没有终端可供选择的场合，用短名称拉取会失败。`,
    hint: `请在脚本中使用完整名称 (docker.io/library/redis)，或${place.path === undefined ? '' : `在 ${place.path} 中`}设置 short-name-mode = "permissive"`,
  }),
  ALIASES_FIRST: ({ names, target }) => ({
    message: `有别名的短名称（${wordList(names)} …）直接指向 ${target}，从不经过搜索列表。`,
    hint: `要让您的镜像仓库也提供这些镜像，请加上：--mirror ${target}=URL`,
  }),
  LOCATION_REFUSED: ({ location, prefix }, place) => ({
    message: `${prefix} 之下的镜像都无法拉取：location "${location}" 不是带点或端口的主机。报错为："rewriting reference: repository name must be canonical"。`,
    hint: `请在 ${fileOf(place)} 中写上端口：location = "${location.replace(/^[^/]*/, (host) => `${host}:443`)}"`,
  }),
  UNREADABLE_FOR_USERS: ({ mode }, place) => ({
    message: `该文件的权限为 ${mode}：root 以外的用户无法读取，他们的 Podman 会报错 "permission denied"。`,
    hint: `chmod 644 '${fileOf(place)}'`,
  }),
} satisfies Sentences<PodmanFindings>;

type Words = (args: Hidden, place: FindingPlace) => Sentence;

const hiding = {
  'same-prefix': ({ entry, by, dropInHelps }, place) => ({
    message: `${entry} 不会生效：此处 ${by} 的表会整个替换先读取的文件中的表。`,
    hint: dropInHelps
      ? '请加上 --drop-in 运行同一命令：本工具的文件更晚读取，并会重复它所替换的内容。也可以删除该表。'
      : `请从 ${fileOf(place)} 中删除 ${by} 的表，或手动把该条目写入其中。`,
  }),
  'longer-prefix': ({ entry, by }, place) => ({
    message: `对 ${by} 之下的镜像不会使用 ${entry}：只有 prefix 最长的表有效，也就是这个表。`,
    hint: `如果不需要它，请从 ${fileOf(place)} 中删除 ${by} 的表；否则请把镜像站也写入其中。`,
  }),
  'search-list': ({ entry, by, dropInHelps }, place) => ({
    message: `${entry} 不会生效：此处的 ${by} 会替换该列表。`,
    hint: dropInHelps
      ? '请加上 --drop-in 运行同一命令：本工具的文件更晚读取，并会重复该列表。也可以删除此处的列表。'
      : `请从 ${fileOf(place)} 中删除该列表，或手动把该条目写入其中。`,
  }),
  blocked: ({ entry, by }, place) => ({
    message: `${entry} 不会生效：此处 ${by} 的表中有 blocked = true。`,
    hint: `如果允许使用该镜像仓库，请从 ${fileOf(place)} 中删除这一行。`,
  }),
  'digest-only': ({ entry, by }, place) => ({
    message: `${entry} 只用于部分拉取：此处 ${by} 的表把它限制为按摘要或按标签拉取。`,
    hint: `请查看 ${fileOf(place)} 中的 mirror-by-digest-only 和 pull-from-mirror。`,
  }),
  'user-file': ({ entry, by }) => ({
    message: `${entry} 对该用户不会生效：因为存在 ${by}，系统的文件完全不会被读取。`,
    hint: `如果不需要它：mv '${by}' '${by}.unused'`,
  }),
  environment: ({ entry, by, dropInHelps }) => ({
    message: `${entry} 在当前会话中不会生效：CONTAINERS_REGISTRIES_CONF 指定了另一个文件 ${by}。`,
    hint: `请查看它在哪里设置 (grep -r CONTAINERS_REGISTRIES_CONF /etc/environment /etc/profile.d ~/.profile)${dropInHelps ? '，或使用 --drop-in' : ''}；取消它：unset CONTAINERS_REGISTRIES_CONF`,
  }),
} satisfies Record<HidingReason, Words>;

function doubtful(reason: string, detail: Readonly<Record<string, string>>): string {
  const { key, prefix, value } = detail;
  switch (reason) {
    case 'UNKNOWN_KEY':
      return `键 ${key ?? ''} 不被识别，会被忽略。`;
    case 'DUPLICATE_KEY':
      return `${prefix ?? key ?? ''} 有第二个表；以第一个为准，忽略这一个。`;
    case 'MIXED_VERSIONS':
      return '在 v2 键之外还有空的 v1 表；Podman 4.4 及更高版本会拒绝这样的文件。';
    default: {
      const words = [detail.reason ?? reason, key ?? '', prefix ?? '', value ?? ''];
      return `这可能不会起到看上去应有的作用（${words.filter((word) => word !== '').join(', ')}）。`;
    }
  }
}
