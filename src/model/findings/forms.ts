// What is expected where a value is wrong, as short marks: notation where that says enough, else a name. Each language
// has words for those that are listed here; whatever else is expected (options, lists of names, HOST[:PORT]) is the
// same in all of them.

/** Of a value on the command line, or in a configuration file of ours. */
export type UsageForm =
  | '[UPSTREAM=]http[s]://HOST[:PORT]'
  | 'HOST[:PORT]|CIDR'
  | '[HOST[:PORT]=]FILE'
  | 'HOST[:PORT]|[HOST[:PORT]=]FILE'
  | 'image, apt, npm, URL'
  | '--from npm|URL'
  | 'HEX'
  | 'NAME[=VERSION]'
  | 'DURATION'
  | 'ID'
  | 'IMAGE'
  | 'string'
  | 'strings'
  | 'boolean'
  | 'object';

/** Of a value in a configuration file of an engine: the types that need more than their own name. */
export type ValueForm = 'bool' | 'int' | 'array of strings' | 'string-map' | 'bool-map';

/** Of what stands next in a JSON document. */
export type SyntaxForm =
  | 'value'
  | 'value or ]'
  | 'key'
  | 'key or }'
  | ':'
  | ', or ]'
  | ', or }'
  | 'closing-quote'
  | 'valid-escape'
  | 'no-control-character'
  | 'digit'
  | 'fewer-levels'; // of nesting

/** What is found in place of it, where that is not a piece of the document. */
export type SyntaxFound = 'end-of-file';

/** Of a value that Docker refuses when it starts or reloads. */
export type RefusedForm =
  | 'http-url'
  | 'url-without-login'
  | 'url-without-query'
  | 'url'
  | 'url-without-path' // before Docker 24.0.8
  | 'no-hyphen-at-the-ends'
  | 'host-without-scheme'
  | 'host-or-network'
  | 'port-in-range'
  | 'data-root-alone';
