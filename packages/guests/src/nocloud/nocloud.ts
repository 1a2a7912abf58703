/**
 * cloud-init's NoCloud source on a drive (sources/DataSourceNoCloud.py): four files at the top, two of which must be there.
 */
import { noCloudFiles } from '@configdrive/core/internal';
import { readAvailabilityZone, readPublicKeys, takeHostname, unusable, wantMergers } from '../cloud-init/metadata.ts';
import { readInterfacesFile, readNetworkConfig } from '../cloud-init/network-config.ts';
import type { Release } from '../cloud-init/releases.ts';
import { explainPassword } from '../cloud-init/vendor-data.ts';
import { typeNameOf } from '../documents.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { reportHostname } from '../hostname.ts';
import { isObject, type JsonObject, type JsonValue } from '../json.ts';
import { isTruthy, textOf } from '../python.ts';
import { checkUserData } from '../user-data/user-data.ts';
import type { OddScalar } from '../yaml/conversion.ts';
import { readYamlFile } from '../yaml-file.ts';

const LABELS = ['cidata', 'CIDATA'];
const { metaData: META, userData: USER, vendorData: VENDOR, networkConfig: NETWORK } = noCloudFiles;

export function explainNoCloud(drive: DriveView, release: Release): ReturnType<GuestReading['outcome']> {
  const { reading: begun, metadata } = drive.once(readSeedFiles);
  const reading = begun.copy();
  if (metadata !== undefined) readNetwork(reading, metadata, release);
  return reading.outcome();
}

/** What all releases read alike. */
interface BegunSeed {
  readonly reading: GuestReading;
  /** Undefined where the drive is no seed. */
  readonly metadata: JsonObject | undefined;
}

function readSeedFiles(drive: DriveView): BegunSeed {
  const reading = new GuestReading(drive.label, drive.linux);
  const { findings, tree } = reading;
  reading.wantLabel(LABELS);
  const missing = [USER, META].filter((path) => tree.file(path) === undefined);
  for (const path of missing) {
    findings.add('not-found', 'reader-files-missing', [path], 'without this file, empty or not, the drive is no seed');
  }
  if (missing.length > 0) return { reading, metadata: undefined };
  const metadata = readMetadata(reading);
  readUserData(reading);
  readVendorData(reading);
  return { reading, metadata };
}

/** What cannot be read as a mapping is as good as empty, but for bytes that are not UTF-8: those stop cloud-init. */
function yamlAt(reading: GuestReading, path: string, consequence: string): MappingFile | undefined {
  const { findings } = reading;
  const file = readYamlFile(reading, path, 'yaml');
  if (file.state === 'fault' && file.code === 'text-not-utf8') {
    findings.add('total', file.code, file.place, 'not UTF-8: cloud-init does not take this drive');
  } else if (file.state === 'fault') {
    findings.add('major', file.code, file.place, `${file.why}: ${consequence}`, 'YAML 1.1');
  }
  if (file.state !== 'read' || file.value === null) return undefined;
  if (isObject(file.value)) return { members: file.value, odd: file.odd };
  const what = `${typeNameOf(file.value)} at the top, not a mapping: ${consequence}`;
  findings.add('major', 'yaml-unreadable', [path], what, 'YAML 1.1');
  return undefined;
}

interface MappingFile {
  readonly members: JsonObject;
  readonly odd: readonly OddScalar[];
}

const DEFAULT_INSTANCE_ID = 'nocloud';

function readMetadata(reading: GuestReading): JsonObject {
  const file = yamlAt(reading, META, 'cloud-init goes on without instance id, host name and keys');
  const members: JsonObject = file?.members ?? new Map<string, JsonValue>();
  const metadata = { reading, path: META, members, isLost: false };
  for (const key of ['merge_how', 'merge_type']) {
    const value = members.get(key);
    if (value !== undefined) wantMergers(value, metadata, key);
  }
  readSeed(reading, members);
  readInstanceId(reading, members);
  if (metadata.isLost) return members;
  for (const scalar of file?.odd ?? []) reportMisread(reading, scalar);
  readPublicKeys(metadata, 'public-keys');
  const hostname = members.get('local-hostname') ?? null;
  if (typeof hostname === 'string' && hostname !== '') {
    takeHostname(metadata, 'local-hostname', hostname);
    reportHostname(reading, [META, 'local-hostname'], reading.view.hostname ?? '');
  } else if (isTruthy(hostname))
    unusable(metadata, 'major', 'local-hostname', hostname, 'is no host name to cloud-init');
  readAvailabilityZone(metadata);
  return members;
}

