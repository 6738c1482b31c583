// Findings of the agent.

import type { Suspect } from '../suspect.ts';

export interface AgentFindings {
  /** There is no configuration file: nothing is asked for. */
  AGENT_NO_CONFIG: Record<never, never>;
  /** Nothing is done until then, milliseconds since 1970. */
  AGENT_PAUSED: { readonly until: number };
  AGENT_RESUMED: Record<never, never>;
  /** An administrator's own change, or one that nobody confirmed, holds the agent; `time` milliseconds since 1970. */
  AGENT_HELD: {
    readonly id: string;
    readonly command: string;
    readonly time: number;
    readonly lapsed: boolean;
  };
  /** Somebody changes a file back each time that it is put right, last by the change `id`. */
  AGENT_FOUGHT: {
    readonly id: string;
    readonly time: number;
    readonly suspects: readonly Suspect[];
  };
  /** What the agent remembers cannot be read. */
  AGENT_RECORD_DAMAGED: Record<never, never>;
  /** A look failed, and none has found that mended since. */
  AGENT_FAILED: { readonly cause: string; readonly time: number };
  /** The same failed several times with everything the same. */
  AGENT_STOPPED: { readonly count: number; readonly cause: string; readonly time: number };
  /** Files that somebody had changed were put right. */
  AGENT_CORRECTED: { readonly paths: readonly string[] };
  /** The host was changed as the file says; told to the journal. */
  AGENT_CHANGED: { readonly id: string; readonly paths: readonly string[] };
  /** The file of --metrics could not be written. */
  METRICS_NOT_WRITTEN: { readonly error: string };
}
