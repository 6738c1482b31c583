// Samples of findings about the command line, files, changes and the agent.

import type { RestartReason } from '../../../../src/model/findings/general.ts';
import { MISTAKES } from './mistakes.ts';
import {
  BAD_VALUES,
  FLAG_REASONS,
  INPUT_REASONS,
  RESTART_REASONS,
  SYNTAX_FORMS,
  SYNTAX_FOUND,
  TARGET_REASONS,
  TEXT_PROBLEMS,
  UNCHECKED_REASONS,
  USAGE_REASONS,
  USER_REASONS,
  VALUE_FORMS,
} from './reasons.ts';
import { id, image, no, registry, type Samples, TIME, upstream, yes } from './sample.ts';

const UNSAFE = ['owner', 'writable-by-others'] as const;

const EXPECTING_NOTHING = [
  'unknown-option',
  'needs-option',
  'nothing-asked',
  'conflicts-with',
  'other',
] as const;

const ABOUT_RESTART = {
  'directive-stays': 'storage-driver, log-driver',
  'flag-stays': '--registry-mirror',
  'mirrors-not-reloaded': '1.13.1',
  'insecure-lost': '23.0.3',
  'service-ends': '5.8.6',
  'builds-end': 'buildkit.service',
  'read-at-start': '/etc/rancher/k3s/registries.yaml',
} as const satisfies Record<RestartReason, string>;

