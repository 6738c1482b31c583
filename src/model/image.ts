// The names of images as people type them, taken apart by the rules of distribution/reference.

import { err, ok, type Result } from './result.ts';

/** A complete name: the registry is known, and a tag or a digest is there. */
export interface ImageName {
  /** host[:port]; docker.io where the name says none. */
  readonly registry: string;
  readonly repository: string;
  /** null where only a digest is said. */
  readonly tag: string | null;
  readonly digest: string | null;
}

/** A name without a registry, as registries.conf(5) means it: an alias or the search list completes it. */
export interface ShortName {
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/** Why an engine refuses a name before it asks anybody. */
export type ImageProblem =
  | 'empty'
  | 'syntax'
  | 'upper-case' // in the repository
  | 'identifier' // 64 hexadecimal digits: the ID of an image
  | 'too-long';

const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?`;
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(
  `^((?:(${DOMAIN})/)?(${COMPONENT}(?:/${COMPONENT})*))(?::(${TAG}))?(?:@(${DIGEST}))?$`,
);

/** NameTotalLengthMax of distribution/reference. */
const LONGEST = 255;

const HUB = 'docker.io';

/**
 * A name as Docker takes it (distribution/reference, ParseNormalizedNamed): docker.io where the first part is no
 * host (it has no `.`, no `:` and no capital letter, and is not `localhost`), `library/` before a single word there, the
 * tag `latest` where neither tag nor digest is said.
 */
export function parseImage(text: string): Result<ImageName, ImageProblem> {
  if (/^[a-f0-9]{64}$/.test(text)) return err('identifier');
  const slash = text.indexOf('/');
  const first = slash === -1 ? '' : text.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const registry = isHost ? first : HUB;
  const rest = isHost ? text.slice(slash + 1) : text;
  return complete(registry === 'index.docker.io' ? HUB : registry, rest, text);
}

/** A name in a registry that is known: an entry of the search list, or what an alias says. */
export function completeName(registry: string, name: ShortName): Result<ImageName, ImageProblem> {
  const tag = name.tag === null ? '' : `:${name.tag}`;
  const digest = name.digest === null ? '' : `@${name.digest}`;
  return parseImage(`${registry}/${name.repository}${tag}${digest}`);
}

/**
 * A name as Podman takes it (containers/image pkg/shortnames, parseUnnormalizedShortName): short where its first part
 * has neither `.` nor `:` and is not `localhost`; a capital letter makes no host of it.
 */
export function parseShortName(text: string): Result<ShortName | ImageName, ImageProblem> {
  const match = matchReference(text);
  if (!match.ok) return match;
  const { domain, path, tag, digest } = match.value;
  if (/[.:]/.test(domain) || domain === 'localhost') return parseImage(text);
  return ok({ repository: domain === '' ? path : `${domain}/${path}`, tag, digest });
}

export function isComplete(name: ShortName | ImageName): name is ImageName {
  return 'registry' in name;
}

/** docker.io/library/alpine:3.19 */
export function imageText({ registry, repository, tag, digest }: ImageName): string {
  return `${registry}/${repository}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`;
}

/** What a registry is asked for: a digest wins over a tag. */
export function referenceOf({ tag, digest }: ImageName): string {
  return digest ?? tag ?? 'latest';
}

function complete(registry: string, rest: string, text: string): Result<ImageName, ImageProblem> {
  const remainder = registry === HUB && !rest.includes('/') ? `library/${rest}` : rest;
  const repository = remainder.replace(/[:@].*$/s, '');
  if (text === '' || rest === '') return err(text === '' ? 'empty' : 'syntax');
  if (repository !== repository.toLowerCase()) return err('upper-case');
  const match = matchReference(`${registry}/${remainder}`);
  if (!match.ok) return match;
  const { domain, path, tag, digest } = match.value;
  return ok({
    registry: domain,
    repository: path,
    tag: tag ?? (digest === null ? 'latest' : null),
    digest,
  });
}

interface Parts {
  readonly domain: string;
  readonly path: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

function matchReference(text: string): Result<Parts, ImageProblem> {
  if (text === '') return err('empty');
  // Parsed before anything else: no name is longer than this by far, and the pattern need not look at it.
  if (text.length > 4 * LONGEST) return err('too-long');
  const match = REFERENCE.exec(text);
  if (match === null) return err(REFERENCE.test(text.toLowerCase()) ? 'upper-case' : 'syntax');
  const [, name = '', domain = '', path = '', tag, digest] = match;
  if (name.length > LONGEST) return err('too-long');
  if (digest !== undefined && !isDigest(digest)) return err('syntax');
  return ok({ domain, path, tag: tag ?? null, digest: digest ?? null });
}

/** opencontainers/go-digest, Validate: the known algorithms and their lengths, in lower case. */
function isDigest(digest: string): boolean {
  return /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/.test(digest);
}
