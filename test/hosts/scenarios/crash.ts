// S11: the program is killed in the middle of a change, and the next command finishes the recovery.

import { expect } from 'vitest';
import type { Rig } from '../describe-release.ts';
import type { Host } from '../lab/host.ts';
import { expectClient, findingOf, runClient } from './client.ts';
import { DAEMON_JSON, dockerRegistries, NO_REGISTRIES, residentPid, startResident } from './docker-engine.ts';
import { CONFIGURATION, takeContents } from './stock.ts';

const BEFORE = '{\n  "log-level": "info"\n}\n';

const SETUP = 'setup --mirror http://nexushub.com:8001';

/** A change renames a dozen files at most; a run that is still killed after so many has gone astray. */
const MOST_RENAMES = 40;

export function describeCrash({ onHost }: Rig): void {
  onHost(
    'S11 killed at every rename, recovered by the next command',
    { files: { [DAEMON_JSON]: BEFORE } },
    async (host) => {
      const pid = await startResident(host);
      const before = await takeContents(host, CONFIGURATION);
      let touched = 0;
      let nth = 1;
      for (; await killAtRename(host, nth); nth += 1) {
        expect(nth).toBeLessThan(MOST_RENAMES);
        if ((await takeContents(host, CONFIGURATION)) !== before) touched += 1;
        const recovered = await runClient(host, 'recover');
        expect({ nth, code: recovered.code }, JSON.stringify(recovered.report)).toEqual({ nth, code: 0 });
        const again = await runClient(host, 'recover');
        expect(again).toMatchObject({ code: 0, report: { outcome: 'unchanged' } });
        if ((await takeContents(host, CONFIGURATION)) !== before) {
          // Killed after the change was kept: it is there as a whole, and a rollback takes it back.
          await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
          await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
        }
        expect(await takeContents(host, CONFIGURATION), `after the kill at rename ${nth}`).toBe(before);
        expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
      }
      expect(touched, 'kills that left a changed file behind').toBeGreaterThan(0);
      await expectClient(host, 'status', { code: 0, outcome: 'in-sync' });
      expect(await residentPid(host)).toBe(pid);
    },
  );

  onHost('S11 killed while Docker reloads; the next setup recovers first', {}, async (host) => {
    const before = await takeContents(host, CONFIGURATION);
    await host.must('mkdir -p /etc/systemd/system/docker.service.d');
    const slow =
      '[Service]\nExecReload=\nExecReload=/bin/sh -c "touch /run/reloading; sleep 5; kill -HUP $MAINPID"\n';
    await host.write('/etc/systemd/system/docker.service.d/slow-reload.conf', slow);
    await host.must('systemctl daemon-reload');
    await host.must(
      `registry-client ${SETUP} > /dev/null 2>&1 & pid=$!
       while ! [ -e /run/reloading ]; do sleep 0.05; done; kill -KILL $pid; wait $pid || true`,
    );
    expect(await takeContents(host, CONFIGURATION)).not.toBe(before);
    await host.must(
      'rm /etc/systemd/system/docker.service.d/slow-reload.conf; systemctl daemon-reload; sleep 6',
    );
    await expectPending(host);
    const done = await expectClient(host, SETUP, { code: 0, outcome: 'committed' });
    findingOf(done, 'RECOVERED');
    expect((await dockerRegistries(host)).mirrors).toEqual(['http://nexushub.com:8001/']);
    await expectClient(host, 'rollback', { code: 0, outcome: 'committed' });
    expect(await takeContents(host, CONFIGURATION)).toBe(before);
    expect(await dockerRegistries(host)).toEqual(NO_REGISTRIES);
  });
}

/** `status` sees the interrupted change and leaves it alone. */
async function expectPending(host: Host): Promise<void> {
  const contents = await takeContents(host, `${CONFIGURATION} /var/lib/registry-client`);
  const { report } = await runClient(host, 'status');
  findingOf(report, 'RECOVERY_PENDING');
  expect(await takeContents(host, `${CONFIGURATION} /var/lib/registry-client`)).toBe(contents);
}

/** Runs the setup and kills it as it enters its nth rename. @returns false when it came to its end */
async function killAtRename(host: Host, nth: number): Promise<boolean> {
  const inject = `inject=rename,renameat,renameat2:signal=KILL:when=${nth}`;
  // One thread for file calls, because strace counts the calls of each thread apart.
  const done = await host.sh(
    `UV_THREADPOOL_SIZE=1 strace -f -qq -o /dev/null -e trace=rename,renameat,renameat2 -e ${inject} \
      registry-client ${SETUP} --json`,
    { seconds: 120 },
  );
  return done.code !== 0;
}
