// The address of the registry: asked for, looked at, and what to do where something is wrong with it.

import { proposeSetup } from '../commands/setup.ts';
import { writePem } from '../formats/pem.ts';
import type { Certificate } from '../formats/x509.ts';
import type { Finding } from '../model/finding.ts';
import type { Option, Use } from '../model/question.ts';
import { isHostName } from '../model/registry.ts';
import { ok } from '../model/result.ts';
import { type Draft, draftOf, nameOf, sentName } from './draft.ts';
import type { Answer } from './interview.ts';
import { lookUp, type Sight } from './look-up.ts';
import { sure, type Talk, wrongWith } from './talk.ts';

/** @returns an address that answers, or that is taken all the same, with what it needs */
export async function askAddress(engines: readonly string[], use: Use, talk: Talk): Promise<Answer<Draft>> {
  for (;;) {
    const typed = await talk.interview.text({ code: 'address', use }, (text) =>
      wrongWith(draftOf(engines, use, text), talk).then(asAnswer),
    );
    if (!typed.ok) return typed;
    const settled = await settle(draftOf(engines, use, typed.value), talk);
    if (!settled.ok) return settled;
    if (settled.value !== 'other-address') return ok(settled.value);
  }
}

/** What is wrong is what was typed here, not the option that it becomes. */
function asAnswer(wrong: Finding | undefined): Finding | undefined {
  if (wrong?.code !== 'USAGE') return wrong;
  return { ...wrong, arguments: { ...wrong.arguments, option: '', expected: 'http[s]://HOST[:PORT]' } };
}

type Settled = Answer<Draft | 'other-address'>;

/** Looks, asks what to do, and looks again, until nothing is wrong or it is taken as it is. */
async function settle(first: Draft, talk: Talk): Promise<Settled> {
  let draft = first;
  for (;;) {
    const looked = await talk.interview.wait(look(draft, talk));
    if (!looked.ok) return looked;
    const sight = looked.value;
    if (sight === undefined) return ok(draft);
    say(sight, draft, talk);
    if (sight.problem === undefined) return ok(draft);
    const next = await askWhatNow(draft, sight.problem, sight, talk);
    if (!next.ok || next.value === 'other-address' || next.value.skipProbe) return next;
    draft = next.value;
  }
}

async function look(draft: Draft, talk: Talk): Promise<Sight | undefined> {
  const { invocation } = await sure(draft, talk);
  const { situation, io } = talk;
  const proposal = await proposeSetup(invocation, situation);
  if (situation.host.live) io.progress({ step: 'probe' });
  return lookUp(draft, proposal, situation.host, io.network);
}

function say({ findings, problem, program, sent }: Sight, { host }: Draft, { interview }: Talk): void {
  if (problem === undefined) interview.say({ kind: 'answers', registry: host, program: program ?? null });
  if (findings.length > 0) interview.say({ kind: 'findings', findings });
  if (sent !== undefined) interview.say({ kind: 'certificate', registry: host, certificate: sent });
}

/** Asks again where an answer comes to nothing: no file, another fingerprint. */
async function askWhatNow(draft: Draft, problem: Finding, { sent }: Sight, talk: Talk): Promise<Settled> {
  const [first = 'other-address', ...others] = optionsFor(draft, problem, sent);
  for (;;) {
    const chosen = await talk.interview.select({ code: 'what-now', registry: draft.host }, [
      first,
      ...others,
    ]);
    if (!chosen.ok) return chosen;
    const next = await take(chosen.value, draft, sent, talk);
    if (!next.ok) return next;
    if (next.value !== 'nothing') return ok(next.value);
  }
}

/** What may help; what stands for Enter comes first, and that is never what makes the host less safe. */
function optionsFor(draft: Draft, { code }: Finding, sent: Certificate | undefined): readonly Option[] {
  switch (code) {
    case 'TLS_AUTHORITY_UNKNOWN':
      return ['ca-file', ...(sent === undefined ? [] : (['ca-sent'] as const)), 'other-address', 'go-on'];
    case 'NAME_UNKNOWN':
      return [...(isHostName(nameOf(draft)) ? (['alias'] as const) : []), 'other-address', 'go-on'];
    case 'TLS_PLAIN_HTTP':
      return ['other-address', 'plain-http', 'go-on'];
    case 'HTTPS_EXPECTED':
      return ['https', 'other-address', 'go-on'];
    default:
      return ['other-address', 'go-on'];
  }
}

async function take(
  option: Option,
  draft: Draft,
  sent: Certificate | undefined,
  talk: Talk,
): Promise<Answer<Draft | 'other-address' | 'nothing'>> {
  switch (option) {
    case 'ca-file':
      return askCaFile(draft, talk);
    case 'ca-sent':
      return sent === undefined ? ok('nothing') : askToTrust(draft, sent, talk);
    case 'alias':
      return askAlias(draft, talk);
    case 'plain-http':
      return ok({ ...draft, scheme: 'http' });
    case 'https':
      return ok({ ...draft, scheme: 'https' });
    case 'go-on':
      return ok({ ...draft, skipProbe: true });
    default:
      return ok('other-address');
  }
}

/** '': none is at hand. */
async function askCaFile(draft: Draft, talk: Talk): Promise<Answer<Draft | 'nothing'>> {
  const withFile = (file: string): Draft => ({ ...draft, ca: { kind: 'file', file } });
  const named = await talk.interview.text({ code: 'ca-file', registry: draft.host }, async (file) =>
    file === '' ? undefined : wrongWith(withFile(file), talk),
  );
  if (!named.ok) return named;
  return ok(named.value === '' ? 'nothing' : withFile(named.value));
}

/** What a server says of itself proves nothing: whoever stands in between could say it, too. */
async function askToTrust(
  draft: Draft,
  sent: Certificate,
  { interview }: Talk,
): Promise<Answer<Draft | 'nothing'>> {
  const same = await interview.confirm({ code: 'compare', registry: draft.host });
  if (!same.ok) return same;
  if (!same.value) return ok('nothing');
  return ok({ ...draft, ca: { kind: 'sent', pem: writePem([sent.der]), file: sentName(draft) } });
}

async function askAlias(draft: Draft, talk: Talk): Promise<Answer<Draft | 'nothing'>> {
  const typed = await talk.interview.text({ code: 'alias', name: nameOf(draft) }, async (alias) =>
    alias === '' ? undefined : wrongWith({ ...draft, alias }, talk),
  );
  if (!typed.ok) return typed;
  return ok(typed.value === '' ? 'nothing' : { ...draft, alias: typed.value });
}
