/**
 * vendor_data.json and vendor_data2.json as cloud-init takes them (sources/__init__.py, convert_vendordata), and whether
 * the password among them is that of the password file.
 */

import { isPlainForYaml, PASSWORD_PATH, passwordDocument, passwordDocumentOf } from '@configdrive/core/internal';
import { utf8ByteLength, utf8Bytes } from 'iso9660-format';
import { typeNameOf } from '../documents.ts';
import type { GuestReading } from '../guest-reading.ts';
import type { GuestText } from '../guest-view.ts';
import { isArray, isObject, type JsonValue } from '../json.ts';
import { wantedPassword } from '../password.ts';
import { isTruthy } from '../python.ts';
import { checkUserData } from '../user-data/user-data.ts';

export function readGuestVendorData(
  reading: GuestReading,
  folder: string,
  vendorData: JsonValue | undefined,
  vendorData2: JsonValue | undefined,
): void {
  const parts = [
    ...partsOf(reading, `${folder}/vendor_data.json`, vendorData),
    ...partsOf(reading, `${folder}/vendor_data2.json`, vendorData2),
  ];
  if (parts.length > 0) reading.view.vendorData = parts.map(({ seen }) => seen);
  explainPassword(reading, parts);
}

export interface VendorPart {
  readonly text: string;
  readonly seen: GuestText;
}

function partsOf(reading: GuestReading, path: string, value: JsonValue | undefined): readonly VendorPart[] {
  const isWrapped = isObject(value);
  const place = isWrapped ? [path, 'cloud-init'] : [path];
  const given = (isWrapped ? value.get('cloud-init') : value) ?? null;
  if (!isTruthy(given)) return [];
  const items = typeof given === 'string' ? [given] : isArray(given) ? given : undefined;
  if (items === undefined) {
    const why = `${typeNameOf(given)} here: cloud-init uses texts and lists of texts only`;
    reading.findings.add('minor', 'vendor-data-unused', place, why);
    return [];
  }
  return items.flatMap((item, index) => partOf(reading, path, item, isArray(given) ? [...place, index] : place));
}

function partOf(
  reading: GuestReading,
  path: string,
  item: JsonValue,
  place: readonly (string | number)[],
): VendorPart[] {
  if (typeof item !== 'string') {
    if (!isTruthy(item)) return [];
    reading.findings.add('major', 'vendor-data-unused', place, `${typeNameOf(item)} in the list stops cloud-init`);
    return [];
  }
  const kind = item === '' ? undefined : kindOfPart(reading, place, item);
  return [{ text: item, seen: { path, byteLength: utf8ByteLength(item), kind } }];
}

/** There is nothing to find in a document that is written here, and it holds a password: it is neither parsed nor remembered. */
function kindOfPart({ findings }: GuestReading, place: readonly (string | number)[], item: string): string | undefined {
  return isQuotedPassword(item) ? 'text/cloud-config' : checkUserData(findings, place, utf8Bytes(item));
}

function isQuotedPassword(text: string): boolean {
  const document = passwordDocumentOf(text);
  if (document === undefined) return false;
  const { password, sshPwauth } = document;
  return passwordDocument(password, { vendorPassword: 'quoted', sshPwauth }) === text;
}

/** The password of a document in CloudStack's form or ours; null where only YAML knows what it is. */
function passwordIn(text: string): string | null | undefined {
  const document = passwordDocumentOf(text);
  if (document === undefined) return undefined;
  const { password, sshPwauth } = document;
  const isRaw = passwordDocument(password, { vendorPassword: 'raw', sshPwauth }) === text;
  return isRaw && !isPlainForYaml(password) ? null : password;
}

const anyPassword = /^(?:password|chpasswd|users):/m;

/** cloud-init itself looks into neither cloudstack/password nor `admin_pass`. */
export function explainPassword(reading: GuestReading, parts: readonly VendorPart[]): void {
  const { findings, view, tree } = reading;
  // A drive that is refused has lost more than a password.
  if (findings.verdict === 'refused') return;
  // Later parts replace what earlier ones say.
  const part = parts.findLast(({ text }) => anyPassword.test(text));
  const wanted = wantedPassword(tree);
  if (part === undefined) {
    if (wanted === undefined || view.userData !== undefined) return;
    const why = 'cloud-init takes a password from vendor data or user data only';
    findings.add('minor', 'password-not-found', [PASSWORD_PATH], why);
    return;
  }
  const { path, byteLength } = part.seen;
  view.password = { path, byteLength };
  const password = passwordIn(part.text);
  if (password === null) {
    findings.add('minor', 'vendor-data-altered', [path], 'YAML may read the unquoted password as something else');
  } else if (wanted !== undefined && password !== undefined && password !== wanted) {
    findings.add('minor', 'password-changed', [path], `not the password in ${PASSWORD_PATH}`);
  }
  findings.add('nothing', 'password-set-once', [path], 'a new password is not set while the instance id is the same');
}
