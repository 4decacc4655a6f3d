// Measures, as src/measure/ of the program has them.

/**
 * G² (Dunning 1993): below 0 where two meet less often than by chance.
 * @param {number} a talks that mention the one
 * @param {number} b talks that mention the other
 * @param {number} both talks that mention both
 * @param {number} talks all talks
 */
export function logLikelihood(a, b, both, talks) {
  if (talks === 0) return 0;
  const term = (observed, row, column) =>
    observed <= 0 ? 0 : observed * Math.log((observed * talks) / (row * column));
  const sum =
    term(both, a, b) +
    term(a - both, a, talks - b) +
    term(b - both, talks - a, b) +
    term(talks - a - b + both, talks - a, talks - b);
  const g2 = Math.max(2 * sum, 0);
  return both * talks < a * b ? -g2 : g2;
}

/** The association strength (van Eck & Waltman 2009): 1 is chance. */
export const association = (a, b, both, talks) => (a * b === 0 ? 0 : (both * talks) / (a * b));

/** G² above this is more than chance gives in one of twenty pairs. */
export const CHANCE = 3.84;

/**
 * How something recurs that is in so many talks of each observed edition of a series; none if it is in no talk.
 * @param {number[]} talks
 */
export function recurrence(talks) {
  const first = talks.findIndex((count) => count > 0);
  if (first < 0) return null;
  const last = talks.findLastIndex((count) => count > 0);
  let [longestGap, gap] = [0, 0];
  for (const count of talks.slice(first, last + 1)) {
    gap = count > 0 ? 0 : gap + 1;
    longestGap = Math.max(longestGap, gap);
  }
  return { first, last, editions: talks.filter((count) => count > 0).length, longestGap };
}
