// Lists of endpoints without doubles.

import type { Endpoint } from '../model/endpoint.ts';

/**
 * Mirrors each once; of the registries, those whose server is not asked as a mirror already: what is wrong with it would
 * be said twice.
 */
export function distinctEndpoints(
  mirrors: readonly Endpoint[],
  registries: readonly Endpoint[],
): readonly Endpoint[] {
  const placeOf = ({ registry, base, below }: Endpoint) => `${registry}${base} ${below}`;
  const first = mirrors.filter(
    (one, index) => mirrors.findIndex((other) => placeOf(other) === placeOf(one)) === index,
  );
  const names = registries.map(({ registry }) => registry);
  const rest = registries.filter(
    ({ registry }, index) =>
      names.indexOf(registry) === index && !mirrors.some((mirror) => mirror.registry === registry),
  );
  return [...first, ...rest];
}
