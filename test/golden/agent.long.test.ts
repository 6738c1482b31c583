// The agent on the files of a host: what it puts right, what holds it, when it stops, what it leaves behind.

import { execFileSync } from 'node:child_process';
import path from 'node:path';
import fs from 'fs-extra';
import { afterEach, describe, expect, it } from 'vitest';
import { commandTree } from '../../src/command-line/tree.ts';
import { recallLook } from '../../src/commands/agent/recall.ts';
import { runOn } from '../../src/commands/agent/run.ts';
import type { AgentInvocation } from '../../src/desired/invocation.ts';
import type { WriteHost } from '../../src/host/ports.ts';
import type { CommandIo } from '../../src/io.ts';
import { exitCodeOf, type Report } from '../../src/model/outcome.ts';
import { SYSTEM_SESSION } from '../../src/model/session.ts';
import type { Step } from '../../src/model/step.ts';
import { toJson } from '../../src/report/json.ts';
import { help } from '../../src/report/languages/en/help.ts';
import { en } from '../../src/report/languages/en/index.ts';
import { toText } from '../../src/report/text.ts';
import { makeItWait } from '../support/awaiting-change.ts';
import { PLAIN } from '../support/english.ts';
import { NO_NETWORK } from '../support/no-network.ts';
import { runProgram } from '../support/program.ts';
import { makeTempHost, type TempHost } from '../support/temp-host.ts';
import { listTouches } from '../support/tree.ts';

const FILE = '/etc/docker/daemon.json';
const BEFORE = '{ "data-root": "/data/docker" }\n';
const CONFIG = '/etc/registry-client/config.json5';
const STATE = '/var/lib/registry-client';
const ONE = '{ mirror: "https://a.example" }';
const WITH_ONE = '{ "data-root": "/data/docker", "registry-mirrors": ["https://a.example"] }\n';
const HOUR = 3_600_000;

let temp: TempHost | undefined;
afterEach(() => temp?.remove());

interface Rig {
  readonly host: TempHost;
  /** Milliseconds by which the host's clock is ahead: files are old enough to be trusted. */
  ahead: number;
  clocked(): WriteHost;
  agent(mode?: AgentInvocation['mode'], metrics?: string): Promise<Report>;
  run(...argv: string[]): ReturnType<typeof runProgram>;
}

const io: CommandIo = {
  session: SYSTEM_SESSION,
  environment: {},
  progress: () => undefined,
  readStandardInput: async () => undefined,
  watchSignals: () => () => undefined,
  createHost: async () => {
    throw new Error('these tests bring their host with them');
  },
  network: NO_NETWORK,
  show: async () => undefined,
  commandTree: async () => commandTree(help),
  sentence: async ({ code }) => code,
};

function start(config: string | undefined = ONE): Rig {
  const host = makeTempHost();
  temp = host;
  host.write(FILE, BEFORE);
  host.write('/run/mark', '');
  if (config !== undefined) host.write(CONFIG, config);
  const rig: Rig = {
    host,
    ahead: 60_000,
    agent: (mode = { kind: 'once' }, metrics = '') => {
      return runOn(invocationOf(mode, metrics), rig.clocked(), io);
    },
    clocked: () => ({ ...host.host, clock: { ...host.host.clock, now: () => Date.now() + rig.ahead } }),
    run: (...argv) => runProgram(['--root', host.root, ...argv], '/'),
  };
  return rig;
}

function invocationOf(mode: AgentInvocation['mode'], metrics: string): AgentInvocation {
  const global = {
    stateDir: STATE,
    json: false,
    quiet: false,
    verbose: false,
    color: false,
    timeout: 300,
    wait: 0,
  };
  return { command: 'agent', global, mode, config: CONFIG, metrics, interval: 60_000 };
}

const said = (report: Report) => toText(report, PLAIN);
const codes = ({ findings }: Report) => findings.map(({ code }) => code);
const summary = (report: Report) => [exitCodeOf(report), report.outcome];
const DONE = [0, 'committed'];
const QUIET = [0, 'unchanged'];

