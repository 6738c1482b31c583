// The folder of CAs beside a buildkitd.toml. BuildKit reads none by itself: the file names each CA by its path.

import type { CertsLayout, CertsView } from '../certs-d.ts';
import { type BuildkitObserved, ENGINE, type Target } from './observed.ts';

export function layoutOf({ certsRoot }: Target, { owner }: BuildkitObserved): CertsLayout {
  return { engine: ENGINE, roots: [certsRoot], home: certsRoot, sharesLater: false, reader: 'exact', owner };
}

export function certsView({ certs, files }: BuildkitObserved): CertsView {
  return { directories: certs, files };
}
