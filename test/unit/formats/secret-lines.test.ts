// What a difference shows of secrets that are written in another way than on a line of their own.

import { describe, expect, it } from 'vitest';
import { shownDiff } from '../../../src/formats/diff.ts';

const YAML = '/etc/rancher/k3s/registries.yaml';
const TOML = '/etc/containerd/config.toml';

/** The difference that a line at the end makes, with all of the file around it. */
function shown(path: string, text: string, added: string): string {
  return shownDiff(path, text, `${text}${added}`);
}

describe('a secret', () => {
  it.each([
    ['that begins with a word of YAML', 'password: true-hunter2'],
    ['as a block', 'password: |\n  hunter2\n  hunter2'],
    ['as a folded block', 'password: >-\n  hunter2'],
    ['on the next line', 'password:\n  hunter2'],
    ['that goes on', 'password: a\n  hunter2'],
    ['in quotes that go on', 'password: "a\n  hunter2"'],
    ['with a tag', 'password: !!str hunter2'],
    ['with a tag of its own', 'password: !hunter2 hunter2'],
    ['with an anchor', 'password: &pw hunter2'],
    ['with an anchor of its name', 'password: &hunter2 a'],
    ['with its key said to be one', '? password\n: hunter2'],
    ['with its key in quotes', '"pass\\x77ord": hunter2'],
    ['in a flow', 'auth: {username: me, password: hunter2, token: "hunter2"}'],
    ['in a list', 'tokens: [hunter2, "hunter2"]'],
    ['as a whole login', 'auth: hunter2'],
  ])('of YAML %s is masked', (_, text) => {
    const diff = shown(YAML, `${text}\n`, 'last: 1\n');
    expect(diff).not.toContain('hunter2');
    expect(diff).toContain('+last: 1');
    expect(shown(YAML, `# first\r\n${text.replaceAll('\n', '\r\n')}\r\n`, 'last: 1\r\n')).not.toContain(
      'hunter2',
    );
  });

  it.each([
    ['in three quotes', 'password = """hunter2"""'],
    ['in several lines', 'password = """\nhunter2\n  hunter2"""'],
    ['in several literal lines', "password = '''\nhunter2'''"],
    ['under an escaped key', '"pass\\u0077ord" = "hunter2"'],
    ['in a header', 'headers = { Authorization = ["Basic hunter2"] }'],
  ])('of TOML %s is masked', (_, text) => {
    expect(shown(TOML, `${text}\n`, 'last = 1\n')).not.toContain('hunter2');
  });

  it('leaves what stands beside it, and what is none', () => {
    const text = 'auth: {username: me, password: hunter2}\nmirrors: {a: {endpoint: [b]}}\n';
    const diff = shown(YAML, text, 'last: 1\n');
    expect(diff).toContain(' auth: {username: me, password: ***}');
    expect(diff).toContain(' mirrors: {a: {endpoint: [b]}}');
  });
});
