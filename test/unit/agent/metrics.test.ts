// The text for Prometheus, held against the rules of its format.

import { describe, expect, it } from 'vitest';
import { type Figures, metricsText } from '../../../src/agent/metrics.ts';

const DAY = 86_400_000;

const figures: Figures = {
  version: '0.1.0 (commit "x\\y")',
  inSync: true,
  lastRun: 10 * DAY,
  lastChange: 9 * DAY + 500,
  lastError: { code: 'RESTART_NEEDED', time: 8 * DAY },
  generation: 12,
  held: false,
  paused: true,
  stopped: false,
  authorities: [
    { registry: 'registry.example:5000', notAfter: 40 * DAY + 5 },
    { registry: '[fd00::1]:5000', notAfter: 9 * DAY },
  ],
};

const SAMPLE = /^([a-z_]+)(?:\{([a-z]+)="((?:[^"\\\n]|\\[\\"n])*)"\})? (-?[0-9.]+)$/;

describe('the metrics', () => {
  const text = metricsText(figures);
  const lines = text.split('\n');

  it('keep the form: HELP, TYPE, samples, each family once and together, a line feed at the end', () => {
    expect(lines.pop()).toBe('');
    const seen: string[] = [];
    for (const line of lines) {
      const [, kind, name] = /^# (HELP|TYPE) ([a-z_]+) /.exec(line) ?? [];
      if (kind === 'HELP') {
        expect(seen).not.toContain(name);
        seen.push(name ?? '');
      } else if (kind === 'TYPE') expect([name, line]).toEqual([seen.at(-1), `# TYPE ${name} gauge`]);
      else expect(SAMPLE.exec(line)?.[1], line).toBe(seen.at(-1));
    }
    expect(seen.every((name) => name.startsWith('registry_client_'))).toBe(true);
  });

  it('say what is asked for', () => {
    expect(text).toContain('\nregistry_client_agent_in_sync 1\n');
    expect(text).toContain('\nregistry_client_agent_held 0\n');
    expect(text).toContain('\nregistry_client_agent_paused 1\n');
    expect(text).toContain('\nregistry_client_agent_last_run_timestamp_seconds 864000\n');
    expect(text).toContain('\nregistry_client_agent_last_change_timestamp_seconds 777600.5\n');
    expect(text).toContain('\nregistry_client_agent_last_error_info{code="RESTART_NEEDED"} 1\n');
    expect(text).toContain('\nregistry_client_generation 12\n');
    expect(text).toContain('\nregistry_client_ca_expiry_days{registry="registry.example:5000"} 30\n');
    expect(text).toContain('\nregistry_client_ca_expiry_days{registry="[fd00::1]:5000"} -1\n');
    expect(text).toContain('{version="0.1.0 (commit \\"x\\\\y\\")"} 1\n');
  });

  it('leave out what is not known', () => {
    const bare = metricsText({
      ...figures,
      inSync: undefined,
      lastChange: undefined,
      lastError: undefined,
      generation: undefined,
      authorities: [],
    });
    for (const name of ['in_sync', 'last_change', 'last_error', 'client_generation', 'ca_expiry']) {
      expect(bare).not.toContain(name);
    }
  });
});
