/**
 * cloudbase-init's ConfigDrive service for Windows (metadata/services/{baseconfigdrive,baseopenstackservice}.py): it reads
 * openstack/latest and nothing else.
 */

import { PASSWORD_PATH } from '@configdrive/core/internal';
import { utf8ByteLength } from 'iso9660-format';
import { readDocument, typeNameOf } from '../documents.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { isObject, type JsonObject, type JsonValue, pythonJson } from '../json.ts';
import { wantedPassword } from '../password.ts';
import { isTruthy, textOf } from '../python.ts';
import { readCloudbaseKeys } from './keys.ts';
import { readCloudbaseNetwork } from './network.ts';
import { cloudbaseKind } from './user-data.ts';

const FOLDER = 'openstack/latest';
const META = `${FOLDER}/meta_data.json`;
const USER_DATA = `${FOLDER}/user_data`;

/** Compared without regard to case, as Windows shows it: Joliet's. */
const LABEL = 'config-2';

export function explainCloudbaseInit(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.windows);
  const { findings, view, tree } = reading;
  if (drive.label.toLowerCase() !== LABEL) reading.wantLabel([LABEL]);
  const document = readDocument(tree, META, pythonJson, ['object']);
  if (document.state === 'absent') findings.add('not-found', 'reader-files-missing', [FOLDER], `there is no ${META}`);
  else {
    view.folder = FOLDER;
    if (document.state === 'unseen') reading.notLookedAt(META);
    if (document.state === 'fault') findings.add('total', 'json-unreadable', [META], `the file ${document.why}`);
    if (document.state === 'read' && isObject(document.value)) readMetadata(reading, document.value);
    readUserData(reading);
    readCloudbaseNetwork(reading, `${FOLDER}/network_data.json`);
  }
  return reading.outcome();
}

function readMetadata(reading: GuestReading, metadata: JsonObject): void {
  const instanceId = textOf(metadata.get('uuid') ?? null);
  if (metadata.has('uuid') && instanceId !== undefined) reading.view.instanceId = instanceId;
  readHostname(reading, metadata.get('hostname'));
  readCloudbaseKeys(reading, META, metadata);
  readPassword(reading, metadata);
}

/** NetBIOS names; `netbios_host_name_compatibility` is on unless the image turns it off. */
const MAX_CHARACTERS = 15;

function readHostname({ findings, view }: GuestReading, given: JsonValue | undefined): void {
  const place = [META, 'hostname'];
  if (given === undefined || !isTruthy(given)) return;
  if (typeof given !== 'string') {
    findings.add('minor', 'json-value-unusable', place, `${typeNameOf(given)} here: the host name is not set`);
    return;
  }
  const [label = ''] = given.split('.');
  const hostname = label.slice(0, MAX_CHARACTERS).replace(/-$/, '0');
  view.hostname = hostname;
  if (hostname === label) return;
  const why = `Windows names have ${MAX_CHARACTERS} characters and do not end with a hyphen; this one is changed`;
  findings.add('minor', 'hostname-changed', place, why);
}

/** `meta.admin_pass`, else `admin_pass`; without either a random one is set that nobody knows. */
function readPassword(reading: GuestReading, metadata: JsonObject): void {
  const { findings, view, tree } = reading;
  const meta = metadata.get('meta') ?? null;
  const isInMeta = isObject(meta) && meta.has('admin_pass');
  const password = (isInMeta ? meta : metadata).get('admin_pass') ?? null;
  const place = isInMeta ? [META, 'meta', 'admin_pass'] : [META, 'admin_pass'];
  const wanted = wantedPassword(tree);
  if (typeof password === 'string' && password !== '') {
    view.password = { path: META, byteLength: utf8ByteLength(password) };
    if (wanted !== undefined && wanted !== password) {
      findings.add('minor', 'password-changed', place, `not the password in ${PASSWORD_PATH}`);
    }
    findings.add('nothing', 'password-set-once', place, 'a new password is not set while the instance id is the same');
  } else if (isTruthy(password)) {
    findings.add('minor', 'json-value-unusable', place, `${typeNameOf(password)} here: no password is set`);
  } else if (wanted !== undefined) {
    findings.add(
      'minor',
      'password-not-found',
      place,
      'cloudbase-init takes a password from here only, and sets a random one',
    );
  }
}

function readUserData(reading: GuestReading): void {
  const file = reading.tree.file(USER_DATA);
  if (file === undefined || file.byteLength === 0) return;
  const { bytes } = file;
  if (bytes === undefined) reading.notLookedAt(USER_DATA, 'nothing');
  const kind = bytes === undefined ? undefined : cloudbaseKind(bytes);
  reading.view.userData = { path: USER_DATA, byteLength: file.byteLength, kind };
  if (kind === undefined && bytes !== undefined) {
    const why = `${file.byteLength} bytes that begin with none of the first lines cloudbase-init knows`;
    reading.findings.add('minor', 'user-data-unhandled', [USER_DATA], why);
  }
}
