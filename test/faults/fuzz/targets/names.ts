// Words of the command line: registries, mirrors, networks, names, durations, selectors.

import { BlockList, isIP } from 'node:net';
import { posix } from 'node:path';
import fc from 'fast-check';
import { splitCaOption } from '../../../../src/desired/ca.ts';
import { parseDuration } from '../../../../src/desired/duration.ts';
import { type Flags, hideSecrets } from '../../../../src/desired/flags.ts';
import { parseApply, parseEngines, parseGenerationId, parseGlobal } from '../../../../src/desired/options.ts';
import { parseRequests, REQUEST_OPTIONS } from '../../../../src/desired/requests.ts';
import { isSelected, parseSelectors } from '../../../../src/desired/selector.ts';
import { parsePackages, parseSource } from '../../../../src/desired/source.ts';
import {
  canonicalInsecure,
  canonicalMirror,
  refuseInsecure,
  refuseMirror,
} from '../../../../src/engines/docker/names.ts';
import { parseVersion, upstreamVersion } from '../../../../src/engines/docker/version.ts';
import { isAliasTarget, isSearchEntry, isShortName } from '../../../../src/formats/toml/names.ts';
import { nearestName } from '../../../../src/model/nearest.ts';
import {
  isAddress,
  isHostName,
  parseCidr,
  parseHostPort,
  parseMirror,
} from '../../../../src/model/registry.ts';
import { mirrorUrl, type Request } from '../../../../src/model/request.ts';
import { err } from '../../../../src/model/result.ts';
import type { Random } from '../random.ts';
import { demand, demandSame, expectOk, type Target } from '../target.ts';

const EXAMPLES = [
  ...[
    'registry.example.com:5000',
    '[2001:db8::1]:5000',
    'docker.io',
    '192.0.2.1',
    'localhost',
    'a-b.c',
    '10.0.0.0/8',
  ],
  ...[
    'https://mirror.test',
    'quay.io=http://m:1/path',
    'https://u:p@m',
    '2001:db8::/32',
    '::ffff:10.1.2.3/100',
  ],
  ...[
    'a.test=192.0.2.1',
    'a.test=fe80::1',
    '500ms',
    '1h30m',
    '1.5s',
    '90',
    'r:1=/etc/ca.crt',
    '20.10.24+dfsg1',
    '12',
  ],
];

const port = fc.oneof(
  fc.integer({ min: 0, max: 70_000 }).map(String),
  fc.constantFrom('', '05000', '65535', '65536'),
);
const host = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address}]`),
  fc.ipV6().map((address) => `[${address}%eth0]`),
  fc.stringMatching(/^[a-zA-Z0-9._-]{1,70}$/),
);
const hostPort = fc
  .tuple(host, fc.option(port))
  .map(([name, number]) => (number === null ? name : `${name}:${number}`));
const generated = fc.oneof(
  hostPort,
  fc
    .tuple(
      fc.constantFrom('', 'quay.io=', 'index.docker.io='),
      fc.constantFrom('http', 'HTTPS', 'ftp'),
      hostPort,
      fc.constantFrom('', '/', '/a/b', '/..', '//', '?q', '#f'),
    )
    .map(([upstream, scheme, name, path]) => `${upstream}${scheme}://${name}${path}`),
  fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(130)).map(([address, length]) => `${address}/${length}`),
  fc.tuple(fc.domain(), fc.oneof(fc.ipV4(), fc.ipV6())).map(([name, address]) => `${name}=${address}`),
  fc
    .array(fc.tuple(fc.nat(100), fc.constantFrom('ms', 's', 'm', 'h', 'd', '.5s')), { maxLength: 4 })
    .map((parts) => parts.flat().join('')),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

export const names: Target = {
  name: 'words of the command line',
  share: 30,
  material: () => ({
    files: EXAMPLES.map((text) => Buffer.from(text)),
    words: [
      '.',
      '-',
      ':',
      '/',
      '//',
      '..',
      '@',
      '[',
      ']',
      '%',
      '=',
      '?',
      '#',
      '0',
      'a',
      'A',
      '_',
      '::',
      ' ',
      '\n',
      '\0',
      'é',
      'http://',
      '1',
      ',',
      'ms',
      'h',
      '+',
      '~',
      '\u202e',
    ],
  }),
  generated,
  check: (bytes, random) => checkText(Buffer.from(bytes).toString('utf8'), random),
};

function checkText(text: string, random: Random): void {
  checkHost(text);
  checkMirror(text);
  checkNetwork(text);
  checkDuration(text);
  checkEngineNames(text);
  const isName = isHostName(text);
  demand(
    !isName || /^[A-Za-z0-9.-]+$/.test(text),
    'a host name of more than letters, digits, hyphens and dots',
  );
  demand(
    !isAddress(text) || /^[0-9A-Fa-f:.]+$/.test(text),
    'an address of /etc/hosts that inet_pton does not read',
  );
  checkFlags(text, random);
}

