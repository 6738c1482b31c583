// Findings about what was tried out after a change: logins and pulls, through the engines' own commands.

/** How it is known who served an image. */
export type Proof =
  | 'output' // the engine's own words while it pulled
  | 'connections' // those of the engine's process while it pulled
  | 'none';

export interface UseFindings {
  LOGGED_IN: { readonly registry: string; readonly user: string };
  /** `error` is the last line of the engine's command. */
  LOGIN_FAILED: { readonly registry: string; readonly user: string; readonly error: string };
  /** Over plain HTTP a password can be read on the way: such a registry has to be named. */
  LOGIN_SKIPPED: { readonly registry: string; readonly user: string };
  /**
   * `registry`: who served it, '' where that cannot be proved, and then `reason` says why. `here`: it was on this host
   * before, so that no more than its manifest was asked for.
   */
  PULLED: {
    readonly image: string;
    readonly registry: string;
    readonly proof: Proof;
    readonly reason: 'proxy' | 'same-address' | 'none-seen' | '';
    readonly here: boolean;
  };
  /** Another than the first that the engine asks. */
  PULLED_FROM_FALLBACK: {
    readonly image: string;
    readonly registry: string;
    readonly first: string;
    readonly proof: Proof;
  };
  PULL_FAILED: { readonly image: string; readonly error: string };
  PULL_SKIPPED: { readonly image: string; readonly reason: 'not-running' | 'not-activated' | 'no-command' };
}
