// `setup` with nothing asked for, and a restart that stops containers: questions, answered on a real terminal.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { Host } from '../lab/host.ts';
import { standInHost } from '../lab/stand-ins.ts';
import { CLOSED, CTRL_C, CTRL_D, DOWN, ENTER, SIGTERM, type Typed, typeOn } from '../lab/terminal.ts';
import { expectClient } from './client.ts';
import { DAEMON_JSON, dockerRegistries, NO_REGISTRIES, startResident } from './docker-engine.ts';
import { CONFIGURATION, takeContents, takeStock } from './stock.ts';

const SETUP = 'registry-client setup';
const REGISTRY = '192.168.129.112:10001';
const SELF_SIGNED = standInHost('tlsSelfSigned');
const YES = `y${ENTER}`;

const ENGINES: Typed = ['Which of them shall use', ENTER];
const MIRROR: Typed = ['What is the registry for', ENTER];
const OWN: Typed = ['What is the registry for', DOWN + ENTER];

/** All questions there are on the way to a CA that a file has. */
const WITH_FILE: readonly Typed[] = [
  ENGINES,
  OWN,
  ['Its address', REGISTRY + ENTER],
  [`What shall be done about ${REGISTRY}`, ENTER],
  ['The file with its CA', `/opt/lab/ca.crt${ENTER}`],
  ['Shall podman look for short names', ENTER],
  ['Make these changes?', YES],
];

const SILENT: readonly Typed[] = [
  ENGINES,
  MIRROR,
  ['Its address', `http://${standInHost('silentConnections')}${ENTER}`],
];

/** Other ways to leave; while a registry is asked that does not answer, too. */
const ENDS: readonly (readonly [title: string, typed: readonly Typed[]])[] = [
  ['Ctrl-D', [ENGINES, ['What is the registry for', CTRL_D]]],
  ['SIGTERM', [ENGINES, ['What is the registry for', SIGTERM]]],
  ['a terminal that is closed', [ENGINES, ['What is the registry for', CLOSED]]],
  ['Ctrl-C meanwhile', [...SILENT, ['Asking the registries', CTRL_C]]],
  ['a terminal that is closed meanwhile', [...SILENT, ['Asking the registries', CLOSED]]],
];

export function describeQuestions({ onHost }: Rig): void {
  onHost(
    'S1 S4 questions on a terminal: what is answered is set up, and said as a command',
    {},
    async (host) => {
      const before = await takeContents(host, CONFIGURATION);
      await expectMirror(host);
      await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
      expect(await takeContents(host, CONFIGURATION)).toBe(before);
      await expectPrivateCa(host);
      await expectSelfSigned(host);
    },
  );

  onHost('S4 questions on a terminal: Ctrl-C at any of them changes nothing', {}, async (host) => {
    const before = await takeStock(host);
    for (const [index, [question]] of WITH_FILE.entries()) {
      const typed: readonly Typed[] = [...WITH_FILE.slice(0, index), [question, CTRL_C]];
      const { code, text } = await typeOn(host, SETUP, typed, index % 2 === 0 ? 100 : 40);
      expect({ question, code }, text).toEqual({ question, code: 1 });
      expect(text).toMatch(/Not done; the host is as it was\.\n+$/);
    }
    for (const [title, typed] of ENDS) {
      const { code, text } = await typeOn(host, SETUP, typed);
      expect({ title, code }, text).toEqual({ title, code: 1 });
    }
    expect(await takeStock(host)).toBe(before);
    const piped = await host.sh(`echo | ${SETUP}`);
    expect(piped).toMatchObject({ code: 64 });
  });

  onHost('S11 a restart that stops containers is asked about', {}, async (host) => {
    await expectClient(host, 'setup --engine docker --mirror http://nexushub.com:8001', {
      code: 0,
      outcome: 'committed',
    });
    // What a reload does not take back: only a restart shows the file as it was.
    await host.must(`sed -i 's/^{/{ "debug": true,/' ${DAEMON_JSON} && systemctl reload docker && sleep 1`);
    await startResident(host);
    const before = await takeStock(host, '/etc');
    const back = 'registry-client rollback --force';
    for (const keys of [ENTER, CTRL_C]) {
      const { code, text } = await typeOn(host, back, [['Restart docker? It would stop: ', keys]]);
      expect(code, text).toBe(1);
      expect(await takeStock(host, '/etc')).toBe(before);
    }
    expect(await host.sh(`${back} --yes`)).toMatchObject({ code: 1 });
    expect(await host.must('docker ps -q')).not.toBe('');
    const { code, text } = await typeOn(host, back, [['Restart docker? It would stop: ', YES]]);
    expect(code, text).toBe(0);
    expect(await host.must('docker ps -q')).toBe('');
    expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
  });
}

async function expectMirror(host: Host): Promise<void> {
  const typed: readonly Typed[] = [
    ENGINES,
    MIRROR,
    ['Its address', `http://nexushub.com:8001${ENTER}`],
    ['short names', ENTER],
    ['Make these changes?', YES],
  ];
  const { code, text } = await typeOn(host, SETUP, typed);
  expect(code, text).toBe(0);
  expect(text).toContain('nexushub.com:8001 answers as a registry');
  expect(text).toContain('\n  registry-client setup --mirror http://nexushub.com:8001\n');
  expect((await dockerRegistries(host)).mirrors).toEqual(['http://nexushub.com:8001/']);
}

async function expectPrivateCa(host: Host): Promise<void> {
  const { code, text } = await typeOn(host, SETUP, WITH_FILE);
  expect(code, text).toBe(0);
  expect(text).toContain(`${REGISTRY} answers as a registry`);
  expect(text).toContain(
    `\n  registry-client setup --registry ${REGISTRY} --ca ${REGISTRY}=/opt/lab/ca.crt\n`,
  );
}

/** The certificate that the server sends, on a narrow terminal; the command that is printed finds it set up. */
async function expectSelfSigned(host: Host): Promise<void> {
  const typed: readonly Typed[] = [
    ENGINES,
    OWN,
    ['Its address', SELF_SIGNED + ENTER],
    ['What shall be done about', DOWN + ENTER],
    ['the same fingerprint', YES],
    ['short names', ENTER],
    ['Make these changes?', YES],
  ];
  const { code, text } = await typeOn(host, SETUP, typed, 40);
  expect(code, text).toBe(0);
  const print = await host.must(
    `openssl s_client -connect ${SELF_SIGNED} </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256`,
  );
  expect(text.replace(/\s/g, '')).toContain(print.trim().replace(/^.*=/, ''));
  const command = /\n {2}registry-client (setup --registry .*)\n/.exec(text)?.[1] ?? '';
  expect(command).toBe(
    `setup --registry ${SELF_SIGNED} --ca ${SELF_SIGNED}=/etc/docker/certs.d/${SELF_SIGNED}/ca.crt`,
  );
  await expectClient(host, command, { code: 0, outcome: 'unchanged' });
  expect((await host.sh(`docker pull ${SELF_SIGNED}/library/alpine:3.19`)).stderr).not.toContain('x509');
}
