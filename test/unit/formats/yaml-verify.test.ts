// The second opinion on an edit of YAML: it is not taken in by what the edit itself believes.

import { expect, test } from 'vitest';
import { parseYaml } from '../../../src/formats/yaml/tree.ts';
import { verifyEdits } from '../../../src/formats/yaml/verify.ts';

function judge(before: string, after: string, restored: readonly string[] = []): string {
  const [first, second] = [parseYaml(before), parseYaml(after)];
  if (!first.ok || !second.ok) throw new Error('unreadable');
  const edit = { path: ['mirrors', 'docker.io', 'endpoint'], value: ['a'] };
  const problem = verifyEdits(first.value, second.value, [edit], restored);
  return problem === undefined ? 'exact' : (problem.detail.reason ?? '');
}

const DONE = 'mirrors:\n  docker.io:\n    endpoint: [a]\n';

test.each([
  ['exactly the edit', '', DONE, 'exact'],
  ['into a bare key', 'mirrors:\n', DONE, 'exact'],
  ['something else, too', '', `${DONE}configs: {x: }\n`, 'data'],
  ['another value', '', DONE.replace('[a]', '[b]'), 'data'],
  ['nothing', '# x\n', '# x\n', 'data'],
  ['a neighbour lost', 'configs: {x: 1}\n', DONE, 'data'],
  ['a neighbour of another type', 'configs: 1\n', `configs: "1"\n${DONE}`, 'data'],
  ['a comment lost', '# x\n', DONE, 'comments'],
  ['a comment changed', '# x\n', `# y\n${DONE}`, 'comments'],
  ['a comment that moves', '# x\n', `${DONE}# x\n`, 'exact'],
])('%s', (_, before, after, verdict) => {
  expect(judge(before, after)).toBe(verdict);
});
