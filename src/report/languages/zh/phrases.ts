// Chinese: everything but the findings and the help.

import type { Step } from '../../../model/step.ts';
import type { EngineWords, Headlines, HistoryWords, Labels, RouteWords } from '../language.ts';
import { engineWithin } from './words.ts';

const UNTOUCHED = '本机已恢复到变更前的状态';
const EDITS_KEPT = '他人在此之后编辑的内容予以保留，其余部分已恢复到变更前的状态';

export const headlines: Headlines = {
  nothingToDo: '无需任何操作。',
  planned: '以下变更待执行；尚未写入任何内容：',
  kept: (id) => `变更 ${id} 已确认保留。`,
  done: ({ id, edited, undo }) => {
    const done = `已完成${id === '' ? '' : `（变更 ${id}）`}`;
    const end = edited ? '，但他人在此之后编辑的内容除外，见下文。' : '。';
    return `${done}${end}${undo === '' ? '' : `撤销：${undo}`}`;
  },
  doneForNow: (id, keep) => `已完成，待确认（变更 ${id}）。保留：${keep}`,
  undone: `变更失败，已撤销；${UNTOUCHED}。`,
  undoneLater: (what, edited) =>
    `${what === 'interrupted' ? '被中断的变更已撤销' : '变更未在限期内确认，已撤销'}；${edited ? EDITS_KEPT : UNTOUCHED}。`,
  undoFailed: '变更失败，撤销也失败了。需要手动完成的步骤见下文。',
  undoFailedEarlier: '此前被中断的变更无法撤销。需要手动完成的步骤见下文。',
  failed: '未执行；本机未作改动。',
  inSync: (engines) =>
    engines ? '一致：所要求的内容都在文件中，引擎也已加载。' : '一致：所要求的内容都在文件中。',
  drifted: '有偏离：所要求的内容已不是当初写入的样子。',
  recordsDamaged: '无法得知这里管理着什么：记录已损坏。',
  unmanaged: '这里没有受管理的内容。',
  unmanagedYet: '这里还没有由 registry-client 管理的内容。',
  noProblem: '未发现问题。',
  servedByFirst: '每个镜像都由最先询问的镜像仓库提供。',
  problems: '发现以下问题：',
};

export const labels: Labels = {
  severities: { error: '错误:', warning: '警告:', info: '提示:' },
  changes: { create: '新建', edit: '修改', delete: '删除' },
  owners: { ours: '本工具添加', others: '他人添加', unknown: '无法得知由谁添加' },
  seeChanges: (command) => `查看修改的内容：${command}`,
};

export const engine: EngineWords = {
  unknownVersion: '版本未知',
  running: '运行中',
  notRunning: '未运行',
  activations: {
    done: { reload: '已重新加载', restart: '已重启' },
    planned: { reload: '将重新加载', restart: '将重启' },
    due: { reload: '需要重新加载', restart: '需要重启' },
  },
  inSync: '已加载文件中的配置',
  notInSync: '尚未加载文件中的配置',
  loaded: (fact, value) => `已加载 ${fact}: ${value}`,
  yes: '是',
  no: '否',
  none: '(无)',
};

export const history: HistoryWords = {
  empty: 'registry-client 还没有在本机做过任何变更。',
  byAgent: '（由 agent 执行）',
  outcomes: {
    committed: '已完成',
    'rolled-back': '已恢复原状',
    pending: '被中断',
    'confirm-pending': '待确认',
  },
  undone: '已撤销',
  until: (time) => `截止 ${time}`,
  notConfirmed: '未确认',
};

export const routes: RouteWords = {
  works: '正常',
  worksNot: '不能正常工作，见下文',
  probably: (kind) => `可能是 ${kind}`,
  through: (proxy) => `经代理服务器 ${proxy}`,
  roles: {
    mirror: '镜像站',
    registry: '镜像仓库',
    search: '用于搜索短名称',
    upstream: '上游仓库',
    named: '未配置',
  },
  mirrorOf: (upstream) => `${upstream} 的镜像站`,
  nobodyAsked: '没有可询问的镜像仓库',
  servedBy: (registry, how) => `由 ${registry} 提供（${how}）`,
  fallbacks: {
    none: '最先询问',
    silent: '静默回退',
    slow: '超时后回退',
    impossible: '无法获取：还有其他镜像仓库可询问，但引擎就此放弃',
    nobody: '无法获取',
  },
  by: { written: '按原名', default: 'Docker 的默认值', alias: '别名', search: '搜索列表' },
  byIn: (by, path) => `${by}，见 ${path}`,
  notAsked: '未询问',
  serves: '<- 由它提供',
};

export function step({ step: name, engine: id, path, by }: Step): string {
  const whom = engineWithin(id);
  switch (name) {
    case 'wait':
      return '正在等待另一个进程结束';
    case 'lock':
      return '正在加锁';
    case 'recover':
      return '正在处理被中断的变更';
    case 'inspect':
      return id === undefined ? '正在检查本机' : `正在检查 ${id}`;
    case 'plan':
      return '正在确定需要修改的内容';
    case 'probe':
      return '正在探测镜像仓库';
    case 'check':
      return id === undefined ? '正在检查新文件' : `正在让 ${id} 检查新文件`;
    case 'backup':
      return '正在备份现有文件';
    case 'write':
      return path === undefined ? '正在写入文件' : `正在写入 ${path}`;
    case 'activate':
      if (by === undefined) return `正在让${whom}使用新文件`;
      return `${by === 'reload' ? '正在重新加载' : '正在重启'}${whom}`.trimEnd();
    case 'verify':
      return `正在询问${whom}加载了什么`;
    case 'commit':
      return '正在保存变更';
    case 'login':
      return `正在用${whom}登录`;
    case 'pull':
      return `正在用${whom}拉取镜像`;
    case 'undo':
      return path === undefined ? '正在撤销变更' : `正在恢复 ${path}`;
  }
}
