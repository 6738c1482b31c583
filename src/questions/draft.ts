// What has been answered so far, and the words of a command line that say the same. Pure.

import type { Use } from '../model/question.ts';

/** A CA that was taken from the server, and the name under which the command line knows it. */
export interface SentCa {
  readonly kind: 'sent';
  readonly pem: string;
  readonly file: string;
}

export interface Draft {
  /** Empty: all that are found. */
  readonly engines: readonly string[];
  readonly use: Use;
  /** host[:port] */
  readonly host: string;
  readonly scheme: 'http' | 'https';
  /** Of a mirror; '' for none. */
  readonly path: string;
  readonly ca: { readonly kind: 'none' } | { readonly kind: 'file'; readonly file: string } | SentCa;
  /** The address that the name gets in /etc/hosts; '' for none. */
  readonly alias: string;
  readonly search: boolean;
  /** It is put in whatever it answers: that has been seen. */
  readonly skipProbe: boolean;
  /** That containers stop has been permitted. */
  readonly restart: boolean;
}

/** The draft of an address that was typed; a mirror without a scheme is one with TLS. */
export function draftOf(engines: readonly string[], use: Use, typed: string): Draft {
  const [, scheme = 'https', host = '', path = ''] =
    /^(?:(https?):\/\/)?([^/]*)(.*?)\/*$/is.exec(typed) ?? [];
  return {
    engines,
    use,
    host,
    scheme: scheme.toLowerCase() === 'http' ? 'http' : 'https',
    path,
    ca: { kind: 'none' },
    alias: '',
    search: false,
    skipProbe: false,
    restart: false,
  };
}

/** A mirror goes by its URL; a registry that is used by its name, and without TLS, is an insecure one. */
export function wordsOf(draft: Draft): readonly string[] {
  const { engines, use, host, scheme, path, ca, alias, search } = draft;
  return [
    ...(use === 'mirror' ? ['--mirror', `${scheme}://${host}${path}`] : ['--registry', `${host}${path}`]),
    ...(use === 'registry' && scheme === 'http' ? ['--insecure', host] : []),
    ...(search ? ['--search', host] : []),
    ...(ca.kind === 'none' ? [] : ['--ca', `${host}=${ca.file}`]),
    ...(alias === '' ? [] : ['--host-alias', `${nameOf(draft)}=${alias}`]),
    ...(engines.length === 0 ? [] : ['--engine', engines.join(',')]),
    ...(draft.restart ? ['--apply', 'restart'] : []),
    ...(draft.skipProbe ? ['--skip-probe'] : []),
  ];
}

/** The host without its port. */
export function nameOf({ host }: Draft): string {
  return host.replace(/:[0-9]+$/, '');
}

/** What a CA that was taken from the server is called before there is a file of it. */
export function sentName({ host }: Pick<Draft, 'host'>): string {
  return `tls://${host}`;
}
