/**
 * CirrOS' datasource `configdrive` (src/lib/cirros/ds/configdrive, src/sbin/cirros-userdata): a small test image that copies
 * the drive and uses a few values of it.
 */

import { latin1Text, noCloudFiles } from '@configdrive/core/internal';
import type { Place } from '@configdrive/issues';
import { utf8ByteLength } from 'iso9660-format';
import { readDocument, typeNameOf } from '../documents.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { reportHostname } from '../hostname.ts';
import { type Item, itemsOf, Stopped } from '../items.ts';
import { isArray, isObject, type JsonObject, type JsonValue, pythonJson } from '../json.ts';
import { reportPasswordUnread } from '../password.ts';
import { normalPath } from '../tree.ts';
import { scriptFault } from '../user-data/first-line.ts';

const SEED_LABEL = 'cidata';
const LABELS = ['config-2', 'CONFIG-2', SEED_LABEL];
const FOLDER = 'openstack/latest';
const META = `${FOLDER}/meta_data.json`;
const NETWORK = `${FOLDER}/network_data.json`;
const USER_DATA = `${FOLDER}/user_data`;

/** Longer ones are cut by the kernel. */
const LONGEST_FIRST_LINE = 256;

/** A drive of either kind: the datasources are asked one after the other, each for its label. */
export const explainCirros = (drive: DriveView): ReturnType<GuestReading['outcome']> =>
  drive.label === SEED_LABEL ? explainSeed(drive) : explainConfigDrive(drive);

/**
 * Its datasource `nocloud` (src/lib/cirros/ds/nocloud): the metadata go through a program that knows JSON only, where others
 * read YAML.
 */
function explainSeed(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.linux);
  const { findings, view, tree } = reading;
  const { metaData, userData, networkConfig } = noCloudFiles;
  const document = readDocument(tree, metaData, pythonJson, ['object']);
  if (document.state === 'absent')
    findings.add('not-found', 'reader-files-missing', [metaData], 'there is no such file');
  if (document.state === 'unseen') reading.notLookedAt(metaData);
  if (document.state === 'fault') {
    const why = `the file ${document.why}: CirrOS reads no YAML here, and drops this seed`;
    findings.add('total', 'json-unreadable', [metaData], why);
  }
  if (document.state !== 'read' || !isObject(document.value)) return reading.outcome();
  const [id, hostname] = [document.value.get('instance-id'), document.value.get('local-hostname')];
  view.instanceId = typeof id === 'string' ? id : 'i-nocloud-default';
  readHostname(reading, [metaData, 'local-hostname'], hostname);
  const keys = document.value.get('public-keys') ?? null;
  readKeys(reading, [metaData, 'public-keys'], seedKeys(keys));
  readUserData(reading, userData);
  useDhcp(reading, networkConfig, tree.file(networkConfig) !== undefined);
  return reading.outcome();
}

function explainConfigDrive(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.linux);
  const { findings, view, tree } = reading;
  reading.wantLabel(LABELS);
  const document = readDocument(tree, META, pythonJson, ['object']);
  if (document.state === 'absent') findings.add('not-found', 'reader-files-missing', [FOLDER], `there is no ${META}`);
  else view.folder = FOLDER;
  if (document.state === 'unseen') reading.notLookedAt(META);
  if (document.state === 'fault') findings.add('total', 'json-unreadable', [META], `the file ${document.why}`);
  if (document.state !== 'read' || !isObject(document.value)) return reading.outcome();
  readMetadata(reading, document.value);
  readUserData(reading, USER_DATA);
  readNetwork(reading);
  reportPasswordUnread(reading, 'CirrOS has one password, always the same');
  return reading.outcome();
}

function readMetadata(reading: GuestReading, metadata: JsonObject): void {
  const { findings, view } = reading;
  const [uuid, hostname] = [metadata.get('uuid'), metadata.get('hostname')];
  if (typeof uuid === 'string') view.instanceId = uuid;
  else
    findings.add(
      'minor',
      'uuid-missing',
      [META, 'uuid'],
      'CirrOS has no instance id then: it takes each boot for a first',
    );
  readHostname(reading, [META, 'hostname'], hostname);
  readKeys(reading, [META, 'public_keys'], metadata.get('public_keys') ?? null);
  readFiles(reading, metadata);
}

