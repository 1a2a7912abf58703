/**
 * What the triples (and the custom parameters beside them) state, each file once: names checked, duplicates settled.
 */
import { type Place, printable } from '@configdrive/issues';
import { slipOf } from '@configdrive/issues/arguments';
import {
  isReservedParameter,
  knownDirectories,
  knownPathOf,
  METADATA,
  metadataNameFor,
  metadataNames,
  PUBLIC_KEYS_FILE,
  pathOf,
  readerOwnedKeys,
} from '../cloudstack-names.ts';
import { FoldedPaths, isWindowsDevice, jolietNameProblem, nameProblem } from '../input/names.ts';
import type { Setting } from '../input/settings.ts';
import type { PartialInput } from '../input/shape.ts';
import type { CoreIssues } from '../issues.ts';
import type { TreeName } from '../labels.ts';
import type { Profile } from '../profiles.ts';

/** One file of `cloudstack/` as the input states it. */
export interface Datum {
  readonly directory: string;
  readonly name: string;
  /** As it came; the empty text for null. */
  readonly content: string;
  /** White space only, as Java has it: no file, but the directory exists. */
  readonly blank: boolean;
  /** For meta_data.json. Not the content where CloudStack's last statement is blank: the file stays that of an earlier one. */
  readonly value: string;
  /** `cloudstack/metadata/vm-id.txt` */
  readonly path: string;
  /** A file CloudStack itself makes. */
  readonly known: boolean;
  readonly place: Place;
}

/** By path, in the order in which the paths first came. */
export type Data = ReadonlyMap<string, Datum>;

interface DataReading {
  readonly profile: Profile;
  readonly tree: TreeName;
  readonly report: CoreIssues;
  readonly statements: Map<string, Datum>;
}

export function readData(input: PartialInput, { profile, tree, limits }: Setting, report: CoreIssues): Data {
  const reading: DataReading = { profile, tree, report, statements: new Map() };
  if (input.vmData.length > limits.entries) {
    report.add(
      'too-many-entries',
      ['vmData'],
      `${input.vmData.length} triples; a drive has at most ${limits.entries} entries`,
    );
    return reading.statements;
  }
  for (const [index, triple] of input.vmData.entries()) {
    if (triple !== undefined) addDatum(reading, triple[0], triple[1], triple[2] ?? '', ['vmData', index]);
  }
  for (const [name, value] of parametersOf(input)) addParameter(reading, name, value);
  const { publicKeys } = input;
  if (publicKeys !== undefined) {
    const text = typeof publicKeys === 'string' ? publicKeys : publicKeys.join('\n');
    addDatum(reading, METADATA, PUBLIC_KEYS_FILE, text, [PUBLIC_KEYS]);
  }
  reportCollisions(reading);
  return reading.statements;
}

/** The same of metadata that come by name alone, beside everything that has a path already. */
export function readMetadata(
  values: readonly (readonly [name: string, content: string | null])[],
  { profile, tree }: Setting,
  report: CoreIssues,
): Data {
  const reading: DataReading = { profile, tree, report, statements: new Map() };
  for (const [name, content] of values) addDatum(reading, METADATA, name, content ?? '', [METADATA, name]);
  reportCollisions(reading);
  return reading.statements;
}

/** The member of an input with the keys, as a text or a list. */
const PUBLIC_KEYS = 'publicKeys';

/** An object's keys have no order of their own. */
function parametersOf({ customParameters }: PartialInput): readonly (readonly [name: string, value: string])[] {
  if (customParameters === undefined) return [];
  if (isPairs(customParameters)) return customParameters;
  return Object.keys(customParameters)
    .sort()
    .map((name) => [name, customParameters[name] ?? '']);
}

const isPairs = (
  parameters: NonNullable<PartialInput['customParameters']>,
): parameters is readonly (readonly [string, string])[] => Array.isArray(parameters);

function addParameter(reading: DataReading, name: string, value: string): void {
  const place = ['customParameters', name];
  if (isReservedParameter(name))
    reading.report.add('reserved-parameter', place, 'this name is a metadata file of CloudStack');
  else addDatum(reading, 'metadata', name, value, place);
}

function addDatum(reading: DataReading, givenDirectory: string, name: string, content: string, place: Place): void {
  const { profile, report } = reading;
  if (profile.blankDirectory === 'ignore' && isBlank(givenDirectory)) {
    report.add('blank-directory', place, 'no directory, so no file');
    return;
  }
  const directory = directoryOf(reading, givenDirectory, name, place);
  // The names CloudStack itself uses need no look: they are most of what comes.
  const knownPath = knownPathOf(directory, name);
  const known = knownPath !== undefined;
  if (!known && !areNamesFit(reading, directory, name, place)) return;
  const path = knownPath ?? pathOf(directory, name);
  mergeDuplicate(reading, { directory, name, ...contentOf(reading, content, place), path, known, place });
}

/** The admin guide says `user_data`, CloudStack writes `userdata`, and so do the guests read. */
function directoryOf({ profile, report }: DataReading, directory: string, name: string, place: Place): string {
  if (directory !== 'user_data' || name !== 'user_data' || profile.userDataDirectory === 'any') return directory;
  report.add('user-data-directory', [...place, 0], 'written as userdata, where guests look');
  return 'userdata';
}

