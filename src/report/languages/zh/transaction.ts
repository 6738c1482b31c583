// Sentences of changing, undoing and recovering.

import type { TransactionFindings } from '../../../model/findings/transaction.ts';
import { leftWords, stepList, timeWords } from '../pieces.ts';
import type { Sentences } from '../sentence.ts';
import { engineFirst } from './words.ts';

const RECOVERIES = {
  discarded: '它还没有改动任何内容',
  'rolled-back': '已撤销',
  'rolled-forward': '它的旧副本已损坏，因此执行到底',
} as const satisfies Record<TransactionFindings['RECOVERED']['how'], string>;

const KEEP_OR_NOT = '保留：registry-client confirm；立即撤销：registry-client rollback';

export const transactionSentences = {
  LOCKED: ({ path }) => ({
    message: '另一个 registry-client 进程正在变更本机。',
    hint: `请等待它结束，例如加上 --wait 2m。查看是哪个进程：fuser -v ${path}`,
  }),
  WRITE_FAILED: ({ operation, error }) => ({
    message: `${operation} 失败：${error === 'not-installed' ? `没有安装 ${operation}(1)` : error}。`,
    hint: WRITE_CURES.get(error) ?? '查看内核的消息：dmesg | tail',
  }),
  CHANGED_MEANWHILE: () => ({
    message: '准备变更期间他人修改了该文件，因此没有改动它。',
    hint: '请重新运行同一命令：它会从文件的现状出发。',
  }),
  ACTIVATION_FAILED: ({ what, unit, error }) => ({
    message: `${what === 'reload' ? '重新加载' : '重启'} ${unit} 失败：${error}。`,
    hint: `查看原因：journalctl -u ${unit} -n 50 --no-pager`,
  }),
  ENGINE_DID_NOT_LOAD: ({ seconds }, { engine }) => ({
    message:
      seconds === 0
        ? `${engineFirst(engine)}中没有文件里的配置。`
        : `${engineFirst(engine)}在 ${seconds} 秒内没有加载修改后的文件。`,
    hint: `查看它的日志：journalctl -u ${engine ?? 'ENGINE'} -n 50 --no-pager`,
  }),
  INTERRUPTED: ({ signal }) => ({
    message: `本次运行被要求结束（${signal}）。`,
    hint: '在允许它运行到底时，请重新运行同一命令。',
  }),
  UNDO_FAILED: ({ steps }) => ({
    message: '撤销变更失败：以下步骤需要手动完成。',
    hint: byHand(steps),
  }),
  RECOVERY_CONFLICT: () => ({
    message: '变更之后他人编辑过该文件：予以保留，未作改动。',
    hint: '请检查该文件；其中缺少或多出什么，见 registry-client status',
  }),
  RECOVERED: ({ id, how }) => ({
    message: `变更 ${id} 曾被中断：${RECOVERIES[how]}。`,
    hint: '',
  }),
  RECORDS_LOST: ({ id, steps, copies }) => ({
    message: `已无法得知变更 ${id} 做了什么：它的记录的两个副本都已损坏。在修复之前不能做任何变更。`,
    hint: stepList([
      ...(copies === undefined
        ? []
        : [
            `${copies}/before.* 是变更之前的文件：请复制回原处；也可以保留它写入的内容（此后视为由他人写入）`,
          ]),
      ...steps,
      '再次运行同一个 setup',
    ]),
  }),
  RECOVERY_IMPOSSIBLE: ({ id, steps, copies }) => ({
    message: `变更 ${id} 被中断，且其记录已损坏；未作任何改动，以下步骤需要手动完成。`,
    hint: stepList([
      ...(copies === undefined
        ? []
        : [`把 ${copies} 中的文件 (before.*, after.*) 与现有文件比较，并把有误的复制回原处`]),
      ...steps,
    ]),
  }),
  RECOVERY_PENDING: ({ id }) => ({
    message: `变更 ${id} 被中断，尚未处理完。`,
    hint: '完成处理：registry-client recover',
  }),
  STATE_DAMAGED: ({ what }) => ({
    message: `registry-client 的一份记录已损坏：${what}。`,
    hint: '该记录的内容不予显示；引擎的文件不受影响。',
  }),
  EDITED_SINCE: ({ id }) => ({
    message: `该文件在变更 ${id} 之后被编辑过；回滚会丢失这些编辑。`,
    hint: [
      '只删除本工具添加的内容、保留编辑：registry-client remove --all',
      '恢复旧内容，并把编辑过的内容存为一个历史版本：registry-client rollback --force',
    ].join('\n'),
  }),
  NO_SUCH_GENERATION: ({ id }) => ({
    message: `本机没有变更 ${id}。`,
    hint: '查看有哪些变更：registry-client history',
  }),
  GENERATION_PRUNED: ({ id }) => ({
    message: `有变更 ${id} 的记录，但它的旧文件已不再保存。`,
    hint: '请回到仍然保存的变更：registry-client history；或回到最初状态：registry-client rollback --original',
  }),
  NOTHING_TO_UNDO: () => ({ message: '没有可以回滚的变更。', hint: '' }),
  CONFIRM_PENDING: ({ id, until, left }) => ({
    message: `变更 ${id} 待确认，截止 ${timeWords(until)}（还剩 ${leftWords(left)}）；逾期自动撤销。`,
    hint: KEEP_OR_NOT,
  }),
  CONFIRM_OVERDUE: ({ id }) => ({
    message: `变更 ${id} 未在限期内确认，即将撤销。`,
    hint: '立即撤销：registry-client recover；查看为何尚未撤销：journalctl -u registry-client-confirm -n 50 --no-pager',
  }),
  CONFIRM_FIRST: ({ id, until, left }) => ({
    message: `变更 ${id} 待确认，截止 ${timeWords(until)}（还剩 ${leftWords(left)}），在此期间不做其他变更。`,
    hint: KEEP_OR_NOT,
  }),
  CONFIRM_LAPSED: ({ id }) => ({
    message: `变更 ${id} 未经确认，已撤销。`,
    hint: '如果它是正确的，请重新执行。',
  }),
  CONFIRM_WITHDRAWN: ({ id }) => ({
    message: `待确认的变更 ${id} 已撤销。`,
    hint: '',
  }),
  NOTHING_TO_CONFIRM: () => ({ message: '没有待确认的变更。', hint: '' }),
  CONFIRM_NOT_NEEDED: () => ({
    message: '没有需要修改的文件，因此无需确认。',
    hint: '',
  }),
  CONFIRM_UNAVAILABLE: () => ({
    message: '--confirm-within 需要由 systemd 自动撤销变更；这里的 systemd 没有运行。',
    hint: '请去掉该选项，必要时撤销变更：registry-client rollback',
  }),
  CONFIRM_UNITS_FAILED: ({ unit, error }) => ({
    message: `无法让 systemd 自动撤销变更：${unit}: ${error}。`,
    hint: '请去掉 --confirm-within，或查看原因：systemctl status',
  }),
} satisfies Sentences<TransactionFindings>;

/** What a command is for, where it does nothing by itself. */
function byHand(steps: readonly string[]): string {
  return stepList(
    steps.map((step) =>
      step.startsWith('journalctl ') ? `${step}（查看它为什么没有运行或没有加载文件，并先排除原因）` : step,
    ),
  );
}

const WRITE_CURES: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', '磁盘已满。请腾出空间 (df -h; df -i)，然后重新运行该命令。'],
  ['EDQUOT', '磁盘配额已用完。请腾出空间，然后重新运行该命令。'],
  ['EROFS', '文件系统是只读的。查看原因：findmnt; dmesg | tail'],
  ['EIO', '磁盘报告错误：dmesg | tail'],
]);
