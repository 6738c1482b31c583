// Sentences about what registries answer, in the words that the engines use when they meet the same.

import type { RegistryFindings } from '../../../model/findings/registry.ts';
import { shellWord } from '../../../model/shell-word.ts';
import { noRegistryWords, PAGE, PAGE_NOT_FOUND, proxyWords, pushWords, statusWords } from '../quotations.ts';
import type { Sentences } from '../sentence.ts';
import { imageSentences } from './image.ts';
import { loginSentences } from './login.ts';
import { saidBy } from './said-by.ts';

export const registrySentences = {
  NOT_ASKED: () => ({
    message: 'No registry was asked: with --root it is about a system that does not run.',
    hint: '',
  }),
  NAME_UNKNOWN: ({ registry, name }) => ({
    message: `${registry}: nobody knows the name ${name}. The engines say: "dial tcp: lookup ${name}…: no such host".`,
    hint: `If it is spelt right, tell this host its address: registry-client setup --host-alias ${name}=ADDRESS`,
  }),
  CONNECTION_REFUSED: ({ registry, port }) => ({
    message: `${registry}: nobody listens on port ${port}. The engines say: "connect: connection refused".`,
    hint: `On the registry's host, see who listens: ss -ltn 'sport = :${port}'. A connector that runs in a container is reached only when its port is published: docker run -p ${port}:${port} …`,
  }),
  PROXY_IN_THE_WAY: ({ registry, proxy, source, bypass, status, error, direct }) => ({
    message: `${registry}: the engine goes through the proxy ${proxy} (${source}), which ${status === 0 ? `cannot be reached (${error})` : `answers ${status}`}${direct ? '; without it the registry can be reached' : ''}. The engines say: "${proxyWords(status)}".`,
    hint: direct ? bypass : `See what the proxy says: curl -v -x ${shellWord(proxy)} https://${registry}/v2/`,
  }),
  WEB_ADDRESS: ({ registry, url }, place) => ({
    message: `${registry}: ${url} is an address for browsers, not that of the registry. ${saidBy(place, PAGE_NOT_FOUND)}`,
    hint: 'Use the port of the repository\'s HTTP or HTTPS connector, without a path (Nexus: the repository\'s settings, "Repository Connectors"): --mirror http://HOST:CONNECTOR-PORT',
  }),
  NOT_A_DOCKER_REQUEST: ({ registry, url }) => ({
    message: `${registry}: it answers "Not a Docker request" to ${url}: the port is right, the path is not.`,
    hint: `Name it without a path: --mirror ${shellWord(url.replace(/^(https?:\/\/[^/]*).*$/, '$1'))}`,
  }),
  HTML_ANSWER: ({ registry, url }, place) => ({
    message: `${registry}: it answers ${url} with a web page: another service listens there, or a login page is in between. ${saidBy(place, PAGE)}`,
    hint: `See what it is, and use the port of the registry: curl -si ${shellWord(url)} | head -n 20`,
  }),
  HTML_NOT_FOUND: ({ registry, url }, place) => ({
    message: `${registry}: it is a web server that knows no ${pathOf(url)}. ${saidBy(place, PAGE_NOT_FOUND)}`,
    hint: `Use the port of the registry; or let the server in front pass /v2/ on to it (nginx: location /v2/ { proxy_pass http://REGISTRY; }). See: curl -si ${shellWord(url)} | head -n 20`,
  }),
  NOT_A_REGISTRY: ({ registry, url, status }, place) => ({
    message: `${registry}: it answers ${url} with ${status}, as no registry does. ${saidBy(place, noRegistryWords(status))}`,
    hint: `See what it is, and use the port of the registry: curl -si ${shellWord(url)} | head -n 20`,
  }),
  REDIRECTED: ({ registry, status, location }, place) => ({
    message: `${registry}: it sends clients elsewhere (${status} to ${location === '' ? 'nowhere' : location}). Where that is a web page: ${saidBy(place, PAGE)}`,
    hint: /^https:/i.test(location)
      ? `Name it as it wants to be spoken to: --mirror ${shellWord(location.replace(/\/v2\/?.*$/, ''))}`
      : `Name the registry itself, or let the server in front pass /v2/ on without a redirect. See: curl -si http://${registry}/v2/`,
  }),
  HTTPS_EXPECTED: ({ registry }) => ({
    message: `${registry}: it speaks TLS on this port and was spoken to in plain HTTP. The engines say: "Client sent an HTTP request to an HTTPS server" or "received unexpected HTTP status: 400 Bad Request".`,
    hint: `Use https: --mirror https://${registry}, and without --insecure.`,
  }),
  CLOCK_WRONG: ({ registry, here, there }) => ({
    message: `${registry}: its certificate is good by its own clock (${there}), but not by the clock of this host (${here}). The engines say: "x509: certificate has expired or is not yet valid".`,
    hint: 'Set the clock of the one that is wrong: timedatectl set-ntp true; timedatectl',
  }),
  ...loginSentences,
  MIRROR_HOSTED: ({ registry, upstream, shown }) => ({
    message: `${registry}: it has none of the images of ${upstream}, only what was pushed to it (${shown.join(', ')}): by all appearances a hosted repository. The engines fall back to ${upstream} without a word.`,
    hint: 'Use the repository that proxies it, or a group with that one in it: --mirror URL --replace',
  }),
  MIRROR_UPSTREAM_DEAD: ({ registry, upstream, tried }) => ({
    message: `${registry}: it has not even ${tried.join(', ')} of ${upstream}. The engines say "manifest unknown", or fall back to ${upstream} without a word.`,
    hint: `On the mirror, see whether the address that it fetches from is a registry (Nexus: Remote storage ${upstream === 'docker.io' ? 'https://registry-1.docker.io' : `https://${upstream}`}) and whether it can reach it; a hosted repository is no mirror.`,
  }),
  PUSH_TO_PROXY: ({ registry, status, html }, place) => ({
    message: `${registry}: it takes no uploads (${status}): it only passes on what others have. To a push, ${saidBy(place, pushWords(status, html))}`,
    hint: 'Push to the hosted repository: its connector has a port of its own. Or let the server in front send PUT, POST, PATCH and DELETE there.',
  }),
  PUSH_TO_GROUP: ({ registry }) => ({
    message: `${registry}: it is a group, which takes uploads in the paid edition of Nexus alone. The engines say: "Deploying to groups is a PRO-licensed feature. See https://links.sonatype.com/product-nexus-repository".`,
    hint: 'Push to the hosted repository: its connector has a port of its own. Or let the server in front send PUT, POST, PATCH and DELETE there.',
  }),
  UPLOAD_TOO_LARGE: ({ registry }) => ({
    message: `${registry}: the server in front of it refuses large uploads. The engines say: "413 Request Entity Too Large".`,
    hint: 'On that server, allow them (nginx: client_max_body_size 0;).',
  }),
  TOO_MANY_REQUESTS: ({ registry, seconds }) => ({
    message: `${registry}: it has been asked too often from here. The engines say: "toomanyrequests: You have reached your pull rate limit", "too many requests to registry" or "429 Too Many Requests"; Podman asks again and again before it does.`,
    hint: `${seconds === null ? 'Wait' : `Wait ${seconds} s`}, log in (a login has a limit of its own), or pull through a mirror.`,
  }),
  SERVER_ERROR: ({ registry, status }, place) => ({
    message: `${registry}: it answers with an error of its own (${status}). ${saidBy(place, statusWords(status))}`,
    hint:
      status === 502 || status === 503 || status === 504
        ? `The server in front of it answers, the registry behind does not: see its log on the registry's host (nginx: error.log).`
        : `See the log on the registry's host.`,
  }),
  ANSWERS_SLOWLY: ({ registry, seconds }) => ({
    message: `${registry}: it took ${seconds} s for one answer. The engines say: "Client.Timeout exceeded while awaiting headers", or wait.`,
    hint: `See where the time goes: curl -so /dev/null -w '%{time_namelookup} %{time_connect} %{time_starttransfer}\\n' http://${registry}/v2/`,
  }),
  ...imageSentences,
} satisfies Sentences<RegistryFindings>;

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]*/, '');
}
