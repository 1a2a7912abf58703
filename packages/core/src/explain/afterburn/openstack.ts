/**
 * Afterburn's provider `openstack` on a config drive (src/providers/openstack/configdrive.rs): serde wants exact types.
 */
import { utf8ByteLength } from 'iso9660-format';
import { readDocument, typeNameOf } from '../documents.ts';
import { isObject, type JsonObject, type JsonValue, rustJson } from '../json.ts';
import { type DriveView, Reading } from '../reading.ts';
import type { SeenKey } from '../sees.ts';
import { afterburnKey } from './keys.ts';

const LABELS = ['config-2'];
const FOLDER = 'openstack/latest';
const META = `${FOLDER}/meta_data.json`;

/** Of the struct MetadataOpenstackJSON; all others are skipped. */
const textFields = ['uuid', 'availability_zone', 'hostname'] as const;
const KEYS = 'public_keys';

export function explainAfterburnOpenStack(drive: DriveView): ReturnType<Reading['outcome']> {
  const reading = new Reading(drive.label, drive.linux);
  const { findings, sees, tree } = reading;
  reading.wantLabel(LABELS);
  const document = readDocument(tree, META, rustJson, ['object']);
  if (document.state === 'absent') findings.add('not-found', 'reader-files-missing', [FOLDER], `there is no ${META}`);
  else sees.folder = FOLDER;
  if (document.state === 'unseen') reading.notLookedAt(META);
  if (document.state === 'fault') findings.add('drive', 'json-unreadable', [META], `the file ${document.why}`);
  if (document.state === 'read' && isObject(document.value)) {
    for (const key of document.repeatedKeys) reportRepeated(reading, key);
    readMetadata(reading, document.value);
  }
  return reading.outcome();
}

function reportRepeated({ findings }: Reading, key: string): void {
  if (!textFields.some((field) => field === key) && key !== KEYS) return;
  findings.add('drive', 'json-value-unusable', [META, key], 'given twice: Afterburn refuses the file');
}

function readMetadata(reading: Reading, metadata: JsonObject): void {
  const { sees } = reading;
  const [uuid, availabilityZone, hostname] = textFields.map((field) => textIn(reading, metadata, field));
  if (uuid !== undefined) sees.instanceId = uuid;
  if (availabilityZone !== undefined) sees.availabilityZone = availabilityZone;
  if (hostname !== undefined) sees.hostname = hostname;
  const keys = metadata.get(KEYS) ?? null;
  if (isObject(keys)) readKeys(reading, keys);
  else if (keys !== null) refuse(reading, [META, KEYS], keys);
}

function textIn(reading: Reading, metadata: JsonObject, field: string): string | undefined {
  const value = metadata.get(field) ?? null;
  if (typeof value === 'string') return value;
  if (value !== null) refuse(reading, [META, field], value);
  return undefined;
}

function refuse({ findings }: Reading, place: readonly string[], value: JsonValue): void {
  findings.add('drive', 'json-value-unusable', place, `${typeNameOf(value)} here: Afterburn refuses the file`);
}

function readKeys(reading: Reading, keys: JsonObject): void {
  const { findings, sees } = reading;
  const place = [META, KEYS];
  const seen: SeenKey[] = [];
  let position = 0;
  for (const [name, text] of keys) {
    position++;
    if (typeof text !== 'string') {
      refuse(reading, place, text);
      continue;
    }
    const kind = afterburnKey(text);
    if (kind === 'joined') {
      findings.add(
        'part',
        'public-keys-joined',
        place,
        `entry ${position} has two lines: Afterburn takes the first key only`,
      );
    } else if (kind === 'none') {
      findings.add(
        'part',
        'public-keys-unread',
        place,
        `entry ${position} is not one key: Afterburn takes no key at all`,
      );
    }
    if (kind !== 'none') seen.push({ name, byteLength: utf8ByteLength(text) });
  }
  const isComplete = seen.length === keys.size;
  if (isComplete && seen.length > 0) sees.keys = seen;
}
