// What engines and their units say: answers of sockets and programs, unit files, environment files.

import fc from 'fast-check';
import { parseFlags } from '../../../../src/engines/docker/flags.ts';
import { factsOf, readContainers, readInfo } from '../../../../src/engines/docker/info.ts';
import { readServiceOptions, readUnitWords } from '../../../../src/engines/docker/unit-file.ts';
import { readPodmanInfo } from '../../../../src/engines/podman/registries-info.ts';
import { readFacts } from '../../../../src/engines/registries-conf/info.ts';
import { fakeHost } from '../../../support/fake-host.ts';
import { demand, demandPlaces, demandSame, type Target } from '../target.ts';

const DOCKER_INFO = JSON.stringify({
  ID: 'ABCD',
  ServerVersion: '20.10.24+dfsg1',
  DriverStatus: [
    ['Backing Filesystem', 'extfs'],
    ['driver-type', 'io.containerd.snapshotter.v1'],
  ],
  LiveRestoreEnabled: false,
  OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  RegistryConfig: {
    InsecureRegistryCIDRs: ['127.0.0.0/8', '::1/128', '10.1.2.3/8'],
    IndexConfigs: {
      'docker.io': { Name: 'docker.io', Mirrors: ['https://m/'], Secure: true, Official: true },
      'r1.test:5000': { Name: 'r1.test:5000', Mirrors: [], Secure: false, Official: false },
    },
    Mirrors: ['https://m/', 'https://n'],
  },
});
const PODMAN_INFO = JSON.stringify({
  host: { arch: 'amd64' },
  registries: {
    search: ['r1.test', 'docker.io'],
    'docker.io': {
      Prefix: 'docker.io',
      Location: 'docker.io',
      Insecure: false,
      Blocked: false,
      Mirrors: [{ Location: 'm.test:5000', Insecure: true, PullFromMirror: '' }],
    },
    'r1.test': { Prefix: 'r1.test', Location: 'r1.test', Insecure: true, Mirrors: null, Blocked: true },
  },
});
const CONTAINERS = JSON.stringify([
  { Id: 'a1', Names: ['/web'], Image: 'nginx', State: 'running' },
  { Id: 'b2', Names: null },
]);

const JSON_WORDS = [
  ...'{}[]",:',
  'null',
  'true',
  '"Mirrors":null',
  '"__proto__":{"a":1}',
  '"search":"a"',
  '{}',
  '[]',
  '1e999',
  '\\u0000',
  '"registries":[]',
];

export const engineAnswers: Target = {
  name: 'answers of engines',
  share: 16,
  material: () => ({
    files: [DOCKER_INFO, PODMAN_INFO, CONTAINERS].map((text) => Buffer.from(text)),
    words: JSON_WORDS,
  }),
  generated: fc.oneof(
    fc.json(),
    fc.json().map((inner) => `{"ServerVersion":"1.2.3","RegistryConfig":${inner},"DriverStatus":${inner}}`),
    fc.json().map((inner) => `{"registries":${inner}}`),
    fc.json().map((inner) => `{"registries":{"a":${inner},"search":${inner}}}`),
  ),
  check: (bytes) => checkAnswer(Buffer.from(bytes).toString('utf8')),
};

function checkAnswer(text: string): void {
  const docker = readInfo(text);
  if (docker !== undefined) {
    const facts: unknown = JSON.parse(JSON.stringify(docker));
    demandSame(facts, docker, 'not plain JSON');
    demandSame(
      factsOf({ ...docker }),
      { mirrors: docker.mirrors, insecure: docker.insecure },
      'facts change when kept',
    );
    demand(
      docker.mirrors.every((mirror) => mirror.endsWith('/')),
      'a mirror that is not canonical',
    );
    demandSame(new Set(docker.insecure).size, docker.insecure.length, 'a name twice');
  }
  for (const { id, name, image } of readContainers(text))
    demand(
      [id, name, image].every((word) => typeof word === 'string'),
      'a container without words',
    );
  const podman = readPodmanInfo(text);
  if (podman === undefined) return;
  demandSame(readFacts(JSON.parse(JSON.stringify(podman))), podman, 'facts change when kept');
}

const unitLine = fc.constantFrom(
  '[Service]\n',
  'ExecStart=\n',
  'ExecStart=/usr/bin/dockerd -H fd:// $DOCKER_OPTS\n',
  'ExecStart=/usr/bin/dockerd "--registry-mirror=\u0024{M}" \\\n  --debug\n',
  'Environment="M=https://m" OTHER=\'a b\'\n',
  'Environment=\n',
  'EnvironmentFile=-/etc/default/docker\n',
  '# a comment \\\n',
  ' ; another\n',
  'DOCKER_OPTS="--insecure-registry r1 -D"\n',
  'export M=$M\n',
  'ExecStart=dockerd \\\n',
  '=\n',
  '"\n',
);

export const unitFiles: Target = {
  name: 'unit files',
  share: 16,
  material: (files) => ({
    files: [
      ...files('docker.service', '.conf', '/docker', 'docker-network', 'docker-storage'),
      Buffer.from('[Service]\nExecStart=/usr/bin/dockerd -H fd:// --debug\n'),
    ],
    words: [
      ...[
        '"',
        "'",
        '\\',
        '\\"',
        '\\\n',
        '\n',
        '=',
        '$',
        '${',
        '}',
        '$A',
        '\u0024{A}',
        ' ',
        '\t',
        '#',
        ';',
        '-',
        '--',
        '-H',
        '-D',
      ],
      ...[
        'ExecStart=',
        'Environment=',
        'EnvironmentFile=',
        'ExecStart=\n',
        '--registry-mirror',
        '--insecure-registry=a ',
        'A=b ',
        '__proto__=1\n',
      ],
    ],
  }),
  generated: fc.array(unitLine, { maxLength: 7 }).map((lines) => lines.join('')),
  check: (bytes) => {
    const host = fakeHost({
      files: {
        '/lib/systemd/system/docker.service': { bytes },
        '/etc/systemd/system/docker.service.d/a.conf': { bytes },
        '/etc/default/docker': { bytes },
      },
    });
    const text = Buffer.from(bytes).toString('utf8');
    for (const words of [readUnitWords(host, 'docker.service') ?? [], readServiceOptions(host)]) {
      demandPlaces(
        text,
        words.map(({ source }) => source?.position),
      );
      for (const { flag, value } of parseFlags(words))
        demand(typeof flag === 'string' && typeof value === 'string', 'a flag without words');
    }
  },
};
