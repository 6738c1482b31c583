// Findings about Docker Engine.

export interface DockerFindings {
  DOCKER_DESKTOP: Record<never, never>;
  /** systemd started it, and it did not come up or ended by itself. */
  ENGINE_FAILED: { readonly unit: string };
  /**
   * A flag of dockerd sets what the file sets, too: dockerd does not start and does not reload then. The place of
   * the finding is the line that sets the flag, where it is known; `file` is daemon.json.
   */
  OPTION_SET_BY_FLAG: {
    readonly flag: string;
    readonly value: string;
    readonly directive: string;
    readonly file: string;
    /** The line that sets the flag, as it is written; '' when it is not known. */
    readonly source: string;
  };
  /** The name of a flag where the name of a directive is meant: dockerd ignores it without a word. */
  MISSPELT_DIRECTIVE: { readonly directive: string; readonly meant: string };
  /** `nearest` is '' when no name is close; `version` is null when it is not known. */
  UNKNOWN_DIRECTIVE: {
    readonly directive: string;
    readonly nearest: string;
    readonly version: string | null;
  };
  /** What is asked for needs a later version; `version` is null when it is not known. */
  VERSION_REFUSES: { readonly flag: string; readonly version: string | null; readonly since: string };
  /** A mirror that is an insecure registry, too: Docker's containerd store does not verify Docker Hub then (from 28). */
  /** `until`: the file says it no longer, and Docker has still loaded it. */
  HUB_VERIFICATION_OFF: { readonly url: string; readonly until?: 'loaded' };
  /** Docker's containerd store from 28 reads no CA from a mirror's own directory. */
  MIRROR_CA_IGNORED: { readonly host: string; readonly url: string; readonly directory: string };
  /** A hosts.toml names a file that is not there, or holds no certificate; `isOurs`: this program writes it. */
  HOSTS_TOML_CA_MISSING: {
    readonly registry: string;
    readonly by: string;
    readonly file: string;
    readonly isOurs: boolean;
  };
  /** `skip_verify` for Docker Hub itself in a hosts.toml. */
  HUB_UNVERIFIED: { readonly by: string };
  /** A hosts.toml makes the containerd store ignore `registry-mirrors`; `isOurs`: this program writes it. */
  MIRRORS_HIDDEN: { readonly by: string; readonly isOurs: boolean };
  /** `--insecure docker.io`: dockerd ignores it. */
  HUB_STAYS_SECURE: { readonly flag: string };
  ENGINE_IGNORED_MIRROR: { readonly url: string; readonly loaded: readonly string[] };
  /** The docker command talks to another daemon than the one of this host's configuration. */
  CLI_ASKS_ANOTHER_DAEMON: { readonly host: string; readonly context: string };
  /** A value in the file that dockerd refuses when it starts or reloads. */
  VALUE_REFUSED: { readonly directive: string; readonly value: string; readonly expected: string };
  /** A reload puts what this flag of dockerd sets back to the default. */
  RELOAD_RESETS_FLAG: { readonly flag: string; readonly value: string; readonly fallback: string };
}
