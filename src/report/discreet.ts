// Findings without the secrets that somebody typed: they end up in terminals, journals and tickets.

import { maskSecrets } from '../formats/mask-secrets.ts';
import type { Finding } from '../model/finding.ts';

/** `user:password@` at the beginning of a word or of a part of a path, not the digest of an image (`name:tag@sha256:…`). */
const USER_INFORMATION = /(^|[\s/=])[^\s/=:@'"]+:[^\s/@'"]*@(?!sha\d+:)/g;

/** The same finding; wherever user and password of a URL or a host stand in its path or its arguments, `***` stands. */
export function discreet(finding: Finding): Finding {
  return JSON.parse(JSON.stringify(finding), (_, value: unknown) =>
    typeof value === 'string' ? hide(value) : value,
  );
}

function hide(text: string): string {
  return maskSecrets(text).replace(USER_INFORMATION, '$1***@');
}
