// A mistake for every form in which something is expected: the compiler asks for one that is new.

import type { FindingArguments } from '../../../../src/model/finding.ts';
import type { UsageForm } from '../../../../src/model/findings/forms.ts';

type Usage = FindingArguments['USAGE'];
type Mistake = readonly [option: string, value: string, reason: Usage['reason']];

const BY_FORM: Readonly<Record<UsageForm, Mistake>> = {
  '[UPSTREAM=]http[s]://HOST[:PORT]': ['--mirror', 'nexushub.com:8001', 'scheme-missing'],
  'HOST[:PORT]|CIDR': ['--insecure', '10.0.0.0/33', 'not-a-cidr'],
  '[HOST[:PORT]=]FILE': ['--ca', 'ca.crt', 'needs-host'],
  'HOST[:PORT]|[HOST[:PORT]=]FILE': ['--ca', '', 'empty'],
  'image, apt, npm, URL': ['--from', 'atp', 'not-one-of'],
  '--from npm|URL': ['--sha256', '2c26b46b', 'needs-option'],
  HEX: ['--sha256', '2c26b46b', 'not-a-hash'],
  'NAME[=VERSION]': ['--package', '-y', 'not-a-package'],
  DURATION: ['--timeout', 'soon', 'not-a-duration'],
  ID: ['ID', '../etc', 'not-an-id'],
  IMAGE: ['IMAGE', '', 'missing-argument'],
  string: ['apply', 'array', 'wrong-type'],
  strings: ['mirror', 'number', 'wrong-type'],
  boolean: ['drop-in', 'string', 'wrong-type'],
  object: ['', 'array', 'wrong-type'],
};

export const MISTAKES: readonly Usage[] = Object.entries(BY_FORM).map(
  ([expected, [option, value, reason]]) => ({ option, value, reason, expected }),
);
