/** The functions of the façade whose arguments are its own: options that packages do not have, and drives as they were built. */
import * as core from '@configdrive/core';
import { machineOptionNames } from '@configdrive/core/internal';
import * as files from '@configdrive/files';
import * as fleet from '@configdrive/fleet';
import * as guests from '@configdrive/guests';
import * as issues from '@configdrive/issues';
import {
  anything,
  bytes,
  isObject,
  iterable,
  layout,
  list,
  object,
  options,
  path,
  someOptions as some,
  source,
  text,
} from '@configdrive/issues/arguments';
import * as store from '@configdrive/store';
import type { ImageSource } from 'iso9660-reader';
import * as reader from 'iso9660-reader';
import * as writer from 'iso9660-writer';
import { checked, drive, image, type Kind } from './arguments.ts';
import { openStore as open, type StoreOptions } from './asking-store.ts';
import { type BuildOptions, buildConfigDrive as build } from './build-config-drive.ts';
import { type BuildManyOptions, buildMany as makeMany } from './build-many.ts';
import * as changes from './changes.ts';

const isGuestNames = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) && value.every((name) => names.includes(String(name).split('@', 1)[0] ?? '')));
const names: readonly string[] = guests.guestNames;
const guestWords = `a list of guests: ${names.join(', ')}`;

// Bring a drive to its guest
export const agentCommandText = checked(core.agentCommandText, ['command', object('a command to the agent')]);
export const attachment = checked(core.attachment, ['path', path], ['options', some]);
export const lengthIssues = checked(
  core.lengthIssues,
  ['before?', { words: 'a number of bytes, or undefined', is: (value) => typeof value === 'number' }],
  ['after', { words: 'a number of bytes', is: (value) => typeof value === 'number' }],
);
export const isoFileOf = checked(core.isoFileOf, ['instance', text]);
export const readAgentCommand = checked(core.readAgentCommand, ['text', text], ['options?', some]);
export const refresh = checked(core.refresh, ['path', path], ['options', some]);
export const resetCommands = checked(core.resetCommands, ['options', some]);
export const unwrapImage = checked(core.unwrapImage, ['bytes', bytes], ['options?', some]);
export const wrapImage = checked(core.wrapImage, ['bytes', bytes], ['format', text]);

// Build a drive
export const diffDrives = checked(core.diffDrives, ['from', drive], ['to', drive]);
export const drivePattern = checked(core.drivePattern, ['drive', drive], ['options?', some]);
export const layOutConfigDrive = checked(
  core.layOutConfigDrive,
  ['drive', drive],
  ['options?', options<core.LayOutOptions>({ limits: true })],
);
export const mimeUserData = checked(core.mimeUserData, ['parts', iterable('a list of parts')]);

/** Triples from named fields, which are checked by the function itself. */
export const vmDataFrom = checked(
  core.vmDataFrom,
  ['fields', anything],
  ['options?', options<core.VmDataOptions>({ profile: true })],
);

export const buildConfigDrive = checked(
  build,
  ['input', anything],
  ['options', options<BuildOptions>({ ...machineOptionNames, timestamp: true, strict: true, guests: true })],
);

// Change one
const changeOptions = options<core.ChangeOptions & changes.ChangeOptions>({ ...core.changeOptionNames, guests: true });
const change = ['options', changeOptions] as const;
const changed = ['drive', drive] as const;
export const withGuestScript = checked(changes.withGuestScript, changed, change);
export const withInstanceId = checked(changes.withInstanceId, changed, ['instanceId', text], change);
export const withMetadata = checked(changes.withMetadata, changed, ['metadata', anything], change);
export const withNetwork = checked(changes.withNetwork, changed, ['nics', anything], change);
export const withoutPassword = checked(changes.withoutPassword, changed, change);
export const withPassword = checked(changes.withPassword, changed, ['password', anything], change);
export const withPublicKeys = checked(changes.withPublicKeys, changed, ['publicKeys', anything], change);
export const withUserData = checked(changes.withUserData, changed, ['userData', anything], change);

// Keep drives, build many
const placement: Kind = {
  words: "a location, or CloudStack's settings for one",
  is: (value) => isObject(value) || store.storeLocations.some((location) => location === value),
};
export const openStore = checked(open, [
  'options',
  options<StoreOptions>(
    {
      secondary: true,
      primary: true,
      hostCache: true,
      placement: true,
      passwordLife: true,
      drive: true,
      check: true,
      now: true,
      guests: true,
      replace: true,
      mode: true,
      group: true,
      directoryMode: true,
      durable: true,
      allowSharedDirectory: true,
      onIssue: true,
      answerWithinMilliseconds: true,
      maxWaitMilliseconds: true,
      takeOverAfterMilliseconds: true,
    },
    undefined,
    'an object: { secondary: root of a storage, … }',
  ),
]);
export const memoryBackend = checked(store.memoryBackend, ['options?', some]);
export const chosenLocation = checked(store.chosenLocation, ['placement', placement]);
export const buildMany = checked(
  makeMany,
  ['source', iterable('pieces of lines: a stream, or a list of bytes')],
  [
    'options',
    options<BuildManyOptions>(
      { ...fleet.buildManyOptionNames, guests: true },
      (given) => path.is(given.directory),
      'an object: { directory: where the images go, … }',
    ),
  ],
);
export const ndjsonOf = checked(fleet.ndjsonOf, ['inputs', iterable('a list of inputs')]);

