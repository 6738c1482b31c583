// Small real images for stand-ins: manifest, config and one layer, made from their labels alone.

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { StandInImage } from './registry-stand-in-behaviour.ts';

export interface Content {
  readonly digest: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** What a registry has; a push adds to it. */
export interface Store {
  readonly repositories: Map<string, Map<string, Content>>;
  readonly blobs: Map<string, Content>;
}

const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
const CONFIG_TYPE = 'application/vnd.docker.container.image.v1+json';
const LAYER_TYPE = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

export const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export function fillStore(images: readonly StandInImage[]): Store {
  const store: Store = { repositories: new Map(), blobs: new Map() };
  for (const { repository, reference, label } of images) {
    const { manifest, blobs } = makeImage(label);
    for (const blob of blobs) store.blobs.set(blob.digest, blob);
    putManifest(store, repository, reference, manifest);
  }
  return store;
}

/** Keeps a manifest under its tag and under its digest. */
export function putManifest(store: Store, repository: string, reference: string, manifest: Content): void {
  const known = store.repositories.get(repository) ?? new Map<string, Content>();
  known.set(reference, manifest).set(manifest.digest, manifest);
  store.repositories.set(repository, known);
}

function makeImage(label: string): { readonly manifest: Content; readonly blobs: readonly Content[] } {
  const tar = archive('label', label);
  const layer = content(LAYER_TYPE, gzipSync(tar));
  const config = content(CONFIG_TYPE, Buffer.from(JSON.stringify(describeImage(label, digestOf(tar)))));
  const [configured, layers] = [describeContent(config), [describeContent(layer)]];
  const text = JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST_TYPE, config: configured, layers });
  return { manifest: content(MANIFEST_TYPE, Buffer.from(text)), blobs: [config, layer] };
}

export const content = (type: string, bytes: Buffer): Content => ({ digest: digestOf(bytes), type, bytes });

const describeContent = ({ type, bytes, digest }: Content) => ({
  mediaType: type,
  size: bytes.length,
  digest,
});

const describeImage = (label: string, layer: string) => ({
  architecture: ARCHITECTURES[process.arch] ?? process.arch,
  os: 'linux',
  created: '2024-01-01T00:00:00Z',
  config: { Cmd: ['/bin/sh'], Labels: { 'registry-client.stand-in': label } },
  rootfs: { type: 'layers', diff_ids: [layer] },
  history: [{ created: '2024-01-01T00:00:00Z', created_by: 'stand-in' }],
});

/** A tar with one small file in it (POSIX.1-1988 ustar: 512 bytes of header, the file, two empty blocks). */
function archive(name: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  const put = (at: number, field: string): number => header.write(field, at, 'latin1');
  put(0, name);
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  put(124, `${Buffer.byteLength(text).toString(8).padStart(11, '0')}\0`);
  put(136, '14544017000\0');
  put(148, ' '.repeat(8));
  put(156, '0');
  put(257, 'ustar\x0000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  const file = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
  file.write(text);
  return Buffer.concat([header, file, Buffer.alloc(1024)]);
}
