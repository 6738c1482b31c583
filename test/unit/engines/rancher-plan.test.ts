// What a wish comes to in registries.yaml, where the whole program is not needed to see it.

import { describe, expect, it } from 'vitest';
import type { Wish } from '../../../src/engines/engine.ts';
import { k3s } from '../../../src/engines/k3s/index.ts';
import { writePem } from '../../../src/formats/pem.ts';
import { textOf } from '../../../src/model/file.ts';
import { NO_HOLDINGS } from '../../../src/model/managed.ts';
import type { Draft } from '../../../src/model/plan.ts';
import type { Request } from '../../../src/model/request.ts';
import { rancherHost } from '../../support/rancher-host.ts';

const FILE = '/etc/rancher/k3s/registries.yaml';
const OWN = '/etc/rancher/k3s/registry-client/m.crt';
const MIRROR: Request = { kind: 'mirror', upstream: 'docker.io', scheme: 'https', host: 'm', path: '' };
const PEM = writePem([Buffer.from('one').toString('base64')]);
const OTHER = writePem([Buffer.from('two').toString('base64')]);
const CA: Request = { kind: 'ca', host: 'm', pem: PEM, attached: true };

async function plan(
  text: string | undefined,
  wish: Partial<Wish>,
  files: Readonly<Record<string, string>> = {},
): Promise<Draft> {
  const host = rancherHost({ files, ...(text === undefined ? {} : { text }) });
  const observed = await k3s.inspect(host, { expected: false });
  if (observed === undefined) throw new Error('no k3s');
  const whole: Wish = {
    ensure: [],
    inForce: wish.ensure ?? [],
    adopted: [],
    held: NO_HOLDINGS,
    named: false,
    dropIn: false,
    convert: false,
    ...wish,
  };
  return k3s.plan(whole, observed);
}

const written = ({ changes }: Draft, path = FILE) => {
  const state = changes.find((change) => change.path === path)?.after;
  return state === undefined ? undefined : state.kind === 'absent' ? null : textOf(state);
};

describe('a CA', () => {
  it('of ours is replaced in its file alone: no restart is needed for that', async () => {
    const first = await plan('', { ensure: [MIRROR, CA] });
    const text = written(first) ?? '';
    const renewed = await plan(
      text,
      { ensure: [{ ...CA, pem: OTHER }], inForce: [MIRROR, { ...CA, pem: OTHER }], held: first.holdings },
      { [OWN]: PEM },
    );
    expect(renewed.changes.map(({ path }) => path)).toEqual([OWN]);
    expect(written(renewed, OWN)).toBe(OTHER);
    expect(renewed.holdings.files).toEqual([OWN]);
  });

  it('whose key somebody has pointed elsewhere since is left there', async () => {
    const first = await plan('', { ensure: [MIRROR, CA] });
    const text = (written(first) ?? '').replace(OWN, '/etc/theirs.crt');
    const gone = await plan(text, { held: first.holdings }, { [OWN]: PEM, '/etc/theirs.crt': OTHER });
    expect(written(gone)).toContain('ca_file: "/etc/theirs.crt"');
    expect(written(gone, OWN)).toBeNull();
  });

  it('goes with the only thing that it was given for', async () => {
    const search: Request = { kind: 'search', host: 's' };
    const draft = await plan('', { ensure: [search, { ...CA, host: 's' }] });
    expect(draft.changes).toEqual([]);
    expect(draft.findings.map(({ code }) => code)).toEqual(['FLAG_NOT_FOR_ENGINE']);
  });
});

describe('entries', () => {
  it('and requests are what stands there, whoever wrote it', async () => {
    const text =
      'mirrors: {docker.io: {endpoint: [m, "http://n:5000"]}}\nconfigs: {m: {tls: {ca_file: /ca}}, r: {tls: {insecure_skip_verify: true}}}\n';
    const host = rancherHost({ text, files: { '/ca': PEM } });
    const observed = await k3s.inspect(host, { expected: false });
    if (observed === undefined) throw new Error('no k3s');
    expect(k3s.entries(observed).map(({ kind, value }) => `${kind} ${value}`)).toEqual([
      'mirrors.endpoint docker.io=m',
      'mirrors.endpoint docker.io=http://n:5000',
      'configs.tls.ca_file m',
      'configs.tls.insecure_skip_verify r',
    ]);
    expect(k3s.recognise(observed)).toEqual([
      MIRROR,
      { ...MIRROR, scheme: 'http', host: 'n:5000' },
      { ...CA, attached: false },
      { kind: 'insecure', target: 'r', form: 'host' },
    ]);
  });

  it('of ours that somebody has taken out are not put back by a change of something else', async () => {
    const first = await plan('', { ensure: [MIRROR] });
    const other: Request = { kind: 'insecure', target: 'r', form: 'host' };
    const draft = await plan('# empty\n', {
      ensure: [other],
      inForce: [MIRROR, other],
      held: first.holdings,
    });
    expect(written(draft)).not.toContain('mirrors');
  });

  it('of another file that --private-registry named before stay held', async () => {
    const held = { ...NO_HOLDINGS, entries: [{ path: '/old.yaml', kind: 'mirrors.endpoint', value: 'a=b' }] };
    const draft = await plan('', { ensure: [MIRROR], held });
    expect(draft.holdings.entries).toContainEqual(held.entries[0]);
  });
});

describe('a file', () => {
  it('that may not be read is not taken for an absent one', async () => {
    const host = rancherHost({ files: { [FILE]: { errno: 'EACCES' } } });
    const observed = await k3s.inspect({ ...host, user: { uid: 1000, gid: 1000 } }, { expected: false });
    if (observed === undefined) throw new Error('no k3s');
    expect(observed.findings.map(({ code }) => code)).toEqual(['NOT_VISIBLE']);
    const wish = { ensure: [MIRROR], inForce: [MIRROR], adopted: [], held: NO_HOLDINGS } as const;
    const draft = k3s.plan({ ...wish, named: false, dropIn: false, convert: false }, observed);
    expect(draft.changes).toEqual([]);
    expect(draft.findings.map(({ code }) => code)).toEqual(['NO_PERMISSION']);
  });

  it('that is broken does not stand in the way of what it is not asked for', async () => {
    const draft = await plan('mirrors: [', { ensure: [{ kind: 'registry', host: 'r' }] });
    expect(draft.findings).toEqual([]);
    expect(draft.holdings.requests).toHaveLength(1);
  });

  it('comes and goes with what is ours', async () => {
    const first = await plan(undefined, { ensure: [MIRROR, CA] });
    expect(first.holdings.files).toEqual([FILE, OWN]);
    const gone = await plan(written(first) ?? '', { held: first.holdings }, { [OWN]: PEM });
    expect([written(gone), written(gone, OWN)]).toEqual([null, null]);
    expect(gone.holdings).toEqual(NO_HOLDINGS);
  });
});
