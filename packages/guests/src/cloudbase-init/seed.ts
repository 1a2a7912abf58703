/**
 * cloudbase-init's NoCloud service (metadata/services/nocloudservice.py), which an image must have switched on. Its password is
 * a key that no other reader of seeds has.
 */
import { noCloudFiles } from '@configdrive/core/internal';
import { utf8ByteLength } from 'iso9660-format';
import { typeNameOf } from '../documents.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { Stopped } from '../items.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { isTruthy, textOf } from '../python.ts';
import { readYamlFile } from '../yaml-file.ts';
import { readCloudbaseHostname, readCloudbaseUserData } from './data.ts';
import { nicsOfInterfaces } from './interfaces-file.ts';
import { cloudbaseNetworkConfig } from './network-config.ts';

export const SEED_LABEL = 'cidata';

const { metaData: META, userData: USER_DATA, networkConfig: NETWORK } = noCloudFiles;

export function explainCloudbaseSeed(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.windows);
  const { findings, tree } = reading;
  if (tree.file(META) === undefined) {
    findings.add('not-found', 'reader-files-missing', [META], 'without this file the drive is no seed');
    return reading.outcome();
  }
  const why = 'cloudbase-init reads such a seed where its image has the NoCloud service among its metadata_services';
  findings.add('nothing', 'service-not-default', ['label'], why);
  const metadata = readMetadata(reading);
  readCloudbaseUserData(reading, USER_DATA);
  readNetwork(reading, metadata?.get('network-interfaces') ?? null);
  return reading.outcome();
}

/** Of what is no mapping each plug-in stumbles, one after the other. */
function readMetadata(reading: GuestReading): JsonObject | undefined {
  const { findings, view } = reading;
  const file = readYamlFile(reading, META);
  if (file.state === 'fault') {
    const why = `${file.why}: cloudbase-init goes on without host name, password and keys`;
    findings.add('major', 'yaml-unreadable', file.place, why, 'YAML 1.1');
  }
  if (file.state !== 'read') return undefined;
  if (!isObject(file.value)) {
    const why = `${typeNameOf(file.value)} at the top: cloudbase-init takes no host name, password and keys`;
    findings.add('major', 'yaml-unreadable', [META], why, 'YAML 1.1');
    return undefined;
  }
  const metadata = file.value;
  const id = textOf(metadata.get('instance-id') ?? '') ?? '';
  if (id !== '') view.instanceId = id;
  readCloudbaseHostname(reading, [META, 'local-hostname'], metadata.get('local-hostname'));
  readKeys(reading, metadata.get('public-keys') ?? null);
  readPassword(reading, metadata);
  return metadata;
}

/** A list of keys, or a map of keys and of objects with one. */
function readKeys({ findings, view }: GuestReading, value: JsonValue): void {
  if (!isTruthy(value)) return;
  const values = isArray(value) ? value : isObject(value) ? [...value.values()].map(keyOf) : undefined;
  const keys = (values ?? []).filter((key) => typeof key === 'string');
  if (values === undefined || keys.length < values.length) {
    const why = `${typeNameOf(value)} that cloudbase-init stumbles over: it takes no key`;
    findings.add('minor', 'public-keys-unread', [META, 'public-keys'], why);
  } else view.keys = keys.map((key) => ({ name: undefined, byteLength: utf8ByteLength(key) }));
}

const keyOf = (value: JsonValue): JsonValue => (isObject(value) ? (value.get('openssh-key') ?? null) : value);

/** Neither the vendor data nor a file of CloudStack's is looked at. */
function readPassword({ findings, view, tree }: GuestReading, metadata: JsonObject): void {
  const place = [META, 'admin-password'];
  const password = metadata.get('admin-password') ?? null;
  if (typeof password === 'string' && password !== '') {
    view.password = { path: META, byteLength: utf8ByteLength(password) };
    findings.add('nothing', 'password-set-once', place, 'a new password is not set while the instance id is the same');
  } else if (/^password:/m.test(tree.file(noCloudFiles.vendorData)?.text ?? '')) {
    const why = 'cloudbase-init takes a password from here only, not from vendor-data, and sets a random one';
    findings.add('minor', 'password-not-found', place, why);
  }
}

const NONE_SET_UP = 'cloudbase-init sets up no NIC';

function readNetwork(reading: GuestReading, interfaces: JsonValue): void {
  const { findings, view } = reading;
  const file = readYamlFile(reading, NETWORK);
  if (file.state === 'unseen') return;
  try {
    const config = file.state === 'read' && isTruthy(file.value) ? file.value : undefined;
    if (config !== undefined) {
      view.network = { source: 'network-config', ...cloudbaseNetworkConfig(reading, config, NETWORK), stops: [] };
    } else if (typeof interfaces === 'string' && interfaces !== '') {
      const nics = nicsOfInterfaces(reading, interfaces, [META, 'network-interfaces']);
      view.network = { source: 'debian-interfaces', nics, dns: [], stops: [] };
    } else {
      view.network = { source: 'unchanged', nics: [], dns: [], stops: [] };
      if (file.state === 'fault') throw new Stopped(file.place, file.why);
      findings.add('nothing', 'network-data-absent', [NETWORK], 'cloudbase-init leaves the NICs as they are');
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    findings.add('major', 'network-unreadable', error.place, `${error.why}: ${NONE_SET_UP}`);
  }
}
