import { describe, expect, it } from 'vitest';
import { lastValue, onlyWritten, parseFlags, withSources } from '../../../src/engines/docker/flags.ts';
import { readServiceOptions, readUnitWords } from '../../../src/engines/docker/unit-file.ts';
import { fakeHost } from '../../support/fake-host.ts';

const flagsOf = (...words: string[]) =>
  parseFlags(words.map((text) => ({ text }))).map(({ flag, value }) => `${flag}=${value}`);

describe('flags of dockerd', () => {
  it('reads every form of pflag', () => {
    expect(
      flagsOf('--config-file', '/a', '--config-file=/b', '-H', 'fd://', '-Hunix:///x', '-H=tcp://y'),
    ).toEqual(['config-file=/a', 'config-file=/b', 'host=fd://', 'host=unix:///x', 'host=tcp://y']);
  });
  it('gives a boolean flag no word of its neighbour', () => {
    expect(flagsOf('--debug', '--live-restore=false', '-D', '--registry-mirror', 'http://a')).toEqual([
      'debug=true',
      'live-restore=false',
      'debug=true',
      'registry-mirror=http://a',
    ]);
  });
  it('takes short flags together', () => {
    expect(flagsOf('-Dl', 'info', '-DHfd://')).toEqual([
      'debug=true',
      'log-level=info',
      'debug=true',
      'host=fd://',
    ]);
  });
  it('stops at -- and passes over words that are no flags', () => {
    expect(flagsOf('word', '--mtu=1', '--', '--debug')).toEqual(['mtu=1']);
  });
  it('knows the directive and the last value', () => {
    const flags = parseFlags([{ text: '--insecure-registry=a' }, { text: '--insecure-registry=b' }]);
    expect(flags.map((set) => set.directive)).toEqual(['insecure-registries', 'insecure-registries']);
    expect(lastValue(flags, 'insecure-registry')).toBe('b');
    expect(lastValue(flags, 'data-root')).toBeUndefined();
  });
  it('finds the line of a running flag and what was written since', () => {
    const source = { path: '/u', position: { line: 2, column: 1 }, text: 'x' };
    const running = parseFlags([{ text: '--debug' }]);
    const written = parseFlags([
      { text: '--debug', source },
      { text: '--mtu=1', source },
    ]);
    expect(withSources(running, written)[0]?.source).toBe(source);
    expect(onlyWritten(running, written).map(({ flag }) => flag)).toEqual(['mtu']);
  });
});

describe('units', () => {
  const host = fakeHost({
    files: {
      '/lib/systemd/system/docker.service':
        '[Service]\nEnvironmentFile=-/etc/default/docker\nExecStart=/usr/sbin/dockerd -H fd:// \\\n  $DOCKER_OPTS\n',
      '/etc/systemd/system/docker.service.d/10-more.conf': '[Service]\nEnvironment="EXTRA=one" MTU=1400\n',
      '/etc/default/docker':
        '# DOCKER_OPTS="--dns 8.8.8.8"\n\nDOCKER_OPTS="--registry-mirror=http://a --debug"\n',
    },
  });

  it('puts the variables in and names their lines', () => {
    const words = readUnitWords(host, 'docker.service') ?? [];
    expect(words.map((word) => word.text)).toEqual(['-H', 'fd://', '--registry-mirror=http://a', '--debug']);
    expect(words[0]?.source).toMatchObject({
      path: '/lib/systemd/system/docker.service',
      position: { line: 3 },
    });
    expect(words[2]?.source).toMatchObject({ path: '/etc/default/docker', position: { line: 3 } });
  });
  it('takes a drop-in that starts anew, the strongest of a name', () => {
    const replaced = fakeHost({
      files: {
        '/usr/lib/systemd/system/docker.service': '[Service]\nExecStart=/usr/bin/dockerd -H fd://\n',
        '/usr/lib/systemd/system/docker.service.d/a.conf':
          '[Service]\nExecStart=\nExecStart=/usr/bin/dockerd --mtu=1\n',
        '/etc/systemd/system/docker.service.d/a.conf': `[Service]\nEnvironment='R=http://m' MTU=1400\nExecStart=\nExecStart=/usr/bin/dockerd --registry-mirror \${R} --mtu=\${MTU} \${NONE}\n`,
      },
    });
    const words = readUnitWords(replaced, 'docker.service') ?? [];
    expect(words.map((word) => word.text)).toEqual(['--registry-mirror', 'http://m', '--mtu=1400', '']);
    expect(words[1]?.source).toMatchObject({
      path: '/etc/systemd/system/docker.service.d/a.conf',
      position: { line: 2 },
    });
  });
  it('says when there is no unit', () => {
    expect(readUnitWords(fakeHost(), 'docker.service')).toBeUndefined();
  });
  it("reads OpenRC's and sysvinit's options", () => {
    const alpine = fakeHost({
      files: { '/etc/conf.d/docker': 'DOCKER_OPTS="--insecure-registry r:5000"\n' },
    });
    expect(readServiceOptions(alpine).map((word) => word.text)).toEqual(['--insecure-registry', 'r:5000']);
  });
});
