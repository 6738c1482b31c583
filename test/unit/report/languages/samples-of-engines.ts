// Samples of findings about the engines and the ways that they take.

import {
  CA_FAULTS,
  CA_REASONS,
  HIDING_REASONS,
  IMAGE_PROBLEMS,
  REFUSED_FORMS,
  YAML_REASONS,
} from './reasons.ts';
import { no, registry, type Samples, subject, upstream, url, yes } from './sample.ts';

export const CA = {
  CA_UNUSABLE: [
    ...CA_REASONS.filter((reason) => reason !== 'unreadable-certificate').flatMap((reason) =>
      ['PKCS7', 'TRUSTED CERTIFICATE', 'SHA1-RSA'].map((detail) => ({ reason, subject, detail })),
    ),
    ...CA_FAULTS.map((detail) => ({
      reason: 'unreadable-certificate' as const,
      subject: '',
      number: 2,
      detail,
    })),
  ],
  CA_EXPIRES_SOON: [0, 1, 3].map((days) => ({ subject, days })),
  CA_SELF_SIGNED_LEAF: [{ subject }],
  CERTS_D_BROKEN_PAIR: [{ file: 'client.cert' }, { file: 'client.key' }],
  CERTS_D_SHADOWED: [{ by: '/etc/docker/certs.d/a/hosts.toml' }, { by: '/etc/containers/certs.d/a' }],
  CERTS_D_HIDES: [{ hidden: '/etc/docker/certs.d/a' }],
  CERTS_D_STAYS: [{}],
} satisfies Partial<Samples>;

export const DOCKER = {
  DOCKER_DESKTOP: [{}],
  ENGINE_FAILED: [{ unit: 'docker.service' }],
  OPTION_SET_BY_FLAG: ['', 'ExecStart=/usr/bin/dockerd --registry-mirror=http://a'].map((source) => ({
    flag: 'registry-mirror',
    value: 'http://a',
    directive: 'registry-mirrors',
    file: '/etc/docker/daemon.json',
    source,
  })),
  MISSPELT_DIRECTIVE: ['', 'registry-mirrors'].map((meant) => ({ directive: 'registry-mirror', meant })),
  UNKNOWN_DIRECTIVE: [
    { directive: 'mirors', nearest: 'mirrors', version: null },
    { directive: 'mirors', nearest: '', version: '20.10.24' },
  ],
  VERSION_REFUSES: [null, '20.10.24'].map((version) => ({ flag: '--mirror', version, since: '24.0.8' })),
  HUB_VERIFICATION_OFF: [{ url }, { url, until: 'loaded' }],
  MIRROR_CA_IGNORED: [{ host: registry, url, directory: '/etc/docker/certs.d/nexushub.com:9000' }],
  HOSTS_TOML_CA_MISSING: [false, true].map((isOurs) => ({
    registry: 'docker.io',
    by: '/etc/docker/certs.d/docker.io/hosts.toml',
    file: '/etc/docker/certs.d/nexushub.com:9000/ca.crt',
    isOurs,
  })),
  HUB_UNVERIFIED: [{ by: '/etc/docker/certs.d/docker.io/hosts.toml' }],
  MIRRORS_HIDDEN: [false, true].map((isOurs) => ({ by: '/etc/docker/certs.d/docker.io/hosts.toml', isOurs })),
  HUB_STAYS_SECURE: [{ flag: '--insecure docker.io' }],
  ENGINE_IGNORED_MIRROR: [
    { url, loaded: [] },
    { url, loaded: ['http://b/', 'http://c/'] },
  ],
  CLI_ASKS_ANOTHER_DAEMON: [
    { host: 'tcp://10.0.0.1:2375', context: '' },
    { host: '', context: 'remote' },
  ],
  VALUE_REFUSED: REFUSED_FORMS.map((expected) => ({ directive: 'registry-mirrors', value: 'a', expected })),
  RELOAD_RESETS_FLAG: [{ flag: 'max-concurrent-downloads', value: '9', fallback: '3' }],
} satisfies Partial<Samples>;

export const CRIO = {
  FILES_OF_OPERATOR: [true, false].map((listed) => ({
    by: listed ? '/etc/machine-config-daemon/currentconfig' : '/run/ostree-booted',
    listed,
  })),
  CRIO_READS_ANOTHER: [{ file: '/etc/crio/registries.conf', by: 'CONTAINER_REGISTRIES_CONF' }],
  CRIO_SILENT: [{ logLevel: 'error', unit: 'crio.service' }],
  CRIO_SHORT_NAMES: [{ search: [registry, 'docker.io'] }],
  CRIO_OLD_LIST: [true, false].map((counts) => ({
    key: counts ? 'insecure_registries' : 'registries',
    values: [registry],
    counts,
  })),
} satisfies Partial<Samples>;

export const CONTAINERD = {
  CONFIG_PATH_MISSING: [{ unit: 'containerd.service' }],
  CONTAINERD_TOO_OLD: [{ installed: '1.4.13', needed: '1.5' }],
  CONFIG_INLINE_REGISTRIES: [{ keys: ['mirrors."docker.io"', 'configs."a.example".tls'] }],
  CONFIG_PATH_LIST: [
    { configPath: '/etc/containerd/certs.d:/etc/docker/certs.d', folder: '/etc/containerd/certs.d' },
  ],
  CRI_DISABLED: [{}],
  CONFIG_NEWER_THAN_DAEMON: [{}],
} satisfies Partial<Samples>;

