/**
 * What cloud-init takes from meta_data.json, key by key, and which value of which key costs the drive.
 */

import { stripped } from '@configdrive/core/internal';
import { utf8ByteLength } from 'iso9660-format';
import { typeNameOf } from '../documents.ts';
import type { Impact } from '../findings.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestKey } from '../guest-view.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { isBase64, isTruthy, linesOf, textOf } from '../python.ts';
import { ipv4Of } from '../python-addresses.ts';
import { readContentPaths } from './injected-files.ts';

/** meta_data.json of one drive, open. */
export interface Metadata {
  readonly reading: GuestReading;
  readonly path: string;
  readonly members: JsonObject;
  /** Merged into nothing: cloud-init goes on without it. */
  isLost: boolean;
}

/** DEFAULT_METADATA */
const DEFAULT_INSTANCE_ID = 'iid-dsconfigdrive';

type KeyRule = readonly [key: string, rule: (value: JsonValue, metadata: Metadata, key: string) => void];

/** Keys that cost or give something, in the order in which cloud-init comes to them. */
const rules: readonly KeyRule[] = [
  ['random_seed', wantBase64],
  ['files', readContentPaths],
  ['network_config', readContentPaths],
  ['meta', readUserMeta],
  ['merge_how', wantMergers],
  ['merge_type', wantMergers],
];

export function readGuestMetadata(reading: GuestReading, path: string, members: JsonObject): void {
  const metadata: Metadata = { reading, path, members, isLost: false };
  for (const [key, rule] of rules) {
    const value = members.get(key);
    if (value !== undefined) rule(value, metadata, key);
  }
  readIdentity(metadata);
  if (metadata.isLost) reading.view.instanceId = DEFAULT_INSTANCE_ID;
  else {
    readPublicKeys(metadata, 'public_keys');
    readHostname(metadata);
    readAvailabilityZone(metadata);
    readCloudName(metadata);
  }
}

/** Says that a value is of a type this key cannot have. */
export function unusable({ reading, path }: Metadata, cost: Impact, key: string, value: JsonValue, why: string): void {
  reading.findings.add(cost, 'json-value-unusable', [path, key], `${typeNameOf(value)} here ${why}`);
}

const STOPS = 'stops cloud-init from taking this drive';

function wantBase64(value: JsonValue, metadata: Metadata, key: string): void {
  if (typeof value !== 'string') unusable(metadata, 'total', key, value, STOPS);
  else if (!isBase64(value)) {
    const why = `${value.length} characters that are not base64: cloud-init refuses this drive`;
    metadata.reading.findings.add('total', 'json-value-unusable', [metadata.path, key], why);
  }
}

/** `dsmode` is the only key of it that counts. */
function readUserMeta(value: JsonValue, metadata: Metadata, key: string): void {
  if (!isObject(value)) unusable(metadata, 'total', key, value, STOPS);
  else if (value.get('dsmode') === 'disabled') {
    const place = [metadata.path, key, 'dsmode'];
    metadata.reading.findings.add('total', 'drive-disabled', place, 'tells cloud-init not to use this drive');
  }
}

/** Words for util.mergemanydict, which looks for them in the metadata itself. */
const merger = /^ *(list|dict|str)\(.*?\) *$/i;

/** Only texts are looked into: lists of instructions are nobody's metadata. */
export function wantMergers(value: JsonValue, metadata: Metadata, key: string): void {
  const isHidden = key === 'merge_type' && isGiven(metadata.members.get('merge_how'));
  if (!isGiven(value) || isHidden || !isTruthy(value)) return;
  const words = typeof value === 'string' ? value.split('+').filter((word) => stripped(word) !== '') : [''];
  if (words.length === 0 || (words.every((word) => merger.test(word)) && words.some(isDictMerger))) return;
  const why = 'cloud-init takes this for instructions how to merge the metadata';
  const cost = words.every((word) => merger.test(word)) ? 'major' : 'total';
  metadata.reading.findings.add(cost, 'metadata-merge-key', [metadata.path, key], why);
  metadata.isLost = true;
}

const isDictMerger = (word: string): boolean => merger.exec(word)?.[1]?.toLowerCase() === 'dict';

const isGiven = (value: JsonValue | undefined): boolean => value !== undefined && value !== null;

/** One value per key; a value with several lines is one key to cloud-init (sources/__init__.py, normalize_pubkey_data). */
export function readPublicKeys(metadata: Metadata, key: string): void {
  const value = metadata.members.get(key) ?? null;
  if (!isTruthy(value)) return;
  const found = publicKeysIn(value);
  if (found === undefined) unusable(metadata, 'minor', key, value, 'holds no keys for cloud-init');
  else takeKeys(metadata, key, found);
}