export const GENERAL = {
  BUG: [{ error: 'TypeError: x is not a function' }],
  USAGE: [
    ...USAGE_REASONS.map((reason) => ({
      option: '--mirror',
      value: 'a.example',
      reason,
      expected: '--replace',
    })),
    ...EXPECTING_NOTHING.map((reason) => ({ option: '--mirror', value: 'a.example', reason })),
    { option: '', value: '', reason: 'other' },
    { option: '--mirror', value: '', reason: 'missing-argument' },
    { option: 'mirror', value: 'null', reason: 'wrong-type' },
    { option: 'miror', value: '', reason: 'unknown-key', expected: 'mirror, registry' },
    { option: 'COMMAND', value: 'stats', reason: 'unknown-command', expected: 'status' },
    { option: '--apply', value: 'relaod', reason: 'not-one-of', expected: 'auto, reload' },
    { option: '--login', value: 'alice', reason: 'no-login-there', expected: '' },
    ...MISTAKES,
    { option: 'ca', value: '', reason: 'needs-host', expected: '[HOST[:PORT]=]FILE', inline: 1 },
  ],
  INPUT_FILE: INPUT_REASONS.flatMap((reason) => [
    { option: '--ca', reason, error: 'EACCES', found: 'fifo', link: '/srv/link', target: '/tmp/ca.crt' },
    { option: 'ca', file: '/srv/ca.crt', reason, found: 'socket', link: '/srv/ca.crt', target: '/srv/gone' },
  ]),
  CONFIG_SYNTAX: [{ detail: "invalid character '}' at 3:1" }, { detail: 'not-utf8' }, { detail: 'too-deep' }],
  CONFIG_UNSAFE: UNSAFE.map((reason) => ({ reason })),
  PROGRAM_UNSAFE: UNSAFE.map((reason) => ({ reason, program: '/opt/registry-client' })),
  FILE_REFUSED: [
    ...TEXT_PROBLEMS.flatMap((reason) => [
      { reason, detail: {} },
      { reason, detail: { key: 'mirrors', found: 'string', expected: 'array of strings' } },
      { reason, detail: { found: '}', message: 'Unexpected }' } },
    ]),
    ...BAD_VALUES.map((reason) => ({ reason: 'BAD_VALUE' as const, detail: { reason, value: 'http://a' } })),
    ...SYNTAX_FORMS.map((expected) => ({ reason: 'SYNTAX' as const, detail: { found: ']', expected } })),
    ...SYNTAX_FOUND.map((found) => ({ reason: 'SYNTAX' as const, detail: { found, expected: 'key' } })),
    ...VALUE_FORMS.map((expected) => ({
      reason: 'WRONG_TYPE' as const,
      detail: { key: 'dns', found: 'number', expected },
    })),
    ...[{ element: 'element' }, { member: 'tag' }].map((where) => ({
      reason: 'WRONG_TYPE' as const,
      detail: { key: 'log-opts', found: 'number', expected: 'string-map', ...where },
    })),
  ],
  FILE_UNREADABLE: [{ error: 'EACCES' }],
  TARGET_REFUSED: TARGET_REASONS.flatMap((reason) => [
    { reason, detail: 'directory' },
    { reason, detail: '3' },
    { reason },
  ]),
  NO_PERMISSION: [{ error: 'EPERM' }],
  USER_REFUSED: USER_REASONS.map((reason) => ({ asked: 'alice', reason })),
  USER_FORBIDDEN: [{ asked: 'alice' }],
  NO_USER_MANAGER: [{ name: 'alice' }],
  NO_ENGINE: [{}],
  ENGINE_NOT_FOUND: [{ asked: 'podman' }],
  SHARES_FILES: [{ with: 'podman' }],
  SHARED_FILE_DISPUTED: [{ with: 'podman' }],
  ENGINE_UNKNOWN: [{ asked: 'dokcer', known: ['docker', 'podman'] }],
  FLAG_NOT_FOR_ENGINE: FLAG_REASONS.map((reason) => ({ flag: '--search', reason })),
  PATH_FOR_ONE_ENGINE: [{ url: 'https://nexushub.com/docker' }],
  NOT_OURS: [{ flag: '--mirror http://a' }],
  NOT_THERE: [{ flag: '--mirror http://a' }],
  CANDIDATE_REFUSED: [{ error: 'unable to configure the Docker daemon' }],
  CANDIDATE_UNCHECKED: UNCHECKED_REASONS.flatMap((reason) => [
    { reason, error: '' },
    { reason, error: 'ENOENT' },
  ]),
  NOT_ACTIVATED: (['not-running', 'apply-none', 'root', 'at-creation'] as const).map((reason) => ({
    reason,
  })),
  RESTART_NEEDED: [
    ...RESTART_REASONS.map((why) => ({ why, about: ABOUT_RESTART[why], containers: ['web', 'db'] })),
    { why: 'service-ends', about: '', containers: [] },
  ],
  RESTART_BY_HAND: [{ command: 'service docker restart' }],
  NOT_LOADED: [{ what: 'registry-mirrors', expected: ['http://a/'], loaded: ['http://b/', 'http://c/'] }],
  LOADED_UNKNOWN: [{ reason: 'EACCES' }],
  ENTRY_MISSING: [{ kind: 'mirror', value: 'http://nexushub.com:8001' }],
  MIRROR_PLAIN_HTTP: [{ url: 'http://nexushub.com:8001' }],
  NOT_VISIBLE: [{ what: 'podman info', error: 'EPERM' }],
  SECRET_IN_URL: [{ option: '--from' }],
  WITHOUT_QUESTIONS: [
    { words: ['setup', '--mirror', 'http://a'], file: '' },
    { words: ['setup', '--registry', registry], file: '/etc/registry-client/ca.crt' },
  ],
  HOSTS_CONFLICT: [{ name: 'nexushub.com', wanted: '10.0.0.1', there: '10.0.0.2' }],
  HOSTS_BY_CLOUD_INIT: [{}],
} satisfies Partial<Samples>;

export const AGENT = {
  AGENT_NO_CONFIG: [{}],
  AGENT_PAUSED: [{ until: TIME }],
  AGENT_RESUMED: [{}],
  AGENT_HELD: [no, yes].map((lapsed) => ({ id, command: 'rollback', time: TIME, lapsed })),
  AGENT_FOUGHT: [
    { id, time: TIME, suspects: [] },
    {
      id,
      time: TIME,
      suspects: [
        { kind: 'marker', tool: 'Ansible' },
        { kind: 'process', tool: 'puppet', pid: 4711 },
        { kind: 'package-log', line: 'upgrade docker.io:amd64 20.10.24' },
        { kind: 'file', uid: 1000, modified: TIME },
      ],
    },
  ],
  AGENT_RECORD_DAMAGED: [{}],
  AGENT_FAILED: [{ cause: 'ACTIVATION_FAILED docker', time: TIME }],
  AGENT_STOPPED: [{ count: 3, cause: 'ACTIVATION_FAILED docker', time: TIME }],
  AGENT_CORRECTED: [{ paths: ['/etc/docker/daemon.json', '/etc/hosts'] }],
  AGENT_CHANGED: [{ id, paths: ['/etc/docker/daemon.json'] }],
  METRICS_NOT_WRITTEN: [{ error: 'ENOENT' }],
} satisfies Partial<Samples>;

