// The figures for Prometheus, in its text format, for the textfile collector of the node exporter. Pure.

/** What is known at the end of a look; times are milliseconds since 1970. undefined: not known, no sample. */
export interface Figures {
  readonly version: string;
  /** Whether the host is as the file says; undefined where that was not looked at. */
  readonly inSync: boolean | undefined;
  readonly lastRun: number;
  readonly lastChange: number | undefined;
  readonly lastError: { readonly code: string; readonly time: number } | undefined;
  /** The newest change of the host. */
  readonly generation: number | undefined;
  readonly held: boolean;
  readonly paused: boolean;
  readonly stopped: boolean;
  /** The end of each CA that the file names. */
  readonly authorities: readonly { readonly registry: string; readonly notAfter: number }[];
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * One family after the other: HELP, TYPE, samples, a line feed at the end of the last line
 * (prometheus.io/docs/instrumenting/exposition_formats). Seconds and base units, as its naming rules ask for; days for
 * the CAs, which people read.
 */
export function metricsText(figures: Figures): string {
  return familiesOf(figures)
    .filter(({ samples }) => samples.length > 0)
    .map(familyText)
    .join('');
}

function familiesOf(figures: Figures): readonly Family[] {
  const { version, lastRun, lastChange, lastError, authorities } = figures;
  return [
    family('build_info', 'The version of registry-client.', [{ labels: { version }, value: 1 }]),
    family('agent_in_sync', 'Whether the host is as the configuration file says.', bool(figures.inSync)),
    family('agent_held', 'Whether the agent waits for an administrator.', bool(figures.held)),
    family('agent_paused', 'Whether the agent is paused.', bool(figures.paused)),
    family('agent_stopped', 'Whether the agent stopped trying after failures.', bool(figures.stopped)),
    family('agent_last_run_timestamp_seconds', 'When the agent looked last.', seconds(lastRun)),
    family(
      'agent_last_change_timestamp_seconds',
      'When the agent changed something last.',
      seconds(lastChange),
    ),
    family('agent_last_error_info', 'The last error of the agent, by its code.', [
      ...(lastError === undefined ? [] : [{ labels: { code: lastError.code }, value: 1 }]),
    ]),
    family('agent_last_error_timestamp_seconds', 'When the agent failed last.', seconds(lastError?.time)),
    family('generation', 'The number of the newest change of this host.', count(figures.generation)),
    family(
      'ca_expiry_days',
      'The days that are left of the CA of a registry.',
      authorities.map(({ registry, notAfter }) => ({
        labels: { registry },
        value: Math.floor((notAfter - lastRun) / DAY),
      })),
    ),
  ];
}

function family(name: string, help: string, samples: readonly Sample[]): Family {
  return { name: `registry_client_${name}`, help, samples };
}

function bool(value: boolean | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ value: value ? 1 : 0 }];
}

function count(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ value }];
}

function seconds(milliseconds: number | undefined): readonly Sample[] {
  return milliseconds === undefined ? [] : [{ value: milliseconds / 1000 }];
}

function familyText({ name, help, samples }: Family): string {
  const lines = samples.map(({ labels = {}, value }) => {
    const words = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
    return `${name}${words.length === 0 ? '' : `{${words.join(',')}}`} ${value}\n`;
  });
  return [`# HELP ${name} ${help}\n`, `# TYPE ${name} gauge\n`, ...lines].join('');
}

/** In a label's value a backslash, a quotation mark and a line feed are escaped. */
function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