describe('once', () => {
  it('does nothing without a configuration file, and touches nothing', async () => {
    const { host, agent } = start(undefined);
    fs.removeSync(path.join(host.root, CONFIG));
    const before = listTouches(host.root);
    const report = await agent();
    expect([summary(report), codes(report), said(report)]).toEqual([QUIET, ['AGENT_NO_CONFIG'], '']);
    expect(listTouches(host.root)).toEqual(before);
  });

  it('sets up, then is quiet and writes nothing', async () => {
    const { host, agent, run } = start();
    const first = await agent();
    expect([summary(first), host.text(FILE)]).toEqual([DONE, WITH_ONE]);
    expect(summary(await agent())).toEqual(QUIET);
    const before = listTouches(host.root);
    const again = await agent();
    expect([summary(again), said(again)]).toEqual([QUIET, '']);
    expect(listTouches(host.root)).toEqual(before);
    const history = await run('history');
    expect(JSON.stringify(history.document)).toContain('"by":"agent"');
    expect((await run('status')).document.outcome).toBe('in-sync');
  });

  it('puts drift right, and leaves what others wrote alone', async () => {
    const { host, agent } = start();
    await agent();
    host.write(FILE, '{ "data-root": "/elsewhere", "debug": true }\n');
    const report = await agent();
    expect([summary(report), codes(report)]).toEqual([DONE, expect.arrayContaining(['AGENT_CORRECTED'])]);
    expect(host.text(FILE)).toBe(
      '{ "data-root": "/elsewhere", "debug": true, "registry-mirrors": ["https://a.example"] }\n',
    );
    host.write(FILE, (host.text(FILE) ?? '').replace('true', 'false'));
    expect(summary(await agent())).toEqual(QUIET);
    expect(host.text(FILE)).toContain('"debug": false');
  });

  it('takes out only what the file itself once put in', async () => {
    const { host, agent, run } = start('{ mirror: ["https://a.example", "https://b.example"] }');
    host.write(FILE, '{ "registry-mirrors": ["https://theirs.example"] }\n');
    await run('setup', '--mirror', 'https://a.example');
    await agent();
    expect(host.text(FILE)).toContain('https://b.example');
    host.write(CONFIG, '{}');
    expect(summary(await agent())).toEqual(DONE);
    expect(host.text(FILE)).toBe('{ "registry-mirrors": ["https://a.example", "https://theirs.example"] }\n');
  });

  it('refuses a file that others could have written', async () => {
    const { host, agent } = start();
    fs.chmodSync(path.join(host.root, CONFIG), 0o666);
    expect([summary(await agent()), codes(await agent())]).toEqual([[1, 'failed'], ['CONFIG_UNSAFE']]);
    fs.chmodSync(path.join(host.root, CONFIG), 0o644);
    fs.chmodSync(path.join(host.root, path.dirname(CONFIG)), 0o777);
    expect(codes(await agent())).toEqual(['CONFIG_UNSAFE']);
    expect(host.text(FILE)).toBe(BEFORE);
  });

  it('finishes a change that was interrupted, and then does its own', async () => {
    const { host, agent } = start();
    await agent();
    const generation = path.join(host.root, STATE, 'generations/1');
    const journal = fs.readFileSync(path.join(generation, 'journal'), 'utf8');
    fs.writeFileSync(path.join(generation, 'journal'), journal.replace(/\n[\s\S]*$/, '\n'));
    fs.removeSync(path.join(generation, 'outcome'));
    const report = await agent();
    expect([summary(report), codes(report)]).toEqual([DONE, expect.arrayContaining(['RECOVERED'])]);
    expect([report.id, host.text(FILE)]).toEqual(['2', WITH_ONE]);
    expect(summary(await agent())).toEqual(QUIET);
  });

  it('is not for the files of a system that does not run', async () => {
    const { run } = start();
    const refused = await run('agent', '--once');
    expect([refused.code, refused.document.findings.map(({ code }) => code)]).toEqual([64, ['USAGE']]);
  });

  it('says what is wrong with the file', async () => {
    const { agent } = start('{ mirror: }');
    const report = await agent();
    expect([summary(report), codes(report)]).toEqual([[65, 'failed'], ['CONFIG_SYNTAX']]);
  });

  it('waits for an engine that is not there yet', async () => {
    const { host, agent } = start('{ mirror: "https://a.example", engine: "docker" }');
    fs.removeSync(path.join(host.root, '/etc/docker'));
    // Under a root an engine that is named is taken as there; found ones are not.
    host.write(CONFIG, ONE);
    expect([summary(await agent()), said(await agent())]).toEqual([QUIET, '']);
    host.write(FILE, BEFORE);
    expect([summary(await agent()), host.text(FILE)]).toEqual([DONE, WITH_ONE]);
  });
});

