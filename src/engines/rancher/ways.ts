// How the containerd of k3s or rke2 connects to one server, and with which login.

import { certificatesIn } from '../../formats/pem.ts';
import type { ReadHost } from '../../host/ports.ts';
import type { Endpoint, Login, Transport } from '../../model/endpoint.ts';
import { splitHostPort } from '../../model/registry.ts';
import { HUB, HUB_SERVER, readAddress } from './endpoint.ts';
import { type RancherObserved, registriesOf, stateAt } from './observed.ts';
import { configFor, type Server } from './rules.ts';

type Way = Pick<Endpoint, 'registry' | 'transport' | 'base' | 'below' | 'trust'>;

export function toWay({ url, caFile, skipVerify }: Server, observed: RancherObserved, host: ReadHost): Way {
  const { scheme, registry, path } = readAddress(url) ?? { scheme: 'https', registry: url, path: '/v2' };
  const hasTls = caFile !== null || skipVerify;
  // http with settings for TLS is tried over TLS first, but for port 80 (containerd, ConfigureHosts).
  const isPlain = scheme === 'http' && (!hasTls || splitHostPort(registry).port === 80);
  const secure: Transport = skipVerify ? 'unverified' : 'https';
  return {
    registry,
    transport: isPlain ? 'http' : scheme === 'http' ? 'insecure' : secure,
    ...splitPath(path),
    trust: { certificates: caFile === null ? [] : certificatesOf(caFile, observed, host), directory: null },
  };
}

/** What stands before and behind the /v2 of an address; without one the whole path stands before it, and nobody answers there. */
function splitPath(path: string): Pick<Way, 'base' | 'below'> {
  const match = /^(.*?)\/v2(?:\/(.*?))?\/*$/.exec(path);
  if (match === null) return { base: path.replace(/\/+$/, ''), below: '' };
  const [, base = '', below = ''] = match;
  return { base, below: below === '' ? '' : `${below}/` };
}

export function certificatesOf(file: string, observed: RancherObserved, host: ReadHost): readonly string[] {
  const known = stateAt(observed, file);
  const state = known.kind === 'file' ? known : host.read(file);
  return state.kind === 'file' ? certificatesIn(state.bytes) : [];
}

/** `auth` below `configs`; a login of a pod (imagePullSecrets) is not known here. */
export function loginFor(registry: string, observed: RancherObserved): Login {
  const path = observed.settings.file;
  const name = registry === HUB_SERVER ? HUB : registry;
  const auth = configFor(name, registriesOf(observed).configs)?.auth ?? null;
  if (auth === null) return { kind: 'none' };
  const { user, password, token } = auth;
  if (user !== '') return { kind: 'password', user, password, path };
  return token === '' ? { kind: 'none' } : { kind: 'identity', token, path };
}
