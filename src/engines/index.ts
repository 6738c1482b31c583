// The only place that lists the engines.

import { buildkit } from './buildkit/index.ts';
import { containerd } from './containerd/index.ts';
import { crio } from './crio/index.ts';
import { docker } from './docker/index.ts';
import type { Engine } from './engine.ts';
import { k3s } from './k3s/index.ts';
import { podman } from './podman/index.ts';
import { rke2 } from './rke2/index.ts';

export const ENGINES: readonly Engine[] = [docker, podman, containerd, crio, k3s, rke2, buildkit];