describe('an edit of the configuration file', () => {
  it('that is under way is waited for', async () => {
    const { host, clocked } = start();
    const { clock, ...rest } = clocked();
    const sleep = async () => {
      fs.outputFileSync(path.join(host.root, CONFIG), '{ mirror: "https://b.example" }');
      fs.utimesSync(path.join(host.root, CONFIG), 1, 1);
      fs.utimesSync(path.join(host.root, path.dirname(CONFIG)), 1, 1);
    };
    const busy = { ...rest, clock: { ...clock, now: () => Date.now() + 10, sleep } };
    expect(summary(await runOn(invocationOf({ kind: 'once' }, ''), busy, io))).toEqual(DONE);
    expect(host.text(FILE)).toContain('["https://b.example"]');
  });

  it('during a look is looked at before it ends', async () => {
    const { host, clocked } = start();
    const progress = ({ step }: Step) => {
      if (step === 'backup') host.write(CONFIG, '{ mirror: "https://b.example" }');
    };
    const done = await runOn(invocationOf({ kind: 'once' }, ''), clocked(), { ...io, progress });
    expect([summary(done), done.id]).toEqual([DONE, '2']);
    expect(host.text(FILE)).toContain('["https://b.example"]');
  });
});

describe('what it says', () => {
  const SECRET = 'http://u:s3cr3t@proxy.example:1';
  // Nothing that can be told from other words, as the password of a URL can.
  const theirs = `{\n  "data-root": "/data/docker",\n  "labels": ["s3cr3t"]\n}\n`;
  const everything = (report: Report) => `${said(report)}${toJson(report, en)}`;

  it('of a change names the files, where the difference can be seen, and nothing of what stands in them', async () => {
    const { host, agent, run } = start();
    host.write(FILE, theirs, 0o600);
    const first = await agent();
    expect(host.text(FILE)).toContain('https://a.example');
    expect(said(first)).toContain(
      `\n${FILE} (edited)\nSee what was changed: registry-client history show 1\n`,
    );
    expect(everything(first)).not.toContain('s3cr3t');
    expect(JSON.stringify((await run('history', 'show', '1')).document)).toContain('s3cr3t');
  });

  it('of a fight neither', async () => {
    const { host, agent } = start();
    host.write(FILE, theirs, 0o600);
    await agent();
    for (let time = 0; time < 3; time += 1) {
      host.write(FILE, theirs, 0o600);
      expect(everything(await agent())).not.toContain('s3cr3t');
    }
    host.write(FILE, theirs, 0o600);
    const held = await agent();
    expect(codes(held)).toEqual(['AGENT_FOUGHT']);
    expect(said(held)).toContain('registry-client history show 4');
    expect(everything(held)).not.toContain('s3cr3t');
    expect(host.text(`${STATE}/agent.json`)).not.toContain('s3cr3t');
  });

  it('of a refusal neither', async () => {
    const { host, agent } = start();
    host.write(FILE, `{ "registry-mirrors": ["${SECRET}"] }\n`, 0o600);
    const report = await agent();
    expect(codes(report)).toContain('VALUE_REFUSED');
    expect(everything(report)).not.toContain('s3cr3t');
  });
});

