/** Who will read a drive, in a few words; `explain` has all of them. */
import { readConfigDrive } from '@configdrive/core';
import { type Explanation, explain } from '@configdrive/guests';
import { InvalidImageError } from '@configdrive/issues';
import type { ImageSource } from 'iso9660-reader';
import type { Fact } from '../../views/facts.ts';

export type Guest = Pick<Explanation, 'guest' | 'version' | 'verdict'>;

/** Of an image that is no config drive, or too large for one, nobody is told to read it. */
export async function guestsOf(source: ImageSource): Promise<readonly Guest[]> {
  try {
    const drive = await readConfigDrive(withoutClose(source));
    return explain(drive).map(({ guest, version, verdict }) => ({ guest, version, verdict }));
  } catch (cause) {
    if (cause instanceof InvalidImageError) return [];
    throw cause;
  }
}

/** Reading a drive closes its source; this one is somebody else's. */
const withoutClose = (source: ImageSource): ImageSource =>
  'read' in source ? { byteLength: source.byteLength, read: (offset, length) => source.read(offset, length) } : source;

const headings = { taken: 'taken by', partly: 'partly by', refused: 'refused by' } as const;

export function guestFacts(guests: readonly Guest[]): readonly Fact[] {
  if (guests.length === 0) return [];
  const facts = Object.entries(headings).flatMap(([verdict, heading]) => {
    const names = namesWith(verdict, guests);
    return names.length === 0 ? [] : [[heading, names.join(', ')] as const];
  });
  return facts.length > 0 ? facts : [['taken by', 'none of the guests that configdrive explain knows']];
}

/** A reader whose releases agree goes without them. */
function namesWith(verdict: string, guests: readonly Guest[]): readonly string[] {
  const agree = (name: string): boolean => guests.every((guest) => guest.guest !== name || guest.verdict === verdict);
  const named = guests
    .filter((guest) => guest.verdict === verdict)
    .map(({ guest, version }) => (agree(guest) ? guest : `${guest} ${version}`));
  return [...new Set(named)];
}
