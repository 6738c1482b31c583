// Wrong usage: every wrong thing is exit code 64, one sentence, and with --json one document.

import { describe, expect, it } from 'vitest';
import { run } from './run.ts';

/** A command line, and the finding that it must give: option and reason, or the code alone. */
const WRONG: readonly (readonly [line: string, found: string])[] = [
  ['', 'COMMAND missing-argument'],
  ['bogus', 'COMMAND unknown-command'],
  ['setupp', 'COMMAND unknown-command'],
  ['confirm 1', 'confirm excess-argument'],
  ['doctor a b/c', 'URL|HOST[:PORT] path-not-wanted'],
  ['doctor ftp://a', 'URL|HOST[:PORT] not-a-mirror-url'],
  ['doctor https://u:p@a', 'URL|HOST[:PORT] userinfo'],
  ['doctor --bogus', '--bogus unknown-option'],
  ['explain', 'IMAGE missing-argument'],
  ['cloud-init', 'cloud-init nothing-asked'],
  ['cloud-init --mirror http://m --from ftp://x/y', '--from not-one-of'],
  ['cloud-init --mirror http://m --from https://x/y.deb', '--from needs-option'],
  ['cloud-init --mirror http://m --from https://x/y.deb --sha256 12', '--sha256 not-a-hash'],
  ['cloud-init --mirror http://m --sha256 12', '--sha256 needs-option'],
  ['cloud-init --mirror http://m --from apt --sha256 12', '--sha256 needs-option'],
  ['cloud-init --mirror http://m --from npm', '--from needs-checksum'],
  ['cloud-init --mirror http://m --from npm --sha256 12', '--sha256 not-a-hash'],
  ['agent --once --resume', '--once conflicts-with'],
  ['agent --pause', '--pause missing-argument'],
  ['agent --pause soon', '--pause not-a-duration'],
  ['completion tcsh', 'SHELL not-one-of'],
  ['completion', 'SHELL missing-argument'],
  ['--bogus', '--bogus unknown-option'],
  ['status --bogus', '--bogus unknown-option'],
  ['setup --bogus=1', '--bogus unknown-option'],
  ['setup -x', '-x unknown-option'],
  ['setup --config f --mirror http://m', '--config conflicts-with'],
  ['setup --config f --engine docker', '--config conflicts-with'],
  ['setup --pull i', 'setup nothing-asked'],
  ['setup --mirror http://m --pull', '--pull missing-argument'],
  ['setup --mirror http://m --pull=-a', '--pull not-an-image'],
  ['setup --mirror http://m --pull a/B', '--pull not-an-image'],
  ['setup --mirror http://m --pull i --root /x', '--pull conflicts-with'],
  ['setup --registry r --login u', '--login needs-option'],
  ['setup --registry r --password-stdin', '--password-stdin needs-option'],
  ['setup --mirror http://m --login u --password-stdin', '--login no-login-there'],
  ['setup --registry r --login m=u --password-stdin', '--login no-login-there'],
  ['setup --registry r --login r= --password-stdin', '--login empty'],
  ['setup --registry r --login u --login v --password-stdin', '--login twice-different'],
  ['remove --registry r --login u', '--login unknown-option'],
  ['setup --mirror http://m --confirm-within soon', '--confirm-within not-a-duration'],
  ['setup --mirror http://m --confirm-within 0s', '--confirm-within not-a-duration'],
  ['setup --mirror http://m --confirm-within', '--confirm-within missing-argument'],
  ['setup --mirror http://m --confirm-within 1m --root /x', '--confirm-within conflicts-with'],
  ['remove --all --confirm-within 1m --user u', '--confirm-within conflicts-with'],
  ['setup --user u --root /x --mirror http://m', '--user conflicts-with'],
  ['setup --user u --host-alias a.test=192.0.2.1', '--user conflicts-with'],
  ['remove --user u --host-alias a.test=192.0.2.1', '--user conflicts-with'],
  ['agent --once --user u', '--user conflicts-with'],
  ['status --user', '--user missing-argument'],
  ['status --lang de', '--lang not-one-of'],
  ['rollback --engine docker', '--engine unknown-option'],
  ['remove --replace', '--replace unknown-option'],
  ['status --mirror http://a', '--mirror unknown-option'],
  ['status --dry-run', '--dry-run unknown-option'],
  ['setup', 'setup nothing-asked'],
  ['setup --replace', 'setup nothing-asked'],
  ['setup --dry-run --yes', 'setup nothing-asked'],
  ['setup --mirror', '--mirror missing-argument'],
  ['setup --mirror --replace', '--mirror missing-argument'],
  ['setup extra --mirror http://a', 'setup excess-argument'],
  ['status extra', 'status excess-argument'],
  ['history extra', 'history excess-argument'],
  ['history show', 'ID missing-argument'],
  ['history show 1 2', 'history excess-argument'],
  ['history show ../x', 'ID not-an-id'],
  ['rollback 1 2', 'rollback excess-argument'],
  ['rollback ../../etc', 'ID not-an-id'],
  ['rollback 1 --original', '--original conflicts-with'],
  ['recover 1', 'recover excess-argument'],
  ['setup --mirror a:5000', '--mirror scheme-missing'],
  ['setup --mirror ftp://a', '--mirror not-a-mirror-url'],
  ['setup --mirror http://u:p@a', '--mirror userinfo'],
  ['setup --mirror http://a?x', '--mirror query'],
  ['setup --registry http://a', '--registry scheme-not-wanted'],
  ['setup --registry a/b', '--registry path-not-wanted'],
  ['setup --registry a:99999', '--registry port-out-of-range'],
  ['setup --registry a_b', '--registry not-a-host'],
  ['setup --registry=', '--registry not-a-host'],
  ['setup --insecure 10.0.0.0/33', '--insecure not-a-cidr'],
  ['setup --insecure https://a', '--insecure scheme-not-wanted'],
  ['setup --search a/b', '--search path-not-wanted'],
  ['setup --ca=', '--ca empty'],
  ['setup --ca r1=', '--ca empty'],
  ['setup --host-alias a', '--host-alias not-an-address'],
  ['setup --host-alias a=b', '--host-alias not-an-address'],
  ['setup --host-alias a_b=1.2.3.4', '--host-alias not-a-name'],
  ['setup --host-alias a=1.2.3.4 --host-alias a=1.2.3.5', '--host-alias twice-different'],
  ['setup --registry a --apply now', '--apply not-one-of'],
  ['setup --registry a --apply reload --apply restart', '--apply twice-different'],
  ['setup --registry a --adopt', '--adopt needs-option'],
  ['setup --mirror https://a/b', 'PATH_FOR_ONE_ENGINE'],
  ['setup --config f --mirror http://a', '--config conflicts-with'],
  ['setup --config --ca a', '--config conflicts-with'],
  ['setup --config --host-alias a=1.2.3.4', '--config conflicts-with'],
  ['setup --config f --engine docker', '--config conflicts-with'],
  ['setup --replace --config', '--config conflicts-with'],
  ['setup --adopt --config', '--config conflicts-with'],
  ['setup --drop-in --config', '--config conflicts-with'],
  ['setup --convert --config', '--config conflicts-with'],
  ['setup --config a --config b', '--config twice-different'],
  ['setup --config=', '--config empty'],
  ['setup --config --apply now', '--apply not-one-of'],
  ['cloud-init', 'cloud-init nothing-asked'],
  ['cloud-init extra --registry a', 'cloud-init excess-argument'],
  ['cloud-init --mirror http://u:p@a', '--mirror userinfo'],
  ['cloud-init --mirror https://a/b', 'PATH_FOR_ONE_ENGINE'],
  ['cloud-init --registry a --from somewhere', '--from not-one-of'],
  ['cloud-init --registry a --from ftp://a/b', '--from not-one-of'],
  ['cloud-init --registry a --from https://u:p@a/b.deb --sha256 00', '--from not-one-of'],
  ['cloud-init --registry a --from https://a/b.deb', '--from needs-option'],
  ['cloud-init --registry a --from https://a/b.deb --sha256 12', '--sha256 not-a-hash'],
  ['cloud-init --registry a --sha256 12', '--sha256 needs-option'],
  ['cloud-init --registry a --package -y', '--package not-a-package'],
  ['cloud-init --registry a --yes', '--yes unknown-option'],
  ['remove', 'remove nothing-asked'],
  ['remove --adopt', 'remove nothing-asked'],
  ['remove --all --mirror http://a', '--all conflicts-with'],
  ['remove --all --adopt', '--all conflicts-with'],
  ['remove --mirror a', '--mirror scheme-missing'],
  ['status --timeout', '--timeout missing-argument'],
  ['status --timeout soon', '--timeout not-a-duration'],
  ['status --timeout 0', '--timeout not-a-duration'],
  ['status --timeout 1s --timeout 2s', '--timeout twice-different'],
  ['status --wait 1y', '--wait not-a-duration'],
  ['status --root=', '--root empty'],
  ['status --quiet --verbose', '--quiet conflicts-with'],
];

