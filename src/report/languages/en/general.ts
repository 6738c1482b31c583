// Sentences of the command line and of all engines alike.

import type { ConfigFault, GeneralFindings, RestartReason } from '../../../model/findings/general.ts';
import { shellWord } from '../../../model/shell-word.ts';
import { meantWord, wordsFor } from '../pieces.ts';
import type { Sentences } from '../sentence.ts';
import { fileSentence, targetSentence } from './file.ts';
import { inputSentence } from './input.ts';
import { usageSentence } from './usage.ts';
import { wordList } from './words.ts';

const CONFIG_FAULTS = {
  'not-utf8': 'it is not UTF-8',
  'too-deep': 'it is nested too deeply',
} as const satisfies Record<ConfigFault, string>;

const FLAG_REASONS = {
  'not-supported': 'there is nothing like it there',
  'upstream-not-docker-io': 'it can mirror docker.io only',
  cidr: 'it takes no networks',
  'path-of-docker': 'a path in a mirror cannot be said there',
  'path-of-podman': 'a path in a mirror cannot be said there',
  'no-login-command': 'it has no command for a login; its logins stand in its configuration',
} as const satisfies Record<GeneralFindings['FLAG_NOT_FOR_ENGINE']['reason'], string>;

const ACTIVATION_REASONS = {
  'not-running': [
    'it is not running, and it is not started for this',
    'It takes the files up when it starts.',
  ],
  'apply-none': [
    '--apply none was given',
    'The next run of registry-client without --apply none activates it, and so does a restart of the engine.',
  ],
  root: ['with --root nothing runs', 'The files take effect when that system starts.'],
  'at-creation': ['they count for what is created from now on', ''],
} as const satisfies Record<GeneralFindings['NOT_ACTIVATED']['reason'], readonly [string, string]>;

const UNCHECKED_REASONS = {
  'not-running': 'it does not run',
  timeout: 'it did not answer in time',
  blind: 'it takes a broken file for a good one, too',
  failed: 'its check could not be run',
} as const satisfies Record<GeneralFindings['CANDIDATE_UNCHECKED']['reason'], string>;

const USER_REASONS = {
  unknown: ['there is no such user on this host', 'See the names with: getent passwd'],
  root: ["root's engines are those of the system", 'Leave --user out.'],
  'no-home': [
    'this user has no home directory, where the files would be',
    'Make it first, or name another user.',
  ],
  program: [
    'this user may not read the files of registry-client itself',
    'Use the package or the standalone executable, or install it where everybody may read it.',
  ],
  lookup: ['the users of this host cannot be looked up: getent(1) is missing or fails', 'Try: getent passwd'],
} as const satisfies Record<GeneralFindings['USER_REFUSED']['reason'], readonly [string, string]>;

