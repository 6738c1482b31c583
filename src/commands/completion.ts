// completion: prints what a shell needs to complete the words of this program, always true to its own commands.

import { bashCompletions } from '../completions/bash.ts';
import { fishCompletions } from '../completions/fish.ts';
import { zshCompletions } from '../completions/zsh.ts';
import type { CompletionInvocation, Shell } from '../desired/invocation.ts';
import type { CommandIo } from '../io.ts';
import type { CommandNode } from '../model/command-tree.ts';
import { failedReport, type Report } from '../model/outcome.ts';

const COMPLETIONS: Readonly<Record<Shell, (program: CommandNode) => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};

export async function runCompletion(
  { wanted, global }: CompletionInvocation,
  io: CommandIo,
): Promise<Report> {
  const text =
    wanted.kind === 'script'
      ? COMPLETIONS[wanted.shell](await io.commandTree())
      : (await import('./completion-values.ts')).completionValues(wanted, global, io);
  return { ...failedReport('completion', []), outcome: 'unchanged', text: await text };
}