interface Document {
  readonly version: number;
  readonly outcome: string;
  readonly findings: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
    readonly hint: string;
    readonly option?: string;
    readonly reason?: string;
  }[];
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && 'version' in value && 'findings' in value;
}

function documentOf(stdout: string): Document {
  const value: unknown = JSON.parse(stdout);
  if (!isDocument(value)) throw new Error(stdout);
  return value;
}

function wordsOf(line: string): readonly string[] {
  return line.split(' ').filter((word) => word !== '');
}

describe('wrong usage', () => {
  it.each(WRONG)('%s: %s', async (line, found) => {
    const { code, stdout, stderr, invocation } = await run(wordsOf(line));
    expect(code).toBe(64);
    expect(invocation).toBeUndefined();
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: .*\.(?: \[[A-Z_]+\])?\n/);
    const { findings } = documentOf((await run([...wordsOf(line), '--json'])).stdout || '{}');
    expect(
      findings.map((each) => (each.code === 'USAGE' ? `${each.option} ${each.reason}` : each.code)),
    ).toContain(found);
  });

  it.each(WRONG)('%s with --json on either side is one document', async (line) => {
    for (const words of [
      [...wordsOf(line), '--json'],
      ['--json', ...wordsOf(line)],
    ]) {
      const { code, stdout, stderr } = await run(words);
      expect(code).toBe(64);
      expect(stderr).toBe('');
      const document = documentOf(stdout);
      expect(document).toMatchObject({ version: 1, outcome: 'failed', id: null, changes: [], engines: [] });
      for (const { severity, message, hint } of document.findings) {
        expect([severity, message !== '', hint !== '']).toEqual(['error', true, true]);
      }
    }
  });

  it('all that is wrong is said at once', async () => {
    const { stderr } = await run(['setup', '--mirror', 'a', '--registry', 'b/c', '--timeout', 'x']);
    expect(stderr.match(/^error: /gm)).toHaveLength(3);
  });

  it('a password that was typed is not repeated', async () => {
    for (const words of [
      ['setup', '--mirror', 'http://u:secret@a'],
      ['setup', '--registry', 'u:secret@a'],
      ['setup', '--mirorr=http://u:secret@a'],
      ['http://u:secret@a'],
      ['status', 'http://u:secret@a'],
    ]) {
      const text = await run(words);
      const json = await run([...words, '--json']);
      expect(text.stderr + text.stdout + json.stdout + json.stderr).not.toContain('secret');
      expect(text.code).toBe(64);
    }
  });

  it('control characters that were typed do not reach the terminal', async () => {
    const { stderr } = await run(['setup', '--registry', 'a\u001b[2J\u202e']);
    expect(stderr).toContain('a\\x1b[2J\\u{202e}');
    expect((await run(['setup', '--registry', 'a\u009b2J', '--json'])).stdout).toContain('a\\u009b2J');
  });

  it('a near miss is named', async () => {
    expect((await run(['setup', '--miror', 'http://a'])).stderr).toContain('Did you mean --mirror?');
    expect((await run(['stats'])).stderr).toContain('status');
  });
});