const folder = `/var/lib/registry-client/generations/${id}`;
const steps = [`mv ${folder} ${folder}.damaged`];

export const TRANSACTION = {
  LOCKED: [{ path: '/var/lib/registry-client/lock' }],
  WRITE_FAILED: [
    ...['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EINVAL'].map((error) => ({ operation: 'fsync', error })),
    { operation: 'flock', error: 'not-installed' },
  ],
  CHANGED_MEANWHILE: [{}],
  ACTIVATION_FAILED: (['reload', 'restart'] as const).map((what) => ({
    what,
    unit: 'docker.service',
    error: 'Job failed',
  })),
  ENGINE_DID_NOT_LOAD: [{ seconds: 0 }, { seconds: 30 }],
  INTERRUPTED: [{ signal: 'SIGINT' }],
  UNDO_FAILED: [
    { steps: ['rm -f /etc/docker/daemon.json', 'journalctl -u docker -n 50', 'registry-client recover'] },
  ],
  RECOVERY_CONFLICT: [{}],
  RECOVERED: (['discarded', 'rolled-back', 'rolled-forward'] as const).map((how) => ({ id, how })),
  RECORDS_LOST: [
    { id, steps },
    { id, steps, copies: folder },
  ],
  RECOVERY_IMPOSSIBLE: [
    { id, steps },
    { id, steps, copies: folder },
  ],
  RECOVERY_PENDING: [{ id }],
  STATE_DAMAGED: [{ what: '/var/lib/registry-client/summary.json' }],
  EDITED_SINCE: [{ id, diff: '' }],
  NO_SUCH_GENERATION: [{ id }],
  GENERATION_PRUNED: [{ id }],
  NOTHING_TO_UNDO: [{}],
  CONFIRM_PENDING: [{ id, until: TIME, left: 89_500 }],
  CONFIRM_OVERDUE: [{ id }],
  CONFIRM_FIRST: [{ id, until: TIME, left: 89_500 }],
  CONFIRM_LAPSED: [{ id }],
  CONFIRM_WITHDRAWN: [{ id }],
  NOTHING_TO_CONFIRM: [{}],
  CONFIRM_NOT_NEEDED: [{}],
  CONFIRM_UNAVAILABLE: [{}],
  CONFIRM_UNITS_FAILED: [{ unit: 'registry-client-confirm.timer', error: 'Access denied' }],
} satisfies Partial<Samples>;

export const USE = {
  LOGGED_IN: [{ registry, user: 'alice' }],
  LOGIN_FAILED: [{ registry, user: 'alice', error: 'unauthorized: incorrect username or password' }],
  LOGIN_SKIPPED: [{ registry, user: 'alice' }],
  PULLED: [no, yes].flatMap((here) => [
    ...(['output', 'connections'] as const).map((proof) => ({
      image,
      registry,
      proof,
      reason: '' as const,
      here,
    })),
    ...(['proxy', 'same-address', 'none-seen'] as const).map((reason) => ({
      image,
      registry: '',
      proof: 'none' as const,
      reason,
      here,
    })),
  ]),
  PULLED_FROM_FALLBACK: (['output', 'connections'] as const).map((proof) => ({
    image,
    registry: upstream,
    first: registry,
    proof,
  })),
  PULL_FAILED: [{ image, error: 'manifest unknown' }],
  PULL_SKIPPED: (['not-running', 'not-activated', 'no-command'] as const).map((reason) => ({
    image,
    reason,
  })),
} satisfies Partial<Samples>;
