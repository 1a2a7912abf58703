/**
 * FreeBSD's nuageinit on a config drive (libexec/nuageinit, libexec/rc/rc.d/nuageinit). The network comes first: a fault there
 * ends the program, and neither host name nor keys nor user data are looked at.
 */
import { noCloudFiles } from '@configdrive/core/internal';
import { utf8ByteLength, utf8Text } from 'iso9660-format';
import { netplanNic } from '../cloud-init/netplan-nics.ts';
import { readDocument, typeNameOf } from '../documents.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import type { GuestKey, GuestNic } from '../guest-view.ts';
import { isArray, isObject, type JsonObject, type JsonValue, pythonJson } from '../json.ts';
import { readNetworkFile } from '../network-file.ts';
import { reportPasswordUnread } from '../password.ts';
import { scriptFault } from '../user-data/first-line.ts';
import { parseYaml } from '../yaml/yaml.ts';
import { readYamlFile } from '../yaml-file.ts';
import { nuageinitNetwork } from './network.ts';

/** Of the primary descriptor, in this case of letters: the name of a device. */
const SEED_LABEL = 'cidata';
const LABELS = ['config-2', SEED_LABEL];

const FOLDERS = ['openstack/latest', 'ec2/latest'];
const USER_DATA = ['user-data', 'user_data'];

/** A drive of either label; config-2 is looked for first. */
export const explainNuageinit = (drive: DriveView): ReturnType<GuestReading['outcome']> =>
  drive.label === SEED_LABEL ? explainSeed(drive) : explainConfigDrive(drive);

/** Four files at the top, in YAML; the network counts beside a cloud-config only. */
function explainSeed(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.freebsd);
  const metadata = yamlMapping(reading, noCloudFiles.metaData, 'nuageinit ends here, and takes nothing');
  if (metadata !== undefined) {
    readHostname(reading, noCloudFiles.metaData, metadata);
    readKeys(reading, noCloudFiles.metaData, metadata);
    reportUnreadKeys(reading, metadata);
  }
  readUserData(reading, '');
  const isCloudConfig = reading.view.userData?.kind === 'text/cloud-config';
  readNetworkConfig(reading, isCloudConfig);
  return reading.outcome();
}

/** Ends the program where there is none. */
function yamlMapping(reading: GuestReading, path: string, consequence: string): JsonObject | undefined {
  const { findings } = reading;
  const file = readYamlFile(reading, path, 'yaml');
  if (file.state === 'read' && isObject(file.value)) return file.value;
  if (file.state === 'absent') {
    findings.add('total', 'reader-files-missing', [path], `there is no such file: ${consequence}`);
  } else if (file.state !== 'unseen') {
    findings.add('total', 'yaml-unreadable', [path], `no mapping in YAML: ${consequence}`, 'YAML 1.1');
  }
  return undefined;
}

function reportUnreadKeys({ findings }: GuestReading, metadata: JsonObject): void {
  if (!metadata.has('public-keys') || metadata.has('public_keys')) return;
  const why = 'nuageinit looks for public_keys, with an underscore';
  findings.add('minor', 'public-keys-unread', [noCloudFiles.metaData, 'public-keys'], why);
}

function readNetworkConfig(reading: GuestReading, isCloudConfig: boolean): void {
  const { findings, view, tree } = reading;
  const path = noCloudFiles.networkConfig;
  if (tree.file(path) === undefined || !isCloudConfig) {
    view.network = { source: 'unchanged', nics: [], dns: [], stops: [] };
    const why = 'nuageinit looks at it only when the user data is a cloud-config';
    if (tree.file(path) !== undefined) findings.add('minor', 'networks-skipped', [path], why);
    return;
  }
  const file = readYamlFile(reading, path, 'yaml');
  if (file.state === 'unseen') return;
  const ethernets = file.state === 'read' && isObject(file.value) ? file.value.get('ethernets') : undefined;
  if (isObject(ethernets)) {
    const nics = [...ethernets].flatMap(([name, value]) => (isObject(value) ? [ethernetOf(reading, name, value)] : []));
    view.network = { source: 'network-config', nics, dns: [], stops: [] };
  } else {
    const why = 'no ethernets at the top, as in version 2: nuageinit ends here, before runcmd and write_files';
    findings.add('major', 'network-unreadable', [path, 'ethernets'], why);
  }
}

/** Of a card, DHCP or addresses, one router of each family, and name servers. */
function ethernetOf({ findings }: GuestReading, name: string, value: JsonObject): GuestNic {
  const { routes, dynamic, gateways, ...nic } = netplanNic('physical', name, value);
  const place = [noCloudFiles.networkConfig, 'ethernets', name];
  const isDhcp = dynamic.includes('dhcp4');
  if (dynamic.includes('dhcp6')) {
    findings.add('minor', 'networks-skipped', [...place, 'dhcp6'], 'nuageinit asks for IPv4 only');
  }
  if (value.has('routes'))
    findings.add('minor', 'routes-ignored', [...place, 'routes'], 'nuageinit sets up none of them');
  const own = ['gateway4', 'gateway6'].map((key) => value.get(key)).filter((gateway) => typeof gateway === 'string');
  if (isDhcp) return { ...nic, addresses: [], gateways: [], dns: [], routes: [], dynamic: ['dhcp4'] };
  return { ...nic, routes: [], dynamic: [], gateways: own };
}

function explainConfigDrive(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.freebsd);
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
  const path = USER_DATA.map((name) => (folder === '' ? name : `${folder}/${name}`)).find(
    (one) => tree.file(one) !== undefined,
  );
  const file = path === undefined ? undefined : tree.file(path);
  if (path === undefined || file === undefined || file.byteLength === 0) return;
  const { bytes, byteLength } = file;
  if (bytes === undefined) reading.notLookedAt(path);
  else {
    const text = utf8Text(bytes);
    const kind = kindOf(text);
    const isHandled = kind === 'text/cloud-config' || kind === 'text/x-shellscript';
    view.userData = { path, byteLength, kind: isHandled ? kind : undefined };
    if (!isHandled) findings.add('minor', 'user-data-unhandled', [path], kind);
    else if ('fault' in parseYaml(text, findings.budget)) {
      const why = 'no YAML, as which nuageinit reads scripts, too, before it runs them: it ends here';
      findings.add('major', 'user-data-unhandled', [path], why);
    }
  }
}

/** A media type, or why there is none. */
function kindOf(text: string): string {
  const [first = '', rest = ''] = text.split(/\n(.*)/s);
  if (first.trim() === '') return 'the first line is blank: nuageinit takes that for no user data';
  if (rest.trim() === '') return 'only one line: nuageinit takes that for no user data';
  if (first === '#cloud-config') return 'text/cloud-config';
  if (first.startsWith('#!')) return scriptFault(text) ?? 'text/x-shellscript';
  const isNearly = first.trimEnd() === '#cloud-config';
  return isNearly
    ? 'the first line is #cloud-config and more, a carriage return perhaps: nuageinit passes over it'
    : 'the first line is neither #cloud-config nor begins with #!';
}
