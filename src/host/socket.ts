// HTTP on a unix socket: one question, or a stream of lines.

import type { AbsPath } from '../model/file.ts';
import type { Answer, Subscription } from './ports.ts';

const BODY_AT_MOST = 16 * 1024 * 1024;

/** GET on a unix socket. `limit` is in milliseconds over all, not between bytes. */
export async function getOnSocket(socket: AbsPath, path: string, limit: number): Promise<Answer> {
  const http = await import('node:http');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const fail = (errno: string) => {
      resolve({ kind: 'failed', errno });
      request.destroy();
    };
    const timer = setTimeout(() => fail('ETIMEDOUT'), limit);
    const request = http.get(
      { socketPath: socket, path, agent: false, headers: { host: 'localhost' } },
      (response) => {
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > BODY_AT_MOST) fail('EMSGSIZE');
          else chunks.push(chunk);
        });
        response.on('end', () => {
          clearTimeout(timer);
          resolve({
            kind: 'answer',
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
        response.on('error', (error: NodeJS.ErrnoException) => {
          clearTimeout(timer);
          fail(error.code ?? error.name);
        });
      },
    );
    request.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(error.code ?? error.name);
    });
  });
}

/** GET on a unix socket whose answer goes on for long; undefined when it does not begin with 200 within `limit`. */
export async function followOnSocket(
  socket: AbsPath,
  path: string,
  limit: number,
): Promise<Subscription | undefined> {
  const http = await import('node:http');
  return new Promise((resolve) => {
    const give = (subscription: Subscription | undefined) => {
      clearTimeout(timer);
      resolve(subscription);
    };
    const timer = setTimeout(() => {
      give(undefined);
      request.destroy();
    }, limit);
    const request = http.get(
      { socketPath: socket, path, agent: false, headers: { host: 'localhost' } },
      (response) => {
        if (response.statusCode === 200) return give(subscribe(response, () => request.destroy()));
        request.destroy();
        give(undefined);
      },
    );
    request.on('error', () => give(undefined));
  });
}

function subscribe(stream: NodeJS.ReadableStream, close: () => void): Subscription {
  const lines: string[] = [];
  let rest = '';
  let open = true;
  let wake: () => void = () => undefined;
  stream.on('data', (chunk: Buffer) => {
    const pieces = (rest + chunk.toString('utf8')).split('\n');
    rest = pieces.pop() ?? '';
    lines.push(...pieces.filter((line) => line !== ''));
    wake();
  });
  const end = () => {
    open = false;
    wake();
  };
  stream.on('end', end);
  stream.on('error', end);
  stream.on('close', end);
  return {
    async next(milliseconds) {
      if (lines.length === 0 && open) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return lines.shift();
    },
    close,
  };
}