/** It becomes a directory's name: see facts on `host[:port]`. */
function checkHost(text: string): void {
  const parsed = parseHostPort(text);
  if (!parsed.ok) return;
  const path = `/etc/docker/certs.d/${text}`;
  demand(
    posix.normalize(path) === path && posix.dirname(path) === '/etc/docker/certs.d',
    'a name that leaves certs.d',
  );
  demand(/^[A-Za-z0-9.:[\]-]+$/.test(text), 'a name with characters that no registry has');
  // A last label of digits alone is an IPv4 address for the URL of a browser, not for that of Go.
  if (/\.[0-9]+(?::|$)/.test(text)) return;
  demand(URL.canParse(`https://${text}/v2/`), 'a name that makes no URL');
  const url = new URL(`https://${text}/v2/`);
  demandSame([url.username, url.password, url.pathname], ['', '', '/v2/'], 'a name that is more than a host');
}

function checkMirror(text: string): void {
  const parsed = parseMirror(text);
  if (!parsed.ok) return;
  const { upstream } = parsed.value;
  const url = mirrorUrl(parsed.value);
  demandSame(
    expectOk(parseMirror(`${upstream}=${url}`), 'the mirror is refused'),
    parsed.value,
    'another mirror',
  );
  if (/\.[0-9]+(?:[:/]|$)/.test(url)) return;
  demand(URL.canParse(url), 'a mirror that is no URL');
  const { protocol, username, password, search, hash } = new URL(url);
  demandSame(
    [username, password, search, hash],
    ['', '', '', ''],
    'a mirror with more than a host and a path',
  );
  demand(/^https?:$/.test(protocol), 'a mirror that is not asked by HTTP');
  demandSame(refuseMirror(url, undefined), undefined, 'dockerd would refuse the mirror');
}

function checkNetwork(text: string): void {
  const masked = parseCidr(text);
  if (!masked.ok) return;
  const [address = '', length = ''] = text.split('/');
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, Number(length), family);
  const [first = '', again = ''] = masked.value.split('/');
  demand(
    list.check(first, family) && again === String(Number(length)),
    'a mask that leaves the network',
    masked.value,
  );
  demandSame(parseCidr(masked.value), masked, 'masking twice gives something else');
  demandSame(refuseInsecure(masked.value), undefined, 'dockerd would refuse the network');
}

function checkDuration(text: string): void {
  const parsed = parseDuration(text, 1);
  if (!parsed.ok) return;
  demand(
    Number.isSafeInteger(parsed.value) && parsed.value >= 1 && parsed.value < 2 ** 31,
    'no timer takes it',
  );
  demandSame(parseDuration(`${parsed.value}ms`, 1), parsed, 'the same in milliseconds is another one');
}

function checkEngineNames(text: string): void {
  const insecure = canonicalInsecure(text);
  const mirror = canonicalMirror(text);
  demand(mirror.endsWith('/') && canonicalMirror(mirror) === mirror, 'the canonical mirror changes again');
  if (refuseInsecure(text) === undefined)
    demandSame(canonicalInsecure(insecure), insecure, 'the canonical name changes again');
  const found = [isSearchEntry(text), isShortName(text), isAliasTarget(text)];
  demand(!(found[1] === true && found[2] === true), 'a short name that names its registry');
  refuseMirror(text, parseVersion('20.10.24'));
  parseVersion(text);
  upstreamVersion(text);
  nearestName(text.slice(0, 2000), ['registry-mirrors', 'insecure-registries']);
}

const noInput = () => err({ reason: 'absent' } as const);
const ignore = () => undefined;

function checkFlags(text: string, random: Random): void {
  const option = random.pick(REQUEST_OPTIONS);
  const flags: Flags = { values: new Map([[option, [text]]]), switches: new Set() };
  const requests = parseRequests(flags, { readInput: noInput, now: 0 });
  const selectors = parseSelectors(flags, noInput);
  if (option !== '--ca') {
    demandSame(selectors.findings.length, requests.findings.length, 'setup and remove do not agree about it');
    for (const request of requests.value) checkSelected(request, selectors.value);
  }
  const shown = JSON.stringify([...requests.findings, ...selectors.findings]);
  demand(option === '--ca' || !shown.includes('u:p@'), 'a password is repeated', shown);
  demand(!hideSecrets(text).includes('u:p@'), 'a password is not hidden');
  splitCaOption(text);
  const others: Flags = {
    values: new Map(
      [
        '--engine',
        '--apply',
        '--timeout',
        '--wait',
        '--root',
        '--state-dir',
        '--from',
        '--sha256',
        '--package',
      ].map((name) => [name, [text]] as const),
    ),
    switches: new Set(),
  };
  parseGlobal(others, '/', ignore);
  parseEngines(others, ['docker', 'podman'], ignore);
  parseApply(others, ignore);
  parseSource(others, ignore);
  parsePackages(others, ignore);
  checkId(text);
}

function checkSelected(request: Request, selectors: ReturnType<typeof parseSelectors>['value']): void {
  demand(
    selectors.some((selector) => isSelected(request, selector)),
    'remove does not find what setup put in',
    request,
  );
}

function checkId(text: string): void {
  let isWrong = false;
  parseGenerationId(text, () => {
    isWrong = true;
  });
  demand(
    isWrong || posix.join('/generations', text) === `/generations/${text}`,
    'an ID that leaves its folder',
  );
}
