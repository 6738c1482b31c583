// What is said, without the secrets that stand in it: it ends up in terminals, journals and tickets.

import { maskSecrets } from '../formats/mask-secrets.ts';

/** A part of a path or of a text in which user information would be; each is looked at once, however long it is. */
const PART = /[^\s/'"]+/g;

/**
 * The same, with `***` wherever user and password of a URL or a host stand in one of its texts.
 * @param plain data without functions, as findings and reports are
 */
export function discreet<T>(plain: T): T {
  return JSON.parse(JSON.stringify(plain), (_, value: unknown) =>
    typeof value === 'string' ? hide(value) : value,
  );
}

function hide(text: string): string {
  return text.includes('@') ? maskSecrets(text).replace(PART, hideUser) : maskSecrets(text);
}

/** `user:password@` at the beginning or after a `=`; not the digest of an image (`name:tag@sha256:…`). */
function hideUser(part: string): string {
  const at = part.indexOf('@');
  const colon = part.indexOf(':');
  if (at === -1 || colon === -1 || colon > at || /^sha\d+:/.test(part.slice(at + 1, at + 8))) return part;
  const start = part.lastIndexOf('=', colon) + 1;
  return colon === start ? part : `${part.slice(0, start)}***${part.slice(at)}`;
}
