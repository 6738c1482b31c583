// What all samples of findings have in common.

import type { FindingArguments, FindingCode } from '../../../../src/model/finding.ts';

/** Arguments for every code. */
export type Samples = { readonly [Code in FindingCode]: readonly FindingArguments[Code][] };

export const TIME = Date.UTC(2026, 5, 1, 12);
export const registry = 'nexushub.com:9000';
export const url = `http://${registry}/v2/`;
export const image = 'docker.io/library/alpine:3.19';
export const upstream = 'docker.io';
export const id = '20260601T120000Z-1a2b';
export const subject = 'CN=Example Root,O=Example';
export const issuer = 'CN=Other Root';
export const [no, yes] = [false, true] as const;