describe('a change that waits to be confirmed', () => {
  it('is waited for, and holds when nobody confirms it', async () => {
    const { host, agent, run } = start();
    await agent();
    await run('setup', '--mirror', 'https://c.example');
    const tried = host.text(FILE);
    makeItWait(host, HOUR, 0);
    for (let time = 0; time < 4; time += 1) {
      const report = await agent();
      expect([summary(report), codes(report), host.text(FILE)]).toEqual([QUIET, ['CONFIRM_PENDING'], tried]);
    }
    makeItWait(host, HOUR, 2 * HOUR);
    const undone = await agent();
    expect([summary(undone), codes(undone)]).toEqual([QUIET, ['CONFIRM_LAPSED', 'AGENT_HELD']]);
    expect(said(undone)).toContain('held by change 2 (setup, ');
    expect(said(undone)).toContain(', not confirmed)');
    expect(host.text(FILE)).toBe(WITH_ONE);
    expect(codes(await agent())).toEqual(['AGENT_HELD']);
    await agent({ kind: 'resume' });
    expect([summary(await agent()), host.text(FILE)]).toEqual([QUIET, WITH_ONE]);
  });

  it('is not made again by the file that it was made with', async () => {
    const { host, agent, run } = start();
    expect((await run('setup', '--config')).code).toBe(0);
    makeItWait(host, HOUR, 2 * HOUR);
    expect((await run('recover')).document.outcome).toBe('rolled-back');
    expect(host.text(FILE)).toBe(BEFORE);
    const report = await agent();
    expect([summary(report), codes(report), host.text(FILE)]).toEqual([QUIET, ['AGENT_HELD'], BEFORE]);
    const status = await run('status');
    expect(status.document.findings.map(({ code }) => code)).toContain('AGENT_HELD');
    host.write(CONFIG, '{ mirror: "https://b.example" }');
    expect(summary(await agent())).toEqual(DONE);
  });
});

