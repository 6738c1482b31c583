// config.toml of containerd: where config_path stands, whether it counts, and the edit that sets it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfigFiles } from '../../../src/engines/containerd/config-files.ts';
import { readConfiguration } from '../../../src/engines/containerd/configuration.ts';
import { fitsPattern } from '../../../src/engines/containerd/glob.ts';
import { readContainerdConfig, setConfigPath } from '../../../src/formats/toml/config-path.ts';
import type { AbsPath } from '../../../src/model/file.ts';
import { fakeHost } from '../../support/fake-host.ts';

const MAIN = '/etc/containerd/config.toml';
const OLD = { isNew: false, inherited: 0 };
const NEW = { isNew: true, inherited: 0 };
const table = (plugin: string, path: string) => `[plugins."${plugin}".registry]\n  config_path = "${path}"\n`;
const CRI = 'io.containerd.grpc.v1.cri';
const IMAGES = 'io.containerd.cri.v1.images';

const pathIn = (text: string, dialect = OLD) => {
  const read = readContainerdConfig(text, dialect);
  return read.ok ? read.value.configPath : read.error.code;
};
const edited = (text: string, dialect = OLD) => {
  const set = setConfigPath(text, '/new', dialect);
  return set.ok ? set.value : `${set.error.code} ${set.error.detail.reason}`;
};

/** What 1.7.24 and 2.1.9 print with `config dump` for these texts. */
describe('where config_path stands', () => {
  it.each([
    [`[plugins.cri.registry]\nconfig_path = "/a"\n`, '/a', undefined],
    [`version = 1\n[plugins.cri.registry]\nconfig_path = "/a"\n`, '/a', undefined],
    [table(CRI, '/a'), undefined, undefined],
    [`version = 2\n${table(CRI, '/a')}`, '/a', '/a'],
    [`version = 2\n${table(IMAGES, '/a')}`, undefined, '/a'],
    [`version = 2\n${table(IMAGES, '/new')}${table(CRI, '/old')}`, '/old', '/old'],
    [`version = 3\n${table(IMAGES, '/a')}`, undefined, '/a'],
    [`version = 3\n${table(CRI, '/a')}`, '/a', undefined],
    [`version = 2\nplugins."${CRI}".registry.config_path = "/a"\n`, '/a', '/a'],
    [`version = 2\nplugins = { "${CRI}" = { registry = { config_path = "/a" } } }\n`, '/a', '/a'],
  ])('%s', (text, old, fresh) => {
    expect(pathIn(text, OLD)).toBe(old);
    expect(pathIn(text, NEW)).toBe(fresh);
  });
});

describe('setting config_path', () => {
  it('takes the place of the value that is there, and leaves the comment', () => {
    const text = `version = 2\n[plugins.'${CRI}'.registry]\nconfig_path = '' # none\n`;
    expect(edited(text)).toBe(text.replace("''", '"/new"'));
  });
  it('comes below the header, indented by two more, in the ends of the file', () => {
    const text = `version = 2\r\n  [plugins."${CRI}".registry] # ours\r\n    [plugins."${CRI}".registry.headers]\r\n`;
    const line = '    config_path = "/new"\r\n';
    expect(edited(text)).toBe(text.replace('# ours\r\n', `# ours\r\n${line}`));
  });
  it('makes the table at the end', () => {
    const header = `[plugins."${CRI}".registry]\n  config_path = "/new"\n`;
    expect(edited('version = 2\n')).toBe(`version = 2\n\n${header}`);
    expect(edited('version = 2')).toBe(`version = 2\n\n${header}`);
    expect(edited('')).toBe('[plugins.cri.registry]\n  config_path = "/new"\n');
  });
  it('does not touch what is written in another way', () => {
    expect(edited(`version = 2\nplugins = { "${CRI}" = { } }\n`)).toBe('EDIT_NOT_EXACT data');
    expect(edited(`version = 2\n[plugins."${CRI}"]\nregistry = { }\n`)).toBe('EDIT_NOT_EXACT layout');
    expect(edited(`version = 2\n[plugins."${CRI}"]\nregistry.headers = { }\n`)).toBe('EDIT_NOT_EXACT data');
  });
  it('changes nothing else, whatever else is there', () => {
    const line = fc.constantFrom('# note', '', 'oom_score = -999', '  ', '\t# tab');
    const end = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(fc.uniqueArray(line, { maxLength: 5 }), end, fc.boolean(), (lines, feed, hasTable) => {
        const text = [...lines, 'version = 2', ...(hasTable ? [`[plugins."${CRI}".registry]`] : []), ''].join(
          feed,
        );
        const after = edited(text);
        expect(pathIn(after)).toBe('/new');
        const added = hasTable
          ? `  config_path = "/new"${feed}`
          : `${feed}[plugins."${CRI}".registry]${feed}  config_path = "/new"${feed}`;
        expect(after.replace(added, '')).toBe(text);
      }),
    );
  });
});