function readHostname(reading: GuestReading, place: Place, hostname: JsonValue | undefined): void {
  if (typeof hostname !== 'string') return;
  reading.view.hostname = hostname;
  reportHostname(reading, place, hostname);
}

/** A text, a map or a list: json2fstree makes a file of each value, and a list's are called 1, 2 and so on. */
const seedKeys = (keys: JsonValue): JsonValue =>
  typeof keys === 'string'
    ? new Map([['', keys]])
    : isArray(keys)
      ? new Map(keys.map((key, index) => [String(index + 1), key]))
      : keys;

/** The values of a map, one after the other: without a line feed of their own they are one line. */
function readKeys({ findings, view }: GuestReading, place: Place, value: JsonValue): void {
  if (!isObject(value)) {
    const why = `${typeNameOf(value)} here: CirrOS takes keys from an object`;
    if (value !== null) findings.add('minor', 'public-keys-unread', place, why);
    return;
  }
  const keys = [...value].flatMap(([name, key]) =>
    typeof key === 'string' ? [{ name, byteLength: utf8ByteLength(key) }] : [],
  );
  if (keys.length > 0) view.keys = keys;
  const isJoined = [...value.values()].slice(0, -1).some((key) => typeof key === 'string' && !key.endsWith('\n'));
  if (isJoined) findings.add('minor', 'public-keys-joined', place, 'CirrOS joins them to one line, which is one key');
}

/** One whose content is missing ends the datasource. */
function readFiles({ findings, view, tree }: GuestReading, metadata: JsonObject): void {
  try {
    const files = itemsOf(metadata, 'files', [META]).flatMap((item) => {
      const [path, contentPath] = [textAt(item, 'path'), textAt(item, 'content_path')];
      if (path === undefined || contentPath === undefined) return [];
      const file = tree.file(normalPath(`openstack/${contentPath}`) ?? '');
      if (file === undefined) throw new Stopped([...item.place, 'content_path'], 'no such file on the drive');
      return [{ path, byteLength: file.byteLength }];
    });
    if (files.length > 0) view.files = files;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    findings.add('total', 'injected-file-missing', error.place, `${error.why}: CirrOS drops this drive`);
  }
}

function textAt({ members }: Item, key: string): string | undefined {
  const value = members.get(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function readUserData(reading: GuestReading, path: string): void {
  const { findings, view, tree } = reading;
  const file = tree.file(path);
  if (file === undefined || file.byteLength === 0) return;
  const { bytes, byteLength } = file;
  if (bytes === undefined) reading.notLookedAt(path);
  const begin = bytes === undefined ? undefined : latin1Text(bytes.subarray(0, LONGEST_FIRST_LINE));
  const isScript = begin?.startsWith('#!') === true;
  view.userData = { path: path, byteLength, kind: isScript ? 'text/x-shellscript' : undefined };
  const fault = isScript ? scriptFault(begin) : undefined;
  if (begin !== undefined && !isScript) {
    findings.add('minor', 'user-data-unhandled', [path], 'CirrOS runs what begins with #!, and nothing else');
  } else if (fault !== undefined) findings.add('minor', 'user-data-first-line', [path], fault);
}

function readNetwork(reading: GuestReading): void {
  const document = readDocument(reading.tree, NETWORK, pythonJson, ['object']);
  const networks = document.state === 'read' && isObject(document.value) ? document.value.get('networks') : undefined;
  useDhcp(reading, NETWORK, isArray(networks) && networks.length > 0);
}

/** The kernel's first NIC by DHCP, whatever the drive says. */
function useDhcp({ findings, view }: GuestReading, path: string, isSaid: boolean): void {
  view.network = { source: 'dhcp', nics: [], dns: [], stops: [] };
  if (isSaid) findings.add('minor', 'networks-skipped', [path], 'CirrOS uses DHCP, and reads no network of a drive');
}
