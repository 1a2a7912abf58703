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
import { readCloudbaseHostname, readCloudbaseUserData } from './data.ts';
import { readCloudbaseKeys } from './keys.ts';
import { readCloudbaseNetwork } from './network.ts';
import { explainCloudbaseSeed, SEED_LABEL } from './seed.ts';

const FOLDER = 'openstack/latest';
const META = `${FOLDER}/meta_data.json`;
const NETWORK = `${FOLDER}/network_data.json`;
const USER_DATA = `${FOLDER}/user_data`;

/** Compared without regard to case, as Windows shows it: Joliet's. */
const LABEL = 'config-2';

/** A drive of either kind: each of its services looks for a label and a file. */
export const explainCloudbaseInit = (drive: DriveView): ReturnType<GuestReading['outcome']> =>
  drive.label.toLowerCase() === SEED_LABEL && drive.windows.file(META) === undefined
    ? explainCloudbaseSeed(drive)
    : explainConfigDrive(drive);

function explainConfigDrive(drive: DriveView): ReturnType<GuestReading['outcome']> {
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
    readCloudbaseUserData(reading, USER_DATA);
    readCloudbaseNetwork(reading, NETWORK);
  }
  return reading.outcome();
}

function readMetadata(reading: GuestReading, metadata: JsonObject): void {
  const instanceId = textOf(metadata.get('uuid') ?? null);
  if (metadata.has('uuid') && instanceId !== undefined) reading.view.instanceId = instanceId;
  readCloudbaseHostname(reading, [META, 'hostname'], metadata.get('hostname'));
  readCloudbaseKeys(reading, META, metadata);
  readPassword(reading, metadata);
  readInterfacesPointer(reading, metadata.get('network_config') ?? null);
}

/** The file is looked for by the last part of its name, in openstack/content. */
function readInterfacesPointer(reading: GuestReading, config: JsonValue): void {
  const { findings, tree } = reading;
  if (!isObject(config) || !config.has('content_path')) return;
  const place = [META, 'network_config', 'content_path'];
  const name = textOf(config.get('content_path') ?? null) ?? '';
  const path = `openstack/content/${name.split('/').at(-1) ?? ''}`;
  const file = tree.file(path);
  if (file === undefined) {
    const isNeeded = tree.file(NETWORK) === undefined;
    const why = 'no such file in openstack/content: cloudbase-init sets up no NIC';
    findings.add(isNeeded ? 'major' : 'nothing', 'injected-file-missing', place, why);
  } else if (file.text === null) findings.add('major', 'text-not-utf8', place, 'the file named here is not UTF-8');
  else reading.interfaces = { place, path };
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
