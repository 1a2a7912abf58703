/** Inputs for tests of the layout, and what it says of them. */
import { InvalidInputError, type Issue } from '@configdrive/issues';
import type { Entry } from 'iso9660-format';
import { type ImageLayout, type ImageOptions, layOutImage } from 'iso9660-writer';

const options: ImageOptions = { volumeIdentifier: 'TEST', timestamp: new Date('2026-03-01T12:34:56Z') };

/** A layout with a usual label and date where nothing else is asked for. */
export const laidOut = (entries: readonly Entry[], more: Partial<ImageOptions> = {}): ImageLayout =>
  layOutImage(entries, { ...options, ...more });

/** Its warnings, or the errors that refused it. */
export function issuesOf(entries: readonly Entry[], more: Partial<ImageOptions> = {}): readonly Issue[] {
  try {
    return laidOut(entries, more).issues;
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
}

/** `path-invalid`, `warning date-clamped`. */
export const codesOf = (entries: readonly Entry[], more: Partial<ImageOptions> = {}): readonly string[] =>
  issuesOf(entries, more).map(({ code, severity }) => (severity === 'error' ? code : `${severity} ${code}`));

/** A file of one byte. */
export const file = (path: string, more: Partial<Entry> = {}): Entry => ({ path, content: 'x', ...more });
