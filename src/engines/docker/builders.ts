// BuildKit builders beside Docker's own: they have a configuration of their own, or none.

import type { ReadHost } from '../../host/ports.ts';
import { textOf } from '../../model/file.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { dockerFolder } from '../docker-folder.ts';
import { ENGINE } from './daemon-json.ts';
import type { DockerObserved } from './observed.ts';

/** The containers of buildx: buildx_buildkit_NAME and the number of the node. */
const CONTAINER = /^buildx_buildkit_(.*?)[0-9]*$/;

/**
 * Builders with the driver docker-container take buildkitd.toml at their creation, and nothing of daemon.json
 * (buildx, driver/docker-container).
 * @param mirrors that Docker has in force, which they do not use
 */
export function findBuilders(
  observed: DockerObserved,
  mirrors: readonly string[],
  host: ReadHost,
): readonly Finding[] {
  const running = observed.containers.flatMap(({ name }) => CONTAINER.exec(name)?.[1] ?? []);
  const builders = [...new Set([...instances(host), ...running])].sort();
  if (builders.length === 0) return [];
  const severity = mirrors.length === 0 ? 'info' : 'warning';
  return [finding(severity, 'BUILDER_IGNORES', { builders, mirrors }, { engine: ENGINE })];
}

function instances(host: ReadHost): readonly string[] {
  const named = host.live ? host.variable('BUILDX_CONFIG') : undefined;
  const folder = `${named ?? `${dockerFolder(host)}/buildx`}/instances`;
  return host.list(folder).filter((name) => {
    const state = host.read(`${folder}/${name}`);
    return state.kind === 'file' && /"Driver"\s*:\s*"docker-container"/.test(textOf(state));
  });
}
