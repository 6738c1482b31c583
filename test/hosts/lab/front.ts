// nginx in front of the registries, as people set it up by hand: reads go to the group, writes to the hosted registry.
// It also serves files, for hosts that download what they install.

import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Certificates } from './certificates.ts';
import { TLS_NAME } from './certificates.ts';
import type { Lab } from './lab.ts';
import { NUMBERED_SERVER, PLAIN_SERVER, SERVER } from './network.ts';
import { startInLab, waitForPorts } from './registry.ts';
import { must } from './run.ts';

/** Who may log in where a login is asked for. */
export const ACCOUNT = { user: 'robot', password: 'correct-horse' } as const;

const DOWNLOADS = { name: 'downloads.example.com', port: 8080 } as const;

/** Offers a copy of a file to the hosts. @returns its address */
export async function offerDownload(lab: Lab, file: string): Promise<string> {
  await copyFile(file, join(lab.downloads, basename(file)));
  return `http://${DOWNLOADS.name}:${DOWNLOADS.port}/${basename(file)}`;
}

/**
 * Starts the servers: plain http on 80 for mirror.docker.com, TLS on 443 for a name that only /etc/hosts knows,
 * TLS on 10001 for an address by its number, which asks for a login, and files on 8080.
 */
export async function startFront(lab: Lab, keys: Certificates): Promise<void> {
  const { id, logs, downloads } = lab;
  const folder = join(logs, 'front');
  await mkdir(folder, { recursive: true });
  const accounts = join(folder, 'accounts');
  const hashed = await must('openssl', ['passwd', '-apr1', ACCOUNT.password]);
  await writeFile(accounts, `${ACCOUNT.user}:${hashed}`);
  const config = join(folder, 'nginx.conf');
  await writeFile(config, configure(folder, logs, downloads, keys, accounts));
  await startInLab(id, join(folder, 'output'), ['nginx', '-c', config, '-e', join(folder, 'errors')]);
  await waitForPorts(id, [80, 443, 10001, DOWNLOADS.port]);
}

const configure = (
  folder: string,
  logs: string,
  downloads: string,
  keys: Certificates,
  accounts: string,
): string => `
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
  server {
    listen ${SERVER}:${DOWNLOADS.port};
    server_name ${DOWNLOADS.name};
    access_log ${logs}/${DOWNLOADS.port}.log combined;
    root ${downloads};
  }
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
