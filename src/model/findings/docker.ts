// Findings about Docker Engine.

export interface DockerFindings {
  DOCKER_DESKTOP: Record<never, never>;
}
