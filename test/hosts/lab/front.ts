// nginx in front of the registries, as people set it up by hand: reads go to the group, writes to the hosted registry.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Certificates } from './certificates.ts';
import { TLS_NAME } from './certificates.ts';
import { NUMBERED_SERVER, PLAIN_SERVER, SERVER } from './network.ts';
import { startInLab, waitForPorts } from './registry.ts';
import { must } from './run.ts';

/** Who may log in where a login is asked for. */
export const ACCOUNT = { user: 'robot', password: 'correct-horse' } as const;

/**
 * Starts the servers: plain http on 80 for mirror.docker.com, TLS on 443 for a name that only /etc/hosts knows,
 * and TLS on 10001 for an address by its number, which asks for a login.
 */
export async function startFront(labId: string, logs: string, keys: Certificates): Promise<void> {
  const folder = join(logs, 'front');
  await mkdir(folder, { recursive: true });
  const accounts = join(folder, 'accounts');
  const hashed = await must('openssl', ['passwd', '-apr1', ACCOUNT.password]);
  await writeFile(accounts, `${ACCOUNT.user}:${hashed}`);
  const config = join(folder, 'nginx.conf');
  await writeFile(config, configure(folder, logs, keys, accounts));
  await startInLab(labId, join(folder, 'output'), ['nginx', '-c', config, '-e', join(folder, 'errors')]);
  await waitForPorts(labId, [80, 443, 10001]);
}

const configure = (folder: string, logs: string, keys: Certificates, accounts: string): string => `
daemon off;
user root;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/errors;
events {}
http {
  access_log off;
  client_max_body_size 0;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((use) => `${use}_temp_path ${folder}/${use};`).join('\n  ')}
  map $request_method $registry {
    default ${SERVER}:8003;
    ~^(PUT|POST|PATCH|DELETE)$ ${SERVER}:8002;
  }
  ${server(`${PLAIN_SERVER}:80`, 'mirror.docker.com', logs, 80, [])}
  ${server(`${SERVER}:443 ssl`, TLS_NAME, logs, 443, tls(keys))}
  ${server(`${NUMBERED_SERVER}:10001 ssl`, NUMBERED_SERVER, logs, 10001, [
    ...tls(keys),
    'auth_basic "lab";',
    `auth_basic_user_file ${accounts};`,
  ])}
}
`;

const tls = (keys: Certificates): readonly string[] => [
  `ssl_certificate ${keys.certificate};`,
  `ssl_certificate_key ${keys.key};`,
];

const server = (listen: string, name: string, logs: string, port: number, extra: readonly string[]): string =>
  `server {
    listen ${listen};
    server_name ${name};
    access_log ${logs}/${port}.log combined;
    ${extra.join('\n    ')}
    location / {
      proxy_pass http://$registry;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_request_buffering off;
      proxy_read_timeout 60;
    }
  }`;