/** Of a triple its directory, name or content; a custom parameter has one place for all. */
export const partOf = (place: Place, part: 0 | 1 | 2): Place => (place[0] === 'vmData' ? [...place, part] : place);

function areNamesFit(reading: DataReading, directory: string, name: string, place: Place): boolean {
  const parts: readonly NamePart[] = [
    { given: name, written: `${name}.txt`, place: partOf(place, 1) },
    ...(knownDirectories.has(directory) ? [] : [{ given: directory, written: directory, place: partOf(place, 0) }]),
  ];
  const refused = parts.filter((part) => refuseName(reading, part));
  if (refused.length > 0) return false;
  for (const part of parts) noteName(reading, part);
  if (directory === METADATA) noteNearName(reading, name, partOf(place, 1));
  if (parts.length > 1 && reading.profile.otherDirectories === 'report') {
    reading.report.add('directory-unknown', partOf(place, 0), 'guests read metadata, userdata and password');
  }
  return true;
}

/** `..` would be safe once it is `...txt`, and is refused all the same. */
interface NamePart {
  readonly given: string;
  readonly written: string;
  readonly place: Place;
}

function refuseName({ profile, report }: DataReading, { given, written, place }: NamePart): boolean {
  const mayNotBeCut = profile.overlongJolietNames === 'refuse';
  const problem = nameProblem(given) ?? nameProblem(written) ?? (mayNotBeCut ? jolietNameProblem(written) : undefined);
  if (problem !== undefined) report.add(problem.code, place, problem.message);
  return problem !== undefined;
}

function noteName({ report }: DataReading, { given, written, place }: NamePart): void {
  if (isWindowsDevice(given)) report.add('windows-reserved-name', place, 'Windows has a device of this name');
  else if (/[. ]$/.test(written))
    report.add('windows-reserved-name', place, 'Windows drops the dot or blank at the end');
}

/**
 * Guests look for CloudStack's names: one that is nearly such a name is a name of its own, and nobody looks for it. What is
 * the guests' own key beside that is told with the key.
 */
function noteNearName({ profile, tree, report }: DataReading, name: string, place: Place): void {
  if (tree === 'cloudstack' && profile.readerOwnedNames !== 'write' && readerOwnedKeys.has(name)) return;
  const meant = meantNameOf(name);
  if (meant !== undefined) report.add('metadata-name-near', place, `a name of your own; did you mean "${meant}"?`);
}

/** The name of CloudStack's metadata that another one stands for, or is nearly. */
export const meantNameOf = (name: string): string | undefined => metadataNameFor(name) ?? slipOf(name, metadataNames);

/** Java's Character.isWhitespace, as CloudStack asks it: no-break spaces and U+0085 are none, four separators are. */
const blankText = /^[\t-\r\u001c- \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]*$/;

export const isBlank = (text: string): boolean => blankText.test(text);

/** What has no UTF-8 is reported, and nothing behind this door sees it. */
function contentOf({ report }: DataReading, content: string, place: Place): Pick<Datum, 'content' | 'blank' | 'value'> {
  if (content.isWellFormed()) return { content, blank: isBlank(content), value: content };
  report.add('text-ill-formed', partOf(place, 2), 'the text holds half of a surrogate pair');
  return { content: '', blank: true, value: '' };
}

/** The first statement of a path that says anything keeps its place in the order, whatever the last one says. */
function mergeDuplicate({ profile, report, statements }: DataReading, statement: Datum): void {
  const { path, place, value } = statement;
  const earlier = statements.get(path);
  if (earlier === undefined) statements.set(path, statement);
  else if (isSame(earlier, statement, profile))
    report.add('duplicate-dropped', place, `sets ${printable(path)} a second time, to the same value`);
  else if (profile.duplicates === 'refuse') {
    report.add('duplicate-triple', place, `sets ${printable(path)} a second time, to another value`);
  } else if (!statement.blank) {
    report.add('duplicate-dropped', earlier.place, `a later one sets ${printable(path)} too, and wins`);
    restate(statements, earlier, statement);
  } else {
    report.add('duplicate-dropped', place, `blank, so that the file of an earlier ${printable(path)} stays`);
    if (value !== '' && profile.blankMetadata === 'json-only') restate(statements, earlier, { ...earlier, value });
  }
}

const isSame = (earlier: Datum, later: Datum, { blankMetadata }: Profile): boolean =>
  earlier.value === later.value || (blankMetadata === 'drop' && earlier.blank && later.blank);

/** What said nothing has no place in meta_data.json yet. */
function restate(statements: Map<string, Datum>, earlier: Datum, later: Datum): void {
  if (earlier.value === '') statements.delete(earlier.path);
  statements.set(earlier.path, later);
}

/** CloudStack's own names never meet: without others there is nothing to compare. */
function reportCollisions({ report, statements }: DataReading): void {
  if (areAllKnown(statements)) return;
  const paths = new FoldedPaths();
  for (const { path, place } of statements.values()) {
    const other = paths.add(path);
    if (other === undefined) continue;
    report.add('path-collision', place, `${printable(path)} and ${printable(other)} are one to some guests`);
  }
}

export function areAllKnown(statements: Data): boolean {
  for (const { known } of statements.values()) {
    if (!known) return false;
  }
  return true;
}
