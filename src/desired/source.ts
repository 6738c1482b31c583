// `cloud-init --from`, `--sha256` and `--package`: how the first boot gets the program and what else it installs.

import manifest from '../../package.json' with { type: 'json' };
import { finding } from '../model/finding.ts';
import type { UsageForm } from '../model/findings/forms.ts';
import { PACKAGE, tarballOf } from '../model/package.ts';
import { type Flags, singleValue, usage, valuesOf } from './flags.ts';
import type { Source } from './invocation.ts';
import type { Say } from './options.ts';

const SOURCE_FORM = 'image, apt, npm, URL' satisfies UsageForm;
const SHA256_FORM = 'HEX' satisfies UsageForm;
const CHECKED_SOURCE = '--from npm|URL' satisfies UsageForm;

/**
 * A URL needs the SHA-256 of what it serves, and npm that of the package: what is run as root on a first boot must be
 * what was meant, whoever answers, and whoever has the name in the registry that npm asks.
 */
export function parseSource(flags: Flags, say: Say): Source {
  const from = one(flags, '--from', SOURCE_FORM, say) ?? 'image';
  const sum = one(flags, '--sha256', SHA256_FORM, say);
  if (from === 'image' || from === 'apt') {
    if (sum !== undefined) say(usage('--sha256', sum, 'needs-option', CHECKED_SOURCE));
    return { kind: from };
  }
  if (sum !== undefined && !/^[0-9a-f]{64}$/i.test(sum)) {
    say(usage('--sha256', sum, 'not-a-hash', SHA256_FORM));
  }
  const sha256 = (sum ?? '').toLowerCase();
  if (from === 'npm') {
    if (sum === undefined) say(usage('--from', from, 'needs-checksum', HOW_TO_SUM));
    return { kind: 'npm', sha256 };
  }
  if (sum === undefined) say(usage('--from', from, 'needs-option', '--sha256'));
  const url = readUrl(from);
  if (url === undefined) say(usage('--from', from, 'not-one-of', SOURCE_FORM));
  else if (url.search !== '') say(finding('warning', 'SECRET_IN_URL', { option: '--from' }));
  return { kind: 'url', url: url?.href ?? '', sha256 };
}

const { version } = manifest;
const HOW_TO_SUM = `npm pack ${PACKAGE}@${version} && sha256sum ${tarballOf(version)}`;

const PACKAGE_FORM = 'NAME[=VERSION]' satisfies UsageForm;

/** Names of packages, each once; an option of the package manager is none. */
export function parsePackages(flags: Flags, say: Say): readonly string[] {
  const names = [...new Set(valuesOf(flags, '--package'))];
  for (const name of names) {
    if (!/^[A-Za-z0-9][A-Za-z0-9+.:~=_-]*$/.test(name)) {
      say(usage('--package', name, 'not-a-package', PACKAGE_FORM));
    }
  }
  return names;
}

/** A URL without user information: the document is readable by everybody on the host, and in the cloud's console. */
function readUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const { protocol, username, password } = url;
  const plain = (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
  return plain ? url : undefined;
}

function one(flags: Flags, option: string, form: string, say: Say): string | undefined {
  const value = singleValue(flags, option, form);
  if (value.ok) return value.value;
  say(value.error);
  return undefined;
}
