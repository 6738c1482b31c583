// Changes of a host with Podman and CRI-O: one file, edited once, which both have in force afterwards, or neither.

import { afterEach, describe, expect, it } from 'vitest';
import { type PlayedCrio, playCrio } from '../../support/played-crio.ts';
import { lookAt, rollBack, setUp, takeOut } from '../../support/shared-toys.ts';

const MAIN = '/etc/containers/registries.conf';
const BEFORE = '# ours\nunqualified-search-registries = ["a.test"]\n';
const BOTH = ['a.test', 'b.test'];

const made: PlayedCrio[] = [];
afterEach(() => {
  for (const { temp } of made.splice(0)) temp.remove();
});

function start(...words: Parameters<typeof playCrio>): PlayedCrio {
  const played = playCrio(...words);
  made.push(played);
  return played;
}

const named = (id: string) => ({ kind: 'named', ids: [id] }) as const;

describe('a setup', () => {
  it('edits the file once, reloads CRI-O, and is done when both say what it says', async () => {
    const played = start(BEFORE);
    const report = await setUp(played, BOTH);
    expect(report).toMatchObject({
      outcome: 'committed',
      engines: [
        { engine: 'podman', changes: [{ path: MAIN }], activation: 'none', inSync: true },
        { engine: 'crio', changes: [], activation: 'reload', inSync: true },
      ],
    });
    expect([played.counts.reloads, played.memory()]).toEqual([1, 'a.test b.test']);
    expect((await lookAt(played)).outcome).toBe('in-sync');
    expect(await setUp(played, BOTH)).toMatchObject({ outcome: 'unchanged' });
    expect(played.counts.reloads).toBe(1);
  });

  it('of Podman alone brings CRI-O along, and says so', async () => {
    const played = start(BEFORE);
    const report = await setUp(played, BOTH, named('podman'));
    expect(report.outcome).toBe('committed');
    expect(report.findings).toMatchObject([
      { severity: 'info', code: 'SHARES_FILES', engine: 'crio', arguments: { with: 'podman' } },
    ]);
    expect(played.memory()).toBe('a.test b.test');
  });

  it('works for CRI-O without Podman', async () => {
    const played = start(BEFORE, ['crio']);
    expect(await setUp(played, BOTH)).toMatchObject({
      outcome: 'committed',
      engines: [{ engine: 'crio', changes: [{ path: MAIN }], activation: 'reload', inSync: true }],
    });
  });

  it('that CRI-O does not take up is taken back for both', async () => {
    const played = start(BEFORE);
    played.deaf = 1;
    const report = await setUp(played, BOTH);
    expect(report.outcome).toBe('rolled-back');
    expect(report.findings.map(({ code, engine }) => `${engine} ${code}`)).toContain(
      'crio ENGINE_DID_NOT_LOAD',
    );
    expect([played.temp.text(MAIN), played.memory()]).toEqual([BEFORE, 'a.test']);
  });
});

describe('a CRI-O that never takes anything up', () => {
  it('leaves the file as it was, and it is said that this is not proved', async () => {
    const played = start(BEFORE);
    played.deaf = 9;
    expect((await setUp(played, BOTH)).outcome).toBe('rollback-failed');
    expect(played.temp.text(MAIN)).toBe(BEFORE);
  });
});

describe('the way back', () => {
  it('by rollback gives every byte back, and CRI-O what it had', async () => {
    const played = start(BEFORE);
    await setUp(played, BOTH);
    expect((await rollBack(played)).outcome).toBe('committed');
    expect([played.temp.text(MAIN), played.memory(), played.counts.reloads]).toEqual([BEFORE, 'a.test', 2]);
  });

  it('by remove --all, whichever of them is named', async () => {
    const played = start(BEFORE);
    await setUp(played, BOTH);
    expect((await takeOut(played, named('crio'))).outcome).toBe('committed');
    expect([played.temp.text(MAIN), played.memory()]).toEqual([BEFORE, 'a.test']);
  });
});

describe('status', () => {
  it('tells that CRI-O has not taken up what somebody wrote', async () => {
    const played = start(BEFORE);
    await setUp(played, BOTH);
    played.temp.write(MAIN, `${played.temp.text(MAIN)}[[registry]]\nlocation = "c.test"\n`);
    const { outcome, engines, findings } = await lookAt(played);
    expect([outcome, engines.map(({ inSync }) => inSync)]).toEqual(['drifted', [true, false]]);
    expect(findings).toMatchObject([{ code: 'NOT_LOADED', engine: 'crio' }]);
  });
});
