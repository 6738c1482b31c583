// Sentences of the agent: why it does nothing, and how to make it go on.

import type { AgentFindings } from '../../../model/findings/agent.ts';
import type { Suspect } from '../../../model/suspect.ts';
import { timeWords } from '../pieces.ts';
import type { Sentences } from '../sentence.ts';
import { wordList } from './words.ts';

const GO_ON = '请修改配置文件，或让它按原样继续：registry-client agent --resume';

export const agentSentences = {
  AGENT_NO_CONFIG: () => ({
    message: '这里没有配置文件，因此 agent 什么也不做。',
    hint: '',
  }),
  AGENT_PAUSED: ({ until }) => ({
    message: `agent 已暂停，到 ${timeWords(until)} 为止。`,
    hint: '立即继续：registry-client agent --resume',
  }),
  AGENT_RESUMED: () => ({ message: 'agent 将从下一次检查起继续工作。', hint: '' }),
  AGENT_HELD: ({ id, command, time, lapsed }) => ({
    message: `agent 因变更 ${id}（${command}，${timeWords(time)}${lapsed ? '，未确认' : ''}）而挂起：它不会恢复有意改掉的内容。`,
    hint: GO_ON,
  }),
  AGENT_FOUGHT: ({ id, suspects }, { path = 'FILE' }) => ({
    message: `agent 已挂起：一小时内三次纠正 ${path}，每次之后又被改动。${suspectWords(suspects)}`,
    hint: [
      `查看其中改动的内容：registry-client history show ${id}`,
      `请停止改动它的程序，或从配置文件中删除不应由 agent 管理的内容，或让它按原样继续：registry-client agent --resume`,
    ].join('\n'),
  }),
  AGENT_RECORD_DAMAGED: () => ({
    message: 'agent 已挂起：它的记录无法读取，其中的挂起或暂停可能已丢失。',
    hint: '请查看本机做过哪些变更 (registry-client history)，然后执行：registry-client agent --resume',
  }),
  AGENT_FAILED: ({ cause, time }) => ({
    message: `agent 于 ${timeWords(time)} 失败（${cause}），此后尚未恢复正常。`,
    hint: '查看原因：journalctl REGISTRY_CLIENT_EVENT=failed -n 1 --no-pager',
  }),
  AGENT_STOPPED: ({ count, cause, time }) => ({
    message: `agent 已停止尝试：在条件没有变化的情况下连续失败 ${count} 次，最后一次在 ${timeWords(time)}（${cause}）。`,
    hint: '请排除它指出的问题 (registry-client setup --config FILE --dry-run)；有文件改变时它会继续，也可以执行：registry-client agent --resume',
  }),
  AGENT_CORRECTED: ({ paths }) => ({
    message: `已纠正他人改动的内容：${wordList(paths)}。`,
    hint: '如果那是有意的改动，请写入配置文件，或执行：registry-client agent --pause 2h',
  }),
  AGENT_CHANGED: ({ id, paths }) => ({
    message: `已按配置文件配置本机（变更 ${id}）：${wordList(paths)}。`,
    hint: '撤销：registry-client rollback',
  }),
  METRICS_NOT_WRITTEN: ({ error }) => ({
    message: `无法写入 Prometheus 指标（${error}）。`,
    hint: '目录必须存在，而且只有 root 可写。',
  }),
} satisfies Sentences<AgentFindings>;

function suspectWords(suspects: readonly Suspect[]): string {
  return suspects.length === 0 ? '' : `线索：${suspects.map(oneSuspect).join('；')}。`;
}

function oneSuspect(suspect: Suspect): string {
  switch (suspect.kind) {
    case 'marker':
      return `文件中注明由 ${suspect.tool} 管理`;
    case 'process':
      return `${suspect.tool} 正在运行（进程 ${suspect.pid}）`;
    case 'package-log':
      return `当时软件包管理器正在工作：${suspect.line}`;
    case 'file':
      return `它于 ${timeWords(suspect.modified)} 被修改，属于用户 ${suspect.uid}`;
  }
}
