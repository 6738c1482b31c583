// What was worked out of the last few texts: one run reads the same file again and again, and parsing is its slowest part.

/** Of large texts at least so many: a file as it is, and as it will be. */
const AT_LEAST = 2;

/**
 * Remembers the results for the texts that were asked for last.
 * @param work pure, and nobody changes what it gives back
 * @param budget how many characters of text are remembered together with their results
 */
export function remember<Out>(work: (text: string) => Out, budget: number): (text: string) => Out {
  const known = new Map<string, { readonly result: Out }>();
  return (text) => {
    const entry = known.get(text) ?? { result: work(text) };
    known.delete(text);
    known.set(text, entry);
    let size = [...known.keys()].reduce((sum, key) => sum + key.length, 0);
    for (const oldest of [...known.keys()].slice(0, -AT_LEAST)) {
      if (size <= budget) break;
      known.delete(oldest);
      size -= oldest.length;
    }
    return entry.result;
  };
}
