// Asks containerd what Kubernetes asks it. Debian has no crictl: a script of a few lines, run by the Node.js of the lab.

import type { Host } from './host.ts';
import type { Completed } from './run.ts';

const SCRIPT = '/root/cri.mjs';

/** One call of the CRI over gRPC: HTTP/2 on the socket, the message with a length before it (k8s.io/cri-api, api.proto). */
const TEXT = `import http2 from 'node:http2';
import net from 'node:net';
const [method, image = ''] = process.argv.slice(2);
const field = (number, bytes) => Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
const message = image === '' ? Buffer.alloc(0) : field(1, field(1, Buffer.from(image)));
const head = Buffer.alloc(5);
head.writeUInt32BE(message.length, 1);
const session = http2.connect('http://localhost', {
  createConnection: () => net.connect('/run/containerd/containerd.sock'),
});
const request = session.request({
  ':method': 'POST',
  ':path': '/runtime.v1.' + method,
  'content-type': 'application/grpc',
  te: 'trailers',
});
const end = (headers) => {
  if (headers['grpc-status'] === undefined) return;
  if (headers['grpc-status'] !== '0') console.error(headers['grpc-message']);
  process.exitCode = headers['grpc-status'] === '0' ? 0 : 1;
  session.close();
};
request.on('response', end).on('trailers', end).on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
request.resume();
request.end(Buffer.concat([head, message]));
`;

/** Puts the script on the host; `criPull` is the command that runs it. */
export async function prepareCri(host: Host): Promise<void> {
  await host.write(SCRIPT, TEXT);
}

/** The command for a pull as the kubelet makes it, of a complete name. */
export const criPull = (image: string): string =>
  `/opt/node/bin/node ${SCRIPT} ImageService/PullImage ${image}`;

/** Whether Kubernetes could talk to this containerd. */
export const askCri = (host: Host): Promise<Completed> =>
  host.sh(`/opt/node/bin/node ${SCRIPT} RuntimeService/Version`);
