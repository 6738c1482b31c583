// The builders of buildx, as it keeps them (store/nodegroup.go): what each was created with, its configuration included.

import { readBuildkitd } from '../../formats/buildkitd/read.ts';
import { decodeUtf8 } from '../../formats/text.ts';
import type { ReadHost } from '../../host/ports.ts';
import { type Data, listIn, parseData, stringIn, stringsIn, textAt } from './data.ts';
import type { Builder, BuilderNode, Kept } from './observed.ts';
import { buildxFolder } from './places.ts';

const DRIVER = 'docker-container';
/** Where a builder has its configuration in its container (confutil.DefaultBuildKitConfigDir). */
const INSIDE = '/etc/buildkit';
const CONF = 'buildkitd.toml';

/** In the order of their names. */
export function readBuilders(host: ReadHost): readonly Builder[] {
  const folder = buildxFolder(host);
  const current = stringIn(parseData(textAt(host, `${folder}/current`)), 'Name');
  return host.list(`${folder}/instances`).flatMap((file) => {
    const group = parseData(textAt(host, `${folder}/instances/${file}`));
    if (stringIn(group, 'Driver') !== DRIVER) return [];
    const name = stringIn(group, 'Name') || file;
    return [{ name, nodes: listIn(group, 'Nodes').map(readNode), isCurrent: name === current }];
  });
}

function readNode(node: Data): BuilderNode {
  return {
    name: stringIn(node, 'Name'),
    endpoint: stringIn(node, 'Endpoint'),
    platforms: listIn(node, 'Platforms').map((each) =>
      ['os', 'architecture', 'variant']
        .map((key) => stringIn(each, key))
        .filter(Boolean)
        .join('/'),
    ),
    options: stringsIn(node.DriverOpts),
    flags: withoutAdded(Array.isArray(node.Flags) ? node.Flags.map(String) : []),
    kept: readKept(stringsIn(node.Files)),
  };
}

/** buildx itself adds the last of these to the flags that were given (builder.go, parseBuildkitdFlags). */
function withoutAdded(flags: readonly string[]): readonly string[] {
  return flags.filter((flag) => flag !== '--allow-insecure-entitlement=network.host');
}

/** Go writes bytes in base64. */
function readKept(files: Readonly<Record<string, string>>): Kept {
  const encoded = files[CONF];
  if (encoded === undefined) return { kind: 'none' };
  const decoded = decodeUtf8(Buffer.from(encoded, 'base64'));
  const read = decoded.ok ? readBuildkitd(decoded.value.text) : decoded;
  if (!read.ok) return { kind: 'hidden' };
  const certificates = Object.entries(files).map(
    ([name, bytes]) => [`${INSIDE}/${name}`, Buffer.from(bytes, 'base64')] as const,
  );
  return { kind: 'conf', conf: read.value, certificates: new Map(certificates) };
}
