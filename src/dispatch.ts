// Where an invocation finds its command. Each is imported only when it is needed: that makes the start fast.

import type { Invocation } from './desired/invocation.ts';
import type { CommandIo } from './io.ts';
import type { Report } from './model/outcome.ts';

/** Runs a command to its end. Expected failures are in the report; what is thrown is a bug. */
export async function runCommand(invocation: Invocation, io: CommandIo): Promise<Report> {
  switch (invocation.command) {
    case 'setup':
      return invocation.asks === true && io.conversation !== undefined
        ? (await import('./questions/run.ts')).runQuestions(invocation, io, io.conversation)
        : (await import('./commands/setup.ts')).runSetup(invocation, io);
    case 'remove':
      return (await import('./commands/remove.ts')).runRemove(invocation, io);
    case 'rollback':
      return (await import('./commands/rollback.ts')).runRollback(invocation, io);
    case 'status':
      return (await import('./commands/status.ts')).runStatus(invocation, io);
    case 'doctor':
      return (await import('./commands/doctor.ts')).runDoctor(invocation, io);
    case 'explain':
      return (await import('./commands/explain.ts')).runExplain(invocation, io);
    case 'history':
      return (await import('./commands/history.ts')).runHistory(invocation, io);
    case 'confirm':
      return (await import('./commands/confirm.ts')).runConfirm(invocation, io);
    case 'recover':
      return (await import('./commands/recover.ts')).runRecover(invocation, io);
    case 'agent':
      return (await import('./commands/agent/run.ts')).runAgent(invocation, io);
    case 'cloud-init':
      return (await import('./commands/cloud-init.ts')).runCloudInit(invocation);
    case 'completion':
      return (await import('./commands/completion.ts')).runCompletion(invocation, io);
  }
}
