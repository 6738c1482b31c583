// Secrets in configuration files, kept out of what is shown: differences end up in terminals, journals and tickets.

/** How a secret is shown. */
const MASK = '***';

// A word is looked at once, from its beginning and as a whole: a file may have one of any length.

/** A member of JSON or TOML whose key says that its value is nobody's business (`splunk-token`, `registry-password`). */
const MEMBER =
  /((?<![\w.-])(?=[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|credential|api[-_]?key|private[-_]?key))[\w.-]+["']?\s*[:=]\s*)("(?:\\.|[^"\\\n])*"|'[^'\n]*')/gi;

/** The same as `NAME=value` inside of a text: labels, environments. */
const ASSIGNMENT =
  /((?<![\w.-])(?=[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|credential|api[-_]?key))[\w.-]+=)(?!["']|\s)[^"'\s,]+/gi;

/**
 * User and password of a URL (RFC 3986, 3.2.1), as a proxy's often has them, or at the beginning of a string; JSON may
 * write its slashes as `\/`. The digest of an image (`name:tag@sha256:…`) is none.
 */
const USER_INFORMATION = /((?:\/|\\\/){2}|["'])[^\s"'/@:]*:[^\s"'/@]*@(?!sha\d+:)/g;

/**
 * The text with every secret that can be told as one replaced by `***`; quotes, lines and everything else stay. A
 * secret under a name that does not say so is not found.
 */
export function maskSecrets(text: string): string {
  return text
    .replace(MEMBER, (_, key: string, value: string) => {
      const quote = value.charAt(0);
      return `${key}${quote}${MASK}${quote}`;
    })
    .replace(ASSIGNMENT, `$1${MASK}`)
    .replace(USER_INFORMATION, `$1${MASK}@`);
}
