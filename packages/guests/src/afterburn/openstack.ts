/**
 * Afterburn's provider `openstack` on a config drive (src/providers/openstack/configdrive.rs): serde wants exact types.
 */
import { utf8ByteLength } from 'iso9660-format';
import { readDocument, typeNameOf } from '../documents.ts';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import type { GuestKey } from '../guest-view.ts';
import { isObject, type JsonObject, type JsonValue, rustJson } from '../json.ts';
import { afterburnKey } from './keys.ts';

const LABELS = ['config-2'];
const FOLDER = 'openstack/latest';
const META = `${FOLDER}/meta_data.json`;

/** Of the struct MetadataOpenstackJSON; all others are skipped. */
const textFields = ['uuid', 'availability_zone', 'hostname'] as const;
const KEYS = 'public_keys';

export function explainAfterburnOpenStack(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.linux);
  const { findings, view, tree } = reading;
  reading.wantLabel(LABELS);
  const document = readDocument(tree, META, rustJson, ['object']);
  if (document.state === 'absent') findings.add('not-found', 'reader-files-missing', [FOLDER], `there is no ${META}`);
  else view.folder = FOLDER;
  if (document.state === 'unseen') reading.notLookedAt(META);
  if (document.state === 'fault') findings.add('total', 'json-unreadable', [META], `the file ${document.why}`);
  if (document.state === 'read' && isObject(document.value)) {
    for (const key of document.repeatedKeys) reportRepeated(reading, key);
    readMetadata(reading, document.value);
  }
  return reading.outcome();
}

function reportRepeated({ findings }: GuestReading, key: string): void {
  if (!textFields.some((field) => field === key) && key !== KEYS) return;
  findings.add('total', 'json-value-unusable', [META, key], 'given twice: Afterburn refuses the file');
}

function readMetadata(reading: GuestReading, metadata: JsonObject): void {
  const { view } = reading;
  const [uuid, availabilityZone, hostname] = textFields.map((field) => textIn(reading, metadata, field));
  if (uuid !== undefined) view.instanceId = uuid;
  if (availabilityZone !== undefined) view.availabilityZone = availabilityZone;
  if (hostname !== undefined) view.hostname = hostname;
  const keys = metadata.get(KEYS) ?? null;
  if (isObject(keys)) readKeys(reading, keys);
  else if (keys !== null) refuse(reading, [META, KEYS], keys);
}

function textIn(reading: GuestReading, metadata: JsonObject, field: string): string | undefined {
  const value = metadata.get(field) ?? null;
  if (typeof value === 'string') return value;
  if (value !== null) refuse(reading, [META, field], value);
  return undefined;
}

function refuse({ findings }: GuestReading, place: readonly string[], value: JsonValue): void {
  findings.add('total', 'json-value-unusable', place, `${typeNameOf(value)} here: Afterburn refuses the file`);
}

function readKeys(reading: GuestReading, keys: JsonObject): void {
  const { findings, view } = reading;
  const place = [META, KEYS];
  const seen: GuestKey[] = [];
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
        'minor',
        'public-keys-joined',
        place,
        `entry ${position} has two lines: Afterburn takes the first key only`,
      );
    } else if (kind === 'none') {
      findings.add(
        'minor',
        'public-keys-unread',
        place,
        `entry ${position} is not one key: Afterburn takes no key at all`,
      );
    }
    if (kind !== 'none') seen.push({ name, byteLength: utf8ByteLength(text) });
  }
  const isComplete = seen.length === keys.size;
  if (isComplete && seen.length > 0) view.keys = seen;
}
