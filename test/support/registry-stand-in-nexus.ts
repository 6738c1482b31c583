// The pages and words of a Nexus Repository 3, where it is not a registry like any other.

import { type Answer, type Answerer, html, withHeaders } from './registry-stand-in-answer.ts';

export const NEXUS_SERVER = 'Nexus/3.61.0-02 (OSS)';

export const PAID_ONLY =
  'Deploying to groups is a PRO-licensed feature. See https://links.sonatype.com/product-nexus-repository';

const page = (title: string, words: string): string =>
  `\n<!DOCTYPE html>\n<html lang="en">\n<head>\n  <title>${title} - Nexus Repository Manager</title>\n  <meta http-equiv="Content-Type" content="text/html; charset=UTF-8"/>\n</head>\n<body>\n<div class="nexus-body">\n  <h1>${title}</h1>\n  <p>${words}</p>\n</div>\n</body>\n</html>\n`;

/** What a connector says to what does not begin with /v2: a sign that the port is right. */
export const notDocker = (): Answer => html(400, page('400', 'Not a Docker request'));

/** A proxy repository knows no uploads. */
export const pushToProxy = (): Answer => html(404, page('404', 'Not Found'));

/** The port of the web interface, where `/repository/NAME/` is no registry endpoint. */
export const nexusWeb: Answerer = ({ path }) => {
  const inside = path.startsWith('/repository/');
  const words = 'This docker proxy repository is not directly browseable at this URL';
  const answer = inside ? html(200, page('docker-proxy', words)) : html(404, page('404', 'Not Found'));
  return withHeaders(answer, { Server: NEXUS_SERVER });
};
