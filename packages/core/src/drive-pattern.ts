/**
 * Drives of one shape, one after another, as a fleet has them: same files, other values, sizes and dates. The drive that
 * comes out is byte for byte the one that `layOutConfigDrive` and `toBytes` make.
 */
import { InvalidInputError, type Issue, type Place } from '@configdrive/issues';
import { checkArguments, drive as someDrive } from '@configdrive/issues/arguments';
import { byteLengthOf, type Content, type Entry } from 'iso9660-format';
import { fileEntriesOf, imagePattern } from 'iso9660-writer';
import { byteLengthWithRoom, checkImageSize, type LayOutOptions, layOutFiles } from './build.ts';
import type { CoreCode } from './codes.ts';
import type { ConfigDrive } from './drive.ts';

export interface DrivePattern {
  /**
   * Where a drive differs from the pattern in more than values, sizes and dates; undefined: it can be built by it. The order
   * of the entries, which files are empty and which are links of another are of the shape.
   */
  differenceOf(drive: ConfigDrive): Place | undefined;
  /**
   * The image of a drive of this shape.
   * @param into Bytes to use instead of new ones; what they held is overwritten.
   * @throws InvalidInputError `pattern-differs` when it has another shape, `image-too-large` above the limit, and what
   *   `toBytes` throws.
   */
  toBytes(drive: ConfigDrive, into?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
}

/** A pattern of the shape that a drive has. Its contents are not kept. */
export function drivePattern(drive: ConfigDrive, options: LayOutOptions = {}): DrivePattern {
  checkArguments(['drive', someDrive, drive]);
  // A date of its own: what has the drive's date follows it, what the drive says beside that stays.
  const layout = layOutFiles({ ...drive, timestamp: new Date(drive.timestamp) });
  checkImageSize(layout.byteLength, options);
  const shape = shapeOf(drive);
  const indexes = new Map(drive.entries.map((entry, index) => [entry, index]));
  const sources = fileEntriesOf(layout).map((entry) => indexes.get(entry)!);
  const pattern = imagePattern(layout);
  return {
    differenceOf: (other) => differenceOf(other, shape),
    toBytes(other, into) {
      const difference = differenceOf(other, shape);
      if (difference !== undefined) throw new InvalidInputError([patternDiffers(difference)]);
      const contents = sources.map((index) => other.entries[index]!.content!);
      const placed = pattern.place(contents, other.timestamp);
      checkImageSize(placed.byteLength, options);
      return placed.extendedTo(byteLengthWithRoom(placed.byteLength, other, options)).toBytes(into);
    },
  };
}

const patternDiffers = (place: Place): Issue => ({
  code: 'pattern-differs' satisfies CoreCode,
  severity: 'error',
  place,
  message: 'is not as in the drive that the pattern was made of',
});

/** All of a drive but its contents and its date. */
interface Shape extends Pick<ConfigDrive, 'label' | 'volume'> {
  readonly overlongJolietNames: ConfigDrive['profile']['overlongJolietNames'];
  readonly entries: readonly EntryShape[];
}

interface EntryShape {
  readonly entry: Omit<Entry, 'content'>;
  /** Of a file: the entry that has the same content object first, itself among them; -1 when there are no bytes. */
  readonly contentOf: number | undefined;
}

function shapeOf({ label, volume, profile, entries }: ConfigDrive): Shape {
  const sharing = sharingOf(entries);
  return {
    label,
    volume,
    overlongJolietNames: profile.overlongJolietNames,
    entries: entries.map(({ content: _content, ...entry }, index) => ({ entry, contentOf: sharing[index] })),
  };
}

const NO_BYTES = -1;

/** Who shares a content with whom, as the writer makes links: by the object, of those that have bytes. */
function sharingOf(entries: readonly Entry[]): (number | undefined)[] {
  const first = new Map<Content, number>();
  return entries.map(({ content }, index) => {
    if (content === undefined) return undefined;
    if (typeof content === 'string') return content === '' ? NO_BYTES : index;
    if (byteLengthOf(content) === 0) return NO_BYTES;
    const known = first.get(content);
    if (known === undefined) first.set(content, index);
    return known ?? index;
  });
}

function differenceOf(drive: ConfigDrive, shape: Shape): Place | undefined {
  if (drive.label !== shape.label) return ['label'];
  if (drive.profile.overlongJolietNames !== shape.overlongJolietNames) return ['profile', 'overlongJolietNames'];
  if (drive.volume !== shape.volume && !isSame(drive.volume, shape.volume)) return ['volume'];
  const { entries } = drive;
  if (entries.length !== shape.entries.length) return ['entries'];
  const sharing = sharingOf(entries);
  const index = shape.entries.findIndex(
    ({ entry, contentOf }, at) => contentOf !== sharing[at] || !isSameEntry(entry, entries[at]!),
  );
  return index < 0 ? undefined : ['entries', entries[index]!.path];
}

/** Field by field: most have a path and nothing else, and nothing is to be made of them to see that. */
const isSameEntry = (a: Omit<Entry, 'content'>, b: Entry): boolean =>
  a.path === b.path &&
  a.sameAs === b.sameAs &&
  a.mode === b.mode &&
  a.uid === b.uid &&
  a.gid === b.gid &&
  a.target === b.target &&
  a.only === b.only &&
  a.modified?.getTime() === b.modified?.getTime() &&
  isSame(a.device, b.device) &&
  isSame(a.systemUse, b.systemUse);

/** Small plain values: dates, numbers, bytes. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Date || b instanceof Date) {
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSame(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}
