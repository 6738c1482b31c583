// /etc/hosts: our marked lines and nothing else, and lines of others that would keep ours from being seen.

import { describe, expect, it } from 'vitest';
import { hostAliasesOf, planHosts } from '../../../src/hosts-file/plan.ts';
import { ABSENT, type FileState } from '../../../src/model/file.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { type Holdings, NO_HOLDINGS } from '../../../src/model/managed.ts';
import type { HostAliasRequest, Request } from '../../../src/model/request.ts';

const BASE = '127.0.0.1\tlocalhost\n127.0.1.1\tme.lan me\n\n::1 ip6-localhost\n';
const OURS = '192.168.56.11 nexushub.com # registry-client\n';
const OWNER = { uid: 0, gid: 0 };

function alias(name: string, address: string): HostAliasRequest {
  return { kind: 'host-alias', name, address };
}
const NEXUS = alias('nexushub.com', '192.168.56.11');

function file(text: string): FileState {
  return { kind: 'file', bytes: Buffer.from(text, 'latin1'), mode: 0o600, uid: 1, gid: 2 };
}

interface Run {
  readonly text: string | undefined;
  readonly changed: boolean;
  readonly held: Holdings;
  readonly findings: readonly string[];
}

function run(
  before: string | undefined,
  ensure: readonly Request[],
  held: Holdings = NO_HOLDINGS,
  inForce = ensure,
): Run {
  const state = before === undefined ? ABSENT : file(before);
  const draft = planHosts({ ensure, inForce, held, file: state, owner: OWNER });
  const after = draft.changes[0]?.after ?? state;
  return {
    text: after.kind === 'absent' ? undefined : Buffer.from(after.bytes).toString('latin1'),
    changed: draft.changes.length > 0,
    held: draft.holdings,
    findings: draft.findings.map(inWords),
  };
}

function inWords(found: Finding): string {
  const there = found.code === 'HOSTS_CONFLICT' ? ` ${found.arguments.there}` : '';
  return `${found.severity} ${found.code}${there} line ${found.position?.line ?? '-'}`;
}

describe('our lines', () => {
  it('are added at the end, marked, and come out again without a trace', () => {
    const first = run(BASE, [NEXUS]);
    expect(first).toEqual({
      text: BASE + OURS,
      changed: true,
      findings: [],
      held: {
        ...NO_HOLDINGS,
        requests: [NEXUS],
        entries: [{ path: '/etc/hosts', kind: 'hosts', value: 'nexushub.com' }],
      },
    });
    expect(run(first.text, [NEXUS], first.held)).toMatchObject({ changed: false, held: first.held });
    expect(run(first.text, [], first.held)).toEqual({
      text: BASE,
      changed: true,
      findings: [],
      held: NO_HOLDINGS,
    });
  });

  it('keep mode and owner of the file', () => {
    const draft = planHosts({
      ensure: [NEXUS],
      inForce: [NEXUS],
      held: NO_HOLDINGS,
      file: file(BASE),
      owner: OWNER,
    });
    expect(draft.changes[0]?.after).toMatchObject({ mode: 0o600, uid: 1, gid: 2 });
  });

  it('make the file where there is none, and it goes with the last of them', () => {
    const draft = planHosts({
      ensure: [NEXUS],
      inForce: [NEXUS],
      held: NO_HOLDINGS,
      file: ABSENT,
      owner: OWNER,
    });
    expect(draft.changes[0]?.after).toMatchObject({ mode: 0o644, uid: 0, gid: 0 });
    const first = run(undefined, [NEXUS]);
    expect(first).toMatchObject({ text: OURS, held: { files: ['/etc/hosts'] } });
    expect(run(first.text, [], first.held)).toMatchObject({ text: undefined, held: NO_HOLDINGS });
    expect(run(`${first.text}10.0.0.1 a\n`, [], first.held)).toMatchObject({ text: '10.0.0.1 a\n' });
  });

  it('leave an empty file of others empty', () => {
    const first = run('', [NEXUS]);
    expect(run(first.text, [], first.held)).toMatchObject({ text: '', changed: true });
  });

  it('keep bytes that are no UTF-8', () => {
    expect(run(`# caf\xe9\r\n${BASE}`, [NEXUS]).text).toContain('# caf\xe9\r\n127.0.0.1\tlocalhost\n');
  });

  it('change the address in place', () => {
    const first = run(BASE, [NEXUS]);
    const second = run(`${first.text}# the end\n`, [alias('nexushub.com', '10.0.0.7')], first.held);
    expect(second.text).toBe(`${BASE}10.0.0.7 nexushub.com # registry-client\n# the end\n`);
  });

  it('stay when a run names others', () => {
    const first = run(BASE, [NEXUS]);
    const other = alias('r1.test', '10.0.0.1');
    const second = run(first.text, [other], first.held, [NEXUS, other]);
    expect(second.text).toBe(`${BASE}${OURS}10.0.0.1 r1.test # registry-client\n`);
    expect(second.held.entries.map((entry) => entry.value)).toEqual(['nexushub.com', 'r1.test']);
  });

  it('that another state directory wrote stay until they are asked for', () => {
    expect(run(BASE + OURS, [])).toMatchObject({ changed: false, held: NO_HOLDINGS });
    const claimed = run(BASE + OURS, [NEXUS]);
    expect(claimed).toMatchObject({ changed: false, held: { entries: [{ value: 'nexushub.com' }] } });
    expect(run(claimed.text, [], claimed.held).text).toBe(BASE);
  });

  it('that somebody deleted come back when they are asked for, and are ours no more when not', () => {
    const { held } = run(BASE, [NEXUS]);
    expect(run(BASE, [NEXUS], held).text).toBe(BASE + OURS);
    expect(run(BASE, [], held, [NEXUS]).held.entries).toEqual([]);
  });

  it('are listed', () =>
    expect(hostAliasesOf(file(BASE + OURS))).toEqual([
      { path: '/etc/hosts', kind: 'hosts', value: 'nexushub.com' },
    ]));
});

