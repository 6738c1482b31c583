// Where containers/image looks for the certificates of a registry.

import type { AbsPath } from '../../model/file.ts';
import type { CertsLayout, CertsView } from '../certs-d.ts';
import type { RegistriesObserved } from './observed.ts';

/** The first root that has a directory of the registry's name wins; they are not merged (containers-certs.d(5)). */
export function certsRoots(configuration: AbsPath): readonly AbsPath[] {
  return [`${configuration}/containers/certs.d`, '/etc/containers/certs.d', '/etc/docker/certs.d'];
}

export function certsLayout(observed: RegistriesObserved): CertsLayout {
  const { engine, configuration, own, owner } = observed;
  return {
    engine,
    roots: certsRoots(configuration),
    home: own.certs,
    sharesLater: !own.personal,
    reader: 'exact',
    owner,
  };
}

export function certsView(observed: RegistriesObserved): CertsView {
  return { directories: observed.certsDirectories, files: observed.files };
}
