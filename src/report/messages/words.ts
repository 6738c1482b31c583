// Small pieces that sentences are made of.

/** Words with commas between them; '(nothing)' for none. */
export function wordList(words: readonly string[]): string {
  return words.length === 0 ? '(nothing)' : words.join(', ');
}

/** Numbered lines, below each other. */
export function stepList(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
}
