// What every part of the benchmark gets, and what it gives.

import type { Host } from '../test/hosts/lab/host.ts';
import type { Lab } from '../test/hosts/lab/lab.ts';
import type { Goal } from './figures.ts';
import type { Table } from './table.ts';

export interface Bench {
  readonly lab: Lab;
  /** A Debian 12 with Docker alone; what ./inside has is under INSIDE. */
  readonly host: Host;
  /** A few rounds only, to see that everything runs. */
  readonly quick: boolean;
}

/** A part of the document. */
export interface Section {
  readonly title: string;
  /** Paragraphs of Markdown before the tables: what is measured, and how. */
  readonly about: string;
  readonly tables: readonly Table[];
  /** What is to be said of the tables, from the figures themselves. */
  readonly remarks?: readonly string[];
  readonly goals: readonly Goal[];
}

/** Where the programs and scripts are on the host. */
export const INSIDE = '/opt/bench';

export const FORMS = {
  executable: [`${INSIDE}/standalone/registry-client`],
  'Node.js': ['/opt/node/bin/node', `${INSIDE}/bundle/bin/registry-client.js`],
} as const satisfies Record<string, readonly string[]>;

export type Form = keyof typeof FORMS;

export const FORM_NAMES = ['executable', 'Node.js'] as const satisfies readonly Form[];

/** The form with words behind it. */
export const command = (form: Form, ...words: readonly string[]): readonly string[] => [
  ...FORMS[form],
  ...words,
];

/** The whole environment of what is measured: some variables cost time (NODE_EXTRA_CA_CERTS doubles Node's start). */
export const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
} as const;
