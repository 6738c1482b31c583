// What the findings about Docker Engine say.

import type { DockerFindings } from '../../../model/findings/docker.ts';
import type { Sentences } from '../sentence.ts';
import { refusedForm } from './forms.ts';

const DAEMON_JSON = 'daemon.json';

const dockerVersion = (version: string | null): string =>
  version === null ? 'this Docker' : `Docker ${version}`;

export const dockerSentences = {
  ENGINE_FAILED: ({ unit }) => ({
    message: `${unit} has failed: Docker does not run. systemctl says: "Active: failed".`,
    hint: `See why: journalctl -u ${unit} -n 20 --no-pager. When that is mended: systemctl reset-failed ${unit} docker.socket; systemctl start ${unit}`,
  }),
  DOCKER_DESKTOP: () => ({
    message:
      'This is Docker Desktop: its engine runs in a virtual machine, and files of this host do not configure it.',
    hint: 'Set the registries in Docker Desktop under Settings, Docker Engine.',
  }),
  OPTION_SET_BY_FLAG: ({ flag, value, directive, file, source }, { path }) => ({
    message:
      `dockerd is started with --${flag}=${value}${source === '' ? '' : ` (${source})`}, and ${file} would set ` +
      `${directive} as well: dockerd neither starts nor reloads then, even when both say the same.`,
    hint:
      source === '' || path === undefined
        ? `Find what starts dockerd with --${flag}, take the flag out there, restart Docker, and run this again.`
        : `Take --${flag} out of ${path}, run "systemctl daemon-reload && systemctl restart docker", and run this again.`,
  }),
  MISSPELT_DIRECTIVE: ({ directive, meant }, { path = DAEMON_JSON }) => ({
    message: `"${directive}" is the name of a flag, not of an option in this file: dockerd ignores it without a word.`,
    hint:
      meant === ''
        ? `Take "${directive}" out of ${path}.`
        : `In ${path}, rename "${directive}" to "${meant}", or take it out.`,
  }),
  UNKNOWN_DIRECTIVE: ({ directive, nearest, version }, { path = DAEMON_JSON }) => ({
    message:
      version === null
        ? `"${directive}" is no option that Docker is known to have; a Docker that does not know it does not start.`
        : `Docker ${version} has no option "${directive}" and does not start with it.`,
    hint:
      nearest === '' || nearest === directive
        ? `Take "${directive}" out of ${path}.`
        : `In ${path}, rename "${directive}" to "${nearest}", or take it out.`,
  }),
  VERSION_REFUSES: ({ flag, version, since }) => ({
    message: `${dockerVersion(version)} ${version === null ? 'may not take' : 'does not take'} ${flag}: that needs Docker ${since} or later.`,
    hint: `Use a mirror whose address has no path, or install Docker ${since} or later.`,
  }),
  HUB_VERIFICATION_OFF: ({ url, until }) => ({
    message: `With the mirror ${url}, Docker does not verify the certificate of Docker Hub itself any more when it falls back to it.`,
    hint:
      until === 'loaded'
        ? 'Until Docker is reloaded, its old lists count: systemctl reload docker'
        : `registry-client setup --engine docker --mirror ${url} lists the mirror in certs.d/docker.io/hosts.toml: there it has no bearing on Docker Hub.`,
  }),
  MIRROR_CA_IGNORED: ({ host, url, directory }) => ({
    message: `This Docker does not read the CA in ${directory} when it uses ${host} as a mirror (pulls by the name ${host} do use it).`,
    hint: `registry-client setup --engine docker --mirror ${url} lists the mirror with this CA in certs.d/docker.io/hosts.toml, which Docker does read.`,
  }),
  HOSTS_TOML_CA_MISSING: ({ registry, by, file, isOurs }) => ({
    message: `${by} names the CA ${file}, which is not there or holds no certificate: every pull of an image of ${registry} fails ("unable to read CA cert", "unable to load CA cert").`,
    hint: isOurs
      ? 'Run registry-client setup with the same mirrors and CAs again.'
      : `Put the CA there, or take it out of ${by}.`,
  }),
  HUB_UNVERIFIED: ({ by }) => ({
    message: `${by} has Docker ask Docker Hub without verifying its certificate: "skip_verify" stands outside the tables of the mirrors.`,
    hint: `Take "skip_verify" out of there; a mirror that needs it has it in its own table, [host."URL"].`,
  }),
  MIRRORS_HIDDEN: ({ by, isOurs }) => ({
    message: `${by} says where images of docker.io come from, so Docker ignores "registry-mirrors": a mirror that stands there alone is not used.`,
    hint: isOurs
      ? 'Run registry-client setup with its mirrors again: it lists those there that came into "registry-mirrors" since, too.'
      : `Name the mirror in ${by}, or move that file away, and run this again.`,
  }),
  HUB_STAYS_SECURE: ({ flag }) => ({
    message: `Docker ignores ${flag}: it talks to Docker Hub over verified TLS only.`,
    hint: `Leave ${flag} out.`,
  }),
  ENGINE_IGNORED_MIRROR: ({ url, loaded }) => ({
    message: `Docker does not have the mirror ${url} in force; it has ${loaded.length === 0 ? 'none' : loaded.join(', ')}.`,
    hint: 'See why with "journalctl -u docker -n 50", and run registry-client setup again.',
  }),
  CLI_ASKS_ANOTHER_DAEMON: ({ host, context }) => ({
    message:
      `The docker command here talks to another daemon than the one of this host` +
      `${host === '' ? '' : ` (DOCKER_HOST=${host})`}${context === '' ? '' : ` (context ${context})`}: ` +
      'it will not show what is set up here.',
    hint: 'Run "docker context use default" and unset DOCKER_HOST and DOCKER_CONTEXT.',
  }),
  VALUE_REFUSED: ({ directive, value, expected }, { path = DAEMON_JSON }) => ({
    message: `"${value}" under "${directive}" is refused by Docker; it wants ${refusedForm(expected)}.`,
    hint: `Correct or take out "${value}" in ${path}, and run this again.`,
  }),
  RELOAD_RESETS_FLAG: ({ flag, value, fallback }) => ({
    message: `A reload makes Docker forget --${flag}=${value} until its next start: it uses ${fallback} then.`,
    hint: `Set "${flag}" in ${DAEMON_JSON} instead of by a flag.`,
  }),
} satisfies Sentences<DockerFindings>;
