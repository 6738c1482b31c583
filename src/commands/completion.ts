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

export async function runCompletion(invocation: CompletionInvocation, io: CommandIo): Promise<Report> {
  const text = COMPLETIONS[invocation.shell](await io.commandTree());
  return { ...failedReport('completion', []), outcome: 'unchanged', text };
}
