// Every reason that a finding may have: the compiler asks for one that is new.

import type { BadValueReason } from '../../../../src/formats/toml/conf.ts';
import type { FindingArguments } from '../../../../src/model/finding.ts';
import type { CaFault } from '../../../../src/model/findings/ca.ts';
import type {
  RefusedForm,
  SyntaxForm,
  SyntaxFound,
  ValueForm,
} from '../../../../src/model/findings/forms.ts';
import type { RestartReason, TargetReason, UsageReason } from '../../../../src/model/findings/general.ts';
import type { HidingReason } from '../../../../src/model/findings/podman.ts';
import type { YamlReason } from '../../../../src/model/findings/rancher.ts';
import type { ImageProblem } from '../../../../src/model/image.ts';
import type { TextProblem } from '../../../../src/model/text.ts';

/** The words of a union, every one of them. */
function all<Word extends string>(words: Readonly<Record<Word, true>>): readonly Word[] {
  const list: Word[] = [];
  for (const word in words) list.push(word);
  return list;
}

export const USAGE_REASONS = all<UsageReason>({
  'unknown-option': true,
  'unknown-command': true,
  'unknown-key': true,
  'wrong-type': true,
  'twice-key': true,
  'not-a-hash': true,
  'not-a-package': true,
  'missing-argument': true,
  'excess-argument': true,
  'nothing-asked': true,
  'not-a-mirror-url': true,
  'scheme-missing': true,
  userinfo: true,
  query: true,
  'not-a-host': true,
  'scheme-not-wanted': true,
  'path-not-wanted': true,
  'port-out-of-range': true,
  'not-a-cidr': true,
  'not-an-address': true,
  'not-a-name': true,
  'not-a-duration': true,
  'not-an-id': true,
  'not-one-of': true,
  empty: true,
  'needs-host': true,
  'needs-option': true,
  'needs-checksum': true,
  'no-login-there': true,
  'not-an-image': true,
  'conflicts-with': true,
  'twice-different': true,
  other: true,
});

export const RESTART_REASONS = all<RestartReason>({
  'directive-stays': true,
  'flag-stays': true,
  'mirrors-not-reloaded': true,
  'insecure-lost': true,
  'service-ends': true,
  'builds-end': true,
  'read-at-start': true,
});

export const TARGET_REASONS = all<TargetReason>({
  'not-a-file': true,
  'not-a-directory': true,
  'hard-links': true,
  'mount-point': true,
  'writable-by-others': true,
  'symlink-loop': true,
  'read-only': true,
  immutable: true,
  'changed-meanwhile': true,
});

export const TEXT_PROBLEMS = all<TextProblem['code']>({
  SYNTAX: true,
  COMMENT: true,
  TRAILING_COMMA: true,
  TRAILING_CONTENT: true,
  EMPTY: true,
  NOT_UTF8: true,
  BYTE_ORDER_MARK: true,
  LONE_CARRIAGE_RETURN: true,
  WRONG_TYPE: true,
  DUPLICATE_KEY: true,
  MIXED_VERSIONS: true,
  VERSION_1: true,
  MISPLACED_KEY: true,
  UNKNOWN_KEY: true,
  BAD_VALUE: true,
  EDIT_NOT_EXACT: true,
});

export const VALUE_FORMS = all<ValueForm>({
  bool: true,
  int: true,
  'array of strings': true,
  'string-map': true,
  'bool-map': true,
});

export const SYNTAX_FORMS = all<SyntaxForm>({
  value: true,
  'value or ]': true,
  key: true,
  'key or }': true,
  ':': true,
  ', or ]': true,
  ', or }': true,
  'closing-quote': true,
  'valid-escape': true,
  'no-control-character': true,
  digit: true,
  'fewer-levels': true,
});

export const SYNTAX_FOUND = all<SyntaxFound>({ 'end-of-file': true });

export const REFUSED_FORMS = all<RefusedForm>({
  'http-url': true,
  'url-without-login': true,
  'url-without-query': true,
  url: true,
  'url-without-path': true,
  'no-hyphen-at-the-ends': true,
  'host-without-scheme': true,
  'host-or-network': true,
  'port-in-range': true,
  'data-root-alone': true,
});

export const BAD_VALUES = all<BadValueReason>({
  scheme: true,
  'no-prefix-and-location': true,
  'no-location': true,
  'no-mirror-location': true,
  wildcard: true,
  'conflicting-insecure': true,
  'conflicting-blocked': true,
  'pull-from-mirror': true,
  'pull-from-mirror-outside-mirror': true,
  'pull-from-mirror-with-digest-only': true,
  'short-name-mode': true,
  'search-entry': true,
  alias: true,
  'letter-case': true,
  'trailing-slash': true,
  layout: true,
  'no-such-registry': true,
  'registry-exists': true,
});

export const HIDING_REASONS = all<HidingReason>({
  'same-prefix': true,
  'longer-prefix': true,
  'search-list': true,
  blocked: true,
  'digest-only': true,
  'user-file': true,
  environment: true,
});

export const IMAGE_PROBLEMS = all<ImageProblem>({
  empty: true,
  syntax: true,
  'upper-case': true,
  identifier: true,
  'too-long': true,
});

export const CA_REASONS = all<FindingArguments['CA_UNUSABLE']['reason']>({
  'no-certificate': true,
  'private-key': true,
  'not-a-certificate': true,
  der: true,
  'unreadable-certificate': true,
  leaf: true,
  'no-key-cert-sign': true,
  'no-server-auth': true,
  expired: true,
  'not-yet-valid': true,
  'weak-key': true,
  'unsupported-key': true,
  'weak-signature': true,
});

export const CA_FAULTS = all<CaFault>({ 'cut-off': true, 'not-der': true, 'no-dates': true });

export const INPUT_REASONS = all<FindingArguments['INPUT_FILE']['reason']>({
  absent: true,
  'not-made': true,
  'dangling-link': true,
  unreadable: true,
  'not-a-file': true,
  'not-a-directory': true,
  empty: true,
  'too-large': true,
});

export const USER_REASONS = all<FindingArguments['USER_REFUSED']['reason']>({
  unknown: true,
  root: true,
  'no-home': true,
  program: true,
  lookup: true,
});

export const FLAG_REASONS = all<FindingArguments['FLAG_NOT_FOR_ENGINE']['reason']>({
  'not-supported': true,
  'upstream-not-docker-io': true,
  cidr: true,
  'path-of-docker': true,
  'path-of-podman': true,
  'no-login-command': true,
});

export const UNCHECKED_REASONS = all<FindingArguments['CANDIDATE_UNCHECKED']['reason']>({
  'not-running': true,
  timeout: true,
  blind: true,
  failed: true,
});

export const YAML_REASONS = all<YamlReason>({
  alias: true,
  anchor: true,
  'merge-key': true,
  documents: true,
  layout: true,
});
