// Sentences about a file that the command line, or a configuration file, names and that cannot be used.

import type { FindingPlace } from '../../../model/finding.ts';
import type { GeneralFindings } from '../../../model/findings/general.ts';
import type { Sentence } from '../sentence.ts';
import { nodeWords } from './words.ts';

type Arguments = GeneralFindings['INPUT_FILE'];

/** Where the .deb and the .rpm put it (packaging/build/contents.ts). */
const EXAMPLE_CONFIG = '/usr/share/doc/registry-client/examples/config.json5';

export function inputSentence(args: Arguments, { path = 'FILE' }: FindingPlace): Sentence {
  const { option, file, error } = args;
  const place = file ?? path;
  const cause = error === undefined ? '' : ` (${error})`;
  return {
    message: `${option}${file === undefined ? '' : ` ${file}`}: ${problemWords(args, place)}${cause}.`,
    hint: cure(args, place),
  };
}

const REASONS = {
  absent: 'there is no such file or folder',
  'not-made': 'there is no configuration file here yet',
  unreadable: 'it cannot be read',
  'not-a-directory': 'it is not a directory',
  empty: 'it is empty',
  'too-large': 'it is too large for what it should be',
} as const;

function problemWords({ reason, found, link, target = '' }: Arguments, place: string): string {
  switch (reason) {
    case 'not-a-file':
      return `it is ${nodeWords(found ?? '')}, not a regular file`;
    case 'dangling-link':
      return `${link === place ? 'it' : link} is a symbolic link to ${target}, where nothing is`;
    default:
      return REASONS[reason];
  }
}

function cure({ option, reason, link = '', target = '' }: Arguments, place: string): string {
  switch (reason) {
    case 'not-made':
      return `Make it, or name another: --config FILE. In the packages an example is ${EXAMPLE_CONFIG}.`;
    case 'not-a-file':
      return `See what it is (ls -ld ${place}), and put a regular file in its place or name another one.`;
    case 'dangling-link': {
      const isPrivate = /^(?:\/var)?\/tmp\//.test(target);
      const why = isPrivate
        ? ' A systemd unit may have a /tmp of its own, in which nothing of yours is.'
        : '';
      return `Put there what it leads to, or lead it elsewhere: ln -sfn TARGET ${link}.${why}`;
    }
    default: {
      const start = option.startsWith('--') ? 'that the command is run in' : 'of the configuration file';
      return `Check the path; a relative one starts from the folder ${start}.`;
    }
  }
}
