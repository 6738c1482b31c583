// The name that somebody probably meant.

/** The name among `names` that a misspelt one is closest to, '' when none is close; case and punctuation do not count. */
export function nearestName(misspelt: string, names: readonly string[]): string {
  const wanted = fold(misspelt);
  let nearest = { name: '', distance: 4 };
  for (const name of names) {
    const distance = editDistance(wanted, fold(name));
    if (distance < nearest.distance && distance < wanted.length / 2) nearest = { name, distance };
  }
  return nearest.name;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
