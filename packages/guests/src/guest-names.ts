/** Names of guests' programs as somebody gives them: known ones, with a version or without. */
import { InvalidInputError, type Issue } from '@configdrive/issues';
import { nearestWord } from '@configdrive/issues/arguments';
import { type GuestCode, guestCodes } from './codes.ts';
import { type AskedGuest, guestNames, isKnownGuest, nameOfAsked, releasesOf } from './guests.ts';

/**
 * Answers the names when all of them are guests' programs, with an `@` and a release behind them or without.
 *
 * @throws InvalidInputError `guest-unknown` for all that are none, with the nearest name that is one; `guest-version-unknown` for
 *   releases whose rules are not known, with those that are
 */
export function checkedGuests(names: readonly string[]): readonly AskedGuest[] {
  refuse(
    Array.isArray(names)
      ? names.flatMap(problemsOf)
      : [issueOf('guest-unknown', ['guests'], "must be 'likely', or a list of names")],
  );
  return names as readonly AskedGuest[];
}

function refuse([first, ...others]: readonly Issue[]): void {
  if (first !== undefined) throw new InvalidInputError([first, ...others]);
}

function problemsOf(asked: unknown, index: number): readonly Issue[] {
  const place = ['guests', index];
  const name = typeof asked === 'string' ? nameOfAsked(asked) : '';
  if (!guestNames.some((known) => known === name)) {
    const nearest = nearestWord(name, guestNames);
    const hint = nearest === undefined ? `known are ${guestNames.join(', ')}` : `did you mean ${nearest}?`;
    return [issueOf('guest-unknown', place, `no program of a guest has this name; ${hint}`)];
  }
  if (isKnownGuest(String(asked))) return [];
  const message = `the rules of this release are not known; known of ${name} are ${releasesOf(name).join(', ')}`;
  return [issueOf('guest-version-unknown', place, message)];
}

const issueOf = (code: GuestCode & keyof typeof guestCodes, place: Issue['place'], message: string): Issue => ({
  code,
  severity: guestCodes[code].severity,
  place,
  message,
});
