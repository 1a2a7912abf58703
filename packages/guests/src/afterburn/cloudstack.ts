/**
 * Afterburn's provider `cloudstack-configdrive` (src/providers/cloudstack/configdrive.rs): files with underscores, where
 * CloudStack writes hyphens. On a drive with aliases it finds them all.
 */
import { utf8ByteLength } from 'iso9660-format';
import { type DriveView, GuestReading } from '../guest-reading.ts';
import { afterburnKey } from './keys.ts';

const LABELS = ['config-2', 'CONFIG-2'];
const DIRECTORY = 'cloudstack/metadata';

/** File → attribute of the guest. */
const attributes: readonly (readonly [file: string, attribute: string])[] = [
  ['availability_zone', 'CLOUDSTACK_AVAILABILITY_ZONE'],
  ['cloud_identifier', 'CLOUDSTACK_CLOUD_IDENTIFIER'],
  ['instance_id', 'CLOUDSTACK_INSTANCE_ID'],
  ['local_hostname', 'CLOUDSTACK_LOCAL_HOSTNAME'],
  ['service_offering', 'CLOUDSTACK_SERVICE_OFFERING'],
  ['vm_id', 'CLOUDSTACK_VM_ID'],
];

const pathOf = (file: string): string => `${DIRECTORY}/${file}.txt`;

export function explainAfterburnCloudStack(drive: DriveView): ReturnType<GuestReading['outcome']> {
  const reading = new GuestReading(drive.label, drive.linux);
  reading.wantLabel(LABELS);
  if (reading.tree.names(DIRECTORY) === undefined) {
    reading.findings.add('not-found', 'reader-files-missing', [DIRECTORY], `there is no ${DIRECTORY}`);
  } else {
    readAttributes(reading);
    readKeys(reading);
  }
  return reading.outcome();
}

function readAttributes(reading: GuestReading): void {
  const found: Record<string, string> = {};
  for (const [file, attribute] of attributes) {
    const text = textAt(reading, pathOf(file));
    if (typeof text === 'string') found[attribute] = text;
  }
  reading.view.attributes = found;
}

/** The text of a file; says why there is none. */
function textAt({ tree, findings }: GuestReading, path: string): string | undefined {
  const file = tree.file(path);
  const at = path.lastIndexOf('/') + 1;
  const canonical = `${path.slice(0, at)}${path.slice(at).replaceAll('_', '-')}`;
  if (file === undefined) {
    const isHyphenated = tree.file(canonical) !== undefined;
    const why = isHyphenated ? `Afterburn does not look at ${canonical}` : 'the guest has no such attribute';
    findings.add(isHyphenated ? 'minor' : 'nothing', 'attribute-missing', [path], why);
    return undefined;
  }
  if (file.text === undefined) findings.add('minor', 'content-not-looked-at', [path], 'the content is not in memory');
  if (file.text === null)
    findings.add('major', 'text-not-utf8', [path], 'not UTF-8: Afterburn takes no attribute at all');
  return file.text ?? undefined;
}

const KEYS = pathOf('public_keys');

function readKeys(reading: GuestReading): void {
  const { tree, findings, view } = reading;
  const file = tree.file(KEYS);
  if (file === undefined) {
    const why = 'without it Afterburn fails to write SSH keys, also when there are none';
    findings.add('minor', 'public-keys-missing', [KEYS], why);
    return;
  }
  const text = textAt(reading, KEYS);
  if (text === undefined) return;
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const keys = lines.filter((line) => line !== '' && !line.trim().startsWith('#'));
  const unread = keys.findIndex((line) => afterburnKey(line) !== 'key');
  if (unread === -1) view.keys = keys.map((line) => ({ name: undefined, byteLength: utf8ByteLength(line) }));
  else findings.add('minor', 'public-keys-unread', [KEYS], `key ${unread + 1} is none: Afterburn takes no key at all`);
}
