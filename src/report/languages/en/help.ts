// English: the help.

import type { HelpTexts } from '../help-texts.ts';

export const help: HelpTexts = {
  summary:
    'Points the container engines of this host at private registries and mirrors, proves that it took effect, ' +
    'and takes it back. Files keep every byte that is not part of the change.',
  titles: {
    usage: 'Usage:',
    arguments: 'Arguments:',
    options: 'Options:',
    globalOptions: 'Global Options:',
    commands: 'Commands:',
    asked: 'What to ask for:',
    how: 'How it is done:',
  },
  commands: {
    setup: 'make this host use the registries that are named',
    rollback: 'put back what a setup or remove changed',
    confirm: 'keep a change made with --confirm-within',
    status: 'what is configured, what the engines have loaded, whether they agree',
    history: 'the changes of this host, newest first',
    'history-show': 'the differences that a change made',
    remove: 'take out what is named, or with --all everything that is ours',
    recover: 'finish a change that was interrupted',
    doctor: 'find out why a registry or an engine does not work, and say the cure',
    explain: 'which registry an image name will be served by, for each engine',
    'cloud-init': 'print the first-boot document for the same flags as setup',
    agent: 'keep the host as its configuration file says',
    completion: 'print the completions for a shell: bash, zsh, fish',
    help: 'print the help of a command',
  },
  arguments: {
    'rollback-id': 'undo this change and everything newer; without it, the newest change',
    'history-id': 'as registry-client history lists it',
    registries: 'the registries to ask; without one, all that are configured',
    images: 'names as they are given to a pull: alpine:3.19',
    shell: 'bash, zsh, fish',
  },
  options: {
    mirror: 'a mirror of UPSTREAM (default docker.io); repeat for several',
    registry: 'a private registry that is used by its own name; repeatable',
    insecure: 'plain HTTP, or TLS without verification; repeatable',
    search: 'Podman, CRI-O: searched first for short names; repeatable',
    ca: 'the CA of that registry, or of all that are named; repeatable',
    'host-alias': 'a marked line in /etc/hosts; repeatable',
    engine: 'only these engines (default: every engine that is found)',
    'setup-config': 'what a JSON5 file asks for (default: /etc/registry-client/config.json5)',
    replace: 'of the kinds named, take out what is ours and not named',
    'setup-adopt': 'with --replace: also what others wrote',
    'remove-adopt': 'also what others wrote',
    'remove-all': 'everything that is ours',
    'drop-in': 'Podman, CRI-O: a file of our own in registries.conf.d',
    convert: "put a registries.conf of v1 into v2 first, config_path into containerd's config.toml",
    original: 'back to before the first change',
    force: 'also over files that were edited since; the edits are kept',
    from: 'where the host gets this program from (default: image)',
    sha256: 'the checksum of what --from URL or --from npm gets',
    package: 'a package that the same document installs, the engine for example; repeatable',
    once: 'look once and put right what differs',
    pause: 'do nothing for so long',
    resume: 'go on after a pause or a hold',
    'agent-config': 'the configuration file (default: /etc/registry-client/config.json5)',
    metrics: 'write the figures for Prometheus into this file',
    interval: 'look so often at least (default: 1m)',
    values:
      'for the completions: what this host has of engines, generations, changes (to roll back), registries, ' +
      'mirror, registry, insecure, search, ca, host-alias (to remove); no engine is asked',
    apply: 'what may be done to an engine (default: auto)',
    'dry-run': 'show the differences, change nothing',
    'confirm-within': 'undo it by itself unless `confirm` comes in time',
    'skip-probe': 'do not contact the registries before the change',
    yes: 'ask nothing',
    pull: 'afterwards pull it with every engine and say who served it; repeatable',
    login: 'afterwards log in to the registries of --registry and --search',
    'password-stdin': 'with --login: the password comes on the standard input',
    root: 'work on the files of a system that is not running',
    user: "that user's rootless engines and files",
    'state-dir': 'where the state is kept (default: /var/lib/registry-client)',
    json: 'print one JSON document',
    quiet: 'print only warnings and errors',
    verbose: 'print more',
    'no-color': 'print no colours (also: NO_COLOR in the environment)',
    lang: 'the language of what is printed (default: that of the locale, else English)',
    timeout: 'limit for one question to an engine (default: 30s)',
    wait: 'wait so long for another run to end (default: not at all)',
  },
  version: 'print the version and the commit',
  help: 'print this help',
  examples: {
    setup: `
Examples:
  registry-client setup --mirror http://nexushub.com:8001
  registry-client setup --registry 192.168.129.112:10001 --ca ca.crt
  registry-client setup --mirror https://new.example --replace --dry-run
  registry-client setup --config /etc/registry-client/config.json5

A mirror with a path, https://HOST/PATH, means something else to each engine: it needs --engine with one name.
`,
    remove: `
Examples:
  registry-client remove --mirror http://nexushub.com:8001
  registry-client remove --ca 192.168.129.112:10001
  registry-client remove --all

What others wrote stays, unless --adopt is given.
`,
    rollback: `
Examples:
  registry-client rollback                 undo the newest change
  registry-client rollback ID              undo that change and everything newer
  registry-client rollback --original      back to before the first change
`,
    confirm: `
Examples:
  registry-client setup --mirror http://nexushub.com:8001 --confirm-within 10m
  registry-client confirm                  keep it; without this it is undone after ten minutes

Also after a reboot, and when the program was killed. registry-client rollback takes it back at once.
`,
    status: `
Examples:
  registry-client status
  registry-client status --json

Nothing is changed, and no more rights are needed than to read the files.
`,
    history: `
Examples:
  registry-client history
  registry-client history show ID
`,
    'cloud-init': `
Examples:
  registry-client cloud-init --mirror http://nexushub.com:8001 > user-data
  registry-client cloud-init --registry registry.example --ca ca.crt --package docker.io \\
    --from https://files.example/registry-client_amd64.deb --sha256 HEX

The document says for which host it is made: the same flags as setup. It contains no password; a URL
of --from stands in it as it was given.
`,
    agent: `
Examples:
  registry-client agent --once             look once, put right what differs
  registry-client agent                    stay and keep the host so
  registry-client agent --pause 2h         do nothing for two hours
  registry-client agent --resume           go on after a pause or a hold

It does nothing while its configuration file is absent, and nothing after a rollback, a remove or a setup by flags
until the file changes or it is told to go on: what an administrator just took out does not come back by itself.
`,
    completion: `
Examples:
  registry-client completion bash > /etc/bash_completion.d/registry-client
  registry-client completion zsh > /usr/local/share/zsh/site-functions/_registry-client
  registry-client completion fish > /etc/fish/completions/registry-client.fish
`,
    doctor: `
Examples:
  registry-client doctor                            everything that is configured on this host
  registry-client doctor http://nexushub.com:8001   one registry, also one that is not configured
  registry-client doctor --json

Each registry is asked in the way in which each engine asks it: its CA, its proxy, its login. A registry that is named is
also asked whether it takes uploads: one is opened and closed at once.
`,
    explain: `
Examples:
  registry-client explain alpine:3.19
  registry-client explain redis team/app:1.0 --json

Nothing is pulled and nothing is changed.
`,
    recover: `
Every command that changes something does this first, so it is rarely needed by itself.
`,
  },
  programExamples: `
Examples:
  registry-client setup --mirror http://nexushub.com:8001 --dry-run
  registry-client setup --mirror http://nexushub.com:8001
  registry-client status
  registry-client rollback
`,
  exitCodes: `
Exit codes:
   0  done, or already so
   1  failed or refused; the host is as it was
   2  --dry-run, status: changes are pending or the host has drifted
   3  the change failed and was undone; the host is as it was before
   4  undoing failed too: what is left to do by hand is printed
   5  doctor, explain: problems found
  64  wrong usage (also values of options)
  65  a file named on the command line is wrong
  70  a bug
  75  another run holds the lock
  77  no permission
`,
  manual: {
    purpose: 'point container engines at private registries and mirrors, and take it back',
    macros: '',
    section: 'User Commands',
    headings: {
      name: 'NAME',
      synopsis: 'SYNOPSIS',
      description: 'DESCRIPTION',
      commands: 'COMMANDS',
      options: 'OPTIONS OF ALL COMMANDS',
      exitStatus: 'EXIT STATUS',
      files: 'FILES',
      environment: 'ENVIRONMENT',
      examples: 'EXAMPLES',
      seeAlso: 'SEE ALSO',
    },
    files: {
      config: 'What the agent keeps, and the default of setup --config.',
      unitOptions: 'AGENT_OPTIONS= for the units (on Red Hat systems /etc/sysconfig/registry-client).',
      state: 'The changes that were made, with every file as it was before.',
      daemonJson: 'Of Docker; another one where the daemon is started with --config-file.',
      registriesConf: 'Of Podman and CRI-O; with --drop-in a file of our own in registries.conf.d.',
      hostsToml: "Of containerd, and of Docker's containerd store where a mirror needs it.",
      registriesYaml: 'Of k3s and rke2.',
      buildkitd: 'Of BuildKit, when --engine buildkit is named.',
      certificates: 'The certificates of private CAs, by registry.',
      hosts: 'Marked lines for --host-alias.',
      confirm: 'While a change waits to be confirmed: what undoes it when nobody does.',
    },
    environment: {
      color: 'When set, output has no colours.',
      locale:
        'The first of these that is set tells the language where --lang does not: Chinese for zh with UTF-8, English ' +
        'for everything else, and on the console of Linux, which has no Chinese letters.',
      runtime:
        'Are for the runtime inside the executable, as NODE_OPTIONS is for Node.js: whoever sets them for root is ' +
        'root. sudo(8) and the units do not hand them on, and no program that is started from here gets them.',
    },
    examples: {
      dryRun: 'Show what would change.',
      setup: 'Change it, activate it and check it.',
      status: 'Who wrote which entry, and whether the engines have it.',
      rollback: 'Give every byte back.',
      confirm: 'Try it: without registry-client confirm it is undone after ten minutes.',
      original: 'Go back to before the first change.',
    },
  },
};
