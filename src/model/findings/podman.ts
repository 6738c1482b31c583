// Findings about Podman and registries.conf.

export interface PodmanFindings {
  VERSION_1: Record<never, never>;
}
