// Secrets in configuration files, kept out of what is shown: differences end up in terminals, journals and tickets.

/** How a secret is shown. */
export const MASK = '***';

const NAMES =
  /passw(?:or)?d|passphrase|secret|token|credential|api[-_]?key|private[-_]?key|authorization|^auth$/i;

/** Whether what stands under this name is nobody's business. */
export function isSecretName(name: string): boolean {
  return NAMES.test(name);
}

// A word is looked at once, from its beginning and as a whole: a file may have one of any length.

/**
 * A member of JSON, TOML or YAML whose key says that its value is nobody's business (`splunk-token`, `registry-password`),
 * or that it is a login (`auth`). A single quote within single quotes is doubled in YAML.
 */
const MEMBER =
  /((?<![\w.-])(?=auth["']?\s*[:=]|[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|credential|api[-_]?key|private[-_]?key))[\w.-]+["']?\s*[:=]\s*)("(?:\\.|[^"\\\n])*"|'(?:[^'\n]|'')*')/gi;

/**
 * The same in YAML without quotes, where a value may go on to the end of its line: all of that but closing brackets. `-`,
 * `+` and a space at the beginning of a line are those of a difference.
 */
const PLAIN_MEMBER =
  /((?:^[-+ ]?[ \t]*(?:-[ \t]+)*|[{,][ \t]*)["']?(?=auth["']?[ \t]*:|[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|credential|api[-_]?key))[\w.-]+["']?[ \t]*:[ \t]+)(?!(?:true|false|null)[ \t]*(?:$|[,}\]#])|[\s"'{[|>&*!#])([^\n]*)/gim;

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
    .replace(PLAIN_MEMBER, (_, key: string, value: string) => `${key}${MASK}${endOf(value)}`)
    .replace(ASSIGNMENT, `$1${MASK}`)
    .replace(USER_INFORMATION, `$1${MASK}@`);
}

/** The closing brackets, commas and white space at the end of a line. */
function endOf(value: string): string {
  let end = value.length;
  while (end > 0 && ' \t\r}],'.includes(value.charAt(end - 1))) end -= 1;
  return value.slice(end);
}
