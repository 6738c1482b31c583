// The commands of a first boot: they get the program, set the host up and say what cannot be reached from it. Pure.

import type { Source } from '../desired/invocation.ts';
import { PACKAGE, tarballOf } from '../model/package.ts';
import type { Request } from '../model/request.ts';

export interface ScriptParts {
  readonly source: Source;
  readonly requests: readonly Request[];
  /** Of this program: npm installs the same. */
  readonly version: string;
}

/**
 * For `sh -euc`, and for any POSIX shell. cloud-init runs it in its final stage, after the packages of the same
 * document (doc/rtd: "runcmd … scripts-user", cloud_final_modules in cloud.cfg).
 */
export function firstBootScript({ source, requests, version }: ScriptParts): string {
  return [
    'PATH=/usr/local/sbin:/usr/local/bin:$PATH\n',
    ...sourceLines(source, version),
    SETUP,
    ...reachLines(requests),
  ].join('');
}

/** The agent of the package may be at it already: the one waits for the other and then finds nothing to do. */
const SETUP = 'registry-client setup --config --yes --wait 5m\n';

function sourceLines(source: Source, version: string): readonly string[] {
  switch (source.kind) {
    case 'image':
      return [NEEDED('is not in this image')];
    case 'apt':
      return [NEEDED('was not installed: see above what apt said')];
    case 'npm':
      return npmLines(version, source.sha256);
    case 'url':
      return urlLines(source.url, source.sha256);
  }
}

const NEEDED = (why: string) => `command -v ${PACKAGE} > /dev/null || {
  echo '${PACKAGE} ${why}' >&2
  exit 1
}
`;

/**
 * Whoever the registry lets have this name would become root here, so the package is looked at before npm installs it.
 * It has no dependencies: `--offline` sees to it that nothing else comes with it. cloud-init sets no HOME, and without
 * one npm does not find root's configuration, which may name another registry.
 */
function npmLines(version: string, sha256: string): readonly string[] {
  const file = `$folder/${tarballOf(version)}`;
  return [
    FOLDER,
    `(cd "$folder" && HOME=/root npm pack --quiet --ignore-scripts ${shellWord(`${PACKAGE}@${version}`)})\n`,
    checkLine(file, sha256),
    `HOME=/root npm install --global --ignore-scripts --offline "${file}"\n`,
  ];
}

/**
 * curl and wget are in most images; python is in all of them, because cloud-init is written in it. The network may
 * need a moment, and another apt may be at work (unattended-upgrades).
 */
function urlLines(url: string, sha256: string): readonly string[] {
  const isPackage = /\.deb(?:[?#]|$)/.test(url);
  const file = `$folder/${isPackage ? `${PACKAGE}.deb` : PACKAGE}`;
  const install = isPackage
    ? `DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install --yes "${file}"\n`
    : `install -m 0755 "${file}" /usr/local/bin/${PACKAGE}\n`;
  return [FOLDER, DOWNLOAD, `download ${shellWord(url)} "${file}"\n`, checkLine(file, sha256), install];
}

const checkLine = (file: string, sha256: string) => `echo "${sha256}  ${file}" | sha256sum -c - || {
  echo '${PACKAGE}: what was downloaded is not what was meant (SHA-256); it is not installed' >&2
  exit 1
}
`;

/** apt reads packages as a user of its own. */
const FOLDER = `folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 0755 "$folder"
`;

const DOWNLOAD = `fetch() {
  if command -v curl > /dev/null; then curl -fsSL --max-time 600 -o "$2" "$1"
  elif command -v wget > /dev/null; then wget -q -T 60 -O "$2" "$1"
  else python3 -c 'import shutil, sys, urllib.request as web
shutil.copyfileobj(web.urlopen(sys.argv[1], timeout=60), open(sys.argv[2], "wb"))' "$1" "$2"
  fi
}
download() {
  for pause in 1 2 4 8 0; do
    if fetch "$1" "$2"; then return 0; fi
    sleep "$pause"
  done
  echo "${PACKAGE}: $1 cannot be downloaded" >&2
  return 1
}
`;

/** A registry that is not there yet is no reason not to be ready for it: it is said, and the boot goes on. */
function reachLines(requests: readonly Request[]): readonly string[] {
  const ends = new Map(requests.flatMap((request) => endsOf(request, requests)));
  if (ends.size === 0) return [];
  const calls = [...ends].map(
    ([name, ports]) => `reach ${[name, hostIn(name), ...ports].map(shellWord).join(' ')}\n`,
  );
  return [REACH, ...calls];
}

const REACH = `reach() {
  command -v python3 > /dev/null || return 0
  name=$1
  shift
  timeout 10 python3 -c 'import socket, sys
for port in sys.argv[2:]:
    try: socket.create_connection((sys.argv[1], int(port)), 4)
    except OSError: continue
    sys.exit(0)
sys.exit(1)' "$@" 2> /dev/null ||
    echo "registry-client: warning: $name cannot be reached from this host at present" >&2
}
`;

/** The name of a registry, and the ports at which it may be. */
type End = readonly [name: string, ports: readonly string[]];

function endsOf(request: Request, all: readonly Request[]): readonly End[] {
  switch (request.kind) {
    case 'mirror':
      return [[request.host, portsOf(request.host, request.scheme === 'http' ? ['80'] : ['443'])]];
    case 'registry':
    case 'search': {
      const isPlain = all.some((one) => one.kind === 'insecure' && one.target === request.host);
      return [[request.host, portsOf(request.host, isPlain ? ['443', '80'] : ['443'])]];
    }
    case 'insecure':
    case 'ca':
    case 'host-alias':
      return [];
  }
}

/** `name:port` and `[::1]:port` have it with them. */
function portsOf(name: string, otherwise: readonly string[]): readonly string[] {
  const [, port] = /:([0-9]+)$/.exec(name.replace(/^\[.*\]/, '')) ?? [];
  return port === undefined ? otherwise : [port];
}

function hostIn(name: string): string {
  const [, inner] = /^\[(.*)\]/.exec(name) ?? [];
  return inner ?? name.replace(/:[0-9]+$/, '');
}

/** One word for the shell, whatever is in it. */
function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
