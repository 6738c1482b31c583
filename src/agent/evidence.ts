// Who may have changed a file: what it says itself, what runs, what the package manager logged. Pure.

import type { Suspect } from '../model/suspect.ts';

/** Words that the tools put into what they write: Ansible's `ansible_managed`, Puppet's and Chef's headers, Salt's. */
const MARKERS = [
  ['Ansible', /ansible[ _]managed|managed by ansible/i],
  ['Puppet', /managed by puppet|\bpuppet\b.*(?:will|may) be (?:overwritten|lost)/i],
  ['Chef', /(?:generated|managed) by chef/i],
  ['Salt', /managed by salt|salt[ -]managed|automatically (?:saved|generated) by salt/i],
  ['CFEngine', /managed by cfengine/i],
  ['cloud-init', /(?:created|managed|written|generated) by cloud-init/i],
] as const satisfies readonly (readonly [string, RegExp])[];

/** The names of their processes, as /proc/PID/comm has them (at most 15 bytes). */
const PROGRAMS: Readonly<Record<string, string>> = {
  ansible: 'Ansible',
  'ansible-playboo': 'Ansible',
  'ansible-pull': 'Ansible',
  puppet: 'Puppet',
  'puppet-agent': 'Puppet',
  'chef-client': 'Chef',
  'cinc-client': 'Chef',
  'salt-minion': 'Salt',
  'salt-call': 'Salt',
  'cf-agent': 'CFEngine',
  dpkg: 'dpkg',
  rpm: 'rpm',
};

export interface Traces {
  /** What stands in the file now, as far as it is text. */
  readonly text: string;
  readonly uid: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** The processes by name. */
  readonly processes: readonly { readonly pid: number; readonly name: string }[];
  /** The end of the package manager's log. */
  readonly packageLog: string;
}

/** How far the log's time and the file's may lie apart: a package's files are unpacked before it is configured. */
const NEAR = 60_000;

/** What points to somebody, the best evidence first; owner and time of the file are always there. */
export function suspectsOf(traces: Traces): readonly Suspect[] {
  const { text, uid, modified, processes, packageLog } = traces;
  const markers = MARKERS.filter(([, words]) => words.test(text));
  const running = processes.flatMap(({ pid, name }): readonly Suspect[] => {
    const tool = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
    return tool === undefined ? [] : [{ kind: 'process', tool, pid }];
  });
  const logged = packageLog.split('\n').findLast((line) => isNear(line, modified));
  return [
    ...markers.map(([tool]): Suspect => ({ kind: 'marker', tool })),
    ...running,
    ...(logged === undefined ? [] : [{ kind: 'package-log', line: logged } as const]),
    { kind: 'file', uid, modified },
  ];
}

/** dpkg(1): `2026-11-21 10:15:02 status installed …` in local time; dnf(8): `2026-11-21T10:15:02+0000 …`. */
function isNear(line: string, modified: number): boolean {
  const [, day, time, zone = ''] =
    /^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}:[0-9]{2})([+-][0-9]{4}|Z)?/.exec(line) ?? [];
  if (day === undefined) return false;
  return Math.abs(Date.parse(`${day}T${time}${zone.replace(/(..)$/, ':$1')}`) - modified) < NEAR;
}
