// Stand-ins that are no registries, or broken ones: pages, statuses, redirects, silence, slowness.

import { setTimeout } from 'node:timers/promises';
import {
  type Answerer,
  answerStatus,
  html,
  nginxPage,
  respond,
  SILENCE,
} from './registry-stand-in-answer.ts';
import type { Behaviour } from './registry-stand-in-behaviour.ts';
import { nexusWeb } from './registry-stand-in-nexus.ts';
import { registryAnswerer } from './registry-stand-in-registry.ts';

const PORTAL =
  '<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>Welcome</h1></body></html>\n';

/** What a behaviour answers to requests. Connections and proxying are the server's own business. */
export function answererOf(behaviour: Behaviour): Answerer {
  switch (behaviour.kind) {
    case 'registry':
      return registryAnswerer(behaviour);
    case 'nexus-web':
      return nexusWeb;
    case 'page':
      return () => html(behaviour.status, PORTAL);
    case 'status':
      return () => answerStatus(behaviour.status);
    case 'login-page':
      return ({ path }) => (path === '/login' ? html(200, PORTAL) : respond(302, '', { Location: '/login' }));
    case 'silent':
      return () => SILENCE;
    case 'slow':
      return answerSlowly(behaviour.milliseconds, answererOf(behaviour.behaviour));
    case 'forward-proxy':
      return () => respond(400, 'This is a proxy.\n');
    case 'refusing-proxy':
      return () => nginxPage(behaviour.status);
  }
}

const answerSlowly =
  (milliseconds: number, answer: Answerer): Answerer =>
  async (ask) => {
    await setTimeout(milliseconds, undefined, { ref: false });
    return answer(ask);
  };
