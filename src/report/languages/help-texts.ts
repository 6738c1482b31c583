// What --help, the manual page and the completions say, in every language.

import type { CommandName } from '../../model/outcome.ts';

/** The arguments of commands. */
export type ArgumentKey = 'rollback-id' | 'history-id' | 'registries' | 'images' | 'shell';

export type OptionKey =
  | 'mirror'
  | 'registry'
  | 'insecure'
  | 'search'
  | 'ca'
  | 'host-alias'
  | 'engine'
  | 'setup-config'
  | 'replace'
  | 'setup-adopt'
  | 'remove-adopt'
  | 'remove-all'
  | 'drop-in'
  | 'convert'
  | 'original'
  | 'force'
  | 'from'
  | 'sha256'
  | 'package'
  | 'once'
  | 'pause'
  | 'resume'
  | 'agent-config'
  | 'metrics'
  | 'interval'
  | 'values'
  | 'apply'
  | 'dry-run'
  | 'confirm-within'
  | 'skip-probe'
  | 'yes'
  | 'pull'
  | 'login'
  | 'password-stdin'
  | 'root'
  | 'user'
  | 'state-dir'
  | 'json'
  | 'quiet'
  | 'verbose'
  | 'no-color'
  | 'lang'
  | 'timeout'
  | 'wait';

export interface HelpTexts {
  readonly summary: string;
  /** The headings of the help. */
  readonly titles: Readonly<
    Record<'usage' | 'arguments' | 'options' | 'globalOptions' | 'commands' | 'asked' | 'how', string>
  >;
  readonly commands: Readonly<Record<CommandName | 'help' | 'history-show', string>>;
  readonly arguments: Readonly<Record<ArgumentKey, string>>;
  readonly options: Readonly<Record<OptionKey, string>>;
  /** Of --version and --help. */
  readonly version: string;
  readonly help: string;
  /** Below the options of a command: examples, and what has to be known before it is used. */
  readonly examples: Readonly<Record<CommandName, string>>;
  /** Below those of the program. */
  readonly programExamples: string;
  /** A line for each, `  CODE  meaning`, under a heading. */
  readonly exitCodes: string;
  readonly manual: ManualTexts;
}

/** What the manual page says beside the help. */
export type ManualTexts = {
  /** Behind the name of the program. */
  readonly purpose: string;
  /** groff's macros for a language that is written without spaces: where its lines may break; '': none. */
  readonly macros: string;
  /** Of the section 1. */
  readonly section: string;
  readonly headings: Readonly<
    Record<
      | 'name'
      | 'synopsis'
      | 'description'
      | 'commands'
      | 'options'
      | 'exitStatus'
      | 'files'
      | 'environment'
      | 'examples'
      | 'seeAlso',
      string
    >
  >;
  readonly files: Readonly<
    Record<
      | 'config'
      | 'unitOptions'
      | 'state'
      | 'daemonJson'
      | 'registriesConf'
      | 'hostsToml'
      | 'registriesYaml'
      | 'buildkitd'
      | 'certificates'
      | 'hosts'
      | 'confirm',
      string
    >
  >;
  readonly environment: Readonly<Record<'color' | 'locale' | 'runtime', string>>;
  readonly examples: Readonly<
    Record<'dryRun' | 'setup' | 'status' | 'rollback' | 'confirm' | 'original', string>
  >;
};
