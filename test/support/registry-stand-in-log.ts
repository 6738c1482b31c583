// What was asked of a stand-in, in memory and as an access log in the combined form of nginx and Apache.

import { appendFileSync } from 'node:fs';

export interface SeenRequest {
  readonly client: string;
  /** `-` for a connection that never became a request: refused certificates, scanners, silence. */
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** 499: the client went away before an answer (as nginx says it); 0: there was no request. */
  readonly status: number;
  readonly host: string;
  readonly agent: string;
  /** Scheme of the Authorization header, `none` without one. */
  readonly login: 'none' | 'basic' | 'bearer' | 'other';
}

export interface RequestLog {
  readonly seen: SeenRequest[];
  readonly add: (request: SeenRequest) => void;
}

/** @param file where lines are appended too */
export function openLog(file: string | undefined): RequestLog {
  const seen: SeenRequest[] = [];
  const add = (request: SeenRequest): void => {
    seen.push(request);
    // At once: a test that reads the file after a pull must find all of it.
    if (file !== undefined) appendFileSync(file, combined(request, new Date()));
  };
  return { seen, add };
}

const combined = ({ client, method, path, status, agent }: SeenRequest, at: Date): string =>
  `${client} - - [${stamp(at)}] "${method} ${path} HTTP/1.1" ${status} - "-" "${agent}"\n`;

/** 21/Nov/2026:21:33:00 +0000 */
function stamp(at: Date): string {
  const [, day = '', month = '', year = '', time = ''] =
    /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(at.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

export function loginOf(authorization: string | undefined): SeenRequest['login'] {
  if (authorization === undefined) return 'none';
  const scheme = authorization.split(' ')[0]?.toLowerCase();
  return scheme === 'basic' || scheme === 'bearer' ? scheme : 'other';
}
