// Names of images by the rules of distribution/reference, and the short ones of registries.conf.

import { describe, expect, it } from 'vitest';
import {
  completeName,
  imageText,
  isComplete,
  parseImage,
  parseShortName,
  referenceOf,
} from '../../../src/model/image.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

describe('names as Docker takes them', () => {
  it.each([
    ['alpine', 'docker.io/library/alpine:latest'],
    ['alpine:3.19', 'docker.io/library/alpine:3.19'],
    ['team/app', 'docker.io/team/app:latest'],
    ['docker.io/alpine', 'docker.io/library/alpine:latest'],
    ['index.docker.io/alpine', 'docker.io/library/alpine:latest'],
    ['registry-1.docker.io/library/alpine', 'registry-1.docker.io/library/alpine:latest'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['r1.test/app:1', 'r1.test/app:1'],
    ['r1.test:5000/a/b/c', 'r1.test:5000/a/b/c:latest'],
    ['[::1]:5000/app', '[::1]:5000/app:latest'],
    ['Corp/app', 'Corp/app:latest'],
    ['192.168.1.2:10001/x/y', '192.168.1.2:10001/x/y:latest'],
    ['a__b/c-d.e', 'docker.io/a__b/c-d.e:latest'],
    [`alpine@${DIGEST}`, `docker.io/library/alpine@${DIGEST}`],
    [`alpine:3.19@${DIGEST}`, `docker.io/library/alpine:3.19@${DIGEST}`],
  ])('%s is %s', (text, name) => {
    const parsed = parseImage(text);
    expect(parsed.ok && imageText(parsed.value)).toBe(name);
  });

  it.each([
    ['', 'empty'],
    ['Alpine', 'upper-case'],
    ['r1.test/Team/app', 'upper-case'],
    ['alpine:', 'syntax'],
    ['alpine:-1', 'syntax'],
    [`alpine:${'a'.repeat(129)}`, 'syntax'],
    ['https://r1.test/app', 'syntax'],
    ['a//b', 'syntax'],
    ['-a', 'syntax'],
    ['a b', 'syntax'],
    ['r1.test/', 'syntax'],
    ['alpine@sha256:abc', 'syntax'],
    [`alpine@sha256:${'ab'.repeat(16)}`, 'syntax'],
    ['a'.repeat(64), 'identifier'],
    ['a'.repeat(256), 'too-long'],
    ['a'.repeat(5000), 'too-long'],
  ])('refuses %s', (text, error) => {
    expect(parseImage(text)).toEqual({ ok: false, error });
  });

  it('asks by the digest where there is one', () => {
    const [both, tag] = [parseImage(`alpine:3@${DIGEST}`), parseImage('alpine:3')];
    expect(both.ok && referenceOf(both.value)).toBe(DIGEST);
    expect(tag.ok && referenceOf(tag.value)).toBe('3');
  });
});

describe('names as Podman takes them', () => {
  it.each(['redis', 'team/app', 'Corp/app', 'library/redis:7'])('%s is short', (text) => {
    const parsed = parseShortName(text);
    expect(parsed.ok && isComplete(parsed.value)).toBe(false);
  });

  it.each(['r1.test/app', 'localhost/app', 'a:5/app', 'docker.io/redis'])('%s is complete', (text) => {
    const parsed = parseShortName(text);
    expect(parsed.ok && isComplete(parsed.value)).toBe(true);
  });

  it('refuses what no name can be', () => {
    expect(parseShortName('')).toEqual({ ok: false, error: 'empty' });
    expect(parseShortName('Redis')).toEqual({ ok: false, error: 'upper-case' });
  });

  it('completes with library/ for docker.io alone', () => {
    const name = { repository: 'redis', tag: null, digest: null };
    const [hub, own] = [completeName('docker.io', name), completeName('r1.test', { ...name, tag: '7' })];
    expect(hub.ok && imageText(hub.value)).toBe('docker.io/library/redis:latest');
    expect(own.ok && imageText(own.value)).toBe('r1.test/redis:7');
    expect(completeName('r1.test', { ...name, repository: 'Corp/app' })).toEqual({
      ok: false,
      error: 'upper-case',
    });
  });
});
