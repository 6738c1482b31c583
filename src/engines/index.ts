// The only place that lists the engines.

import { containerd } from './containerd/index.ts';
import { crio } from './crio/index.ts';
import { docker } from './docker/index.ts';
import type { Engine } from './engine.ts';
import { podman } from './podman/index.ts';

export const ENGINES: readonly Engine[] = [docker, podman, containerd, crio];
