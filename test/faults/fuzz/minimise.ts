// Makes a failing input smaller as long as it fails in the same way.

/**
 * Takes out ever smaller pieces (Zeller, "Simplifying and Isolating Failure-Inducing Input", 2002, without the
 * complements).
 * @param fails whether an input still fails as the first one does
 * @param tries how often it may be asked
 */
export function minimise(
  input: Uint8Array,
  fails: (candidate: Uint8Array) => boolean,
  tries = 2000,
): Uint8Array {
  let smallest = Buffer.from(input);
  let left = tries;
  for (let size = smallest.length >> 1; size >= 1 && left > 0; size >>= 1) {
    for (let at = 0; at < smallest.length && left > 0; left -= 1) {
      const candidate = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)]);
      if (fails(candidate)) smallest = candidate;
      else at += size;
    }
  }
  return smallest;
}
