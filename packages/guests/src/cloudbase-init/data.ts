/**
 * What cloudbase-init does alike with the data of its services for drives: host name and user data.
 */
import type { Place } from '@configdrive/issues';
import { typeNameOf } from '../documents.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { JsonValue } from '../json.ts';
import { isTruthy } from '../python.ts';
import { cloudbaseKind } from './user-data.ts';

/** NetBIOS names; `netbios_host_name_compatibility` is on unless the image turns it off. */
const MAX_CHARACTERS = 15;

export function readCloudbaseHostname(
  { findings, view }: GuestReading,
  place: Place,
  given: JsonValue | undefined,
): void {
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

export function readCloudbaseUserData(reading: GuestReading, path: string): void {
  const file = reading.tree.file(path);
  if (file === undefined || file.byteLength === 0) return;
  const { bytes } = file;
  if (bytes === undefined) reading.notLookedAt(path, 'nothing');
  const kind = bytes === undefined ? undefined : cloudbaseKind(bytes);
  reading.view.userData = { path, byteLength: file.byteLength, kind };
  if (kind === undefined && bytes !== undefined) {
    const why = `${file.byteLength} bytes that begin with none of the first lines cloudbase-init knows`;
    reading.findings.add('minor', 'user-data-unhandled', [path], why);
  }
}
