import { describe, expect, it } from 'vitest';
import { docker } from '../../../src/engines/docker/index.ts';
import type { CommandResult } from '../../../src/host/ports.ts';
import { ABSENT } from '../../../src/model/file.ts';
import { CONFIG, dockerObserved, textFile } from '../../support/docker-observed.ts';
import { ANONYMOUS, ended, fakeHost } from '../../support/fake-host.ts';

const changes = [{ path: CONFIG, before: ABSENT, after: textFile('{"debug": true}') }];
const ask = async (version: string, answer: CommandResult) => {
  const host = fakeHost({
    programs: { dockerd: '/usr/sbin/dockerd' },
    answers: { '/usr/sbin/dockerd --validate': answer },
  });
  const observed = dockerObserved(
    null,
    { version },
    { words: ['-H', 'fd://', '--config-file', '/x', '--mtu=1'] },
  );
  return { findings: await docker.check(changes, observed, host), host };
};

describe('dockerd --validate', () => {
  it('gets the candidate and the flags, without the config file of the daemon', async () => {
    const { findings, host } = await ask('26.1.5', ended(0, 'configuration OK'));
    expect(findings).toEqual([]);
    expect(host.asked).toEqual([`/usr/sbin/dockerd --validate --config-file=${ANONYMOUS} -H fd:// --mtu=1`]);
    expect(host.scratched.get(ANONYMOUS)).toBe('{"debug": true}');
  });
  it('shows the last line of a refusal', async () => {
    const { findings } = await ask('28.5.2', ended(1, '', 'time=… level=warning\nunable to configure\n'));
    expect(findings).toMatchObject([
      {
        code: 'CANDIDATE_REFUSED',
        severity: 'error',
        path: CONFIG,
        arguments: { error: 'unable to configure' },
      },
    ]);
  });
  it.each([[{ kind: 'timeout' }], [{ kind: 'failed', error: 'EACCES' }], [{ kind: 'absent' }]] as const)(
    'only warns when there is no verdict: %o',
    async (answer) => {
      const { findings } = await ask('28.5.2', answer);
      expect(findings).toMatchObject([{ code: 'CANDIDATE_UNCHECKED', severity: 'warning' }]);
    },
  );
  it('is not asked where there is none, for no file, or under --root', async () => {
    const old = await ask('20.10.24', ended(1));
    expect([old.findings, old.host.asked]).toEqual([[], []]);
    const host = fakeHost({ live: false, programs: { dockerd: '/usr/sbin/dockerd' } });
    expect(await docker.check(changes, dockerObserved(null, { version: '28.5.2' }), host)).toEqual([]);
    const gone = [{ path: CONFIG, before: textFile('{}'), after: ABSENT }];
    expect(await docker.check(gone, dockerObserved('{}', { version: '28.5.2' }), fakeHost())).toEqual([]);
  });
});