describe('a hold', () => {
  it.each([['rollback'], ['remove', '--all'], ['setup', '--mirror', 'https://c.example']])(
    'by %s lasts until the file changes',
    async (...argv) => {
      const { host, agent, run } = start();
      await agent();
      expect((await run(...argv)).code).toBe(0);
      const held = host.text(FILE);
      const report = await agent();
      expect([summary(report), codes(report)]).toEqual([QUIET, ['AGENT_HELD']]);
      expect(said(report)).toMatch(/^warning: The agent is held by change 2 \((?:rollback|remove|setup), /);
      const status = await run('status');
      expect(status.document.findings.map(({ code }) => code)).toContain('AGENT_HELD');
      expect([summary(await agent()), host.text(FILE)]).toEqual([QUIET, held]);
      host.write(CONFIG, '{ mirror: "https://b.example" }');
      expect(summary(await agent())).toEqual(DONE);
      expect(host.text(FILE)).toContain('https://b.example');
      expect((await run('status')).document.findings).toEqual([]);
    },
  );

  it('is ended by --resume', async () => {
    const { host, agent, run } = start();
    await agent();
    await run('rollback');
    await agent();
    expect(codes(await agent({ kind: 'resume' }))).toEqual(['AGENT_RESUMED']);
    expect([summary(await agent()), host.text(FILE)]).toEqual([DONE, WITH_ONE]);
  });

  it('does not come from a setup with the same file', async () => {
    const { host, agent } = start();
    await agent();
    host.write(FILE, BEFORE);
    const setup = await runProgram(['--root', host.root, 'setup', '--config'], '/');
    expect([setup.code, setup.document.outcome]).toEqual(DONE);
    expect(summary(await agent())).toEqual(QUIET);
  });

  it('comes from the third correction of one file within an hour, and names what points to somebody', async () => {
    const { host, agent, run } = start();
    await agent();
    await agent();
    const foreign = '{ "data-root": "/data/docker" } \n';
    for (const expected of [['AGENT_CORRECTED'], ['AGENT_CORRECTED'], ['AGENT_CORRECTED', 'AGENT_FOUGHT']]) {
      host.write(FILE, foreign);
      const codesOfAgent = codes(await agent()).filter((code) => code.startsWith('AGENT_'));
      expect(codesOfAgent).toEqual(expected);
    }
    host.write(FILE, foreign);
    const held = await agent();
    expect([summary(held), codes(held), host.text(FILE)]).toEqual([QUIET, ['AGENT_FOUGHT'], foreign]);
    expect(said(held)).toContain('it was changed at ');
    expect((await run('status')).document.findings.map(({ code }) => code)).toContain('AGENT_FOUGHT');
    await agent({ kind: 'resume' });
    expect(summary(await agent())).toEqual(DONE);
  });

  it('does not come from corrections that are hours apart', async () => {
    const rig = start();
    await rig.agent();
    await rig.agent();
    for (let time = 0; time < 5; time += 1) {
      rig.host.write(FILE, BEFORE);
      rig.ahead += HOUR;
      expect(codes(await rig.agent())).not.toContain('AGENT_FOUGHT');
    }
  });

  it('comes from a damaged record, and --resume cures it', async () => {
    const { host, agent } = start();
    await agent();
    const record = host.text(`${STATE}/agent.json`) ?? '';
    host.write(`${STATE}/agent.json`, record.replace('"generation": "1"', '"generation": "2"'));
    host.write(FILE, BEFORE);
    const report = await agent();
    expect([summary(report), codes(report), host.text(FILE)]).toEqual([
      QUIET,
      ['AGENT_RECORD_DAMAGED'],
      BEFORE,
    ]);
    await agent({ kind: 'resume' });
    expect(summary(await agent())).toEqual(DONE);
  });
});

describe('a pause', () => {
  it('ends by itself, or by --resume', async () => {
    const rig = start();
    expect(codes(await rig.agent({ kind: 'pause', duration: HOUR }))).toEqual(['AGENT_PAUSED']);
    const paused = await rig.agent();
    expect([summary(paused), codes(paused), rig.host.text(FILE)]).toEqual([QUIET, ['AGENT_PAUSED'], BEFORE]);
    rig.ahead += HOUR;
    expect(summary(await rig.agent())).toEqual(DONE);
    rig.host.write(FILE, BEFORE);
    await rig.agent({ kind: 'pause', duration: HOUR });
    await rig.agent({ kind: 'resume' });
    expect(summary(await rig.agent())).toEqual(DONE);
  });
});

describe('failures', () => {
  it('stop the attempts at the third, until something changes', async () => {
    const { host, agent, run } = start();
    host.write(FILE, '{ "data-root": \n');
    for (const stopped of [false, false, true]) {
      const report = await agent();
      expect(summary(report)).toEqual([1, 'failed']);
      expect(codes(report).includes('AGENT_STOPPED')).toBe(stopped);
    }
    const before = listTouches(path.join(host.root, STATE));
    const stopped = await agent();
    expect([summary(stopped), codes(stopped)]).toEqual([
      [1, 'failed'],
      expect.arrayContaining(['FILE_REFUSED', 'AGENT_STOPPED']),
    ]);
    expect(listTouches(path.join(host.root, STATE))).toEqual(before);
    expect((await run('status')).document.findings.map(({ code }) => code)).toContain('AGENT_STOPPED');
    host.write(FILE, BEFORE);
    expect([summary(await agent()), host.text(FILE)]).toEqual([DONE, WITH_ONE]);
    expect((await run('status')).document.findings).toEqual([]);
  });

  it('are counted anew after --resume', async () => {
    const { host, agent } = start();
    host.write(FILE, '[');
    for (let time = 0; time < 4; time += 1) await agent();
    await agent({ kind: 'resume' });
    expect(codes(await agent())).not.toContain('AGENT_STOPPED');
  });
});

describe('the last error', () => {
  const METRICS = '/var/lib/x.prom';
  const OF_SYNTAX = 'registry_client_agent_last_error_info{code="CONFIG_SYNTAX"} 1\n';

  it('stays in figures and status while the file is refused, and goes when it is mended', async () => {
    const rig = start();
    const { host, run } = rig;
    const agent = () => rig.agent(undefined, METRICS);
    const told = async () => (await run('status')).document.findings.map(({ code }) => code);
    await agent();
    await agent();
    host.write(CONFIG, '{ mirror: }');
    expect(summary(await agent())).toEqual([65, 'failed']);
    expect([host.text(METRICS), await told()]).toEqual([
      expect.stringContaining(OF_SYNTAX),
      ['AGENT_FAILED'],
    ]);
    const before = listTouches(path.join(host.root, STATE));
    expect(summary(await agent())).toEqual([65, 'failed']);
    expect(listTouches(path.join(host.root, STATE))).toEqual(before);

    await rig.agent({ kind: 'pause', duration: HOUR });
    await agent();
    expect(host.text(METRICS)).toContain(OF_SYNTAX);
    await rig.agent({ kind: 'resume' });
    host.write(CONFIG, ONE);
    expect(summary(await agent())).toEqual(QUIET);
    expect([host.text(METRICS), await told()]).toEqual([expect.not.stringContaining('last_error'), []]);
  });

  it('of a change goes with the next one that is made', async () => {
    const rig = start();
    rig.host.write(FILE, '[');
    await rig.agent(undefined, METRICS);
    expect(rig.host.text(METRICS)).toContain('last_error_info{code="FILE_REFUSED"}');
    expect((await rig.run('status')).document.findings.map(({ code }) => code)).toContain('AGENT_FAILED');
    rig.host.write(FILE, BEFORE);
    expect(summary(await rig.agent(undefined, METRICS))).toEqual(DONE);
    expect(rig.host.text(METRICS)).not.toContain('last_error');
  });
});

describe('the memo of a quiet look', () => {
  const MEMO = '/run/registry-client/agent-look.json';

  async function quiet(): Promise<Rig> {
    const rig = start('{ registry: "r.example", ca: "ca.crt", mirror: "https://a.example" }');
    rig.host.write('/etc/containers/registries.conf', '');
    rig.host.write('/etc/registry-client/ca.crt', fs.readFileSync(CA, 'utf8'));
    await rig.agent();
    await rig.agent();
    expect(summary(await rig.agent())).toEqual(QUIET);
    expect(rig.host.text(MEMO)).toBeDefined();
    return rig;
  }

  const CA = 'fixtures/podman/ca/ca.crt';
  const recalled = (rig: Rig) =>
    recallLook({ invocation: invocationOf({ kind: 'once' }, ''), host: rig.clocked() }) !== undefined;

  it('is kept while nothing changes, and for an hour at most', async () => {
    const rig = await quiet();
    expect(recalled(rig)).toBe(true);
    rig.ahead += HOUR;
    expect(recalled(rig)).toBe(false);
  });

  it.each<[string, (host: TempHost) => void]>([
    [
      'a file of the same size and time',
      (host) => {
        const place = path.join(host.root, FILE);
        const { atime, mtime } = fs.statSync(place);
        fs.writeFileSync(place, (host.text(FILE) ?? '').replace('data/docker', 'DATA/docker'));
        fs.utimesSync(place, atime, mtime);
      },
    ],
    [
      'a file that was replaced and put back',
      (host) => {
        const place = path.join(host.root, FILE);
        fs.renameSync(place, `${place}.old`);
        fs.copySync(`${place}.old`, place, { preserveTimestamps: true });
        fs.removeSync(`${place}.old`);
      },
    ],
    ['a drop-in of Podman', (host) => host.write('/etc/containers/registries.conf.d/x.conf', '')],
    [
      'a CA',
      (host) => host.write('/etc/registry-client/ca.crt', `${host.text('/etc/registry-client/ca.crt')}\n`),
    ],
    ['another folder of certificates', (host) => host.write('/etc/docker/certs.d/z.example/x.crt', '')],
    ["a user's own file", (host) => host.write('/root/.config/containers/registries.conf', '')],
    ['a program', (host) => host.write('/usr/bin/podman', '', 0o755)],
    ['a change of the history', (host) => host.write(`${STATE}/generations/9/x`, '')],
    ['the mode of a file', (host) => fs.chmodSync(path.join(host.root, FILE), 0o600)],
  ])('is given up for %s', async (_, change) => {
    const rig = await quiet();
    expect(recalled(rig)).toBe(true);
    change(rig.host);
    expect(recalled(rig)).toBe(false);
  });

  it('is not made of files that have only just changed', async () => {
    const rig = start();
    rig.ahead = 0;
    await rig.agent();
    await rig.agent();
    expect(rig.host.text(MEMO)).toBeUndefined();
  });
});

describe('the metrics', () => {
  it('are written at every run, whole, for everybody to read', async () => {
    const rig = start();
    const file = '/var/metrics/registry-client.prom';
    const missing = await rig.agent(undefined, file);
    expect([summary(missing), codes(missing)]).toEqual([
      DONE,
      expect.arrayContaining(['METRICS_NOT_WRITTEN']),
    ]);
    fs.mkdirSync(path.join(rig.host.root, '/var/metrics'));
    await rig.agent(undefined, file);
    await rig.agent(undefined, file);
    const first = rig.host.text(file);
    expect(first).toContain('registry_client_agent_in_sync 1\n');
    rig.ahead += 5000;
    expect(said(await rig.agent(undefined, file))).toBe('');
    expect(rig.host.text(file)).not.toBe(first);
    expect(fs.statSync(path.join(rig.host.root, file)).mode & 0o777).toBe(0o644);
    expect(fs.readdirSync(path.join(rig.host.root, '/var/metrics'))).toEqual(['registry-client.prom']);
    await rig.run('rollback');
    await rig.agent(undefined, file);
    expect(rig.host.text(file)).toContain('registry_client_agent_held 1\n');
    expect(rig.host.text(file)).not.toContain('in_sync');
  });

  it('say nothing of a host that has no configuration file any more', async () => {
    const rig = start();
    fs.ensureDirSync(path.join(rig.host.root, '/var/metrics'));
    const file = '/var/metrics/registry-client.prom';
    await rig.agent(undefined, file);
    rig.host.write(CONFIG, '{');
    await rig.agent(undefined, file);
    fs.removeSync(path.join(rig.host.root, CONFIG));
    expect(said(await rig.agent(undefined, file))).toBe('');
    expect(rig.host.text(file)).toContain('agent_last_run_timestamp_seconds ');
    expect(rig.host.text(file)).not.toMatch(/in_sync|last_error/);
  });
});

describe('something else in place of a file', () => {
  const makeFifo = (rig: Rig, file: string) => {
    const place = path.join(rig.host.root, file);
    fs.ensureDirSync(path.dirname(place));
    fs.removeSync(place);
    execFileSync('mkfifo', [place]);
  };
  /** The message and the hint of each finding, as people read them. */
  const words = (report: Report) => said(report).replaceAll(/\s+/g, ' ');

  it('a FIFO as the configuration file is called one', async () => {
    const rig = start();
    await rig.agent();
    makeFifo(rig, CONFIG);
    const report = await rig.agent();
    expect([exitCodeOf(report), codes(report)]).toEqual([65, ['INPUT_FILE']]);
    expect(words(report)).toContain('it is a FIFO, not a regular file');
    expect(words(report)).not.toMatch(/EISDIR|as root/);
  });

  it('a FIFO as a certificate that it names is called one', async () => {
    const rig = start('{ registry: "r.example", ca: "ca.pem" }');
    makeFifo(rig, '/etc/registry-client/ca.pem');
    const report = await rig.agent();
    expect([exitCodeOf(report), codes(report)]).toEqual([65, ['INPUT_FILE']]);
    expect(words(report)).toContain('/etc/registry-client/ca.pem: it is a FIFO, not a regular file');
  });

  it.each([
    ['the lock', `${STATE}/lock`, 1, 'TARGET_REFUSED'],
    ['a file of an engine', FILE, 1, 'TARGET_REFUSED'],
    ['the record of the agent', `${STATE}/agent.json`, 0, 'AGENT_RECORD_DAMAGED'],
  ])('a FIFO as %s is said', async (_, file, code, finding) => {
    const rig = start();
    await rig.agent();
    rig.host.write(CONFIG, '{ mirror: "https://b.example" }');
    makeFifo(rig, file);
    const report = await rig.agent();
    expect([exitCodeOf(report), codes(report)]).toEqual([code, expect.arrayContaining([finding])]);
  });

  it('a FIFO as the memo makes a look longer, and is replaced', async () => {
    const rig = start();
    await rig.agent();
    makeFifo(rig, '/run/registry-client/agent-look.json');
    expect(summary(await rig.agent())).toEqual(QUIET);
    expect(rig.host.text('/run/registry-client/agent-look.json')).toContain('"version"');
  });

  it.each(['fifo', 'directory'])('a %s as the file of --metrics is left where it is', async (kind) => {
    const rig = start();
    const metrics = '/run/metrics.prom';
    if (kind === 'fifo') makeFifo(rig, metrics);
    else fs.mkdirSync(path.join(rig.host.root, metrics));
    const report = await rig.agent({ kind: 'once' }, metrics);
    expect(codes(report)).toContain('METRICS_NOT_WRITTEN');
    expect(rig.host.host.look(metrics).kind).toBe(kind);
  });

  it.each([CONFIG, path.dirname(CONFIG)])('a link at %s that leads nowhere is no silence', async (link) => {
    const rig = start();
    await rig.agent();
    fs.moveSync(path.join(rig.host.root, link), path.join(rig.host.root, '/kept'));
    fs.symlinkSync('/tmp/gone', path.join(rig.host.root, link));
    const report = await rig.agent();
    expect([exitCodeOf(report), codes(report)]).toEqual([65, ['INPUT_FILE']]);
    expect(words(report)).toContain('is a symbolic link to /tmp/gone, where nothing is');
    expect(words(report)).toContain(`ln -sfn TARGET ${link}. A systemd unit may have a /tmp of its own`);
    expect(rig.host.text(FILE)).toBe(WITH_ONE);
    const status = await rig.run('status');
    expect(status.document.findings).toMatchObject([{ code: 'INPUT_FILE', severity: 'warning' }]);
  });

  it('a link to a file is followed, and a file that is not there below a link is none', async () => {
    const rig = start();
    fs.moveSync(path.join(rig.host.root, '/etc/registry-client'), path.join(rig.host.root, '/srv/config'));
    fs.symlinkSync('/srv/config', path.join(rig.host.root, '/etc/registry-client'));
    expect(summary(await rig.agent())).toEqual(DONE);
    fs.removeSync(path.join(rig.host.root, '/srv/config/config.json5'));
    expect(codes(await rig.agent())).toEqual(['AGENT_NO_CONFIG']);
  });
});

it('a file from the future does not keep the memo from being written', async () => {
  const rig = start();
  await rig.agent();
  for (const file of [CONFIG, FILE]) {
    fs.utimesSync(path.join(rig.host.root, file), new Date('2040-01-01'), new Date('2040-01-01'));
  }
  expect(summary(await rig.agent())).toEqual(QUIET);
  const invocation = invocationOf({ kind: 'once' }, '');
  expect(recallLook({ invocation, host: rig.clocked() })?.report.outcome).toBe('unchanged');
});
