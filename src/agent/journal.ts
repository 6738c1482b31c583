// What the journal is told: entries with fields, so that `journalctl REGISTRY_CLIENT_EVENT=corrected` finds them.

export type AgentEvent = 'configured' | 'corrected' | 'held' | 'stopped' | 'failed' | 'paused' | 'resumed';

/** syslog(3): 3 error, 4 warning, 5 notice, 6 info. */
const PRIORITIES = {
  configured: 5,
  corrected: 4,
  held: 4,
  stopped: 3,
  failed: 3,
  paused: 5,
  resumed: 5,
} as const satisfies Record<AgentEvent, number>;

export interface JournalEntry {
  readonly event: AgentEvent;
  readonly message: string;
  readonly generation?: string;
  readonly paths?: readonly string[];
  readonly code?: string;
}

/**
 * The form that `logger --journald` reads: FIELD=value, one for each line; several of one name make a list
 * (logger(1), systemd.journal-fields(7)). A line feed in a value would begin a field of its own.
 */
export function journalText(entry: JournalEntry): string {
  const { event, message, generation, paths = [], code } = entry;
  const fields = [
    ['MESSAGE', message],
    ['PRIORITY', String(PRIORITIES[event])],
    ['SYSLOG_IDENTIFIER', 'registry-client'],
    ['REGISTRY_CLIENT_EVENT', event],
    ...(generation === undefined ? [] : [['REGISTRY_CLIENT_GENERATION', generation]]),
    ...paths.map((path) => ['REGISTRY_CLIENT_PATH', path]),
    ...(code === undefined ? [] : [['REGISTRY_CLIENT_CODE', code]]),
  ];
  return fields.map(([name, value]) => `${name}=${oneLine(value ?? '')}\n`).join('');
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\0]+/g, ' ');
}
