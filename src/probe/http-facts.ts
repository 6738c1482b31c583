// Answers in HTTP, cut down to what is judged. Pure.

import type { HttpAnswer } from '../host/ports.ts';
import type { HttpFacts } from '../model/examination.ts';
import { isHtml } from './reply.ts';

/** Bytes of a body that are kept. */
export const BODY_KEPT = 16_384;

export function factsOf({ status, headers, body }: HttpAnswer): HttpFacts {
  // Sessions and the like are nobody's business.
  const { 'set-cookie': _cookies, ...kept } = headers;
  return { status, headers: kept, body: Buffer.from(body.subarray(0, BODY_KEPT)).toString() };
}

/** An object in JSON; undefined for all else. */
export function readObject(body: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // no JSON
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether GET /v2/ was answered as registries do: 200 or 401, with the header of the interface, with nothing or with
 * what is no page for people.
 */
export function isRegistryAnswer(facts: HttpFacts): boolean {
  if (facts.status !== 200 && facts.status !== 401) return false;
  return facts.headers['docker-distribution-api-version'] !== undefined || !isHtml(facts);
}

/** The server's clock, milliseconds since 1970. */
export function timeOf({ headers }: HttpAnswer): number | null {
  const time = Date.parse(headers.date ?? '');
  return Number.isNaN(time) ? null : time;
}
