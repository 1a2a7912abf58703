/**
 * CirrOS' datasource `configdrive` (src/lib/cirros/ds/configdrive, src/sbin/cirros-userdata): a small test image that copies
 * the drive and uses a few values of it.
 */

import { latin1Text } from '@configdrive/core/internal';
import { utf8ByteLength } from 'iso9660-format';
import { readDocument, typeNameOf } from '../documents.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { type Item, itemsOf, Stopped } from '../items.ts';
import { isArray, isObject, type JsonObject, pythonJson } from '../json.ts';
import { reportPasswordUnread } from '../password.ts';
import { normalPath } from '../tree.ts';

const LABELS = ['config-2', 'CONFIG-2'];
const FOLDER = 'openstack/latest';
const META = `${FOLDER}/meta_data.json`;
const NETWORK = `${FOLDER}/network_data.json`;
const USER_DATA = `${FOLDER}/user_data`;

export function explainCirros(drive: DriveView): ReturnType<GuestReading['outcome']> {
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
  readUserData(reading);
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
  if (typeof hostname === 'string') view.hostname = hostname;
  readKeys(reading, metadata);
  readFiles(reading, metadata);
}

/** The values of a map, one after the other. */
function readKeys({ findings, view }: GuestReading, metadata: JsonObject): void {
  const value = metadata.get('public_keys') ?? null;
  if (!isObject(value)) {
    const why = `${typeNameOf(value)} here: CirrOS takes keys from an object`;
    if (value !== null) findings.add('minor', 'public-keys-unread', [META, 'public_keys'], why);
    return;
  }
  const keys = [...value].flatMap(([name, key]) =>
    typeof key === 'string' ? [{ name, byteLength: utf8ByteLength(key) }] : [],
  );
  if (keys.length > 0) view.keys = keys;
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

function readUserData(reading: GuestReading): void {
  const { findings, view, tree } = reading;
  const file = tree.file(USER_DATA);
  if (file === undefined || file.byteLength === 0) return;
  const { bytes, byteLength } = file;
  if (bytes === undefined) reading.notLookedAt(USER_DATA);
  const isScript = bytes !== undefined && latin1Text(bytes.subarray(0, 2)) === '#!';
  view.userData = { path: USER_DATA, byteLength, kind: isScript ? 'text/x-shellscript' : undefined };
  if (bytes !== undefined && !isScript) {
    findings.add('minor', 'user-data-unhandled', [USER_DATA], 'CirrOS runs what begins with #!, and nothing else');
  }
}

/** The kernel's first NIC by DHCP, whatever the drive says. */
function readNetwork({ findings, view, tree }: GuestReading): void {
  view.network = { source: 'dhcp', nics: [], dns: [], stops: [] };
  const document = readDocument(tree, NETWORK, pythonJson, ['object']);
  const networks = document.state === 'read' && isObject(document.value) ? document.value.get('networks') : undefined;
  if (!isArray(networks) || networks.length === 0) return;
  findings.add('minor', 'networks-skipped', [NETWORK], 'CirrOS uses DHCP, and reads no network of a config drive');
}
