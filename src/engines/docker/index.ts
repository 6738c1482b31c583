// Docker Engine.

import { readStringList } from '../../formats/json/read.ts';
import { ABSENT } from '../../model/file.ts';
import type { Entry } from '../../model/managed.ts';
import type { Request } from '../../model/request.ts';
import { certsEntries, recogniseCertsD } from '../certs-d.ts';
import type { Engine } from '../engine.ts';
import { hostEntriesAt } from '../hosts-toml-plan.ts';
import { certsLayout, certsView } from './certs-layout.ts';
import { checkDocker } from './check.ts';
import { compareLoaded } from './compare.ts';
import { ENGINE, INSECURE, MIRRORS, readDaemonJson } from './daemon-json.ts';
import { recogniseLists } from './derive.ts';
import { hubHostsPath } from './hub-hosts.ts';
import { inspectDocker } from './inspect.ts';
import { askLoaded, isReady, knownLoaded, watchReloads } from './loaded.ts';
import { type DockerObserved, versionOf } from './observed.ts';
import { SYSTEM_UNITS } from './places.ts';
import { planDocker } from './plan.ts';
import { loginOfDocker, pullOfDocker } from './pull.ts';
import { routesOfDocker } from './routes.ts';
import { assumeLoaded, settleDocker } from './settle.ts';

export const docker: Engine<DockerObserved> = {
  id: ENGINE,
  holder: ENGINE,
  units: SYSTEM_UNITS,
  inspect: inspectDocker,
  entries: listEntries,
  recognise: recogniseRequests,
  plan: planDocker,
  settle: settleDocker,
  assume: assumeLoaded,
  check: checkDocker,
  ready: isReady,
  watchReload: watchReloads,
  known: knownLoaded,
  loaded: askLoaded,
  compare: compareLoaded,
  routes: routesOfDocker,
  logIn: loginOfDocker,
  pull: pullOfDocker,
};

function listEntries(observed: DockerObserved): readonly Entry[] {
  const path = observed.configPath;
  const of = (kind: string) => listOf(observed, kind).map((value) => ({ path, kind, value }));
  const hosts = hubHostsPath(observed);
  return [
    ...of(INSECURE),
    ...of(MIRRORS),
    ...certsEntries(certsView(observed)),
    ...hostEntriesAt(hosts, observed.files.get(hosts) ?? ABSENT),
  ];
}

function recogniseRequests(observed: DockerObserved): readonly Request[] {
  const lists = { mirrors: listOf(observed, MIRRORS), insecure: listOf(observed, INSECURE) };
  return [...recogniseLists(lists), ...recogniseCertsD(certsLayout(observed), certsView(observed))];
}

/** The strings of a list; none when the file cannot be read: the plan says why. */
function listOf(observed: DockerObserved, key: string): readonly string[] {
  const read = readDaemonJson(observed.files.get(observed.configPath) ?? ABSENT, versionOf(observed));
  const list = read.ok ? readStringList(read.value.view, key) : read;
  return list.ok && list.value.kind === 'list' ? list.value.values : [];
}
