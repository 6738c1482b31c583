// Sentences about wrong usage: what was typed, the rule that it breaks, and the form that is expected.

import type { FindingPlace } from '../../../model/finding.ts';
import type { GeneralFindings, UsageReason } from '../../../model/findings/general.ts';
import { commandLine, meantWord } from '../pieces.ts';
import type { Sentence } from '../sentence.ts';
import { usageForm } from './forms.ts';

type Usage = GeneralFindings['USAGE'];

export function usageSentence(args: Usage, { path }: FindingPlace): Sentence {
  // What is wrong with a key is not what stands behind it.
  const value = args.reason === 'wrong-type' ? '' : args.value;
  const named = args.inline === undefined ? value : `certificate ${args.inline} of the file`;
  const typed = [args.option, named].filter((word) => word !== '').join(' ');
  const rule = RULES[args.reason](args);
  return {
    message:
      typed === ''
        ? `The ${path === undefined ? 'command line' : 'file'} is wrong: ${rule}.`
        : `${typed}: ${rule}.`,
    hint: usageHint(args),
  };
}

const RULES = {
  'unknown-option': () => 'there is no such option',
  'unknown-command': () => 'there is no such command',
  'unknown-key': () => 'there is no such key',
  'wrong-type': ({ value }) => `this cannot be ${value === 'null' ? 'null' : `a value of type ${value}`}`,
  'twice-key': () => 'this key stands here twice',
  'not-a-hash': () => 'this is not a SHA-256 checksum',
  'not-a-package': () => 'this is not the name of a package',
  'missing-argument': ({ value }) =>
    value === '' ? 'this is missing, or its value is' : 'the value is missing; this is an option',
  'excess-argument': () => 'this is one word too many',
  'nothing-asked': () => 'nothing is asked for',
  'not-a-mirror-url': () => 'this is not the URL of a mirror',
  'scheme-missing': () => 'a mirror begins with http:// or https://; without it the two cannot be told apart',
  userinfo: () =>
    'a user name or password must not stand here: the engines refuse it, and it would be readable by all',
  query: () => 'a ? or # must not stand in the name of a registry',
  'not-a-host': () => 'this is not the name or address of a host',
  'scheme-not-wanted': () => 'http:// or https:// must not stand here: the name of a registry has no scheme',
  'path-not-wanted': () => 'a path must not stand here: a registry is a host, with or without a port',
  'port-out-of-range': () => 'the port must be a number from 1 to 65535',
  'not-a-cidr': () => 'this is not a network in CIDR form',
  'not-an-address': () => 'an IPv4 or IPv6 address is needed after the =',
  'not-a-name': () => 'a host name is needed before the =: letters, digits, hyphens and dots',
  'not-a-duration': () => 'this is not a duration that can be used here',
  'not-an-id': () => 'this cannot be the ID of a change',
  'not-one-of': () => 'there is no such choice',
  empty: () => 'the value is empty',
  'needs-host': () => 'there is nothing that this CA is for',
  'needs-option': ({ expected }) =>
    `this is of use only together with ${usageForm(expected ?? 'another option')}`,
  'needs-checksum': () =>
    'the SHA-256 of the package is needed: whoever has this name in the registry that npm asks would become root',
  'not-an-image': () => 'this is not the name of an image',
  'no-login-there': () =>
    'a login is for registries that are used by their own names, named with --registry or --search; a mirror is sent none',
  'conflicts-with': ({ expected }) => `this cannot be combined with ${expected ?? 'another option'}`,
  'twice-different': () => 'this was given twice, with different values',
  other: () => 'the command line cannot be understood',
} as const satisfies Record<UsageReason, (args: Usage) => string>;

/** The option that is needed or in the way is in the message already. */
function usageHint({ reason, expected, option, value }: Usage): string {
  switch (reason) {
    case 'unknown-option':
      return expected === undefined
        ? 'See the options: registry-client help COMMAND'
        : expected.startsWith('-') || expected.includes(' -')
          ? `Did you mean ${commandLine(expected)}?`
          : `It is an option of other commands: ${expected}`;
    case 'unknown-command':
      return expected?.includes(', ') ? `There is: ${expected}` : `Did you mean registry-client ${expected}?`;
    case 'not-one-of': {
      const meant = meantWord(value, expected);
      return `${meant === '' ? '' : `Did you mean ${meant}? `}Expected: ${usageForm(expected ?? '')}`;
    }
    case 'needs-host':
      return `Expected: ${usageForm(expected ?? '')}; or name a --registry or an https --mirror`;
    case 'needs-option':
      return `Add ${usageForm(expected ?? 'it')}, or leave ${option} out.`;
    case 'needs-checksum':
      return `Add --sha256 HEX, as this prints it where the package is known to be the right one: ${expected}`;
    case 'no-login-there':
      return expected === '' ? 'Add --registry HOST[:PORT].' : `There is: ${expected}`;
    case 'conflicts-with':
      return 'Leave one of them out.';
    case 'unknown-key':
      return expected?.includes(',') ? `There is: ${expected}` : `Did you mean ${expected}?`;
    case 'twice-different':
      return 'Keep one of them.';
    case 'twice-key':
      return 'Join them into one list.';
    case 'nothing-asked':
      return `Name at least one of ${expected ?? 'the options'}; examples: registry-client ${option} --help`;
    case 'excess-argument':
      return `Was an option forgotten before it? See registry-client ${option} --help`;
    default:
      return expected === undefined ? 'See registry-client --help' : `Expected: ${usageForm(expected)}`;
  }
}
