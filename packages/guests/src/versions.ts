/** Numbers of releases: 22.4, 24.1.3, 22.4.2-1+deb12u4. */

/** More is no version. */
const LONGEST_VERSION = 64;

/** The numbers between the dots; what stands behind them is of a distribution. */
const numbersOf = (version: string): readonly number[] =>
  (/^[0-9]+(?:\.[0-9]+)*/.exec(version.slice(0, LONGEST_VERSION))?.[0] ?? '').split('.').map(Number);

/** Whether a release is not older than another. */
export function isSameOrLater(version: string, than: string): boolean {
  const [numbers, others] = [numbersOf(version), numbersOf(than)];
  const at = others.findIndex((other, index) => (numbers[index] ?? 0) !== other);
  return at === -1 || (numbers[at] ?? 0) > others[at]!;
}

/** Whether a version is of a release, or of a later build of it: 22.4.2-1 of 22.4, and 22.41 not. */
export function isOf(version: string, release: string): boolean {
  const isLonger = version.length > release.length && version.length <= LONGEST_VERSION;
  return (
    version === release || (isLonger && version.startsWith(release) && /^[.+~-]/.test(version.slice(release.length)))
  );
}
