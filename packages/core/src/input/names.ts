/**
 * What a directory or a file of a drive may be called, and when two paths are one for some guest.
 */
import { utf8ByteLength } from 'iso9660-format';
import type { CoreCode } from '../codes.ts';
import { withoutEnd } from '../encoding/python-space.ts';

/** Rock Ridge and most file systems end at 255 bytes; two are left for what a guest may add. */
const MAX_BYTES = 253;

/** Joliet level 3 (ISO 9660 records of 64 UCS-2 characters, as genisoimage counts them). */
const MAX_JOLIET_UNITS = 64;

/** Separators, control characters, line and paragraph separators, text direction controls, the BOM, half pairs. */
const unsafeCharacter = /[/\\\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;

const driveLetter = /^[A-Za-z]:/;

export interface NameProblem {
  readonly code: CoreCode;
  readonly message: string;
}

/** Why `name` cannot be one component of a path, if it cannot. */
export function nameProblem(name: string): NameProblem | undefined {
  if (name.trim() === '') return { code: 'name-unsafe', message: 'the name is blank' };
  if (name === '.' || name === '..') return { code: 'name-unsafe', message: 'the name is a way to another directory' };
  if (unsafeCharacter.test(name)) {
    return { code: 'name-unsafe', message: 'the name holds a separator, a control character or half a surrogate pair' };
  }
  if (driveLetter.test(name)) return { code: 'name-unsafe', message: 'the name begins with a drive letter' };
  const byteLength = name.length * 3 <= MAX_BYTES ? 0 : utf8ByteLength(name);
  if (byteLength <= MAX_BYTES) return undefined;
  return { code: 'name-too-long', message: `the name has ${byteLength} bytes, at most ${MAX_BYTES} are allowed` };
}

/** Why Windows would see `name` cut, if it would. */
export const jolietNameProblem = (name: string): NameProblem | undefined =>
  name.length <= MAX_JOLIET_UNITS
    ? undefined
    : {
        code: 'joliet-name-too-long',
        message: `the name has ${name.length} UTF-16 units, Joliet holds ${MAX_JOLIET_UNITS}`,
      };

const mayFold = /[A-Z\u0080-\uffff]|[. ](?:\/|$)/;

/** The same text for two paths that some guest cannot tell apart: case, normalisation, trailing dots and spaces. */
export function foldedPath(path: string): string {
  if (!mayFold.test(path)) return path;
  const names = path.normalize('NFC').toLowerCase().normalize('NFC').split('/');
  return names.map((name) => withoutEnd(name, isDroppedAtEnd)).join('/');
}

const isDroppedAtEnd = (unit: string): boolean => unit === '.' || unit === ' ';

/** Paths of which no two, nor any directories on their ways, may be one to a guest. */
export class FoldedPaths {
  readonly #paths = new Map<string, string>();

  /** Adds a path and its directories; what was there before that differs only as guests do not see, if anything. */
  add(path: string): string | undefined {
    let clash: string | undefined;
    for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const part = end === -1 ? path : path.slice(0, end);
      const fold = foldedPath(part);
      const other = this.#paths.get(fold);
      if (other === undefined) this.#paths.set(fold, part);
      else if (other !== part) clash ??= other;
      if (end === -1) return clash;
    }
  }
}

const windowsDevice = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/** Windows opens a device instead of a file of such a name, whatever its extension. */
export const isWindowsDevice = (name: string): boolean => windowsDevice.test(name);
