/**
 * cloud-init's ConfigDrive source (sources/DataSourceConfigDrive.py, sources/helpers/openstack.py): which files of a drive
 * it reads, and which one costs the drive. Not here: finding the device, what modules do with the data later.
 */

import { type JsonDocument, type RootType, readDocument } from '../documents.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { reportHostname } from '../hostname.ts';
import { isObject, type JsonObject, type JsonValue, pythonJson } from '../json.ts';
import { checkUserData } from '../user-data/user-data.ts';
import { readGuestMetadata } from './metadata.ts';
import { readNetwork } from './network.ts';
import type { Release } from './releases.ts';
import { readGuestVendorData } from './vendor-data.ts';

/** ds-identify wants one of these; the Python class alone would take any optical disc. */
const LABELS = ['config-2', 'CONFIG-2'];

/** Folders below openstack/, the newest first: OS_VERSIONS. */
const VERSIONS = [
  '2018-08-27',
  '2017-02-22',
  '2016-10-06',
  '2016-06-30',
  '2015-10-15',
  '2013-10-17',
  '2013-04-04',
  '2012-08-10',
];

/** What makes a drive of version 1, when there is none of version 2. */
const VERSION_1_FILES = ['etc/network/interfaces', 'meta.js', 'root/.ssh/authorized_keys'];

export const explainCloudInit = (drive: DriveView, release: Release): ReturnType<GuestReading['outcome']> =>
  explainConfigDrive(drive, (reading, path, value) => {
    const { folder, hostname = '' } = reading.view;
    reportHostname(reading, [`${folder}/meta_data.json`, 'hostname'], hostname);
    readNetwork(reading, path, value, release);
  });

/** What is made of network_data.json; its value is undefined where there is none that can be read. */
export type NetworkReader = (reading: GuestReading, path: string, value: JsonValue | undefined) => void;

/** The source itself, for everything that is built on it. */
export function explainConfigDrive(drive: DriveView, network: NetworkReader): ReturnType<GuestReading['outcome']> {
  const { reading: begun, data } = drive.once(readConfigDrive);
  const reading = begun.copy();
  if (data !== undefined) network(reading, data.path, data.value);
  return reading.outcome();
}

/** What the source reads before it comes to the network, in which its releases differ. */
interface BegunReading {
  readonly reading: GuestReading;
  /** Undefined where the drive has been refused. */
  readonly data: { readonly path: string; readonly value: JsonValue | undefined } | undefined;
}

function readConfigDrive(drive: DriveView): BegunReading {
  const reading = new GuestReading(drive.label, drive.linux);
  reading.wantLabel(LABELS);
  const folder = `openstack/${versionFolder(reading)}`;
  if (reading.tree.file(`${folder}/meta_data.json`) !== undefined) {
    const value = readVersion2(reading, folder);
    return { reading, data: { path: `${folder}/network_data.json`, value } };
  }
  explainMissing(reading, folder);
  return { reading, data: undefined };
}

/** Names are all that counts: a stray file of such a name hides `latest`, too. */
function versionFolder({ tree }: GuestReading): string {
  const names = tree.names('openstack');
  return VERSIONS.find((version) => names?.has(version) === true) ?? 'latest';
}

function explainMissing({ tree, findings }: GuestReading, folder: string): void {
  if (VERSION_1_FILES.some((path) => tree.exists(path))) explainVersion1({ tree, findings });
  else if (folder !== 'openstack/latest' && tree.file('openstack/latest/meta_data.json') !== undefined) {
    const why = `cloud-init reads this instead of openstack/latest, and there is no ${folder}/meta_data.json`;
    findings.add('not-found', 'version-folder-hijacked', [folder], why);
  } else {
    findings.add('not-found', 'reader-files-missing', [folder], `there is no ${folder}/meta_data.json`);
  }
}

/** Not explained any further: nothing has written such drives since 2012. */
function explainVersion1({ tree, findings }: Pick<GuestReading, 'tree' | 'findings'>): void {
  const meta = readDocument(tree, 'meta.js', pythonJson, ['object']);
  if (meta.state === 'fault') findings.add('total', 'json-unreadable', ['meta.js'], `the file ${meta.why}`);
  else {
    const why = 'read as a config drive of version 1 (meta.js, etc/network/interfaces, root/.ssh/authorized_keys)';
    findings.add('minor', 'reader-files-missing', ['openstack'], why);
  }
}

type FileName = 'meta_data.json' | 'vendor_data.json' | 'vendor_data2.json' | 'network_data.json';

const ANY_TYPE: readonly RootType[] = ['object', 'array', 'string'];

/** In the order in which they are read; all but the first are optional. */
const FILES: readonly (readonly [name: FileName, roots: readonly RootType[]])[] = [
  ['meta_data.json', ['object']],
  ['vendor_data.json', ANY_TYPE],
  ['vendor_data2.json', ANY_TYPE],
  ['network_data.json', ANY_TYPE],
];

/** @returns the value of network_data.json */
function readVersion2(reading: GuestReading, folder: string): JsonValue | undefined {
  reading.view.folder = folder;
  if (folder !== 'openstack/latest' && reading.tree.exists('openstack/latest')) {
    const why = 'cloud-init reads this and not openstack/latest';
    reading.findings.add('nothing', 'version-folder-hijacked', [folder], why);
  }
  const values = new Map<FileName, JsonValue>();
  for (const [name, roots] of FILES) {
    const value = valueIn(reading, `${folder}/${name}`, roots);
    if (value !== undefined) values.set(name, value);
  }
  const metadata = values.get('meta_data.json');
  if (isObject(metadata)) explainMetadata(reading, folder, metadata);
  readUserData(reading, `${folder}/user_data`);
  readGuestVendorData(reading, folder, values.get('vendor_data.json'), values.get('vendor_data2.json'));
  return values.get('network_data.json');
}

/** Each of these files costs the drive when it is broken; a missing one costs nothing. */
function valueIn(reading: GuestReading, path: string, roots: readonly RootType[]): JsonValue | undefined {
  const document: JsonDocument = readDocument(reading.tree, path, pythonJson, roots);
  if (document.state === 'read') return document.value;
  if (document.state === 'unseen') reading.notLookedAt(path);
  if (document.state === 'fault') reading.findings.add('total', 'json-unreadable', [path], `the file ${document.why}`);
  return undefined;
}

const EC2_METADATA = 'ec2/latest/meta-data.json';

function explainMetadata(reading: GuestReading, folder: string, metadata: JsonObject): void {
  readGuestMetadata(reading, `${folder}/meta_data.json`, metadata);
  valueIn(reading, EC2_METADATA, ['object']);
  if (reading.tree.names(EC2_METADATA) !== undefined) {
    reading.findings.add('total', 'json-unreadable', [EC2_METADATA], 'the file is a directory');
  }
}

function readUserData(reading: GuestReading, path: string): void {
  const file = reading.tree.file(path);
  if (file === undefined || file.byteLength === 0) return;
  const { bytes } = file;
  if (bytes === undefined) reading.notLookedAt(path, 'nothing');
  const kind = bytes === undefined ? undefined : checkUserData(reading.findings, [path], bytes);
  reading.view.userData = { path, byteLength: file.byteLength, kind };
}
