// English: what is asked on a terminal.

import type { QuestionWords } from '../language.ts';
import { fingerprintRows, timeWords } from '../pieces.ts';

export const questions: QuestionWords = {
  asked: {
    engines: () => 'Which of them shall use the registry?',
    use: () => 'What is the registry for?',
    address: ({ use }) =>
      use === 'mirror' ? 'Its address (https://HOST[:PORT] or http://…)' : 'Its address (HOST[:PORT])',
    'what-now': ({ registry }) => `What shall be done about ${registry}?`,
    'ca-file': () => 'The file with its CA (PEM; nothing: none at hand)',
    compare: ({ registry }) =>
      `Has the administrator of ${registry} told you the same fingerprint, by another way than this connection?`,
    alias: ({ name }) => `The IP address of ${name}, for a line in /etc/hosts (nothing: none)`,
    search: ({ registry, engines }) =>
      `Shall ${engines.join(', ')} look for short names, such as alpine, at ${registry} first?`,
    change: () => 'Make these changes?',
    restart: ({ engines }) =>
      `Restart ${engines.map(({ engine }) => engine).join(', ')}? It would stop: ${engines
        .flatMap(({ containers }) => containers)
        .join(', ')}`,
  },
  options: {
    mirror: 'a mirror: images of Docker Hub come through it',
    registry: 'a registry of its own: images are asked for by its name',
    'ca-file': 'name a file with its CA',
    'ca-sent': 'compare the fingerprint, and trust what the server sent',
    'plain-http': 'use it without encryption (plain HTTP)',
    https: 'use it with TLS (https)',
    alias: 'say its IP address, for /etc/hosts',
    'other-address': 'type another address',
    'go-on': 'go on all the same',
  },
  found: (engines) => `Found: ${engines.join(', ')}`,
  answers: (registry, program, sure) => {
    const which = program === '' ? '' : ` (${sure ? '' : 'probably '}${program})`;
    return `${registry} answers as a registry${which}.`;
  },
  certificate: (registry, { subject, fingerprint, notBefore, notAfter, authority }) => [
    `${registry} sent this ${authority ? 'CA' : 'certificate of its own'}:`,
    `  subject: ${subject}`,
    ...fingerprintRows(fingerprint).map((row, index) => `  ${index === 0 ? 'SHA-256:' : '        '} ${row}`),
    `  valid:   ${timeWords(notBefore)} to ${timeWords(notAfter)}`,
    'Compare this with what the administrator of the registry tells you: whoever stands in between could have sent it.',
  ],
  keysOfSelect: '(arrow keys or the first letters; Enter takes it)',
  keysOfChoose: '(arrow keys; space takes one in or out; Enter ends)',
  yes: 'Yes',
  no: 'No',
  neither: 'Type y or n.',
  none: 'Take at least one.',
};
