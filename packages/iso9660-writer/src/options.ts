/** What a caller can say about an image, checked at the door. */
import type { Place } from '@configdrive/issues';
import {
  BLOCK_SIZE,
  type IdentifierRules,
  type IdentifierRulesName,
  identifierRules,
  jolietNameLimits,
  jolietVolumeDescriptor,
  primaryVolumeDescriptor,
  SYSTEM_AREA_BLOCKS,
  type VolumeDescriptorValue,
} from 'iso9660-format';
import { clampedDate } from './attributes.ts';
import type { WriterIssues } from './issues.ts';
import type { JolietNameRules } from './joliet-names.ts';

export interface ImageOptions {
  /** The label, the same in both descriptors: printable ASCII, at most 32 characters, 16 with Joliet. */
  readonly volumeIdentifier: string;
  /** Date of everything that has none of its own. */
  readonly timestamp: Date;
  /** At most 32 printable ASCII characters. */
  readonly systemIdentifier?: string;
  /** At most 128 printable ASCII characters, as the next three; Joliet keeps the first 64. */
  readonly volumeSetIdentifier?: string;
  readonly publisherIdentifier?: string;
  readonly preparerIdentifier?: string;
  readonly applicationIdentifier?: string;
  /** Identifier of a file in the root, at most 37 characters, as the next two; Joliet keeps the first 18. */
  readonly copyrightFileIdentifier?: string;
  readonly abstractFileIdentifier?: string;
  readonly bibliographicFileIdentifier?: string;
  /** Default: the timestamp; null: not given, as for the next and `effective`. */
  readonly created?: Date | null;
  /** Default: the timestamp. The file system's UUID is made of it. */
  readonly modified?: Date | null;
  /** Default: not given. */
  readonly expires?: Date;
  /** Default: the timestamp. */
  readonly effective?: Date | null;
  /** Identifiers of the plain tree. Default: `relaxed`, the lower-case names that config drives have. */
  readonly identifiers?: IdentifierRulesName | IdentifierRules;
  /** Default: level 3, names of at most 64 units, longer ones refused. `false`: no Joliet tree. */
  readonly joliet?: Partial<JolietNameRules> | false;
  /** Default: true. */
  readonly rockRidge?: boolean;
  /** Moves directories below the eighth level into `rr_moved` (needs Rock Ridge). Default: deep trees stay in place. */
  readonly strictDepth?: boolean;
  /** At most 32,768 bytes for blocks 0–15. Default: zeros. */
  readonly systemArea?: Uint8Array;
  /** Zero blocks behind the last file. Default: 0. */
  readonly paddingBlocks?: number;
}

/** Fields of the volume descriptors that do not depend on the layout. */
export type VolumeDescriptorFields = Pick<
  VolumeDescriptorValue,
  | 'systemIdentifier'
  | 'volumeIdentifier'
  | 'volumeSetIdentifier'
  | 'publisherIdentifier'
  | 'preparerIdentifier'
  | 'applicationIdentifier'
  | 'copyrightFileIdentifier'
  | 'abstractFileIdentifier'
  | 'bibliographicFileIdentifier'
  | 'created'
  | 'modified'
  | 'expires'
  | 'effective'
>;

/** Options with their defaults. */
export interface Settings {
  readonly timestamp: Date;
  readonly volume: VolumeDescriptorFields;
  /** The same for the Joliet descriptor; undefined: no Joliet tree. */
  readonly jolietVolume: VolumeDescriptorFields | undefined;
  readonly jolietNames: JolietNameRules;
  readonly identifiers: IdentifierRules;
  readonly rockRidge: boolean;
  readonly strictDepth: boolean;
  readonly systemArea: Uint8Array | undefined;
  readonly paddingBlocks: number;
}

export function settingsOf(options: ImageOptions, report: WriterIssues): Settings {
  const { joliet = {}, identifiers = 'relaxed', rockRidge = true, strictDepth = false, paddingBlocks = 0 } = options;
  const timestamp = checkedTimestamp(options.timestamp, report);
  const volume = volumeOf(options, timestamp);
  const jolietVolume = joliet === false ? undefined : jolietVolumeOf(volume);
  reportRefusals(volume, primaryVolumeDescriptor, report);
  if (jolietVolume !== undefined) reportRefusals(jolietVolume, jolietVolumeDescriptor, report);
  reportNameRules(options, report);
  reportAreas(options, report);
  return {
    timestamp,
    volume,
    jolietVolume,
    jolietNames: jolietNamesOf(joliet),
    identifiers: typeof identifiers === 'string' ? identifierRules[identifiers] : identifiers,
    rockRidge,
    strictDepth,
    systemArea: options.systemArea,
    paddingBlocks,
  };
}

function jolietNamesOf(joliet: NonNullable<ImageOptions['joliet']>): JolietNameRules {
  const { maximumUnits = jolietNameLimits.standardUnits, overlong = 'refuse' } = joliet === false ? {} : joliet;
  return { maximumUnits, overlong };
}