describe('lines of others with the same name', () => {
  it.each([
    ['10.0.0.1 NexusHub.com', NEXUS, ['error HOSTS_CONFLICT 10.0.0.1 line 1']],
    ['10.0.0.1 a nexushub.com # theirs', NEXUS, ['error HOSTS_CONFLICT 10.0.0.1 line 1']],
    ['# 10.0.0.1 nexushub.com', NEXUS, []],
    ['10.0.0.1 nexushub.com.other', NEXUS, []],
    ['ten nexushub.com', NEXUS, []],
    ['fd00::1 nexushub.com', NEXUS, ['warning HOSTS_CONFLICT fd00::1 line 1']],
  ])('%s', (line, request, expected) => {
    const found = run(`${line}\n`, [request]);
    expect(found.findings).toEqual(expected);
    expect(found.text).toBe(`${line}\n${OURS}`);
  });

  it.each([
    ['192.168.56.11 nexushub.com', NEXUS],
    ['192.168.56.11 NEXUSHUB.COM', NEXUS],
    ['0:0:0:0:0:0:0:1 me6', alias('me6', '::1')],
    ['FD00::0A me6', alias('me6', 'fd00::a')],
  ])('with the same address need none of ours: %s', (line, request) => {
    expect(run(`${line}\n`, [request])).toMatchObject({
      changed: false,
      findings: [],
      held: { entries: [] },
    });
  });

  it('count in the order of the file', () => {
    const same = '192.168.56.11 nexushub.com\n';
    const other = '10.0.0.1 nexushub.com\n';
    expect(run(same + other, [NEXUS]).findings).toEqual(['warning HOSTS_CONFLICT 10.0.0.1 line 2']);
    expect(run(other + same, [NEXUS]).findings).toEqual(['error HOSTS_CONFLICT 10.0.0.1 line 1']);
    const { held } = run('', [NEXUS]);
    expect(run(OURS + other, [NEXUS], held).findings).toEqual(['warning HOSTS_CONFLICT 10.0.0.1 line 2']);
    expect(run(other + OURS, [NEXUS], held).findings).toEqual(['error HOSTS_CONFLICT 10.0.0.1 line 1']);
  });

  it('beside ours leave ours in place', () => {
    const { held } = run('', [NEXUS]);
    const text = `192.168.56.11 nexushub.com\n${OURS}`;
    expect(run(text, [NEXUS], held)).toMatchObject({ changed: false, held });
  });

  it('are no matter when the name goes', () => {
    const { held } = run('', [NEXUS]);
    expect(run(`10.0.0.1 nexushub.com\n${OURS}`, [], held)).toMatchObject({
      text: '10.0.0.1 nexushub.com\n',
      findings: [],
    });
  });
});

describe('cloud-init', () => {
  const head = "# Your system has configured 'manage_etc_hosts' as True.\n";
  it('is named when it writes the file anew', () => {
    expect(run(head + BASE, [NEXUS]).findings).toEqual(['warning HOSTS_BY_CLOUD_INIT line -']);
    expect(run(head + BASE, []).findings).toEqual([]);
    expect(run(`${BASE}10.0.0.1 x manage_etc_hosts\n`, [NEXUS]).findings).toEqual([]);
  });
});

it('refuses what is no single word', () => {
  const found = run(BASE, [alias('a b', '10.0.0.1')]);
  expect(found).toMatchObject({ changed: false, findings: ['error FILE_REFUSED line -'] });
});
