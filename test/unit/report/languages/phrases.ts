// Everything that a language says but findings and help, said once at least. The compiler asks for what is new.

import { OPTIONS } from '../../../../src/model/question.ts';
import type { StepName } from '../../../../src/model/step.ts';
import type {
  EngineWords,
  Headlines,
  HistoryWords,
  Labels,
  Language,
  QuestionWords,
  RouteWords,
} from '../../../../src/report/languages/language.ts';
import { id, no, registry, subject, TIME, upstream, yes } from './sample.ts';

type Texts = string | readonly string[] | { readonly [name: string]: Texts };
type Said<Words> = Readonly<Record<keyof Words, Texts>>;

/** By names that say where they stand: `headlines.done.2`. */
export function phrasesOf(language: Language): ReadonlyMap<string, string> {
  return new Map(flattened('', textsOf(language)));
}

function flattened(name: string, texts: Texts): readonly (readonly [string, string])[] {
  if (typeof texts === 'string') return [[name, texts]];
  return Object.entries(texts).flatMap(([key, inner]) =>
    flattened(name === '' ? key : `${name}.${key}`, inner),
  );
}

function textsOf({ headlines, labels, engine, history, routes, questions, replies, step }: Language): Texts {
  return {
    headlines: headlinesOf(headlines),
    labels: { ...labels, seeChanges: labels.seeChanges('registry-client history') } satisfies Said<Labels>,
    engine: { ...engine, loaded: engine.loaded('mirrors', 'http://a/') } satisfies Said<EngineWords>,
    history: { ...history, until: history.until('2026-06-01T12:00:00Z') } satisfies Said<HistoryWords>,
    routes: {
      ...routes,
      probably: routes.probably('Nexus'),
      through: routes.through('http://proxy.example:3128'),
      mirrorOf: routes.mirrorOf(upstream),
      servedBy: routes.servedBy(registry, 'a.example'),
      byIn: routes.byIn('a.example', '/etc/containers/registries.conf'),
    } satisfies Said<RouteWords>,
    questions: questionsOf(questions),
    replies,
    steps: stepsOf(step),
  };
}

function headlinesOf(headlines: Headlines): Said<Headlines> {
  return {
    ...headlines,
    kept: headlines.kept(id),
    done: [id, ''].flatMap((each) =>
      [no, yes].flatMap((edited) =>
        ['registry-client rollback', ''].map((undo) => headlines.done({ id: each, edited, undo })),
      ),
    ),
    doneForNow: headlines.doneForNow(id, 'registry-client confirm'),
    undoneLater: (['interrupted', 'not-confirmed'] as const).flatMap((what) =>
      [no, yes].map((edited) => headlines.undoneLater(what, edited)),
    ),
    inSync: [no, yes].map(headlines.inSync),
  };
}

function questionsOf(questions: QuestionWords): Said<QuestionWords> {
  const { asked, options } = questions;
  const sent = { subject, fingerprint: 'AB:CD', notBefore: TIME, notAfter: TIME };
  return {
    ...questions,
    asked: {
      engines: asked.engines({}),
      use: asked.use({}),
      address: (['mirror', 'registry'] as const).map((use) => asked.address({ use })),
      'what-now': asked['what-now']({ registry }),
      'ca-file': asked['ca-file']({ registry }),
      compare: asked.compare({ registry }),
      alias: asked.alias({ name: 'nexushub.com' }),
      search: asked.search({ registry, engines: ['docker', 'podman'] }),
      change: asked.change({}),
      restart: asked.restart({ engines: [{ engine: 'docker', containers: ['web-1', 'db-1'] }] }),
    } satisfies Said<QuestionWords['asked']>,
    options: OPTIONS.map((option) => options[option]),
    found: questions.found(['docker 20.10.24', 'podman 4.3.1']),
    answers: ['', 'Nexus'].flatMap((program) =>
      [no, yes].map((sure) => questions.answers(registry, program, sure)),
    ),
    certificate: [no, yes].flatMap((authority) => questions.certificate(registry, { ...sent, authority })),
  };
}

const STEPS: Readonly<Record<StepName, true>> = {
  wait: true,
  lock: true,
  recover: true,
  inspect: true,
  plan: true,
  probe: true,
  check: true,
  backup: true,
  write: true,
  activate: true,
  verify: true,
  commit: true,
  login: true,
  pull: true,
  undo: true,
};

function stepsOf(words: Language['step']): Texts {
  const names: StepName[] = [];
  let name: StepName;
  for (name in STEPS) names.push(name);
  return names.flatMap((step) => [
    words({ step }),
    words({ step, engine: 'docker', path: '/etc/docker/daemon.json' }),
    words({ step, engine: 'podman', by: 'reload' }),
    words({ step, by: 'restart' }),
  ]);
}
