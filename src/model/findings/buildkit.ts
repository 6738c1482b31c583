// Findings about BuildKit: its daemon, and the builders of buildx.

export interface BuildkitFindings {
  /** `auto` does not touch builders; `daemon`: nor the buildkitd of this host. */
  BUILDKIT_LEFT_ALONE: { readonly builders: readonly string[]; readonly daemon: boolean };
  /** `config`: what it was created with; `hidden` where that is somebody else's. `mirrors`: UPSTREAM=HOST[/PATH]. */
  BUILDER_FOUND: {
    readonly builder: string;
    readonly config: 'none' | 'conf' | 'hidden';
    readonly mirrors: readonly string[];
  };
  /** Builders with a BuildKit of their own do not use what is set up for Docker. */
  BUILDER_IGNORES: { readonly builders: readonly string[]; readonly mirrors: readonly string[] };
  /** It was created with something else than what is in force now. `own`: not with the default configuration alone. */
  BUILDER_OUTDATED: {
    readonly builder: string;
    readonly own: boolean;
    readonly lines: readonly string[];
  };
  /** Of several configurations that images could be asked for with, this builder's was taken. */
  BUILDER_ASKED: { readonly builder: string };
  /** The daemon was started before its file was last changed, and reads it only then. */
  BUILDKITD_STALE: { readonly unit: string };
  /** Registries are written as dotted keys, or all in one inline table: no other can be added. */
  BUILDKITD_LAYOUT: Record<never, never>;
  /** A default configuration of buildx is new: builders of the driver remote cannot be created beside it. */
  BUILDX_DEFAULT_NEW: Record<never, never>;
  /** Others have said `http = true` for the registry of an https mirror. */
  MIRROR_SET_TO_HTTP: { readonly url: string; readonly registry: string };
  /** A key below `[registry."…"]` that buildkitd does not know and passes over. */
  BUILDKITD_KEY_IGNORED: { readonly key: string };
  /** A CA that is named and not there: every pull by way of this registry fails. */
  BUILDKITD_CA_MISSING: { readonly registry: string; readonly file: string };
}
