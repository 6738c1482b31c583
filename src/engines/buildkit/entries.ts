// What stands in BuildKit's files: as entries, and as the requests that would have made it. Pure.

import { registryOf } from '../../formats/buildkitd/read.ts';
import type { Entry } from '../../model/managed.ts';
import { parseHostPort, parseMirror } from '../../model/registry.ts';
import type { MirrorRequest, Request } from '../../model/request.ts';
import { certsEntries, recogniseCertsD } from '../certs-d.ts';
import { certsView, layoutOf } from './certs.ts';
import { canonicalEntry, needsIn, toEntry } from './needs.ts';
import type { BuildkitObserved, Target } from './observed.ts';
import { confAt } from './view.ts';

export function entriesOfBuildkit(observed: BuildkitObserved): readonly Entry[] {
  const { targets } = observed;
  return [
    ...targets.flatMap(({ path }) => {
      const conf = confAt(observed, path);
      return conf === undefined ? [] : needsIn(conf).map((need) => toEntry(need, path));
    }),
    ...certsEntries(certsView(observed)),
  ];
}

export function recogniseBuildkit(observed: BuildkitObserved): readonly Request[] {
  return observed.targets.flatMap((target) => recogniseTarget(target, observed));
}

function recogniseTarget(target: Target, observed: BuildkitObserved): readonly Request[] {
  const conf = confAt(observed, target.path);
  if (conf === undefined) return [];
  const mirrors = conf.registries.flatMap(({ registry, mirrors: entries }) =>
    entries.flatMap((entry): readonly MirrorRequest[] => {
      const name = canonicalEntry(entry);
      const table = registryOf(conf, name.replace(/\/.*$/, ''));
      const isPlain = table?.http === true && table.insecure !== true;
      const parsed = parseMirror(`${registry}=${isPlain ? 'http' : 'https'}://${name}`);
      return parsed.ok ? [parsed.value] : [];
    }),
  );
  const insecure = conf.registries
    .filter((table) => table.insecure === true && parseHostPort(table.registry).ok)
    .map(({ registry }) => ({ kind: 'insecure', target: registry, form: 'host' }) as const);
  return [...mirrors, ...insecure, ...recogniseCertsD(layoutOf(target, observed), certsView(observed))];
}
