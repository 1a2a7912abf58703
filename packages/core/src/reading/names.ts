/**
 * Names of an image as those of a drive. Where there are plain ones only (CloudStack's older builder: mkisofs -iso-level 3)
 * `PUBLIC_KEYS.TXT` was `public-keys.txt`: what CloudStack, OpenStack and NoCloud name is put back, other names become what
 * Linux shows.
 */
import { InvalidImageError, printable } from '@configdrive/issues';
import type { Entry } from 'iso9660-format';
import type { Namespace } from 'iso9660-reader';
import { everyKnownPath, USER_DATA_PATH } from '../cloudstack-names.ts';
import type { CoreCode } from '../codes.ts';
import type { CoreIssues } from '../issues.ts';
import { portable } from '../profiles.ts';

/**
 * The entries by names that can be written again.
 *
 * @throws InvalidImageError when two of them have one path
 */
export function readNames(
  entries: readonly Entry[],
  namespace: Namespace,
  report: CoreIssues,
): ReadonlyMap<string, Entry> {
  const hasPlainNames = namespace === 'plain' || namespace === 'enhanced';
  const named = hasPlainNames ? withNamesBefore(entries) : entries;
  if (hasPlainNames) reportPlainNames(named, report);
  const byPath = new Map<string, Entry>();
  let count = 0;
  for (const entry of named) {
    const written = isAscii(entry.path) ? entry : withWritableName(entry, report);
    byPath.set(written.path, written);
    count++;
    if (byPath.size < count) throw pathRepeated(written.path);
  }
  return byPath;
}

function reportPlainNames(entries: readonly Entry[], report: CoreIssues): void {
  const isOld = !entries.some(({ path }) => path.startsWith('openstack/'));
  const isInBase64 = isOld && entries.some(({ path }) => path === USER_DATA_PATH);
  const userData = isInBase64 ? '; its user data is base64 text and stays that' : '';
  report.add('drive-names-mapped', [], `plain names only, CloudStack’s own are put back${userData}`);
}

/** Bytes that were no UTF-8 came as U+FFFD; half of a surrogate pair (Joliet) has no UTF-8. */
const unwritable = /\ufffd|\p{Surrogate}/u;

/** Nearly every path is: a loop is twice as fast as an expression. */
function isAscii(path: string): boolean {
  for (let at = 0; at < path.length; at++) if (path.charCodeAt(at) > 0x7f) return false;
  return true;
}

function withWritableName(entry: Entry, report: CoreIssues): Entry {
  if (!unwritable.test(entry.path)) return entry;
  const path = entry.path.toWellFormed();
  report.add('drive-text-altered', [path], 'the name is no text; what cannot be read is written as U+FFFD');
  return { ...entry, path };
}

const pathRepeated = (path: string): InvalidImageError =>
  new InvalidImageError([
    {
      code: 'drive-path-duplicate' satisfies CoreCode,
      severity: 'error',
      place: [path],
      message: `the image has ${printable(path)} twice`,
    },
  ]);

/** Paths with a hyphen, which the plain tree cannot have, by what it has instead. */
const fixedPaths: ReadonlyMap<string, string> = new Map(
  [...everyKnownPath, 'meta-data', 'user-data', 'vendor-data', 'network-config'].map((path) => [mangled(path), path]),
);

const datedFolder = /^(openstack|ec2)\/([0-9]{4})_([0-9]{2})_([0-9]{2})(?=\/|$)/;
const ec2File = /^(ec2\/[^/]+\/)(meta_data\.json|user_data)$/;

function mangled(path: string): string {
  return path.replaceAll('-', '_');
}

function nameBefore(path: string): string {
  const fixed = fixedPaths.get(path);
  if (fixed !== undefined) return fixed;
  return path
    .replace(datedFolder, '$1/$2-$3-$4')
    .replace(ec2File, (_, folder: string, file: string) => folder + file.replace('_', '-'));
}

/** Guests of such a drive knew the names it had: where one of these is a known alias it stays as one. */
function withNamesBefore(entries: readonly Entry[]): readonly Entry[] {
  const isUpperCase = !entries.some(({ path }) => /[a-z]/.test(path));
  const shown = (path: string): string => (isUpperCase ? path.toLowerCase() : path);
  const taken = new Set(entries.map(({ path }) => shown(path)));
  const renamed = (path: string): string => {
    const before = nameBefore(shown(path));
    return taken.has(before) ? shown(path) : before;
  };
  const aliasOf = new Map(portable.aliases);
  return entries.flatMap((entry): readonly Entry[] => {
    const path = renamed(entry.path);
    const file = entry.sameAs === undefined ? { ...entry, path } : { ...entry, path, sameAs: renamed(entry.sameAs) };
    const old = shown(entry.path);
    if (aliasOf.get(old) !== path) return [file];
    const { content: _, ...attributes } = file;
    return [file, { ...attributes, path: old, sameAs: path }];
  });
}
