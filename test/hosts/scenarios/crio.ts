// S13: CRI-O beside Podman. One file that both read: one edit, which both have in force afterwards, or neither.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { Host } from '../lab/host.ts';
import { engineOf, expectClient, findingOf } from './client.ts';
import { takeContents } from './stock.ts';

const COMMITTED = { code: 0, outcome: 'committed' };
const FOLDER = '/etc/containers';
const MAIN = `${FOLDER}/registries.conf`;
const LOADED = '/run/crio-loaded.conf';

/**
 * Stands in for CRI-O, which Debian does not package: it reads registries.conf when it starts and at SIGHUP, and says what
 * it took up in the words of CRI-O 1.30. A file with refused.test in it leaves it with what it had.
 */
const STAND_IN = `#!/usr/bin/python3
import signal, sys, tomllib
if '--version' in sys.argv:
    sys.exit(print('crio version 1.30.0'))
def place(table):
    return '{Location:%s Insecure:%s PullFromMirror:}' % (table['location'], str(table.get('insecure', False)).lower())
def show(table):
    mirrors = ' '.join(map(place, table.get('mirror', [])))
    name = table.get('prefix', table['location'])
    return '{Prefix:%s Endpoint:%s Mirrors:[%s] Blocked:false MirrorByDigestOnly:false}' % (name, place(table), mirrors)
def load(*asked):
    text = open('${MAIN}').read()
    if 'refused.test' in text:
        return print('level=error msg="Unable to reload configuration: system registries reload failed"', flush=True)
    open('${LOADED}', 'w').write(text)
    conf = tomllib.loads(text)
    tables, search = ' '.join(map(show, conf.get('registry', []))), ' '.join(conf.get('unqualified-search-registries', []))
    if asked:
        print('level=info msg="Applied new registry configuration: &{Registries:[%s] UnqualifiedSearchRegistries:[%s] CredentialHelpers:[]}"' % (tables, search), flush=True)
signal.signal(signal.SIGHUP, load)
load()
while True:
    signal.pause()
`;

const UNIT = `[Unit]
Description=CRI-O
[Service]
ExecStart=/usr/local/bin/crio
ExecReload=/bin/kill -s HUP $MAINPID
`;

const FILES = { '/usr/local/bin/crio': STAND_IN, '/etc/systemd/system/crio.service': UNIT };

export function describeCrio({ release, onHost }: Rig): void {
  // tomllib came with Python 3.11.
  if (release.name === 'bullseye') return;
  onHost('S13 CRI-O: one edit for Podman and CRI-O, and back', { files: FILES }, expectBoth);
  onHost('S13 CRI-O: what it does not take up is undone for both', { files: FILES }, expectUndone);
}

const pidOf = (host: Host) => host.must('systemctl show -p MainPID --value crio');
const hasLoaded = (host: Host) => host.must(`cmp ${LOADED} ${MAIN}`);

/** podman.service runs for some seconds after the boot, and keeps what it has read: that is another scenario's. */
async function startCrio(host: Host): Promise<string> {
  await host.must(
    `chmod 755 /usr/local/bin/crio && systemctl daemon-reload && systemctl stop podman && systemctl start crio && until [ -e ${LOADED} ]; do sleep 0.1; done`,
  );
  return pidOf(host);
}

async function expectBoth(host: Host): Promise<void> {
  const pid = await startCrio(host);
  const start = await takeContents(host, FOLDER);
  const setup = 'setup --engine podman --skip-probe --mirror http://nexushub.com:8001';
  const done = await expectClient(host, setup, COMMITTED);
  expect(findingOf(done, 'SHARES_FILES')).toMatchObject({ severity: 'info', engine: 'crio' });
  expect(engineOf(done, 'podman').inSync).toBe(true);
  expect(engineOf(done, 'crio')).toMatchObject({ activation: 'reload', inSync: true, changes: [] });
  await hasLoaded(host);
  await host.must('podman pull -q docker.io/library/alpine:3.19');
  await expectClient(host, setup, { code: 0, outcome: 'unchanged' });

  // Somebody writes the file and does not reload: Podman has it, CRI-O has not.
  await host.must(`printf '\\n[[registry]]\\nlocation = "later.test"\\n' >> ${MAIN}`);
  const drifted = await expectClient(host, 'status', { code: 2, outcome: 'drifted' });
  expect([engineOf(drifted, 'podman').inSync, engineOf(drifted, 'crio').inSync]).toEqual([true, false]);
  await expectClient(host, setup, COMMITTED);
  await hasLoaded(host);
  await host.must(`head -n -3 ${MAIN} > /tmp/conf && cat /tmp/conf > ${MAIN}`);

  await expectClient(host, 'rollback', COMMITTED);
  await hasLoaded(host);
  expect(await takeContents(host, FOLDER)).toBe(start);
  expect(await pidOf(host)).toBe(pid);
}

async function expectUndone(host: Host): Promise<void> {
  await startCrio(host);
  const start = await takeContents(host, FOLDER);
  const setup = 'setup --skip-probe --timeout 3 --registry refused.test';
  const failed = await expectClient(host, setup, { code: 3, outcome: 'rolled-back' });
  expect(findingOf(failed, 'ENGINE_DID_NOT_LOAD').engine).toBe('crio');
  expect(await takeContents(host, FOLDER)).toBe(start);
  await hasLoaded(host);
}
