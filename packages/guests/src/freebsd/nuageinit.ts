/**
 * FreeBSD's nuageinit on a config drive (libexec/nuageinit, libexec/rc/rc.d/nuageinit). The network comes first: a fault there
 * ends the program, and neither host name nor keys nor user data are looked at.
 */
import { utf8ByteLength, utf8Text } from 'iso9660-format';
import { readDocument, typeNameOf } from '../documents.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import type { GuestKey } from '../guest-view.ts';
import { isArray, isObject, type JsonObject, type JsonValue, pythonJson } from '../json.ts';
import { readNetworkFile } from '../network-file.ts';
import { reportPasswordUnread } from '../password.ts';
import { nuageinitNetwork } from './network.ts';

/** Of the primary descriptor, in this case of letters: the name of a device. */
const LABELS = ['config-2'];

const FOLDERS = ['openstack/latest', 'ec2/latest'];
const USER_DATA = ['user-data', 'user_data'];

export function explainNuageinit(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.linux);
  const { findings, view, tree } = reading;
  reading.wantLabel(LABELS);
  const folder = FOLDERS.find((path) => tree.names(path) !== undefined);
  if (folder === undefined) {
    findings.add('not-found', 'reader-files-missing', [FOLDERS[0] ?? ''], `there is neither ${FOLDERS.join(' nor ')}`);
    return reading.outcome();
  }
  view.folder = folder;
  readNetworkFile(reading, `${folder}/network_data.json`, {
    dialect: pythonJson,
    absent: ['unchanged', 'without it nuageinit leaves the NICs as the image has them'],
    unreadable: ['major', 'nuageinit sets up no NIC'],
    stopped: ['total', 'nuageinit ends here, and takes nothing'],
    read: nuageinitNetwork,
  });
  readMetadata(reading, `${folder}/meta_data.json`);
  readUserData(reading, folder);
  reportPasswordUnread(reading, 'nuageinit looks for no password here; its user freebsd has the one it always has');
  return reading.outcome();
}

/** libucl reads more than JSON; what is no JSON for others may still be read here. */
function readMetadata(reading: GuestReading, path: string): void {
  const { findings, tree } = reading;
  const document = readDocument(tree, path, pythonJson, ['object']);
  if (document.state === 'absent') findings.add('total', 'reader-files-missing', [path], 'nuageinit ends without it');
  if (document.state === 'unseen') reading.notLookedAt(path);
  if (document.state === 'fault') findings.add('total', 'json-unreadable', [path], `the file ${document.why}`);
  if (document.state !== 'read' || !isObject(document.value)) return;
  readHostname(reading, path, document.value);
  readKeys(reading, path, document.value);
}

function readHostname({ findings, view }: GuestReading, path: string, metadata: JsonObject): void {
  const key = metadata.has('local-hostname') ? 'local-hostname' : 'hostname';
  const name = metadata.get(key) ?? null;
  if (typeof name === 'string' && name !== '') view.hostname = name;
  else if (name !== null && name !== '') {
    findings.add('minor', 'json-value-unusable', [path, key], `${typeNameOf(name)} here: the host name is not set`);
  }
}

/** A map or a list; each value is written as it is, several lines included. */
function readKeys({ findings, view }: GuestReading, path: string, metadata: JsonObject): void {
  const value = metadata.get('public_keys') ?? null;
  if (value === null) return;
  const place = [path, 'public_keys'];
  const found: readonly (readonly [string | undefined, JsonValue])[] = isObject(value)
    ? [...value]
    : isArray(value)
      ? value.map((key) => [undefined, key] as const)
      : [];
  const keys = found.flatMap(([name, key]): GuestKey[] =>
    typeof key === 'string' ? [{ name, byteLength: utf8ByteLength(key) }] : [],
  );
  const isWhole = keys.length === found.length && (isObject(value) || isArray(value));
  if (!isWhole) findings.add('minor', 'public-keys-unread', place, `${typeNameOf(value)} with what is no key text`);
  if (keys.length > 0) view.keys = keys;
}

/** One line is taken for none; the first must be `#cloud-config` exactly, or begin with `#!`. */
function readUserData(reading: GuestReading, folder: string): void {
  const { findings, view, tree } = reading;
  const path = USER_DATA.map((name) => `${folder}/${name}`).find((one) => tree.file(one) !== undefined);
  const file = path === undefined ? undefined : tree.file(path);
  if (path === undefined || file === undefined || file.byteLength === 0) return;
  const { bytes, byteLength } = file;
  if (bytes === undefined) reading.notLookedAt(path);
  else {
    const kind = kindOf(utf8Text(bytes));
    const isHandled = kind === 'text/cloud-config' || kind === 'text/x-shellscript';
    view.userData = { path, byteLength, kind: isHandled ? kind : undefined };
    if (!isHandled) findings.add('minor', 'user-data-unhandled', [path], kind);
  }
}

/** A media type, or why there is none. */
function kindOf(text: string): string {
  const [first = '', rest = ''] = text.split(/\n(.*)/s);
  if (first.trim() === '') return 'the first line is blank: nuageinit takes that for no user data';
  if (rest.trim() === '') return 'only one line: nuageinit takes that for no user data';
  if (first === '#cloud-config') return 'text/cloud-config';
  if (first.startsWith('#!')) return 'text/x-shellscript';
  const isNearly = first.trimEnd() === '#cloud-config';
  return isNearly
    ? 'the first line is #cloud-config and more, a carriage return perhaps: nuageinit passes over it'
    : 'the first line is neither #cloud-config nor begins with #!';
}