function takeKeys(metadata: Metadata, key: string, found: readonly FoundKey[]): void {
  const keys: GuestKey[] = [];
  for (const { name, line } of found) {
    if (typeof line !== 'string') unusable(metadata, 'minor', key, line, 'is no key');
    else keys.push({ name, byteLength: utf8ByteLength(line) });
  }
  metadata.reading.view.keys = keys;
  reportJoined(metadata, key, found);
}

interface FoundKey {
  readonly name: string | undefined;
  readonly line: JsonValue;
}

function publicKeysIn(value: JsonValue): readonly FoundKey[] | undefined {
  const unnamed = (lines: readonly JsonValue[]): readonly FoundKey[] =>
    lines.map((line) => ({ name: undefined, line }));
  if (typeof value === 'string') return unnamed(linesOf(value));
  if (isArray(value)) return unnamed(value);
  if (!isObject(value)) return undefined;
  return [...value].flatMap(([name, given]) => keysOfEntry(given).map((line) => ({ name, line })));
}

const keysOfEntry = (given: JsonValue): readonly JsonValue[] =>
  typeof given === 'string' ? keysOfEntry([given]) : isArray(given) ? given.filter(isTruthy) : [];

function reportJoined({ reading, path }: Metadata, key: string, keys: readonly FoundKey[]): void {
  for (const [index, { line }] of keys.entries()) {
    const count = typeof line === 'string' ? linesOf(stripped(line)).filter((text) => stripped(text) !== '').length : 0;
    if (count <= 1) continue;
    const why = `entry ${index + 1} has ${count} lines: cloud-init restricts root to the first key and not to the others`;
    reading.findings.add('minor', 'public-keys-joined', [path, key], why);
  }
}

function readIdentity(metadata: Metadata): void {
  const { reading, path, members } = metadata;
  const uuid = members.get('uuid');
  if (uuid === undefined) {
    reading.findings.add('total', 'uuid-missing', [path, 'uuid'], 'without it cloud-init refuses this drive');
    return;
  }
  const instanceId = textOf(uuid);
  if (instanceId !== undefined) reading.view.instanceId = instanceId;
  if (typeof uuid !== 'string') {
    const why = 'is the instance id as Python writes it';
    unusable(metadata, 'nothing', 'uuid', uuid, why);
  }
}

/** `a.b.c` is host a in the domain b.c; an IPv4 address would be a bad name. */
function readHostname(metadata: Metadata): void {
  const { members } = metadata;
  const key = members.has('hostname') ? 'hostname' : 'local-hostname';
  const value = members.get(key) ?? null;
  if (typeof value === 'string' && value !== '') takeHostname(metadata, key, value);
  else if (isTruthy(value)) unusable(metadata, 'total', key, value, STOPS);
}

export function takeHostname({ reading, path }: Metadata, key: string, value: string): void {
  const isAddress = ipv4Of(value) !== undefined;
  const hostname = isAddress ? `ip-${value.replaceAll('.', '-')}` : (value.split('.')[0] ?? '');
  reading.view.hostname = hostname;
  if (isAddress) reading.findings.add('minor', 'hostname-changed', [path, key], 'an IPv4 address becomes ip-…');
  else if (hostname === '') reading.findings.add('minor', 'hostname-changed', [path, key], 'it begins with a dot');
}

/** The longest name that ext4, tmpfs and most others take. */
const MAX_NAME_BYTES = 255;

/** `/run/cloud-init/cloud-id-<name>` is written at once; `region` is looked at for it. */
function readCloudName(metadata: Metadata): void {
  const { reading, path, members } = metadata;
  const region = members.get('region') ?? null;
  if (isTruthy(region) && typeof region !== 'string') unusable(metadata, 'total', 'region', region, STOPS);
  const name = members.get('cloud-name');
  if (typeof name !== 'string') return;
  const isLong = utf8ByteLength(`cloud-id-${name.toLowerCase()}`) > MAX_NAME_BYTES;
  if (!isLong && !unusableInPaths.test(name) && name.isWellFormed()) return;
  const why = 'too long or unfit for the file name that cloud-init makes of it: it does not take this drive';
  reading.findings.add('total', 'cloud-name-unusable', [path, 'cloud-name'], why);
}

const unusableInPaths = /\0|(?:^|\/)\.\.(?:\/|$)/;

export function readAvailabilityZone(metadata: Metadata): void {
  const { members } = metadata;
  const zone = members.get(members.has('availability-zone') ? 'availability-zone' : 'availability_zone');
  const placement = members.get('placement');
  if (isTruthy(zone) || placement === undefined) takeZone(metadata, zone);
  else if (isObject(placement)) takeZone(metadata, placement.get('availability-zone'));
  else unusable(metadata, 'total', 'placement', placement, STOPS);
}

function takeZone({ reading }: Metadata, zone: JsonValue | undefined): void {
  if (typeof zone === 'string' && zone !== '') reading.view.availabilityZone = zone;
}
