import { describe, expect, it } from 'vitest';
import { docker } from '../../../src/engines/docker/index.ts';
import { readContainers, readInfo } from '../../../src/engines/docker/info.ts';
import { CONFIG, dockerObserved, type InfoParts, infoBody } from '../../support/docker-observed.ts';
import { fakeHost } from '../../support/fake-host.ts';

const SOCKET = '/run/docker.sock';

const compare = (text: string | null, info: InfoParts, flags: readonly [string, string, string][] = []) => {
  const observed = dockerObserved(text, info, {
    flags: flags.map(([flag, value, directive]) => ({ flag, value, directive })),
  });
  return docker.compare(observed, docker.known(observed));
};

describe('GET /info', () => {
  it('is read without what differs between versions', () => {
    const info = readInfo(
      infoBody({
        mirrors: ['http://a/', 'http://b'],
        insecure: ['z', 'b:1'],
        networks: ['::1/128', '10.0.0.0/8'],
      }),
    );
    expect(info).toMatchObject({
      mirrors: ['http://a/', 'http://b/'],
      insecure: ['b:1', 'z', '10.0.0.0/8', '::1/128'],
      store: 'legacy',
      liveRestore: false,
    });
    expect(readInfo(infoBody({ containerd: true }))?.store).toBe('containerd');
  });
  it('counts only with a version: a command without a daemon prints zeros', () => {
    expect(readInfo('{"ID":"","ServerVersion":"","ServerErrors":["no daemon"]}')).toBeUndefined();
    expect(readInfo('page not found')).toBeUndefined();
    expect(readInfo('{"ServerVersion":"26.1.5"}')).toMatchObject({ mirrors: [], insecure: [] });
  });
  it('names the containers', () => {
    expect(readContainers('[{"Id":"1","Names":["/web"],"Image":"nginx"},{"Id":"2"}]')).toEqual([
      { id: '1', name: 'web', image: 'nginx' },
      { id: '2', name: '', image: '' },
    ]);
    expect(readContainers('{}')).toEqual([]);
  });
});

describe('files against what is loaded', () => {
  const text =
    '{"registry-mirrors": ["http://a", "http://b/", "http://a/"], "insecure-registries": ["https://a", "10.1.1.1/8", "docker.io"]}';
  it('agree as the engine spells them', () => {
    const info = {
      mirrors: ['http://a/', 'http://b/'],
      insecure: ['a'],
      networks: ['127.0.0.0/8', '10.0.0.0/8'],
    };
    expect(compare(text, info)).toEqual([]);
    expect(compare(null, { networks: ['::1/128', '127.0.0.0/8'] })).toEqual([]);
    expect(compare('{"insecure-registries": ["127.0.0.0/8"]}', {})).toEqual([]);
  });
  it('say which mirror is missing', () => {
    expect(
      compare('{"registry-mirrors": ["http://a", "http://b"]}', { mirrors: ['http://a/'] }),
    ).toMatchObject([
      {
        code: 'ENGINE_IGNORED_MIRROR',
        severity: 'error',
        arguments: { url: 'http://b/', loaded: ['http://a/'] },
      },
    ]);
  });
  it('say what is too much, or in another order', () => {
    expect(compare('{}', { mirrors: ['http://a/'], insecure: ['a'] })).toMatchObject([
      { code: 'NOT_LOADED', arguments: { what: 'registry-mirrors', expected: [], loaded: ['http://a/'] } },
      { code: 'NOT_LOADED', arguments: { what: 'insecure-registries', expected: [], loaded: ['a'] } },
    ]);
    const swapped = { mirrors: ['http://b/', 'http://a/'] };
    expect(compare('{"registry-mirrors": ["http://a", "http://b"]}', swapped)).toHaveLength(1);
  });
  it('count the flags of the running daemon', () => {
    const flags: [string, string, string][] = [['registry-mirror', 'http://f', 'registry-mirrors']];
    expect(compare('{}', { mirrors: ['http://f/'] }, flags)).toEqual([]);
    expect(compare('{}', {}, flags)).toHaveLength(1);
  });
  it('cannot agree when one side cannot be read', () => {
    expect(compare('{,}', {})).toMatchObject([{ code: 'FILE_REFUSED', path: CONFIG, position: { line: 1 } }]);
    const observed = dockerObserved('{}');
    expect(docker.compare(observed, { kind: 'unknown', reason: 'ETIMEDOUT' })).toMatchObject([
      { code: 'LOADED_UNKNOWN', severity: 'error' },
    ]);
    const hidden = dockerObserved(null, {}, { files: new Map() });
    expect(docker.compare(hidden, docker.known(hidden))).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
  });
});

describe('asking', () => {
  const answers = { [`${SOCKET} /info`]: infoBody({ mirrors: ['http://a/'] }), [`${SOCKET} /_ping`]: 'OK' };
  it('gives plain facts, from the socket alone without the command', async () => {
    const host = fakeHost({ sockets: answers });
    expect(await docker.loaded(dockerObserved('{}'), host)).toEqual({
      kind: 'known',
      facts: { mirrors: ['http://a/'], insecure: ['127.0.0.0/8'], store: 'legacy', liveRestore: false },
    });
    expect(host.asked).toEqual([`GET ${SOCKET} /info`]);
  });
  it('takes docker info as a second witness', async () => {
    const observed = dockerObserved(
      '{"registry-mirrors": ["http://a"]}',
      {},
      { witness: { kind: 'other', host: '', context: '' } },
    );
    const agreeing = fakeHost({
      sockets: answers,
      answers: { 'docker info': infoBody({ mirrors: ['http://a/'] }) },
    });
    const loaded = await docker.loaded(observed, agreeing);
    expect(loaded).toMatchObject({ facts: { dockerInfo: 'agrees' } });
    expect(docker.compare(observed, loaded)).toEqual([]);
    const other = fakeHost({ sockets: answers, answers: { 'docker info': infoBody({}) } });
    expect(docker.compare(observed, await docker.loaded(observed, other))).toMatchObject([
      { code: 'NOT_LOADED', arguments: { what: 'docker info' } },
    ]);
  });
  it('says when there is no answer', async () => {
    expect(await docker.loaded(dockerObserved('{}'), fakeHost())).toEqual({
      kind: 'unknown',
      reason: 'ENOENT',
    });
    const broken = fakeHost({ sockets: { [`${SOCKET} /info`]: { kind: 'answer', status: 500, body: '' } } });
    expect(await docker.loaded(dockerObserved('{}'), broken)).toEqual({
      kind: 'unknown',
      reason: 'HTTP 500',
    });
  });
  it('is ready when it answers a ping', async () => {
    expect(await docker.ready(dockerObserved('{}'), fakeHost({ sockets: answers }))).toBe(true);
    expect(await docker.ready(dockerObserved('{}'), fakeHost())).toBe(false);
  });
  it('hears of a reload', async () => {
    const path = '/events?filters=%7B%22type%22%3A%5B%22daemon%22%5D%2C%22event%22%3A%5B%22reload%22%5D%7D';
    const host = fakeHost({ streams: { [`${SOCKET} ${path}`]: ['{"Type":"daemon"}'] } });
    const watch = await docker.watchReload(dockerObserved('{}'), host);
    expect(await watch?.seen(1)).toBe(true);
    expect(await watch?.seen(1)).toBe(false);
    watch?.close();
    expect(await docker.watchReload(dockerObserved('{}'), fakeHost())).toBeUndefined();
  });
});
