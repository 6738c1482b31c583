// English: what is expected where a value is wrong.

import type {
  RefusedForm,
  SyntaxForm,
  SyntaxFound,
  UsageForm,
  ValueForm,
} from '../../../model/findings/forms.ts';
import { wordsFor } from '../pieces.ts';

const USAGE = {
  '[UPSTREAM=]http[s]://HOST[:PORT]': '[UPSTREAM=]http://HOST[:PORT] or https://HOST[:PORT]',
  'HOST[:PORT]|CIDR': 'HOST[:PORT] or a network such as 10.0.0.0/8',
  '[HOST[:PORT]=]FILE': 'FILE or HOST[:PORT]=FILE',
  'HOST[:PORT]|[HOST[:PORT]=]FILE': 'FILE or HOST[:PORT]=FILE or HOST[:PORT]',
  'image, apt, npm, URL':
    'image, apt, npm, or the http:// or https:// URL of a package (.deb) or of the executable',
  '--from npm|URL': '--from npm or --from URL',
  HEX: '64 hexadecimal digits, as sha256sum prints them',
  'NAME[=VERSION]': 'a name as the package manager takes it, such as docker.io or docker.io=20.10.24',
  DURATION: 'a duration such as 500ms, 30s, 2m, 1h or 1m30s (a bare number is seconds, at most 576h)',
  ID: 'an ID as `registry-client history` lists it',
  IMAGE: 'the name of an image, such as alpine:3.19',
  string: 'a string',
  strings: 'a string or a list of strings',
  boolean: 'true or false',
  object: 'an object: { … }',
} as const satisfies Record<UsageForm, string>;

/** What is expected on the command line or in a configuration file of ours. */
export function usageForm(expected: string): string {
  return wordsFor(expected, USAGE);
}

const VALUES = {
  bool: 'true or false',
  int: 'whole number',
  'array of strings': 'array of strings',
  'string-map': 'object of strings',
  'bool-map': 'object of true and false',
} as const satisfies Record<ValueForm, string>;

/** The type that a value must have. */
export function valueForm(expected: string): string {
  return wordsFor(expected, VALUES);
}

const SYNTAX = {
  value: 'value',
  'value or ]': 'value or ]',
  key: 'key',
  'key or }': 'key or }',
  ':': ':',
  ', or ]': ', or ]',
  ', or }': ', or }',
  'closing-quote': 'closing quote',
  'valid-escape': 'valid escape',
  'no-control-character': 'no control character',
  digit: 'digit',
  'fewer-levels': 'at most 1000 levels',
  'end-of-file': 'end of file',
} as const satisfies Record<SyntaxForm | SyntaxFound, string>;

/** What would have to stand in a place, or stands there. */
export function syntaxForm(mark: string): string {
  return wordsFor(mark, SYNTAX);
}

const REFUSED = {
  'http-url': 'a URL that begins with http:// or https://',
  'url-without-login': 'a URL without user name or password',
  'url-without-query': 'a URL without ? and #',
  url: 'a URL',
  'url-without-path': 'a URL without a path (Docker before 24.0.8)',
  'no-hyphen-at-the-ends': 'a name that neither begins nor ends with a hyphen',
  'host-without-scheme': 'host[:port] or a network, without a scheme',
  'host-or-network': 'host[:port] or a network',
  'port-in-range': 'a port up to 65535',
  'data-root-alone': 'data-root alone',
} as const satisfies Record<RefusedForm, string>;

/** What Docker takes in place of a value. */
export function refusedForm(expected: string): string {
  return wordsFor(expected, REFUSED);
}
