// A request as a stand-in sees it, its answer as a value, and the answers that several kinds of servers give.

export interface Ask {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  /** The Host header: how the client calls this server. */
  readonly host: string;
  readonly secure: boolean;
  readonly contentType: string | undefined;
  /** Reads what is sent. @returns undefined when it is more than so many bytes, without waiting for the rest */
  readonly body: (limit: number) => Promise<Buffer | undefined>;
}

export interface Response {
  readonly kind: 'response';
  readonly status: number;
  /** The words beside the status; those of the standard when not given. */
  readonly reason?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** `silence`: the request is never answered. */
export type Answer = Response | { readonly kind: 'silence' };

export type Answerer = (ask: Ask) => Answer | Promise<Answer>;

export const SILENCE: Answer = { kind: 'silence' };

export const respond = (
  status: number,
  body: string | Buffer = '',
  headers: Readonly<Record<string, string>> = {},
): Response => ({ kind: 'response', status, headers, body });

export const json = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  respond(status, `${JSON.stringify(value)}\n`, { 'Content-Type': 'application/json', ...headers });

export const html = (status: number, body: string): Response =>
  respond(status, body, { 'Content-Type': 'text/html; charset=utf-8' });

/**
 * An error in the form of the distribution specification ("Error Codes"). Docker says no more than the code where there
 * is no detail, so there is one, as real registries have it.
 */
export const refuse = (
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response => json(status, { errors: [{ code, message, detail: {} }] }, headers);

export const withHeaders = (answer: Answer, headers: Readonly<Record<string, string>>): Answer =>
  answer.kind === 'silence' ? answer : { ...answer, headers: { ...headers, ...answer.headers } };

const REASONS: Readonly<Record<number, string>> = {
  400: '400 Bad Request',
  403: '403 Forbidden',
  404: '404 Not Found',
  407: '407 Proxy Authentication Required',
  413: '413 Request Entity Too Large',
  500: '500 Internal Server Error',
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
};

/** The page that nginx makes of a status. */
export function nginxPage(status: number, extra = ''): Response {
  const title = REASONS[status] ?? String(status);
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n${extra}<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`;
  const answer = respond(status, body, { Server: 'nginx/1.22.1', 'Content-Type': 'text/html' });
  return { ...answer, reason: title.slice(4) };
}

/** Statuses that registries themselves give, with their codes of the distribution specification. */
const CODES: Readonly<Record<number, readonly [code: string, message: string]>> = {
  401: ['UNAUTHORIZED', 'authentication required'],
  403: ['DENIED', 'requested access to the resource is denied'],
  404: ['MANIFEST_UNKNOWN', 'manifest unknown'],
  429: ['TOOMANYREQUESTS', 'You have reached your pull rate limit.'],
};

/** A status in the words of a registry where it has some, else with the page of the server in front of it. */
export function answerStatus(status: number): Response {
  const [code, message] = CODES[status] ?? [];
  return code === undefined || message === undefined ? nginxPage(status) : refuse(status, code, message);
}
