// What Docker on this host has to do with builders: the containers in which they run, and the mirrors that they do not use.

import type { ReadHost } from '../../host/ports.ts';
import type { AbsPath } from '../../model/file.ts';
import { listIn, parseData, textAt } from './data.ts';

/** The containers of buildx: buildx_buildkit_NAME and the number of the node. */
const CONTAINER = /^\/?buildx_buildkit_(.*?)[0-9]*$/;

/**
 * The builders that run, whoever made them; nobody else's folder has to be read for that. A Docker that does not run is
 * not asked: its socket would start it.
 */
export async function runningBuilders(host: ReadHost): Promise<readonly string[]> {
  const folder = runFolder(host);
  if (folder === undefined || !host.live) return [];
  const pid = textAt(host, `${folder}/docker.pid`).trim();
  if (!/^[0-9]+$/.test(pid) || host.look(`/proc/${pid}`).kind !== 'directory') return [];
  const answer = await host.get(`${folder}/docker.sock`, '/containers/json');
  if (answer.kind === 'failed' || answer.status !== 200) return [];
  const names = listIn({ containers: parseList(answer.body) }, 'containers').flatMap(({ Names }) =>
    Array.isArray(Names) ? Names.map(String) : [],
  );
  return [...new Set(names.flatMap((name) => CONTAINER.exec(name)?.[1] ?? []))].sort();
}

function runFolder({ session }: ReadHost): AbsPath | undefined {
  return session.kind === 'user' ? session.runtime : '/run';
}

function parseList(body: string): unknown {
  return parseData(`{"list":${body}}`).list;
}

/** `registry-mirrors` of daemon.json, without scheme and slashes at the end; what a flag of dockerd says is not seen. */
export function mirrorsOfDocker(host: ReadHost): readonly string[] {
  const { session } = host;
  const paths =
    session.kind === 'user'
      ? [`${session.home}/.config/docker/daemon.json`]
      : ['/etc/docker/daemon.json', '/var/snap/docker/current/config/daemon.json'];
  const found = paths.map((path) => parseData(textAt(host, path))['registry-mirrors']);
  const mirrors = found.find(Array.isArray) ?? [];
  return mirrors.map((url) =>
    String(url)
      .replace(/^[a-z]+:\/\//i, '')
      .replace(/\/+$/, ''),
  );
}