// Words
export const issueText = checked(issues.issueText, [
  'issue',
  { words: 'an issue', is: (value) => isObject(value) && Array.isArray(value.place) },
]);
export const placeText = checked(issues.placeText, ['place', list]);
export const printable = checked(issues.printable, ['text', text]);
export const collect = checked(writer.collect, ['layout', layout], ['options?', some]);
export const summaryOf = checked(reader.summaryOf, [
  'image',
  { words: 'an image: what openImage gives', is: (value) => isObject(value) && typeof value.records === 'function' },
]);

// Read one
const readOptions = options<core.ReadDriveOptions>({ limits: true });

/** Of a path, too, as everybody tries first. */
const imageOrPath: Kind = {
  words: `${source.words}, or a path`,
  is: (value) => source.is(value) || path.is(value),
  from: (value) => (typeof value === 'string' ? files.fileSource(value) : value),
};

/**
 * Reads a drive from bytes, a Blob, a source or the file of a path, and closes the source. Names come from Rock Ridge, else
 * Joliet, else from the plain tree, where CloudStack's own are put back.
 *
 * @throws InvalidImageError when the bytes are no image, or one beyond the limits; StorageError for a path without a file
 */
export const readConfigDrive: (
  image: ImageSource | string,
  options?: core.ReadDriveOptions,
) => Promise<core.ConfigDrive> = checked(
  core.readConfigDrive as never,
  ['image', imageOrPath],
  ['options?', readOptions],
);
export const readConfigDriveSync = checked(core.readConfigDriveSync, ['bytes', bytes], ['options?', readOptions]);

// What guests make of one

/** Explains a drive, or what buildConfigDrive gave, to each guest or to those that are named. */
export const explain: (
  drive: guests.ExplainedDrive | core.BuiltDrive,
  options?: guests.ExplainOptions,
) => readonly guests.Explanation[] = checked(
  guests.explain as never,
  ['drive', drive],
  [
    'options?',
    options<guests.ExplainOptions>(
      { guests: true, now: true },
      (given) => isGuestNames(given.guests),
      `an object of options, whose guests are ${guestWords}`,
    ),
  ],
);
export const guestIssues = checked(
  guests.guestIssues,
  ['drive', drive],
  ['guests?', { words: guestWords, is: (value) => value !== undefined && isGuestNames(value) }],
);
export const likelyGuests = checked(guests.likelyGuests, ['machine', object('a machine: what parseMachine gives')]);

// Images as files
export const directoryBackend = checked(files.directoryBackend, ['path', path], ['options?', some]);
export const extractImage = checked(files.extractImage, ['image', source], ['directory', path], ['options?', some]);
export const fileContent = checked(files.fileContent, ['path', path]);
export const fileSource = checked(files.fileSource, ['path', path]);

/** Writes an image, a layout or what buildConfigDrive gave to a file: whole, or not at all. */
export const writeImageFile: (
  path: string,
  image: files.WritableImage | Pick<core.BuiltDrive, 'bytes'>,
  options?: files.WriteFileOptions,
) => Promise<files.WrittenFile> = checked(
  files.writeImageFile as never,
  ['path', path],
  ['image', image],
  ['options?', some],
);

// Any image, any tree
export const mapImage = checked(reader.mapImage, ['image', source], ['options?', some]);
export const mapImageSync = checked(reader.mapImageSync, ['bytes', bytes], ['options?', some]);
export const mapText = checked(reader.mapText, ['map', object('a map: what mapImage gives')]);
export const openImage = checked(reader.openImage, ['image', source], ['options?', some]);
export const openImageSync = checked(reader.openImageSync, ['bytes', bytes], ['options?', some]);
export const verifyImage = checked(reader.verifyImage, ['image', source], ['options?', some]);
export const verifyImageSync = checked(reader.verifyImageSync, ['bytes', bytes], ['options?', some]);
export const layOutImage = checked(
  writer.layOutImage,
  ['entries', { words: 'a list of entries, each with a path', is: (value) => isEntries(value) }],
  [
    'options',
    {
      words: 'an object: { volumeIdentifier, timestamp, … }',
      is: (value) => isObject(value) && value.timestamp instanceof Date,
    },
  ],
);
export const chunksOf = checked(writer.chunksOf, ['layout', layout], ['options?', some]);
export const slicesOf = checked(writer.slicesOf, ['layout', layout], ['options?', anything]);
export const toBytes = checked(writer.toBytes, ['layout', layout]);
export const toStream = checked(writer.toStream, ['layout', layout], ['options?', some]);
export const layoutText = checked(writer.layoutText, ['layout', layout]);
export const toNodeStream = checked(files.toNodeStream, ['layout', layout], ['options?', some]);

const isEntries = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.every((entry) => isObject(entry) && typeof entry.path === 'string')
    : isObject(value) && Symbol.iterator in value;
