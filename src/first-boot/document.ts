// The cloud-config document of a first boot. Pure.

import { Document, isScalar, Scalar, visit } from 'yaml';
import { writeConfig } from '../desired/config-text.ts';
import { type CloudInitInvocation, DEFAULT_CONFIG } from '../desired/invocation.ts';
import { PACKAGE } from '../model/package.ts';
import { firstBootScript } from './script.ts';

/**
 * Writes the document. Everything in it is of the kind that every version of cloud-init since 20.4 takes, and it says
 * nothing about what it does not need: it can be merged with others.
 * @param version of this program
 */
export function firstBootDocument(invocation: CloudInitInvocation, version: string): string {
  const { source, requests } = invocation;
  const packages = [...new Set([...invocation.packages, ...(source.kind === 'apt' ? [PACKAGE] : [])])];
  const config = writeConfig(invocation, [
    'Written by cloud-init on the first boot. After an edit: registry-client setup --config',
  ]);
  const content = {
    write_files: [{ path: DEFAULT_CONFIG, owner: 'root:root', permissions: '0644', content: config }],
    ...(packages.length === 0 ? {} : { package_update: true, packages }),
    runcmd: [['sh', '-euc', firstBootScript({ source, requests, version })]],
  };
  return `#cloud-config\n# Made by registry-client ${version}. ${ABOUT}\n${yamlOf(content)}`;
}

/** A URL of --from is as it was given: see SECRET_IN_URL. */
const ABOUT = 'It holds no password and no private key; who reads it can use the URLs in it.';

/** cloud-init reads YAML 1.1: what is a number or a truth value there is quoted. Text of several lines stays such. */
function yamlOf(content: unknown): string {
  const document = new Document(content, { version: '1.1' });
  visit(document, {
    Scalar: (_, node) => {
      if (isScalar(node) && typeof node.value === 'string' && node.value.includes('\n')) {
        node.type = Scalar.BLOCK_LITERAL;
      }
    },
  });
  return document.toString({ lineWidth: 0, directives: false });
}