export const generalSentences = {
  BUG: ({ error }) => ({
    message: `This is a bug of registry-client: ${error}.`,
    hint: 'Run the command again with --verbose and report what it prints. If a change was under way: registry-client recover',
  }),
  USAGE: usageSentence,
  INPUT_FILE: inputSentence,
  CONFIG_SYNTAX: ({ detail }) => ({
    message: `This is no JSON5: ${wordsFor(detail, CONFIG_FAULTS)}.`,
    hint: 'Look at this place and just before it: a comma, a quotation mark or a bracket is missing or too many.',
  }),
  CONFIG_UNSAFE: ({ reason }, { path = 'FILE' }) => ({
    message:
      reason === 'owner'
        ? 'This file does not belong to root, so root does not do what it says.'
        : 'Others than root may write this file or a folder above it, so root does not do what it says.',
    hint: `Look at it, then: chown root: ${path}; chmod go-w ${path}; see also: namei -l ${path}`,
  }),
  PROGRAM_UNSAFE: ({ reason, program }, { path = program }) => ({
    message:
      reason === 'owner'
        ? `${path} does not belong to root, so others could change registry-client, and root does not run it.`
        : `Others than root may write ${path}, so they could change registry-client, and root does not run it.`,
    hint: `Install it where only root may write: the package; the executable with install -o root -g root -m 755 FILE /usr/local/bin/registry-client; the npm package with npm install --global, as root. Where it is: namei -l '${program}'`,
  }),
  FILE_REFUSED: fileSentence,
  FILE_UNREADABLE: ({ error }, { path = 'FILE', user }) => ({
    message: `The file cannot be read (${error}).`,
    hint:
      user === undefined ? `Run this as root, or see who may read it: namei -l ${path}` : asUser(user, path),
  }),
  TARGET_REFUSED: targetSentence,
  NO_PERMISSION: ({ error }, { path = 'FILE', user }) => ({
    message: `No permission to change this (${error}).`,
    hint:
      user === undefined
        ? 'Run the same command as root (sudo); --dry-run shows the change without.'
        : asUser(user, path),
  }),
  USER_REFUSED: ({ asked, reason }) => ({
    message: `--user ${asked}: ${USER_REASONS[reason][0]}.`,
    hint: USER_REASONS[reason][1],
  }),
  USER_FORBIDDEN: ({ asked }) => ({
    message: `The files of ${asked} are for ${asked} and for root alone.`,
    hint: `Run the same command as root (sudo) or as ${asked}.`,
  }),
  NO_USER_MANAGER: ({ name }) => ({
    message: `The systemd of ${name} does not run: ${name} is not logged in and does not linger, so the rootless engine is not up.`,
    hint: `To have it run from boot on: loginctl enable-linger ${name}`,
  }),
  NO_ENGINE: () => ({
    message: 'There is no container engine on this host that could be set up.',
    hint: 'Install Docker or Podman first, or name an engine that is not found by itself (--engine containerd); with --root, name the engine that will be there: --engine docker',
  }),
  ENGINE_NOT_FOUND: ({ asked }, { path }) => ({
    message: `${asked} was named ${path === undefined ? 'with --engine' : 'in the file'}, but it is not on this host.`,
    hint: `Install it first, or do not name ${asked}.`,
  }),
  SHARES_FILES: ({ with: named }, { engine = 'another engine' }) => ({
    message: `${engine} reads the same files as ${named}, so it changes with it.`,
    hint: '',
  }),
  SHARED_FILE_DISPUTED: ({ with: other }, { engine = 'another engine', path = 'the file' }) => ({
    message: `${engine} and ${other} both read ${path}, and each would need something else in it.`,
    hint: `Bring ${engine} and ${other} to versions of the same time, and run it again.`,
  }),
  ENGINE_UNKNOWN: ({ asked, known }, { path }) => ({
    message: `${path === undefined ? '--engine' : 'engine'} ${asked}: no engine of this name is known.`,
    hint: `${meantEngine(asked, known)}Expected: auto, or one or more of ${wordList(known)}, with commas between them`,
  }),
  FLAG_NOT_FOR_ENGINE: ({ flag, reason }, { engine = 'this engine' }) => ({
    message: `${engine} cannot use ${flag}: ${FLAG_REASONS[reason]}.`,
    hint: `Leave ${flag} out for ${engine}, or name another engine with --engine.`,
  }),
  PATH_FOR_ONE_ENGINE: ({ url }, { path }) => ({
    message: `${url}: for a mirror with a path some engines ask /PATH/v2/IMAGE (Docker, containerd) and others /v2/PATH/IMAGE (Podman, BuildKit), so one URL cannot serve both.`,
    hint:
      path === undefined
        ? 'Say which engine it is for, with --engine and one name; run the command once for each.'
        : 'Say in the file which engine it is for: engine, with one name.',
  }),
  NOT_OURS: ({ flag }) => ({
    message: `${flag} is there, but somebody else wrote it, so it stays.`,
    hint: 'Run the same command with --adopt to take it out all the same.',
  }),
  NOT_THERE: ({ flag }) => ({ message: `${flag} is not there, so there is nothing to take out.`, hint: '' }),
  CANDIDATE_REFUSED: ({ error }, { engine = 'engine' }) => ({
    message: `The installed ${engine} refuses the file as it would be: ${error}`,
    hint: 'Correct what it names in the file as it is now, then run this again; nothing was changed.',
  }),
  CANDIDATE_UNCHECKED: ({ reason, error }, { engine = 'engine' }) => ({
    message: `The installed ${engine} could not be asked about the new file: ${UNCHECKED_REASONS[reason]}${error === '' ? '' : ` (${error})`}.`,
    hint: "Nothing needs to be done: our own checks stand in for the engine's.",
  }),
  NOT_ACTIVATED: ({ reason }, { engine = 'the engine' }) => ({
    message: `${engine} does not use the changed files yet: ${ACTIVATION_REASONS[reason][0]}.`,
    hint: ACTIVATION_REASONS[reason][1],
  }),
  RESTART_NEEDED: ({ why, about = '', containers }, { engine = 'the engine' }) => ({
    message: `Only a restart of ${engine} shows the effect (${RESTART_REASONS[why](about)})${containers.length === 0 ? '' : `, and it would stop ${wordList(containers)}`}.`,
    hint: 'Run the same command with --apply restart to permit it, or with --apply none to change only the files.',
  }),
  RESTART_BY_HAND: ({ command }, { engine = 'the engine' }) => ({
    message: `${engine} has to be restarted, and without systemd that is left to you.`,
    hint: `Run the same command with --apply none, then: ${command}`,
  }),
  NOT_LOADED: ({ what, expected, loaded }, { engine = 'the engine' }) => ({
    message: `${what}: the files say ${wordList(expected)}, ${engine} has loaded ${wordList(loaded)}.`,
    hint: 'If it was told to take the files up just now, its log says why it did not; else the next setup, remove or rollback makes it.',
  }),
  LOADED_UNKNOWN: ({ reason }, { engine = 'the engine' }) => ({
    message: `${engine} could not be asked what it has loaded: ${reason}.`,
    hint: 'Its rights may be missing: try as root.',
  }),
  ENTRY_MISSING: ({ kind, value }) => ({
    message: `${kind}: ${value} was put in by registry-client and is no longer there.`,
    hint: 'Run the same setup again to put it back, or remove it from what is held with registry-client remove.',
  }),
  MIRROR_PLAIN_HTTP: ({ url }) => ({
    message: `${url} is plain HTTP: whoever sits on the way can read and replace what is pulled.`,
    hint: 'Use an https:// mirror (with --ca for a private CA) where the network is not your own.',
  }),
  NOT_VISIBLE: ({ what, error }) => ({
    message: `${what} cannot be seen by this user (${error}).`,
    hint: 'Run this as root to see all of it.',
  }),
  SECRET_IN_URL: ({ option }) => ({
    message: `${option}: the URL has a query (what stands behind its ?), and the document holds it: who can read the one can use the other.`,
    hint: 'If it is a token or a signature, give one that ends soon; or serve the file at a URL that needs none: the checksum tells what it must be.',
  }),
  WITHOUT_QUESTIONS: ({ words, file }) => ({
    message:
      file === ''
        ? 'The same without questions:'
        : `The same without questions, now that the CA stands in ${file} (another host needs a copy of it):`,
    hint: ['registry-client', ...words].map(shellWord).join(' '),
  }),
  HOSTS_CONFLICT: ({ name, wanted, there }) => ({
    message: `${name} stands in the file already as ${there}, and the first line counts: ${wanted} would have no effect.`,
    hint: `Take the other line for ${name} out first.`,
  }),
  HOSTS_BY_CLOUD_INIT: () => ({
    message: 'cloud-init writes this file anew at every boot (manage_etc_hosts), and our line goes with it.',
    hint: 'Put the line into the template, too: /etc/cloud/templates/hosts.*.tmpl',
  }),
} satisfies Sentences<GeneralFindings>;

const RESTART_REASONS = {
  'directive-stays': (directives) => `a reload does not change ${directives}`,
  'flag-stays': (flag) => `a reload does not reset ${flag}`,
  'mirrors-not-reloaded': (version) => `Docker ${version} does not reload registry-mirrors`,
  'insecure-lost': (version) => `Docker ${version} loses insecure-registries on a reload, moby#45552`,
  'service-ends': (version) =>
    `a signal would end podman.service of Podman ${version === '' ? 'of unknown version' : version}`,
  'builds-end': (unit) => `${unit} reads its file only when it starts, and builds that run then end`,
  'read-at-start': (file) => `${file} is read only at a start`,
} as const satisfies Record<RestartReason, (about: string) => string>;

/** With --user the rights of root are given up, so they are no cure. */
function asUser(user: string, path: string): string {
  return `This is done with the rights of ${user}. See who has it: namei -l ${path}`;
}

function meantEngine(asked: string, known: readonly string[]): string {
  const meant = meantWord(asked, known.join(', '));
  return meant === '' ? '' : `Did you mean ${meant}? `;
}
