// What --help says beyond the list of options: examples and exit codes.

import type { CommandName } from '../model/outcome.ts';

export const SUMMARY =
  'Points the container engines of this host at private registries and mirrors, proves that it took effect, ' +
  'and takes it back. Files keep every byte that is not part of the change.';

export const EXIT_CODES = `
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
`;

const EXAMPLES = {
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
  registry-client doctor                          everything that is configured on this host
  registry-client doctor http://nexushub.com:8001 one registry, also one that is not configured
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
} as const satisfies Record<CommandName, string>;

/** Stands below the options in the help of a command. */
export function helpEpilogue(command: CommandName): string {
  return `${EXAMPLES[command]}${EXIT_CODES}`;
}

export const PROGRAM_EPILOGUE = `
Examples:
  registry-client setup --mirror http://nexushub.com:8001 --dry-run
  registry-client setup --mirror http://nexushub.com:8001
  registry-client status
  registry-client rollback
${EXIT_CODES}`;
