/**
 * Names of an image on their way to a file system. The image was read, but nothing says that its names mean the same to
 * another platform: each is checked again for the place it is to be written to.
 */
import { utf8ByteLength } from 'iso9660-format';

interface NameRule {
  /** Only where Windows rules over names. */
  readonly onWindows: boolean;
  readonly isBroken: (name: string) => boolean;
  readonly message: string;
}

const NAME_BYTES = 255;

/** Devices of MS-DOS, whatever follows the first dot. */
const DEVICE = /^(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³]) *(?:\..*)?$/i;

const nameRules: readonly NameRule[] = [
  {
    onWindows: false,
    isBroken: (name) => name === '' || name === '.' || name === '..' || /[/\0]/.test(name),
    message: 'would lead to another place',
  },
  {
    onWindows: false,
    isBroken: (name) => /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name),
    message: 'holds control characters',
  },
  { onWindows: false, isBroken: (name) => !name.isWellFormed(), message: 'is no Unicode text' },
  {
    onWindows: false,
    isBroken: (name) => name.length * 3 > NAME_BYTES && utf8ByteLength(name) > NAME_BYTES,
    message: `is longer than ${NAME_BYTES} bytes`,
  },
  {
    onWindows: true,
    isBroken: (name) => /[\\:]/.test(name),
    message: 'would lead to another place on Windows: it holds a backslash or a colon',
  },
  { onWindows: true, isBroken: (name) => /[<>"|?*]/.test(name), message: 'holds characters that Windows refuses' },
  { onWindows: true, isBroken: (name) => /[. ]$/.test(name), message: 'ends in a dot or a space, which Windows drops' },
  { onWindows: true, isBroken: (name) => DEVICE.test(name), message: 'is a device on Windows' },
];

/** What nearly all names are: nothing to look closer at. */
const HARMLESS = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,100}(?<![. ])$/;

/** Why a name must not be given to a file; undefined when it may. */
export const refusalOfName = (name: string, onWindows: boolean): string | undefined =>
  !onWindows && HARMLESS.test(name)
    ? undefined
    : nameRules.find((rule) => (onWindows || !rule.onWindows) && rule.isBroken(name))?.message;

const PLAIN = /^[a-z0-9_.\-/ ]*$/;

/**
 * The same for paths that some file system takes for one: those that differ in case or in Unicode normalisation. Upper
 * case, since only that makes `SS` of `ß`.
 */
export const alikePath = (path: string): string =>
  PLAIN.test(path) ? path.toUpperCase() : path.normalize('NFC').toUpperCase().normalize('NFC');

/** The last component of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Which names are taken in which directory. Directories come one after the other, so that one of them is mostly enough. */
export class GivenNames {
  readonly #fold: (path: string) => string;
  readonly #directories = new Map<string, Map<string, string>>();
  #prefix: string | undefined;
  #paths = new Map<string, string>();

  constructor(allowsAlike: boolean) {
    this.#fold = allowsAlike ? (path) => path : alikePath;
  }

  /** Gives a path its name, or answers the path that has it, or has one that is alike. */
  give(path: string, name: string): string | undefined {
    const prefix = path.slice(0, path.length - name.length);
    if (prefix !== this.#prefix) this.#enter(prefix);
    const folded = this.#fold(name);
    const other = this.#paths.get(folded);
    if (other === undefined) this.#paths.set(folded, path);
    return other;
  }

  #enter(prefix: string): void {
    const folded = this.#fold(prefix);
    this.#prefix = prefix;
    this.#paths = this.#directories.get(folded) ?? new Map();
    this.#directories.set(folded, this.#paths);
  }
}
