// An examination in one line, for tables of tests.

import type { Examination, Failure } from '../../src/model/examination.ts';

/** `scheme failure api=… front=… challenge token login manifest=… catalog=… push=…`, each only where there is something. */
export function inWords(examination: Examination): string {
  const { scheme, failure, api, front, challenge, token, loggedIn, manifest, catalog, push } = examination;
  return [
    scheme ?? '-',
    ...(failure === null ? [] : [failureInWords(failure)]),
    ...(api === null ? [] : [`api=${api.status}`]),
    ...(front === null ? [] : [`front=${front.status}`]),
    ...(challenge.kind === 'none' ? [] : [challenge.kind]),
    ...(token === null ? [] : [tokenInWords(token)]),
    ...(loggedIn ? ['login'] : []),
    ...(manifest === null
      ? []
      : [
          `${manifest.repository}:${manifest.reference}=${manifest.facts.status}${manifest.digest === null ? '' : ' found'}`,
        ]),
    ...(catalog === null ? [] : [`catalog=${catalog.join(',')}`]),
    ...(push === null ? [] : [`push=${push.open.status}/${push.large?.status ?? '-'}`]),
  ].join(' ');
}

function tokenInWords(token: NonNullable<Examination['token']>): string {
  switch (token.kind) {
    case 'token':
      return 'token';
    case 'refused':
      return `token-refused=${token.facts.status}`;
    case 'failed':
      return `token-failed=(${failureInWords(token.failure)})`;
  }
}

function failureInWords(failure: Failure): string {
  switch (failure.kind) {
    case 'failed':
      return `failed ${failure.step} ${failure.error}`;
    case 'late':
      return `late ${failure.step}`;
    case 'plain-http':
    case 'old-protocol':
      return failure.kind;
    case 'untrusted':
      return failure.finding.code;
    case 'proxy':
      return `proxy ${failure.status}${failure.error === '' ? '' : ` ${failure.error}`}${failure.direct ? ' direct' : ''}`;
  }
}
