// The parts of a sentence that are the same in every language: what is pasted, searched for or typed.

/** What engines say, and values out of files: `"x509: …"`. */
export function quotedWords(sentence: string): readonly string[] {
  return unique([...sentence.matchAll(/"([^"]+)"/g)].map(([, words = '']) => words));
}

const COMMAND =
  /registry-client (?:setup|rollback|status|history|remove|confirm|recover|doctor|explain|cloud-init|agent|completion|help)\b/g;

/** Commands of ours, options, paths, URLs, names of hosts, settings, versions and whatever else has a mark or a digit in it. */
export function technicalWords(sentence: string): readonly string[] {
  const bare = sentence.split(/\s/).map((word) => word.replace(/^[("]+|[)",;:.?]+$/g, ''));
  const marked = bare.filter((word) => /^-[a-z-]|[/=_@$<>|\d]|\w[.:]\w/.test(word));
  return unique([...marked, ...(sentence.match(COMMAND) ?? [])]);
}

/** What stands between Chinese letters and marks, but for single plain words, such as names of formats. */
export function latinParts(sentence: string): readonly string[] {
  const parts = sentence.split(/(?:\p{Script=Han}|[，。：；、？（）]|: | \(|\s$)+/u);
  const bare = parts.map((part) => part.replace(/^[\s("]+|[\s)":]+$/g, ''));
  return unique(bare.filter((part) => !/^[A-Za-z]*$/.test(part)));
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort();
}
