// Findings about containerd and config.toml.

export interface ContainerdFindings {
  /** config.toml does not say where hosts.toml files are looked for: none would count. `unit` has to be restarted. */
  CONFIG_PATH_MISSING: { readonly unit: string };
  /** This one is older than config_path and hosts.toml. */
  CONTAINERD_TOO_OLD: { readonly installed: string; readonly needed: string };
  /** Mirrors or TLS settings stand in the file itself: together with config_path Kubernetes could pull nothing. */
  CONFIG_INLINE_REGISTRIES: { readonly keys: readonly string[] };
  /** A config_path that is not the full path of one folder: containerd looks elsewhere when it pulls for Kubernetes. */
  CONFIG_PATH_LIST: { readonly configPath: string; readonly folder: string };
  /** The plugin that Kubernetes talks to is switched off: config_path is nobody's. */
  CRI_DISABLED: Record<never, never>;
  /** The file was changed after containerd had been started: what it has loaded cannot be told. */
  CONFIG_NEWER_THAN_DAEMON: Record<never, never>;
}