describe('several files', () => {
  const read = (files: Readonly<Record<AbsPath, string>>, version: string) => {
    const found = readConfigFiles(fakeHost({ files }), MAIN);
    const configuration = readConfiguration({ ...found, version });
    if (!configuration.ok) throw new Error(configuration.error.problem.code);
    return { order: found.configFiles, ...configuration.value };
  };
  const main = `version = 2\nimports = ["conf.d/*.toml"]\n${table(CRI, '/main')}`;
  const other = '/etc/containerd/conf.d/other.toml';

  it('are found by patterns and by names, each once, in the order of containerd', () => {
    const files = {
      [MAIN]: 'imports = ["/etc/containerd/*/b.toml", "conf.d/*.toml", "conf.d/?.toml"]\n',
      '/etc/containerd/conf.d/a.toml': 'imports = ["/etc/containerd/config.toml", "../last.toml"]\n',
      '/etc/containerd/conf.d/b.toml': '',
      '/etc/containerd/conf.d/c.conf': '',
    };
    expect(read(files, '1.7.24').order).toEqual([
      MAIN,
      '/etc/containerd/conf.d/b.toml',
      '/etc/containerd/conf.d/a.toml',
      '/etc/containerd/conf.d/?.toml',
      '/etc/containerd/last.toml',
    ]);
  });
  it('are none where a pattern is malformed: containerd does not start with it', () => {
    const order = (pattern: string) =>
      read({ [MAIN]: `imports = ["conf.d/${pattern}"]\n`, '/etc/containerd/conf.d/a.toml': '' }, '1.7.24')
        .order.length;
    expect(order('[*.toml')).toBe(1);
    expect(order('[z-a]*.toml')).toBe(1);
    expect(order('[a-z]*.toml')).toBe(2);
  });
  it('replace the whole plugin before 2.0, and single keys from then on', () => {
    const files = { [MAIN]: main, [other]: `version = 2\n[plugins."${CRI}"]\n  sandbox_image = "pause"\n` };
    expect(read(files, '1.7.24')).toMatchObject({ configPath: '', decisive: other });
    expect(read(files, '2.1.9')).toMatchObject({ configPath: '/main', decisive: MAIN });
  });
  it('also with an empty value', () => {
    const files = { [MAIN]: main, [other]: `version = 2\n${table(CRI, '')}` };
    expect(read(files, '1.7.24').configPath).toBe('');
    expect(read(files, '2.1.9').configPath).toBe('');
  });
  it('are of the version of the first where they do not say theirs', () => {
    expect(read({ [MAIN]: main, [other]: table(CRI, '/other') }, '1.7.24').configPath).toBe('/other');
  });
  it('say what is inline: logins may stand beside config_path', () => {
    const inline = (key: string) => `version = 2\n[plugins."${CRI}".registry.${key}]\n`;
    const keysOf = (key: string) => read({ [MAIN]: inline(key) }, '1.7.24').inline.map((one) => one.key);
    expect(keysOf('mirrors."docker.io"')).toEqual(['mirrors."docker.io"']);
    expect(keysOf('configs."a.example".tls')).toEqual(['configs."a.example".tls']);
    expect(keysOf('configs."a.example".auth')).toEqual([]);
  });
});

/** As filepath.Match of Go 1.22 judges them. */
describe('patterns of file names', () => {
  it.each([
    ['*', '.a.toml', true],
    ['a*c*', 'abcd', true],
    ['a*c', 'abcd', false],
    ['?.toml', 'a.toml', true],
    ['?.toml', '.toml', false],
    ['a.toml', 'axtoml', false],
    ['(a|b)*', '(a|b).toml', true],
    ['[ab]', 'b', true],
    ['[a-c]*', 'd', false],
    ['[^a-c]*', 'd', true],
    ['[!a]', '!', true],
    ['[z-a]*', 'm', false],
    ['[^z-a]', 'm', true],
    ['[\\]]', ']', true],
    ['[\\-x]', '-', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['[*', '[a', false],
    ['[]a]', 'a', false],
    ['[-a]', '-', false],
    ['[a-]', 'a', false],
    ['a\\', 'a', false],
    ['[', '[', false],
    ['', '', true],
  ])('%s and %s: %s', (pattern, name, fits) => {
    expect(fitsPattern(pattern, name)).toBe(fits);
  });
});