describe('wrong files', () => {
  it.each([
    [['setup', '--ca', 'r1=gone.crt'], 'INPUT_FILE'],
    [['setup', '--config'], 'INPUT_FILE'],
    [['setup', '--config', 'gone.json5'], 'INPUT_FILE'],
    [['setup', '--config', '--config', 'gone.json5'], 'INPUT_FILE'],
    [['cloud-init', '--ca', 'r1=gone.crt'], 'INPUT_FILE'],
    [['cloud-init', '--ca', 'r1=text.crt'], 'CA_UNUSABLE'],
    [['setup', '--ca', 'r1=text.crt'], 'CA_UNUSABLE'],
    [['remove', '--ca', './gone.crt'], 'INPUT_FILE'],
  ])('%j: %s', async (words, found) => {
    const world = { files: { 'text.crt': 'hello' } };
    const { code, stdout } = await run([...words, '--json'], world);
    expect(code).toBe(65);
    expect(documentOf(stdout).findings.map((each) => each.code)).toEqual([found]);
  });

  it('the one that is missing at its usual place can be made', async () => {
    const hintOf = async (...words: readonly string[]) =>
      documentOf((await run(['setup', ...words, '--json'])).stdout).findings[0]?.hint;
    for (const words of [['--config'], ['--config', '--root', '/image']]) {
      expect(await hintOf(...words)).toContain('/usr/share/doc/registry-client/examples/config.json5');
    }
    expect(await hintOf('--config', 'gone.json5')).toContain('Check the path');
  });

  it.each([['setup --config='], ['setup --config a --config b']])(
    '%s: no other file is looked for',
    async (line) => {
      const { stdout } = await run([...wordsOf(line), '--json']);
      expect(documentOf(stdout).findings.map((each) => each.code)).toEqual(['USAGE']);
    },
  );

  it('wrong usage counts more', async () =>
    expect((await run(['setup', '--ca', 'r1=gone.crt', '--registry', 'a/b'])).code).toBe(64));
});

describe('names of engines', () => {
  it.each([
    ['setup --registry a --engine dockre', 'ENGINE_UNKNOWN'],
    ['setup --registry a --engine docker,', 'ENGINE_UNKNOWN'],
    ['setup --registry a --engine auto,docker', 'USAGE'],
    ['setup --mirror http://a/b --engine docker,podman', 'PATH_FOR_ONE_ENGINE'],
  ])('%s: %s', async (line, found) => {
    const { code, stdout } = await run([...wordsOf(line), '--json']);
    expect(code).toBe(64);
    expect(documentOf(stdout).findings.map((each) => each.code)).toEqual([found]);
  });
});
