// Proves by the registries' access logs who served a pull or took a push.

import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Host } from '../lab/host.ts';
import type { Lab } from '../lab/lab.ts';
import { readRequests, type ServedRequest } from '../lab/registry.ts';
import { waitFor } from '../lab/run.ts';

/**
 * Pulls an image and proves that the server on this port gave its manifest.
 * A pull that succeeds proves nothing: engines fall back to Docker Hub without a word.
 */
export function expectPull(host: Host, lab: Lab, command: string, port: number, name: string): Promise<void> {
  return expectRequest(host, lab, command, (request) => {
    const { method, path } = request;
    return request.port === port && method === 'GET' && path.startsWith(`/v2/${name}/manifests/`);
  });
}

/** A running engine that has looked into /etc/hosts does so again after five seconds (cacheMaxAge in Go's net/hosts.go). */
export function waitForHostsFile(): Promise<void> {
  return setTimeout(6_000);
}

/** Pushes an image and proves that the server on this port took its manifest. */
export function expectPush(host: Host, lab: Lab, command: string, port: number, name: string): Promise<void> {
  return expectRequest(host, lab, command, (request) => {
    const { method, path } = request;
    return request.port === port && method === 'PUT' && path.startsWith(`/v2/${name}/manifests/`);
  });
}

async function expectRequest(
  host: Host,
  lab: Lab,
  command: string,
  isMeant: (request: ServedRequest) => boolean,
): Promise<void> {
  const served = async (): Promise<number> => {
    const requests = await readRequests(lab.logs, host.address);
    return requests.filter((each) => each.status < 300 && isMeant(each)).length;
  };
  const before = await served();
  const done = await host.sh(command);
  const log = JSON.stringify((await readRequests(lab.logs, host.address)).slice(-20));
  const told = `${command}\n${done.stdout}${done.stderr}${log}`;
  expect(done.code, told).toBe(0);
  await waitFor(`the access log to show: ${told}`, 3, async () =>
    (await served()) > before ? true : undefined,
  );
}
