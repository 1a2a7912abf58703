/** The known word nearest to a mistyped one. */

/** Of `known`, the word with the fewest edits from `given`, when it is near enough to be meant. */
export function nearestWord(given: string, known: readonly string[]): string | undefined {
  if (given.length > 64) return undefined;
  const wanted = plain(given);
  let best: string | undefined;
  let fewest = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const word of known) {
    const edits = editDistance(wanted, plain(word));
    if (edits >= fewest) continue;
    best = word;
    fewest = edits;
  }
  return best;
}

/** A slip changes few letters: what differs in more is another word, and what differs in digits is another thing. */
const MOST_SLIPS = 2;

/** Of `known`, the one that a word is nearly; undefined for a word of its own, which `local-ipv6` is beside `local-ipv4`. */
export function slipOf(given: string, known: readonly string[]): string | undefined {
  const wanted = plain(given);
  return known.find((word) => {
    const other = plain(word);
    // Most names are told apart by their lengths alone.
    if (Math.abs(other.length - wanted.length) > MOST_SLIPS || digitsOf(other) !== digitsOf(wanted)) return false;
    return editDistance(wanted, other) <= (other.length < 8 ? 1 : MOST_SLIPS);
  });
}

const digitsOf = (word: string): string => word.replaceAll(/\D/g, '');

/** `vm_data`, `VmData` and `vm-data` are the same slip. */
const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_ ]/g, '');

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
