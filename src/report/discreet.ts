// What is said, without the secrets that stand in it: it ends up in terminals, journals and tickets.

import { maskSecrets } from '../formats/mask-secrets.ts';

/** `user:password@` at the beginning of a word or of a part of a path, not the digest of an image (`name:tag@sha256:…`). */
const USER_INFORMATION = /(^|[\s/=])[^\s/=:@'"]+:[^\s/@'"]*@(?!sha\d+:)/g;

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
  return maskSecrets(text).replace(USER_INFORMATION, '$1***@');
}