function checkedTimestamp(timestamp: Date, report: WriterIssues): Date {
  if (Number.isNaN(timestamp.getTime())) {
    report.add('volume-field-invalid', ['timestamp'], 'must be a date', { rule: 'R61' });
    return new Date(0);
  }
  const clamped = clampedDate(timestamp);
  if (clamped !== timestamp) {
    const message = `the year ${timestamp.getUTCFullYear()} cannot be recorded, ${clamped.toISOString()} is written`;
    report.add('date-clamped', ['timestamp'], message);
  }
  return clamped;
}

function volumeOf(options: ImageOptions, timestamp: Date): VolumeDescriptorFields {
  return {
    systemIdentifier: options.systemIdentifier ?? '',
    volumeIdentifier: options.volumeIdentifier,
    volumeSetIdentifier: options.volumeSetIdentifier ?? '',
    publisherIdentifier: options.publisherIdentifier ?? '',
    preparerIdentifier: options.preparerIdentifier ?? '',
    applicationIdentifier: options.applicationIdentifier ?? '',
    copyrightFileIdentifier: options.copyrightFileIdentifier ?? '',
    abstractFileIdentifier: options.abstractFileIdentifier ?? '',
    bibliographicFileIdentifier: options.bibliographicFileIdentifier ?? '',
    created: givenDate(options.created, timestamp),
    modified: givenDate(options.modified, timestamp),
    expires: options.expires,
    effective: givenDate(options.effective, timestamp),
  };
}

const givenDate = (date: Date | null | undefined, timestamp: Date): Date | undefined =>
  date === null ? undefined : (date ?? timestamp);

/** Units of each text field of the Joliet descriptor, from its table. */
const jolietUnits = new Map(
  jolietVolumeDescriptor.fields.map(({ name, first, last }) => [name, Math.floor((last - first + 1) / 2)]),
);

/** The label must fit whole (guests find the drive by it); of the other texts Joliet keeps what fits (R70). */
function jolietVolumeOf(volume: VolumeDescriptorFields): VolumeDescriptorFields {
  const joliet: { -readonly [K in keyof VolumeDescriptorFields]: VolumeDescriptorFields[K] } = { ...volume };
  for (const name of cutTexts) joliet[name] = volume[name].slice(0, jolietUnits.get(name));
  return joliet;
}

const cutTexts = [
  'systemIdentifier',
  'volumeSetIdentifier',
  'publisherIdentifier',
  'preparerIdentifier',
  'applicationIdentifier',
  'copyrightFileIdentifier',
  'abstractFileIdentifier',
  'bibliographicFileIdentifier',
] as const;

function reportRefusals(
  volume: VolumeDescriptorFields,
  descriptor: typeof primaryVolumeDescriptor,
  report: WriterIssues,
): void {
  for (const { field, refusal, rule } of descriptor.refusals(volume)) {
    report.add('volume-field-invalid', [field], `${refusal}, in the ${descriptor.name}`, { rule });
  }
}

/** The shortest in which colliding names can be numbered. */
const MINIMUM_NAME_LENGTH = 8;

/** R47, R48: the standard's own limits are what fits into a record beside everything else. */
const ruleRanges = {
  maximumNameLength: [MINIMUM_NAME_LENGTH, 31],
  maximumExtensionLength: [0, 30],
  maximumFileLength: [MINIMUM_NAME_LENGTH + 1, 31],
  maximumDirectoryLength: [MINIMUM_NAME_LENGTH, 31],
} as const;

function reportNameRules({ joliet = {}, identifiers }: ImageOptions, report: WriterIssues): void {
  const { standardUnits, relaxedUnits } = jolietNameLimits;
  const { maximumUnits } = jolietNamesOf(joliet);
  reportRange(['joliet', 'maximumUnits'], maximumUnits, [standardUnits, relaxedUnits], report);
  if (typeof identifiers !== 'object') return;
  for (const name of Object.keys(ruleRanges) as (keyof typeof ruleRanges)[]) {
    reportRange(['identifiers', name], identifiers[name], ruleRanges[name], report);
  }
}

function reportRange(
  place: Place,
  value: number,
  [first, last]: readonly [number, number],
  report: WriterIssues,
): void {
  if (Number.isInteger(value) && value >= first && value <= last) return;
  report.add('option-invalid', place, `is ${value}, allowed are whole numbers from ${first} to ${last}`);
}

function reportAreas({ systemArea, paddingBlocks = 0 }: ImageOptions, report: WriterIssues): void {
  const room = SYSTEM_AREA_BLOCKS * BLOCK_SIZE;
  if (systemArea !== undefined && systemArea.length > room) {
    report.add('system-area-too-long', ['systemArea'], `has ${systemArea.length} bytes, there is room for ${room}`);
  }
  if (!Number.isInteger(paddingBlocks) || paddingBlocks < 0) {
    report.add('option-invalid', ['paddingBlocks'], 'must be a whole number of blocks');
  }
}
