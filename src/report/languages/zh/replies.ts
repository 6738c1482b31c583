// Chinese: what registries answer.

import type { Reply } from '../../../model/endpoint.ts';

export const replies = {
  found: 'found',
  'not-found': 'not found',
  unauthorized: 'needs a login',
  forbidden: 'refused',
  'rate-limited': 'asked too often',
  'server-error': 'an error of its own',
  'no-registry': 'not a registry',
  unreachable: 'cannot be reached',
  untrusted: 'not trusted',
  'plain-http': 'speaks plain HTTP, no TLS',
  late: 'no connection in time',
  silent: 'takes the connection and does not answer',
  'silent-image': 'does not answer for the image',
} as const satisfies Record<Reply, string>;