/** Values that stay what they are, whatever YAML makes of them. */
const named = new Set(['instance-id', 'local-hostname']);

function reportMisread({ findings }: GuestReading, { path, line, column, type, looksLikeText }: OddScalar): void {
  const [key = ''] = path;
  const isAltered = looksLikeText || type === 'boolean' || type === 'null' || type === 'float';
  if (path.length !== 1 || !named.has(String(key)) || !isAltered) return;
  const why = `line ${line}, column ${column}: YAML reads this as something else than the text: put it in quotes`;
  findings.add('minor', 'cloud-config-value-misread', [META, 'line', line], why, 'YAML 1.1');
}

function readInstanceId({ findings, view }: GuestReading, members: JsonObject): void {
  const given = members.get('instance-id');
  if (given === undefined) {
    const why = `without it every such guest is ${DEFAULT_INSTANCE_ID}, and no new one when its drive changes`;
    findings.add('minor', 'uuid-missing', [META, 'instance-id'], why);
  }
  const text = given === undefined ? DEFAULT_INSTANCE_ID : textOf(given);
  if (text !== undefined) view.instanceId = text;
}

/** `dsmode` and `seedfrom` send cloud-init away. */
function readSeed({ findings }: GuestReading, members: JsonObject): void {
  if (members.get('dsmode') === 'disabled') {
    findings.add('total', 'drive-disabled', [META, 'dsmode'], 'tells cloud-init not to use this drive');
  }
  const from = members.get('seedfrom');
  if (from === undefined) return;
  const why = 'sends cloud-init to another place for user data and more: it takes this drive only if that is there';
  findings.add('total', 'seed-elsewhere', [META, 'seedfrom'], why);
}

function readUserData(reading: GuestReading): void {
  const { findings, view, tree } = reading;
  const file = tree.file(USER);
  if (file === undefined || file.byteLength === 0) return;
  const { bytes, byteLength } = file;
  if (bytes === undefined) reading.notLookedAt(USER, 'nothing');
  view.userData = {
    path: USER,
    byteLength,
    kind: bytes === undefined ? undefined : checkUserData(findings, [USER], bytes),
  };
}

/** Text for cloud-init, not JSON. */
function readVendorData(reading: GuestReading): void {
  const { findings, view, tree } = reading;
  const file = tree.file(VENDOR);
  if (file === undefined || file.byteLength === 0) return;
  const { bytes, byteLength, text } = file;
  if (bytes === undefined) reading.notLookedAt(VENDOR);
  const kind = bytes === undefined ? undefined : checkUserData(findings, [VENDOR], bytes);
  const seen = { path: VENDOR, byteLength, kind };
  view.vendorData = [seen];
  explainPassword(reading, [{ text: text ?? '', seen }]);
}

/** The file `network-config`; where that says nothing, the Debian interfaces file in the metadata. */
function readNetwork(reading: GuestReading, metadata: JsonObject, release: Release): void {
  const file = yamlAt(reading, NETWORK, 'cloud-init does without it');
  const interfaces = metadata.get('network-interfaces') ?? null;
  if (file !== undefined) {
    readNetworkConfig(
      reading,
      { path: NETWORK, place: [NETWORK], source: 'network-config', value: file.members },
      release,
    );
  } else if (interfaces !== null) {
    const place = [META, 'network-interfaces'];
    readInterfacesFile(reading, { path: META, place, value: interfaces }, release);
  } else {
    reading.view.network = { source: 'dhcp', nics: [], dns: [], stops: [] };
    if (reading.tree.file(NETWORK) !== undefined) return;
    reading.findings.add('nothing', 'network-data-absent', [NETWORK], 'without it cloud-init uses DHCP on one NIC');
  }
}