export const HOSTS_TOML = {
  HOSTS_TOML_FOREIGN: ['hosts.toml', 'ca.crt'].map((name) => ({
    upstream,
    by: `/etc/containerd/certs.d/docker.io/${name}`,
  })),
  HOSTS_TOML_EDITED: [{ upstream }],
} satisfies Partial<Samples>;

export const PODMAN = {
  VERSION_1: [{}],
  VERSION_1_DROP_IN: [{}],
  MISPLACED_KEY: [{ key: 'short-name-mode' }],
  CONF_DOUBTFUL: ['UNKNOWN_KEY', 'DUPLICATE_KEY', 'MIXED_VERSIONS', 'BAD_VALUE'].map((reason) => ({
    reason,
    detail: { key: 'locatoin', prefix: 'docker.io', value: 'a', reason: 'trailing-slash' },
  })),
  HIDDEN_BY: HIDING_REASONS.flatMap((reason) =>
    [no, yes].map((dropInHelps) => ({
      entry: '--mirror http://a',
      by: '/home/alice/.config/containers/registries.conf',
      reason,
      dropInHelps,
    })),
  ),
  WOULD_HIDE: [{ hidden: '/usr/share/containers/registries.conf' }],
  DANGLING_LINK: [{}],
  VERSION_TOO_OLD: [{ what: 'short-name-mode', installed: '3.0.1', needed: '3.4' }],
  MOVED_TO_DROP_IN: [{ from: '/etc/containers/registries.conf' }],
  STAYS_IN_DROP_IN: [{}],
  SHORT_NAMES_ENFORCED: [{ search: ['a.example', 'b.example'] }],
  ALIASES_FIRST: [{ names: ['alpine', 'redis'], target: upstream }],
  LOCATION_REFUSED: [{ location: 'nexushub/docker', prefix: upstream }],
  UNREADABLE_FOR_USERS: [{ mode: '0600' }],
} satisfies Partial<Samples>;

export const ROUTE = {
  IMAGE_NAME_REFUSED: IMAGE_PROBLEMS.flatMap((reason) => [
    { image: 'nexushub.com/Team/App', reason },
    { image: 'http://nexushub.com/app', reason },
  ]),
  IMAGE_NOT_OF_REGISTRY: [{ image: 'oci:/srv/image', transport: 'oci' }],
  SHORT_NAME_UNKNOWN: ['', '/etc/containers/registries.conf'].map((file) => ({ name: 'alpine', file })),
  REGISTRY_BLOCKED: [{ registry, prefix: 'nexushub.com' }],
  CERTS_D_MISNAMED: [{ registry, wanted: '/etc/docker/certs.d/nexushub.com:9000' }],
  CERTS_D_CA_AS_CLIENT: [no, yes].flatMap((ownKey) =>
    [no, yes].map((isAuthority) => ({ registry, isAuthority, ownKey })),
  ),
  CERTS_D_KEY_WITHOUT_CERT: [{ registry }],
  CERTS_D_NOT_PEM: (['der', 'other'] as const).flatMap((form) =>
    [no, yes].map((strict) => ({ registry, form, strict })),
  ),
  CERTS_D_IGNORED_NAME: [{ registry, file: 'ca.pem' }],
  CERTS_D_EMPTY: [{ registry, hidden: '/etc/docker/certs.d/nexushub.com:9000' }],
  PROXY_NOT_FOLLOWED: [{ scheme: 'socks5', source: 'HTTPS_PROXY' }],
} satisfies Partial<Samples>;

export const BUILDKIT = {
  BUILDKIT_LEFT_ALONE: [
    { builders: ['ci', 'dev'], daemon: false },
    { builders: [], daemon: true },
  ],
  BUILDER_FOUND: (['none', 'conf', 'hidden'] as const).flatMap((config) =>
    [[], ['docker.io=a:5000', 'quay.io=b/c']].map((mirrors) => ({ builder: 'ci', config, mirrors })),
  ),
  BUILDER_IGNORES: [{ builders: ['ci', 'dev'], mirrors: ['a:5000', 'b'] }],
  BUILDER_OUTDATED: [no, yes].map((own) => ({
    builder: 'ci',
    own,
    lines: ['docker buildx rm --keep-state ci', 'docker buildx create --name ci --use'],
  })),
  BUILDER_ASKED: [{ builder: 'ci' }],
  BUILDKITD_STALE: [{ unit: 'buildkit.service' }],
  BUILDKITD_LAYOUT: [{}],
  BUILDX_DEFAULT_NEW: [{}],
  MIRROR_SET_TO_HTTP: [{ url, registry }],
  BUILDKITD_KEY_IGNORED: [{ key: 'mirror' }],
  BUILDKITD_CA_MISSING: [{ registry, file: '/etc/buildkit/ca.crt' }],
} satisfies Partial<Samples>;

export const RANCHER = {
  YAML_REFUSED: YAML_REASONS.map((reason) => ({ reason })),
  RANCHER_OTHER_RUNTIME: [{ option: 'docker' }],
  RANCHER_CA_TAKEN: [{ host: registry, file: '/etc/ssl/nexus.crt' }],
  RANCHER_CA_MISSING: [{ host: registry, file: '/etc/ssl/nexus.crt' }],
  RANCHER_FALLS_BACK: [{ upstream }],
  RANCHER_LEAVES_WILDCARD: [{ registry }],
  RANCHER_INSECURE_IS_TLS: [{ host: registry }],
  RANCHER_RESTART: (['server', 'agent'] as const).flatMap((role) =>
    [no, yes].map((keepsPods) => ({
      unit: 'k3s.service',
      role,
      keepsPods,
      controlPlane: ['kube-apiserver', 'etcd'],
    })),
  ),
} satisfies Partial<Samples>;
